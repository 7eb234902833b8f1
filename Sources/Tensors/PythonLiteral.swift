/// The values that a `.npy` header's Python literal is made of.
enum PythonLiteral {
    case string(String)
    case boolean(Bool)
    case integer(Int)
    case none
    case tuple([PythonLiteral])
    case list([PythonLiteral])
    case dictionary([(String, PythonLiteral)])
}

/// Reads the dictionary of a `.npy` header: a subset of Python's literals, nothing is evaluated.
struct PythonLiteralParser {
    private static let deepest = 16

    private let bytes: ArraySlice<UInt8>
    private let origin: Int
    private var index: Int

    /// - Parameter offset: where `bytes` begins in the file, for errors.
    init(_ bytes: ArraySlice<UInt8>, offset: Int) {
        self.bytes = bytes
        origin = bytes.startIndex - offset
        index = bytes.startIndex
    }

    mutating func parse() throws(NPYError) -> PythonLiteral {
        let value = try value(depth: 0)
        skipSpace()
        guard index == bytes.endIndex else { throw failure("something follows the dictionary") }
        return value
    }

    private func failure(_ reason: String) -> NPYError { NPYError(.header(reason), offset: index - origin) }

    private mutating func skipSpace() {
        while index < bytes.endIndex, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[index]) { index += 1 }
    }

    private mutating func peek() throws(NPYError) -> UInt8 {
        skipSpace()
        guard index < bytes.endIndex else { throw failure("it ends within a value") }
        return bytes[index]
    }

    private mutating func skip(_ byte: Character) throws(NPYError) {
        guard try peek() == byte.asciiValue else { throw failure("'\(byte)' is missing") }
        index += 1
    }

    private mutating func value(depth: Int) throws(NPYError) -> PythonLiteral {
        guard depth < Self.deepest else { throw failure("it is nested too deeply") }
        let first = try peek()
        switch first {
        case UInt8(ascii: "{"): return .dictionary(try members(depth: depth))
        case UInt8(ascii: "("): return try parenthesised(depth: depth)
        case UInt8(ascii: "["): return .list(try items(from: "[", to: "]", depth: depth).values)
        case UInt8(ascii: "'"), UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): return .integer(try integer())
        default:
            let word = word()
            index += word.utf8.count
            switch word {
            case "True": return .boolean(true)
            case "False": return .boolean(false)
            case "None": return .none
            default: throw failure("a value cannot begin here")
            }
        }
    }

    private mutating func parenthesised(depth: Int) throws(NPYError) -> PythonLiteral {
        let (values, hasComma) = try items(from: "(", to: ")", depth: depth)
        if values.count == 1, !hasComma { return values[0] }
        return .tuple(values)
    }

    private mutating func items(
        from opening: Character,
        to closing: Character,
        depth: Int,
    ) throws(NPYError) -> (values: [PythonLiteral], hasComma: Bool) {
        try skip(opening)
        var values: [PythonLiteral] = []
        var hasComma = false
        while try peek() != closing.asciiValue {
            guard values.isEmpty || hasComma else { throw failure("',' is missing") }
            values.append(try value(depth: depth + 1))
            hasComma = try peek() == UInt8(ascii: ",")
            if hasComma { index += 1 }
        }
        index += 1
        return (values, hasComma)
    }

    private mutating func members(depth: Int) throws(NPYError) -> [(String, PythonLiteral)] {
        try skip("{")
        var members: [(String, PythonLiteral)] = []
        var hasComma = true
        while try peek() != UInt8(ascii: "}") {
            guard hasComma else { throw failure("',' is missing") }
            guard case .string(let key) = try value(depth: depth + 1) else { throw failure("a key is not a string") }
            try skip(":")
            members.append((key, try value(depth: depth + 1)))
            hasComma = try peek() == UInt8(ascii: ",")
            if hasComma { index += 1 }
        }
        index += 1
        return members
    }

    private mutating func string() throws(NPYError) -> String {
        let quote = bytes[index]
        let begin = index + 1
        guard let end = bytes[begin...].firstIndex(of: quote) else { throw failure("a string is not closed") }
        guard !bytes[begin..<end].contains(UInt8(ascii: "\\")) else { throw failure("a string holds an escape") }
        index = end + 1
        return String(decoding: bytes[begin..<end], as: UTF8.self)
    }

    private mutating func integer() throws(NPYError) -> Int {
        let begin = index
        if bytes[index] == UInt8(ascii: "-") { index += 1 }
        while index < bytes.endIndex, (0x30...0x39).contains(bytes[index]) { index += 1 }
        guard let value = Int(String(decoding: bytes[begin..<index], as: UTF8.self)) else {
            throw failure("a number does not fit 64 bits")
        }
        // Python 2 wrote long integers with an L.
        if index < bytes.endIndex, bytes[index] == UInt8(ascii: "L") { index += 1 }
        return value
    }

    private func word() -> String {
        let letters = bytes[index...].prefix { (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) }
        return String(decoding: letters, as: UTF8.self)
    }
}
