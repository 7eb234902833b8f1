/// Texts with units: durations, sizes and days.
enum Units {
    /// Seconds of `1h30m`, `10m`, `60s`, `500ms`, `1.5s`; `nil` for anything else, a bare number included.
    static func seconds(_ text: String) -> Double? {
        var rest = text[...]
        var total = 0.0
        var smallest = Double.infinity
        guard !rest.isEmpty else { return nil }
        while !rest.isEmpty {
            guard let (value, unit) = measure(&rest) else { return nil }
            let factor: Double
            switch unit {
            case "d": factor = 86400
            case "h": factor = 3600
            case "m", "min": factor = 60
            case "s": factor = 1
            case "ms": factor = 0.001
            default: return nil
            }
            // "30m1h" and "1m1m" are slips.
            guard factor < smallest else { return nil }
            smallest = factor
            total += value * factor
        }
        return total.isFinite ? total : nil
    }

    /// Bytes of `2GiB` (powers of 1024), `512MB` (powers of 1000), `100B`; `nil` for anything else.
    static func bytes(_ text: String) -> Int? {
        var rest = text[...]
        guard let (value, unit) = measure(&rest), rest.isEmpty else { return nil }
        let powers = ["", "K", "M", "G", "T"]
        let base: Double
        let prefix: String
        if unit.hasSuffix("iB") {
            base = 1024
            prefix = String(unit.dropLast(2))
            guard !prefix.isEmpty else { return nil }
        } else {
            guard unit.hasSuffix("B") else { return nil }
            base = 1000
            prefix = String(unit.dropLast())
        }
        guard let power = powers.firstIndex(of: prefix == "k" ? "K" : prefix) else { return nil }
        let bytes = (0..<power).reduce(value) { product, _ in product * base }
        return Int(exactly: bytes.rounded())
    }

    /// Whether a text is a day of the Gregorian calendar as `YYYY-MM-DD`.
    static func isDate(_ text: String) -> Bool {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].count == 4, parts[1].count == 2, parts[2].count == 2,
            parts.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }),
            let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2]), (1...12).contains(month)
        else { return false }
        let leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0
        let days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        return (1...days[month - 1]).contains(day)
    }

    /// A decimal number without sign, and the letters after it.
    private static func measure(_ rest: inout Substring) -> (Double, String)? {
        let digits = rest.prefix { ("0"..."9").contains($0) || $0 == "." }
        guard let first = digits.first, first != ".", digits.last != ".", let value = Double(digits) else { return nil }
        rest = rest.dropFirst(digits.count)
        let unit = rest.prefix { $0.isASCII && $0.isLetter }
        rest = rest.dropFirst(unit.count)
        return (value, String(unit))
    }
}
