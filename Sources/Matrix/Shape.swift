/// What a value of the matrix may look like: the words of a message and a piece of the JSON Schema come from it.
indirect enum Shape: Sendable {
    /// A text; anything that YAML reads as a number or boolean has to be quoted.
    case string
    /// A text; numbers and booleans are taken as they are written.
    case text
    case boolean
    case integer(minimum: Int, maximum: Int? = nil)
    case number
    case duration
    case size
    case sha256
    case date
    case version
    /// A version, a specifier, or nothing for any version.
    case requirement
    case name
    case glob
    case path
    case location
    case choice([String])
    case list(Shape)
    case oneOrMany(Shape)
    case table(KeyTable)
    /// A mapping whose keys the user chooses.
    case map(Shape, of: String)
    case either([Shape])
    /// Nested lists of numbers or texts.
    case values
    /// Whatever JSON can write.
    case anything
    /// A definition that may contain itself.
    case reference(String)
}

/// One key of a table.
struct Key: Sendable {
    let name: String
    let shape: Shape
    /// One sentence for editors.
    let summary: String
    let isRequired: Bool
    /// The environment kinds that have this key; `nil` means all.
    let kinds: [String]?

    init(_ name: String, _ shape: Shape, _ summary: String, required: Bool = false, kinds: [String]? = nil) {
        self.name = name
        self.shape = shape
        self.summary = summary
        isRequired = required
        self.kinds = kinds
    }
}

/// The keys of one kind of mapping; decoder and schema both go by it.
struct KeyTable: Sendable {
    /// The name in `NotSupportedYet` and in the schema's `$defs`.
    let name: String
    /// What a message calls such a mapping: "an artifact".
    let noun: String
    let summary: String
    let keys: [Key]
    private let index: [String: Int]

    init(_ name: String, noun: String, _ summary: String, _ keys: [Key]) {
        self.name = name
        self.noun = noun
        self.summary = summary
        self.keys = keys
        index = Dictionary(uniqueKeysWithValues: keys.enumerated().map { ($1.name, $0) })
    }

    subscript(name: String) -> Key? { index[name].map { keys[$0] } }

    var names: [String] { keys.map(\.name) }

    func isSupported(_ key: String) -> Bool { !NotSupportedYet.keys.contains("\(name).\(key)") }
}
