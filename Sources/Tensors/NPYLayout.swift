/// What a `.npy` file's header says of how to read the rest, also of types that no tensor has (NEP 1).
public struct NPYLayout: Sendable, Hashable {
    /// The most bytes that a header takes, with the magic before it.
    public static let longest = 12 + NPYHeader.longest

    /// The bytes that a file begins with.
    public static var magic: [UInt8] { NPYHeader.magic }

    /// Where the elements begin, or the pickle that holds them.
    public let dataOffset: Int
    /// Whether the elements are Python objects, which a pickle holds; so for every type that is not known to be plain.
    public let holdsObjects: Bool

    /// Reads the header from a file's first bytes, `longest` of them at most.
    public init(parsing bytes: ArraySlice<UInt8>) throws(NPYError) {
        let (literal, end) = try NPYHeader.literal(bytes)
        guard case .dictionary(let members) = literal, let descr = members.last(where: { $0.0 == "descr" })?.1 else {
            throw NPYError(.header("it is no dictionary with 'descr'"), offset: 10)
        }
        dataOffset = end
        holdsObjects = !Self.isPlain(descr)
    }

    private static func isPlain(_ descr: PythonLiteral) -> Bool {
        switch descr {
        case .string(let name): isPlain(name)
        // A type and a shape.
        case .tuple(let parts): parts.first.map(isPlain) ?? false
        // Fields: a name, a type, perhaps a shape.
        case .list(let fields):
            fields.allSatisfy { field in
                guard case .tuple(let parts) = field, parts.count == 2 || parts.count == 3 else { return false }
                return isPlain(parts[1])
            }
        default: false
        }
    }

    /// `<f8`, `|S10`, `<M8[ns]`; anything else may hold objects.
    private static func isPlain(_ name: String) -> Bool {
        var rest = name[...]
        if let order = rest.first, "<>|=".contains(order) { rest.removeFirst() }
        guard let kind = rest.popFirst(), "?bBhHiIlLqQefdgFDGSUVacuMm".contains(kind) else { return false }
        let unit = rest.drop { $0.isASCII && $0.isNumber }
        return unit.isEmpty || "Mm".contains(kind) && unit.hasPrefix("[") && unit.hasSuffix("]") && !unit.contains(",")
    }
}
