/// Texts of the stream as strings.
extension PickleReader {
    func text(_ text: PickleText) -> String {
        let slice = texts[Int(text.offset)..<Int(text.offset) + Int(text.length)]
        switch text.encoding {
        case .utf8: return String(decoding: slice, as: UTF8.self)
        case .latin1: return latin1(slice)
        case .escaped: return unescape(slice, named: true)
        case .rawUnicodeEscape: return unescape(slice, named: false)
        }
    }

    /// Whether a text is the same as an ASCII key, without making a string where it can't be.
    func matches(_ text: PickleText, _ key: StaticString) -> Bool {
        let length = Int(text.length)
        if text.encoding == .utf8 || text.encoding == .latin1 {
            guard length == key.utf8CodeUnitCount else { return false }
            for index in 0..<length where texts[Int(text.offset) + index] != key.utf8Start[index] { return false }
            return true
        }
        // An escape of a character has ten bytes at most.
        guard (key.utf8CodeUnitCount...10 * key.utf8CodeUnitCount).contains(length) else { return false }
        return self.text(text) == "\(key)"
    }

    private func latin1(_ slice: ArraySlice<UInt8>) -> String {
        if slice.allSatisfy({ $0 < 0x80 }) { return String(decoding: slice, as: UTF8.self) }
        return String(String.UnicodeScalarView(slice.map { Unicode.Scalar($0) }))
    }

    /// Resolves `\uXXXX`, `\UXXXXXXXX` and, where `named`, also Python's other string escapes.
    private func unescape(_ slice: ArraySlice<UInt8>, named: Bool) -> String {
        guard slice.contains(UInt8(ascii: "\\")) else { return latin1(slice) }
        var scalars = String.UnicodeScalarView()
        var rest = slice
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "\\"), let kind = rest.first else {
                scalars.append(Unicode.Scalar(byte))
                continue
            }
            if let (scalar, used) = escape(kind, rest.dropFirst(), named: named) {
                rest = rest.dropFirst(1 + used)
                if let scalar { scalars.append(scalar) }
            } else {
                scalars.append("\\")
            }
        }
        return String(scalars)
    }

    /// The character of an escape whose letter is `kind`, and how many bytes of `rest` belong to it.
    private func escape(_ kind: UInt8, _ rest: ArraySlice<UInt8>, named: Bool) -> (Unicode.Scalar?, Int)? {
        func hexadecimal(_ count: Int) -> (Unicode.Scalar?, Int)? {
            let digits = rest.prefix(count)
            guard digits.count == count, let value = UInt32(String(decoding: digits, as: UTF8.self), radix: 16) else {
                return nil
            }
            return (Unicode.Scalar(value) ?? "\u{FFFD}", count)
        }
        guard named else {
            return switch kind {
            case UInt8(ascii: "u"): hexadecimal(4)
            case UInt8(ascii: "U"): hexadecimal(8)
            default: nil
            }
        }
        switch kind {
        case UInt8(ascii: "x"): return hexadecimal(2)
        case UInt8(ascii: "n"): return ("\n", 0)
        case UInt8(ascii: "t"): return ("\t", 0)
        case UInt8(ascii: "r"): return ("\r", 0)
        case UInt8(ascii: "a"): return ("\u{07}", 0)
        case UInt8(ascii: "b"): return ("\u{08}", 0)
        case UInt8(ascii: "f"): return ("\u{0C}", 0)
        case UInt8(ascii: "v"): return ("\u{0B}", 0)
        case UInt8(ascii: "\\"), UInt8(ascii: "'"), UInt8(ascii: "\""): return (Unicode.Scalar(kind), 0)
        case UInt8(ascii: "0")...UInt8(ascii: "7"):
            let more = rest.prefix(2).prefix { (UInt8(ascii: "0")...UInt8(ascii: "7")).contains($0) }
            let value = more.reduce(UInt32(kind - 0x30)) { $0 * 8 + UInt32($1 - 0x30) }
            return (Unicode.Scalar(UInt8(truncatingIfNeeded: value)), more.count)
        default: return nil
        }
    }
}
