/// Marks that all combine with one letter, of which Unicode's stream-safe format has thirty at most.
///
/// Swift puts them in order before it compares or hashes a text, which takes the square of their number: a file that
/// repeats a few of them for some kilobytes would keep it busy for minutes.
public enum MarkRun {
    /// The most of them that are read; no text that people write has as many.
    public static let limit = 128

    /// Whether a text has more of them in a row than are read.
    public static func isTooLong(in text: String) -> Bool {
        var text = text
        // None of them is ASCII, and each takes two bytes or more.
        guard text.withUTF8({ hasRun(of: 2 * limit, in: $0) }) else { return false }
        var count = 0
        for scalar in text.unicodeScalars {
            count = isMark(scalar) ? count + 1 : 0
            if count > limit { return true }
        }
        return false
    }

    /// A text without what follows the first characters where it has too many of them: no name that is known.
    public static func bounded(_ text: String) -> String {
        isTooLong(in: text) ? String(text.unicodeScalars.prefix(limit)) + "\u{FFFD}" : text
    }

    /// Whether bytes beyond ASCII follow each other so many times.
    private static func hasRun(of length: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        var count = 0
        for byte in bytes {
            count = byte < 0x80 ? 0 : count + 1
            if count > length { return true }
        }
        return false
    }

    /// Whether a character is put in order, or consists of such as are: three of Tibetan are no marks themselves.
    private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case ..<0x300: false
        case 0xF73, 0xF75, 0xF81: true
        default: scalar.properties.canonicalCombiningClass != .notReordered
        }
    }
}
