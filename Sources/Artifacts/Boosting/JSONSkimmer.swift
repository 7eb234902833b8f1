import JSON

/// Reads a few members of a large JSON text and passes over the rest, which is neither kept nor checked.
struct JSONSkimmer: ~Copyable {
    /// What to do with the member that a path leads to.
    enum Choice { case keep, descend, skip }

    struct Fault: Error {
        let message: String
        let offset: Int
    }

    /// The most bytes of one member that is kept.
    private static let keptLimit = 16 << 20

    private var stream: ByteStream
    private let choose: ([String]) -> Choice

    init(_ stream: consuming ByteStream, choose: @escaping ([String]) -> Choice) {
        self.stream = stream
        self.choose = choose
    }

    /// The object at the start; members that are skipped are null.
    mutating func object() throws(Fault) -> JSONValue { try object([]) }

    private mutating func object(_ path: [String]) throws(Fault) -> JSONValue {
        var object = JSONObject()
        guard try peek() == UInt8(ascii: "{") else { throw fault("an object should be") }
        _ = stream.next()
        if try peek() == UInt8(ascii: "}") {
            _ = stream.next()
            return .object(object)
        }
        while true {
            guard try peek() == UInt8(ascii: "\"") else { throw fault("a key should be") }
            guard let key = try parsed(try value(isKept: true)).string else { throw fault("a key should be") }
            guard try peek() == UInt8(ascii: ":") else { throw fault("':' should be") }
            _ = stream.next()
            let inner = path + [key]
            switch choose(inner) {
            case .descend: object[key] = try self.object(inner)
            case .keep: object[key] = try parsed(try value(isKept: true))
            case .skip:
                _ = try value(isKept: false)
                object[key] = .null
            }
            let next = try peek()
            _ = stream.next()
            if next == UInt8(ascii: "}") { return .object(object) }
            guard next == UInt8(ascii: ","), object.members.count < 1000 else { throw fault("',' or '}' should be") }
        }
    }

    private func parsed(_ text: [UInt8]) throws(Fault) -> JSONValue {
        do throws(JSONError) { return try JSONValue(parsing: text) } catch { throw fault("\(error)") }
    }

    /// The bytes of the next value, where it is kept.
    private mutating func value(isKept: Bool) throws(Fault) -> [UInt8] {
        var text: [UInt8] = []
        var depth = 0
        var isText = false
        var isEscaped = false
        _ = try peek()
        while let byte = stream.peek(1).first {
            let isEnd = byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]")
            if depth == 0, !isText, !text.isEmpty || !isKept,
                isEnd || byte == UInt8(ascii: ",") || byte == UInt8(ascii: ":")
            {
                return text
            }
            _ = stream.next()
            if isKept {
                guard text.count < Self.keptLimit else { throw fault("a shorter value should be") }
                text.append(byte)
            }
            if isText {
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isText = false
                }
            } else if byte == UInt8(ascii: "\"") {
                isText = true
            } else if byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") {
                depth += 1
            } else if isEnd {
                depth -= 1
            }
        }
        throw fault("the text goes on no further")
    }

    private mutating func peek() throws(Fault) -> UInt8 {
        while let byte = stream.peek(1).first {
            guard byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D else { return byte }
            _ = stream.next()
        }
        throw fault("the text goes on no further")
    }

    private func fault(_ message: String) -> Fault { Fault(message: message, offset: stream.position) }
}
