/// Appends well-formed XML 1.0 to a buffer that its user drains; no call can make it write an illegal character.
///
/// Characters outside the `Char` production (XML 1.0, section 2.2), and control characters that readers choke on, are
/// written visibly: U+0000–U+001F and U+007F as control pictures (U+2400…), the rest as `\u{FFFE}`.
struct XMLWriter {
    private(set) var buffer: [UInt8] = []
    private var open: [StaticString] = []
    private var inTag = false
    /// Whether the innermost element holds text, so that indentation would change it.
    private var inText = false

    init() {
        buffer.reserveCapacity(1 << 17)
        append(#"<?xml version="1.0" encoding="UTF-8"?>"#)
    }

    /// Opens an element; its attributes follow at once.
    mutating func start(_ name: StaticString) {
        closeTag()
        if !inText { indent() }
        append("<")
        append(name)
        open.append(name)
        inTag = true
        inText = false
    }

    mutating func attribute(_ name: StaticString, _ value: String) {
        precondition(inTag, "an attribute comes right after its element's start")
        append(" ")
        append(name)
        append("=\"")
        Self.escape(value, attribute: true, into: &buffer)
        append("\"")
    }

    mutating func text(_ text: String) {
        guard !text.isEmpty else { return }
        closeTag()
        inText = true
        Self.escape(text, attribute: false, into: &buffer)
    }

    /// Closes the innermost element.
    mutating func end() {
        guard let name = open.popLast() else { return }
        if inTag {
            append("/>")
            inTag = false
        } else {
            if !inText { indent() }
            append("</")
            append(name)
            append(">")
        }
        inText = false
    }

    /// Ends every open element and the document.
    mutating func finish() {
        while !open.isEmpty { end() }
        append("\n")
    }

    /// Hands out what has been written since the last time, once it has come to `size` bytes.
    mutating func drain(atLeast size: Int) -> [UInt8]? {
        guard buffer.count >= size else { return nil }
        defer { buffer.removeAll(keepingCapacity: true) }
        return buffer
    }

    /// The most bytes that a text takes once escaped.
    static func length(_ text: String) -> Int {
        var text = text
        return text.withUTF8 { bytes in bytes.reduce(0) { $0 + length(of: $1) } }
    }

    /// The most bytes that a byte of a text takes once escaped.
    static func length(of byte: UInt8) -> Int {
        switch byte {
        case UInt8(ascii: "<"), UInt8(ascii: ">"): 4
        case 0x0D, UInt8(ascii: "&"): 5
        case 0x09, 0x0A: 1
        case 0..<0x20, 0x7F: 3
        // Lead bytes of C1 controls and noncharacters, whose visible form is longer than they are.
        case 0xC2, 0xEF: 7
        default: 1
        }
    }

    private mutating func closeTag() {
        guard inTag else { return }
        append(">")
        inTag = false
    }

    private mutating func indent() {
        append("\n")
        buffer.append(contentsOf: repeatElement(0x20, count: open.count * 2))
    }

    private mutating func append(_ text: StaticString) {
        buffer.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    private static func escape(_ text: String, attribute: Bool, into output: inout [UInt8]) {
        var text = text
        text.withUTF8 { bytes in
            var plain = 0
            var index = 0
            while index < bytes.count {
                guard let (replacement, width) = replacement(bytes, index, attribute) else {
                    index += 1
                    continue
                }
                output.append(contentsOf: bytes[plain..<index])
                output.append(contentsOf: replacement.utf8)
                index += width
                plain = index
            }
            output.append(contentsOf: bytes[plain...])
        }
    }

    /// What stands for the character at `index` and how many bytes that has; `nil` for one that stands for itself.
    private static func replacement(
        _ bytes: UnsafeBufferPointer<UInt8>,
        _ index: Int,
        _ attribute: Bool,
    ) -> (String, Int)? {
        switch bytes[index] {
        case 0x09: attribute ? ("&#9;", 1) : nil
        case 0x0A: attribute ? ("&#10;", 1) : nil
        case 0x0D: ("&#13;", 1)
        case 0..<0x20: (String(Character(Unicode.Scalar(0x2400 + UInt16(bytes[index])) ?? "?")), 1)
        case 0x7F: ("\u{2421}", 1)
        case UInt8(ascii: "&"): ("&amp;", 1)
        case UInt8(ascii: "<"): ("&lt;", 1)
        case UInt8(ascii: ">"): ("&gt;", 1)
        case UInt8(ascii: "\""): attribute ? ("&quot;", 1) : nil
        case 0xC2 where bytes[index + 1] < 0xA0:
            ("\\u{\(String(bytes[index + 1], radix: 16, uppercase: true))}", 2)
        case 0xEF where bytes[index + 1] == 0xBF && bytes[index + 2] >= 0xBE:
            (bytes[index + 2] == 0xBE ? "\\u{FFFE}" : "\\u{FFFF}", 3)
        default: nil
        }
    }
}
