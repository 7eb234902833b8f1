extension JSONValue {
    /// The value as compact JSON on one line.
    public var compact: String { serialized(pretty: false) }

    /// The value as JSON text; `pretty` indents by two spaces. NaN and infinities, which JSON lacks, become strings.
    public func serialized(pretty: Bool) -> String {
        var output: [UInt8] = []
        write(to: &output, pretty: pretty, depth: 0)
        return String(decoding: output, as: UTF8.self)
    }

    /// Appends the value's UTF-8 text to a buffer; the way to write large documents.
    public func write(to output: inout [UInt8], pretty: Bool, depth: Int = 0) {
        switch self {
        case .null: output.append(contentsOf: "null".utf8)
        case .bool(let value): output.append(contentsOf: (value ? "true" : "false").utf8)
        case .int(let value): output.append(contentsOf: String(value).utf8)
        case .double(let value):
            output.append(contentsOf: (value.isFinite ? "\(value)" : "\"\(value)\"").utf8)
        case .string(let value): Self.write(value, to: &output)
        case .array(let values):
            // Arrays of plain values stay on one line: vectors read better so.
            let inline = !pretty || values.allSatisfy(\.isPlain)
            Self.list(values.count, "[", "]", &output, pretty: !inline, depth) { index, output in
                values[index].write(to: &output, pretty: !inline, depth: depth + 1)
            }
        case .object(let object):
            Self.list(object.members.count, "{", "}", &output, pretty: pretty, depth) { index, output in
                Self.write(object.members[index].key, to: &output)
                output.append(contentsOf: (pretty ? ": " : ":").utf8)
                object.members[index].value.write(to: &output, pretty: pretty, depth: depth + 1)
            }
        }
    }

    private var isPlain: Bool {
        switch self {
        case .array, .object: false
        default: true
        }
    }

    private static func list(
        _ count: Int,
        _ opening: Unicode.Scalar,
        _ closing: Unicode.Scalar,
        _ output: inout [UInt8],
        pretty: Bool,
        _ depth: Int,
        _ element: (Int, inout [UInt8]) -> Void,
    ) {
        output.append(UInt8(ascii: opening))
        for index in 0..<count {
            if index > 0 { output.append(UInt8(ascii: ",")) }
            if pretty { newline(depth + 1, &output) }
            element(index, &output)
        }
        if pretty, count > 0 { newline(depth, &output) }
        output.append(UInt8(ascii: closing))
    }

    private static func newline(_ depth: Int, _ output: inout [UInt8]) {
        output.append(UInt8(ascii: "\n"))
        output.append(contentsOf: repeatElement(UInt8(ascii: " "), count: depth * 2))
    }

    private static func write(_ string: String, to output: inout [UInt8]) {
        output.append(UInt8(ascii: "\""))
        for byte in string.utf8 {
            switch byte {
            case UInt8(ascii: "\""): output.append(contentsOf: #"\""#.utf8)
            case UInt8(ascii: "\\"): output.append(contentsOf: #"\\"#.utf8)
            case 0x0A: output.append(contentsOf: #"\n"#.utf8)
            case 0x0D: output.append(contentsOf: #"\r"#.utf8)
            case 0x09: output.append(contentsOf: #"\t"#.utf8)
            case 0..<0x20, 0x7F:
                let digits = Array("0123456789abcdef".utf8)
                output.append(contentsOf: #"\u00"#.utf8)
                output.append(digits[Int(byte >> 4)])
                output.append(digits[Int(byte & 15)])
            default: output.append(byte)
            }
        }
        output.append(UInt8(ascii: "\""))
    }
}
