import JSON

/// Reads the elements of an XML document one after the other (XML 1.0; UTF-8 and the five predefined entities).
///
/// A document type is refused: what could be declared in it, entities that expand without end among it, no model needs.
struct XMLReader {
    enum Event {
        /// An element's name and attributes; one without content is followed by its end all the same.
        case start(String, [String: String])
        case end(String)
    }

    struct Fault: Error, CustomStringConvertible {
        let offset: Int
        let reason: String
        var description: String { "byte \(offset): \(reason)" }
    }

    static let deepest = 64
    private let bytes: [UInt8]
    private var position = 0
    private var open: [String] = []
    /// The end of an element without content, which is due.
    private var isAtEnd = false
    /// The text right before the last event, as it stands.
    private(set) var text = ""

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The next start or end of an element; comments and instructions are passed over; `nil` at the end.
    mutating func next() throws(Fault) -> Event? {
        text = ""
        if isAtEnd {
            isAtEnd = false
            return .end(open.removeLast())
        }
        while let tag = bytes[position...].firstIndex(of: UInt8(ascii: "<")) {
            text = String(decoding: bytes[position..<tag], as: UTF8.self)
            position = tag + 1
            if starts(with: "?") {
                try skip(past: "?>")
            } else if starts(with: "!--") {
                try skip(past: "-->")
            } else if starts(with: "![CDATA[") {
                try skip(past: "]]>")
            } else if starts(with: "!") {
                throw fault("a document type, which models do not have; get the file from its maker again")
            } else if starts(with: "/") {
                position += 1
                let name = try name()
                skipSpace()
                try expect(UInt8(ascii: ">"))
                guard open.popLast() == name else { throw fault("the end of '\(name)', which is not open") }
                return .end(name)
            } else {
                return try start()
            }
        }
        if let element = open.last { throw fault("the file ends within '\(element)'; it is cut, get it again") }
        return nil
    }

    private mutating func start() throws(Fault) -> Event {
        let name = try name()
        guard open.count < Self.deepest else { throw fault("more than \(Self.deepest) levels") }
        open.append(name)
        var attributes: [String: String] = [:]
        while true {
            skipSpace()
            guard position < bytes.count else { throw fault("the file ends within '\(name)'; it is cut, get it again") }
            if bytes[position] == UInt8(ascii: ">") {
                position += 1
                return .start(name, attributes)
            }
            if bytes[position] == UInt8(ascii: "/") {
                position += 1
                try expect(UInt8(ascii: ">"))
                isAtEnd = true
                return .start(name, attributes)
            }
            let key = try self.name()
            skipSpace()
            try expect(UInt8(ascii: "="))
            skipSpace()
            attributes[key] = try value()
        }
    }

    private mutating func value() throws(Fault) -> String {
        guard position < bytes.count, [UInt8(ascii: "\""), UInt8(ascii: "'")].contains(bytes[position]) else {
            throw fault("an attribute's value has no quote")
        }
        let quote = bytes[position]
        let begin = position + 1
        guard let end = bytes[begin...].firstIndex(of: quote) else {
            throw fault("an attribute's value has no end; the file is cut, get it again")
        }
        position = end + 1
        return Self.plain(MarkRun.bounded(String(decoding: bytes[begin..<end], as: UTF8.self)))
    }

    /// The text with its entities replaced; unknown ones stay.
    private static func plain(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "&")) else { return text }
        var plain = ""
        var rest = text[...]
        while let mark = rest.firstIndex(of: "&") {
            plain += rest[..<mark]
            rest = rest[mark...]
            guard let end = rest.prefix(12).firstIndex(of: ";") else {
                plain += "&"
                rest = rest.dropFirst()
                continue
            }
            let entity = rest[rest.index(after: mark)..<end]
            plain += character(entity) ?? String(rest[...end])
            rest = rest[rest.index(after: end)...]
        }
        return plain + rest
    }

    private static func character(_ entity: Substring) -> String? {
        switch entity {
        case "lt": return "<"
        case "gt": return ">"
        case "amp": return "&"
        case "quot": return "\""
        case "apos": return "'"
        default:
            guard entity.hasPrefix("#") else { return nil }
            let digits = entity.dropFirst()
            let code = digits.hasPrefix("x") ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
            return code.flatMap(Unicode.Scalar.init).map { String(Character($0)) }
        }
    }

    private mutating func name() throws(Fault) -> String {
        let begin = position
        while position < bytes.count, Self.isName(bytes[position]) { position += 1 }
        guard position > begin else { throw fault("a name is missing; this is no XML, or it is cut") }
        return MarkRun.bounded(String(decoding: bytes[begin..<position], as: UTF8.self))
    }

    private static func isName(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x80..., UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."),
            UInt8(ascii: ":"):
            true
        default: false
        }
    }

    private mutating func skipSpace() {
        while position < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) { position += 1 }
    }

    private mutating func expect(_ byte: UInt8) throws(Fault) {
        guard position < bytes.count, bytes[position] == byte else {
            throw fault("'\(Unicode.Scalar(byte))' is missing; this is no XML, or it is cut")
        }
        position += 1
    }

    private func starts(with text: StaticString) -> Bool {
        bytes[position...].starts(with: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    private mutating func skip(past text: StaticString) throws(Fault) {
        while position < bytes.count {
            if starts(with: text) {
                position += text.utf8CodeUnitCount
                return
            }
            position += 1
        }
        throw fault("a comment or instruction has no end; the file is cut, get it again")
    }

    private func fault(_ reason: String) -> Fault { Fault(offset: position, reason: reason) }
}
