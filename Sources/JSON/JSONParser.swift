/// A text that is not JSON, with the place of the first fault.
public struct JSONError: Error, Sendable, Hashable, CustomStringConvertible {
    public let message: String
    /// Line and column of the fault, both from 1; columns count bytes.
    public let line: Int
    public let column: Int

    public var description: String { "\(line):\(column): \(message)" }
}

extension JSONValue {
    /// Reads one JSON document (RFC 8259), at most 512 levels deep.
    ///
    /// `NaN`, `Infinity` and `-Infinity` are read too, since Python's `json` writes them.
    ///
    /// - Parameter limit: the most values, each of which takes many times the memory of its text.
    public init(parsing bytes: [UInt8], limit: Int = .max) throws(JSONError) {
        var parser = JSONParser(bytes: bytes)
        parser.limit = limit
        self = try parser.document()
    }

    /// Reads one JSON document from text.
    public init(parsing text: String) throws(JSONError) {
        try self.init(parsing: Array(text.utf8))
    }
}

struct JSONParser {
    let bytes: [UInt8]
    var position = 0
    var limit = Int.max
    private var count = 0
    /// Whether a text held what Swift's can't: half of a surrogate pair, or bytes that are no UTF-8.
    private var isRepaired = false
    private static let maximumDepth = 512

    init(bytes: [UInt8]) { self.bytes = bytes }

    mutating func document() throws(JSONError) -> JSONValue {
        skipMark()
        let value = try value(depth: 0)
        skipSpace()
        guard position == bytes.count else { throw fault("text after the end of the document") }
        return value
    }

    mutating func value(depth: Int) throws(JSONError) -> JSONValue {
        guard depth <= Self.maximumDepth else { throw fault("more than \(Self.maximumDepth) levels of nesting") }
        count += 1
        guard count <= limit else { throw fault("more than \(limit) values") }
        skipSpace()
        guard let byte = peek else { throw fault("the document ends where a value should be") }
        switch byte {
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try array(depth: depth)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
        default: return try word()
        }
    }

    private mutating func object(depth: Int) throws(JSONError) -> JSONValue {
        position += 1
        var object = JSONObject()
        var places: [ExactText: Int] = [:]
        skipSpace()
        if accept("}") { return .object(object) }
        while true {
            skipSpace()
            guard peek == UInt8(ascii: "\"") else { throw fault("expected a key in double quotes") }
            isRepaired = false
            let key = try string()
            // Keys that differ until they are repaired are different ones to other readers.
            let name = isRepaired ? nil : ExactText(key)
            skipSpace()
            guard accept(":") else { throw fault("expected ':' after the key \"\(key)\"") }
            let value = try value(depth: depth + 1)
            if let name, let place = places[name] {
                object.replace(at: place, by: value)
            } else {
                if let name { places[name] = object.members.count }
                object.append(key, value)
            }
            skipSpace()
            if accept("}") { return .object(object) }
            guard accept(",") else { throw fault("expected ',' or '}' in an object") }
        }
    }

    private mutating func array(depth: Int) throws(JSONError) -> JSONValue {
        position += 1
        var values: [JSONValue] = []
        skipSpace()
        if accept("]") { return .array(values) }
        while true {
            values.append(try value(depth: depth + 1))
            skipSpace()
            if accept("]") { return .array(values) }
            guard accept(",") else { throw fault("expected ',' or ']' in an array") }
        }
    }

    mutating func string() throws(JSONError) -> String {
        position += 1
        var start = position
        var text: [UInt8] = []
        while let byte = peek {
            switch byte {
            case UInt8(ascii: "\""):
                let tail = bytes[start..<position]
                position += 1
                if text.isEmpty { return try self.text(tail) }
                text.append(contentsOf: tail)
                return try self.text(text[...])
            case UInt8(ascii: "\\"):
                text.append(contentsOf: bytes[start..<position])
                position += 1
                try escape(into: &text)
                start = position
            case 0..<0x20:
                throw fault("a raw control character in a string; write it as \\u00XX")
            default:
                position += 1
            }
        }
        throw fault("a string that does not end")
    }

