extension Judge {
    static func summary(_ compared: ComparedOutputs) -> String {
        var text = "\(compared.differing) of \(compared.total) values differ"
        if let difference = compared.maximumDifference { text += ", max |got - want| \(short(difference))" }
        return text
    }

    static func element(_ difference: ComparedOutputs.Difference) -> String {
        let index = difference.index.map(String.init).joined(separator: ", ")
        let place = index.isEmpty ? difference.output : "\(difference.output)[\(index)]"
        return "\(place) of inference \(difference.inference + 1) is \(difference.got), want \(difference.want)"
    }

    /// Three significant digits: `0.118`, `1.2e-08`.
    static func short(_ value: Double) -> String {
        guard value.isFinite, value != 0 else { return "\(value)" }
        var exponent = 0
        var mantissa = abs(value)
        while mantissa >= 10 { (mantissa, exponent) = (mantissa / 10, exponent + 1) }
        while mantissa < 1 { (mantissa, exponent) = (mantissa * 10, exponent - 1) }
        let rounded = (mantissa * 100).rounded() / 100
        if (-4...5).contains(exponent) {
            var scale = 1.0
            for _ in 0..<max(0, 2 - exponent) { scale *= 10 }
            return "\((abs(value) * scale).rounded() / scale)"
        }
        return "\(rounded)e\(exponent)"
    }

    /// `256 MiB`, `1.5 GiB`.
    static func bytes(_ count: Int) -> String {
        let isLarge = count >= 1 << 30
        let tenths = (Double(count) / Double(isLarge ? 1 << 30 : 1 << 20) * 10).rounded() / 10
        let number = tenths == tenths.rounded() ? "\(Int(tenths))" : "\(tenths)"
        return "\(number) \(isLarge ? "GiB" : "MiB")"
    }

    /// `10 s`, `0.5 s`, `2 min`.
    static func duration(_ seconds: Double) -> String {
        if seconds >= 120, seconds.truncatingRemainder(dividingBy: 60) == 0 { return "\(Int(seconds / 60)) min" }
        return seconds == seconds.rounded() ? "\(Int(seconds)) s" : "\(seconds) s"
    }
}
