/// The text of a scalar as it was written, and whether it was quoted.
public struct YAMLScalar: Sendable, Hashable {
    public enum Style: Sendable, Hashable {
        /// Written bare: a number, a boolean or null where it looks like one.
        case plain
        /// Written in quotes or as a block, or tagged `!!str`: always a string.
        case quoted
        /// Put together by the reader of the tree: a string, yet a number where one is wanted.
        case substituted
    }

    public let text: String
    public let style: Style

    public init(_ text: String, style: Style) {
        self.text = text
        self.style = style
    }

    /// What the scalar is under YAML 1.1's rules (yaml.org/type), and for floats YAML 1.2's, which need no dot.
    public var resolved: YAMLResolved {
        style == .plain ? YAMLResolved(plain: text) : .string(text)
    }
}

/// A scalar's type and value.
public enum YAMLResolved: Sendable, Hashable {
    case null
    case bool(Bool)
    case int(Int64)
    case float(Double)
    case string(String)

    /// Resolves the text of a plain scalar.
    ///
    /// Integers may be decimal, `0x`, `0o`, `0b`, YAML 1.1's leading-zero octal or sexagesimal (`1:30` is 90), with `_` between
    /// digits. An integer outside Int64 becomes a float.
    public init(plain text: String) {
        let bytes = Array(text.utf8)
        guard let first = bytes.first else {
            self = .null
            return
        }
        switch first {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
            self = Self.number(bytes) ?? .string(text)
        case UInt8(ascii: "~"):
            self = bytes.count == 1 ? .null : .string(text)
        default:
            // "false" is the longest word.
            self = bytes.count > 5 ? .string(text) : Self.word(text) ?? .string(text)
        }
    }

    private static func word(_ text: String) -> YAMLResolved? {
        switch text {
        case "null", "Null", "NULL": .null
        case "true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON": .bool(true)
        case "false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF": .bool(false)
        default: nil
        }
    }

    private static func number(_ bytes: [UInt8]) -> YAMLResolved? {
        var digits = bytes[...]
        var negative = false
        if let sign = digits.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
            negative = sign == UInt8(ascii: "-")
            digits = digits.dropFirst()
        }
        guard let first = digits.first else { return nil }
        if first == UInt8(ascii: ".") {
            switch String(decoding: digits, as: UTF8.self) {
            case ".inf", ".Inf", ".INF": return .float(negative ? -.infinity : .infinity)
            case ".nan", ".NaN", ".NAN": return digits.count == bytes.count ? .float(.nan) : nil
            default: break
            }
        } else if !isDigit(first) {
            return nil
        }
        if digits.contains(UInt8(ascii: ":")) { return sexagesimal(digits, negative: negative) }
        let text = String(decoding: digits.filter { $0 != UInt8(ascii: "_") }, as: UTF8.self)
        if text.utf8.allSatisfy(isDigit) {
            let octal =
                text.utf8.count > 1 && first == UInt8(ascii: "0") && !text.utf8.contains { $0 > UInt8(ascii: "7") }
            return integer(text, radix: octal ? 8 : 10, negative: negative) ?? float(text, negative: negative)
        }
        // By bytes: Swift takes long to compare texts with many combining marks.
        for (prefix, radix) in [("0x", 16), ("0o", 8), ("0b", 2)] where text.utf8.starts(with: prefix.utf8) {
            return integer(String(text.dropFirst(2)), radix: radix, negative: negative)
        }
        return float(text, negative: negative)
    }

    private static func integer(_ digits: String, radix: Int, negative: Bool) -> YAMLResolved? {
        Int64((negative ? "-" : "") + digits, radix: radix).map(YAMLResolved.int)
    }

    private static func float(_ text: String, negative: Bool) -> YAMLResolved? {
        // Swift's own reading would take "0x1p3", "inf" and "nan" too, which YAML does not.
        let allowed = text.utf8.allSatisfy {
            isDigit($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "e") || $0 == UInt8(ascii: "E")
                || $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-")
        }
        guard allowed, let value = Double(text) else { return nil }
        return .float(negative ? -value : value)
    }

    private static func sexagesimal(_ digits: ArraySlice<UInt8>, negative: Bool) -> YAMLResolved? {
        let parts = digits.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        var total: Int64 = 0
        for (index, part) in parts.enumerated() {
            guard let value = Int64(String(decoding: part, as: UTF8.self)), part.allSatisfy(isDigit),
                index == 0 || (part.count <= 2 && value < 60)
            else { return nil }
            let (product, overflow) = total.multipliedReportingOverflow(by: 60)
            let (sum, overflowed) = product.addingReportingOverflow(value)
            guard !overflow, !overflowed else { return nil }
            total = sum
        }
        return .int(negative ? -total : total)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}