    private mutating func text(_ bytes: ArraySlice<UInt8>) throws(JSONError) -> String {
        let valid = String(validating: bytes, as: UTF8.self)
        isRepaired = isRepaired || valid == nil
        let text = valid ?? String(decoding: bytes, as: UTF8.self)
        guard !MarkRun.isTooLong(in: text) else {
            throw fault("a string with more than \(MarkRun.limit) marks on one letter")
        }
        return text
    }

    private mutating func escape(into text: inout [UInt8]) throws(JSONError) {
        guard let byte = peek else { throw fault("a string that does not end") }
        position += 1
        switch byte {
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "u"):
            var code = try hexadecimal()
            if (0xD800..<0xDC00).contains(code), peek == UInt8(ascii: "\\"), position + 1 < bytes.count,
                bytes[position + 1] == UInt8(ascii: "u")
            {
                let high = position
                position += 2
                let low = try hexadecimal()
                if (0xDC00..<0xE000).contains(low) {
                    code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
                } else {
                    position = high
                }
            }
            if Unicode.Scalar(code) == nil { isRepaired = true }
            let scalar = Unicode.Scalar(code) ?? "\u{FFFD}"
            text.append(contentsOf: String(Character(scalar)).utf8)
        default:
            position -= 1
            throw fault("unknown escape in a string")
        }
    }

    private mutating func hexadecimal() throws(JSONError) -> UInt32 {
        var code: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = peek, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw fault("\\u needs four hexadecimal digits")
            }
            code = code << 4 | UInt32(digit)
            position += 1
        }
        return code
    }

    private mutating func number() throws(JSONError) -> JSONValue {
        let start = position
        var integral = true
        while let byte = peek {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): break
            case UInt8(ascii: "+"), UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"): integral = false
            default:
                return try literal(start, integral)
            }
            position += 1
        }
        return try literal(start, integral)
    }

    private mutating func literal(_ start: Int, _ integral: Bool) throws(JSONError) -> JSONValue {
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        if text == "-", position < bytes.count, bytes[position] == UInt8(ascii: "I") {
            guard case .double(let value) = try word() else { throw fault("not a number") }
            return .double(-value)
        }
        let isWellFormed = Self.isNumber(bytes[start..<position])
        if integral, isWellFormed, let value = Int64(text) { return .int(value) }
        guard isWellFormed, let value = Double(text) else {
            position = start
            throw fault("'\(text)' is not a number")
        }
        return .double(value)
    }

    /// RFC 8259's grammar where Swift's is wider: no digit after a leading zero, one at least after a point.
    private static func isNumber(_ text: ArraySlice<UInt8>) -> Bool {
        let isDigit = { (byte: UInt8) in (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
        let digits = text.first == UInt8(ascii: "-") ? text.dropFirst() : text
        if digits.first == UInt8(ascii: "0"), let second = digits.dropFirst().first, isDigit(second) { return false }
        guard let point = digits.firstIndex(of: UInt8(ascii: ".")) else { return true }
        return point > digits.startIndex && digits[(point + 1)...].first.map(isDigit) == true
    }

    private mutating func word() throws(JSONError) -> JSONValue {
        let start = position
        while let byte = peek, Character(Unicode.Scalar(byte)).isLetter { position += 1 }
        switch String(decoding: bytes[start..<position], as: UTF8.self) {
        case "true": return .bool(true)
        case "false": return .bool(false)
        case "null": return .null
        case "NaN": return .double(.nan)
        case "Infinity": return .double(.infinity)
        default:
            position = start
            throw fault("expected a value")
        }
    }

    var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    mutating func accept(_ scalar: Unicode.Scalar) -> Bool {
        guard peek == UInt8(ascii: scalar) else { return false }
        position += 1
        return true
    }

    /// Passes over the byte order mark that some editors write.
    mutating func skipMark() {
        if position == 0, bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    }

    mutating func skipSpace() {
        while let byte = peek, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }

    private func fault(_ message: String) -> JSONError {
        let place = lineAndColumn(of: position)
        return JSONError(message: message, line: place.line, column: place.column)
    }

    /// Both from 1; columns count bytes.
    func lineAndColumn(of position: Int) -> (line: Int, column: Int) {
        let before = bytes[..<min(position, bytes.count)]
        let lineStart = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
        return (before.count { $0 == 0x0A } + 1, position - lineStart + 1)
    }
}
