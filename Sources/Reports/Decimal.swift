/// Numbers as text with a dot, whatever the locale says.
enum Decimal {
    /// A number with a fixed count of decimals; what is not finite counts as 0.
    static func fixed(_ value: Double, _ decimals: Int) -> String {
        let value = value.isFinite ? min(max(value, -1e12), 1e12) : 0
        var scale = 1
        for _ in 0..<decimals { scale *= 10 }
        let scaled = Int((value.magnitude * Double(scale)).rounded())
        let sign = value < 0 && scaled > 0 ? "-" : ""
        guard decimals > 0 else { return "\(sign)\(scaled)" }
        let fraction = String(scaled % scale)
        return "\(sign)\(scaled / scale).\(String(repeating: "0", count: decimals - fraction.utf8.count))\(fraction)"
    }

    /// Seconds as a person reads them: `0.12 s`, `34.5 s`, `2 min 05 s`, `1 h 03 min`.
    static func duration(_ seconds: Double) -> String {
        let seconds = seconds.isFinite ? max(seconds, 0) : 0
        if seconds < 9.995 { return "\(fixed(seconds, 2)) s" }
        if seconds < 59.95 { return "\(fixed(seconds, 1)) s" }
        let whole = Int(min(seconds, 1e9).rounded())
        if whole < 3600 { return "\(whole / 60) min \(padded(whole % 60)) s" }
        return "\(whole / 3600) h \(padded(whole / 60 % 60)) min"
    }

    /// Bytes as a person reads them: `812 B`, `44.1 MiB`.
    static func bytes(_ count: Int) -> String {
        var value = Double(count)
        var unit = 0
        let units = ["B", "KiB", "MiB", "GiB", "TiB"]
        while value >= 1024, unit < units.count - 1 {
            value /= 1024
            unit += 1
        }
        return unit == 0 ? "\(count) B" : "\(fixed(value, 1)) \(units[unit])"
    }

    private static func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
