/// A pattern over names and cell ids: `*` matches any text, `?` one character, everything else itself.
///
/// There are no `[…]` classes, since cell ids contain brackets: `*@sklearn[python=3.11,*` means what it looks like.
public struct Glob: Sendable, Hashable, CustomStringConvertible {
    public let pattern: String
    private let bytes: [UInt8]
    /// Whether the pattern matches itself alone.
    public let isLiteral: Bool

    public init(_ pattern: String) {
        self.pattern = pattern
        bytes = Array(pattern.utf8)
        isLiteral = !bytes.contains { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") }
    }

    public var description: String { pattern }

    /// Whether the whole of `text` matches; upper and lower case differ. Time is at most the product of both lengths.
    public func matches(_ text: String) -> Bool {
        if isLiteral { return text.utf8.elementsEqual(bytes) }
        if bytes.count == 1, bytes[0] == UInt8(ascii: "*") { return true }
        var text = text
        return text.withUTF8(matches)
    }

    private func matches(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        var position = 0
        var token = 0
        // Where to go on when a tail does not fit: the last star takes one byte more.
        var star: (token: Int, position: Int)?
        while position < text.count {
            if token < bytes.count, bytes[token] == UInt8(ascii: "*") {
                star = (token, position)
                token += 1
            } else if token < bytes.count, bytes[token] == UInt8(ascii: "?") {
                token += 1
                position += 1
                // One character may be several bytes.
                while position < text.count, text[position] & 0xC0 == 0x80 { position += 1 }
            } else if token < bytes.count, bytes[token] == text[position] {
                token += 1
                position += 1
            } else if let last = star {
                star = (last.token, last.position + 1)
                token = last.token + 1
                position = last.position + 1
            } else {
                return false
            }
        }
        return bytes[token...].allSatisfy { $0 == UInt8(ascii: "*") }
    }
}
