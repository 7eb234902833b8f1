/// The classes and functions that models of Keras consist of, by the area of Keras that has them, as
/// `Scripts/allow-lists/keras` saw them in real releases.
struct KerasTable: Sendable {
    /// The releases that were asked, oldest first, with spaces between.
    let versions: String
    private let classes: [Substring: Set<Substring>]
    private let functions: [Substring: Set<Substring>]

    /// - Parameters:
    ///   - classes: lines of an area and names in it: `layers Dense Dropout`; what is in none is in `keras`.
    ///   - functions: likewise.
    init(versions: String, classes: StaticString, functions: StaticString) {
        self.versions = versions
        self.classes = Self.table(classes)
        self.functions = Self.table(functions)
    }

    /// Whether an area has a class that a model's config may name.
    func hasClass(_ name: String, in area: String) -> Bool {
        name.isASCII && classes[area[...]]?.contains(name[...]) == true
    }

    /// Whether an area has a function that a model's config may name.
    func hasFunction(_ name: String, in area: String) -> Bool {
        name.isASCII && functions[area[...]]?.contains(name[...]) == true
    }

    private static func table(_ text: StaticString) -> [Substring: Set<Substring>] {
        var table: [Substring: Set<Substring>] = [:]
        for row in text.withUTF8Buffer({ String(decoding: $0, as: UTF8.self) }).split(separator: "\n") {
            let words = row.split(separator: " ")
            guard let area = words.first else { continue }
            table[area, default: []].formUnion(words.dropFirst())
        }
        return table
    }
}
