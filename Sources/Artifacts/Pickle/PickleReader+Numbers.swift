/// Numbers that stand as text.
extension PickleReader {
    /// The index of a memo entry.
    mutating func takeIndex() throws(PickleError) -> Int {
        let line = try takeLine()
        if line.isWhole, let value = Self.decimal(line.head[...]) { return value }
        try visit(line.head.count)
        if line.isWhole, let value = Self.spacedDecimal(line.head) { return value }
        let isDigits = line.head.allSatisfy { $0.isDigit || Self.isBlank($0) || $0 == UInt8(ascii: "_") }
        throw fault(isDigits && line.count > 19 ? .longName(line.count) : .badArgument("a number is expected"))
    }

    /// Decimal digits with an optional minus; nothing else that Python's `int` would take.
    static func decimal(_ text: ArraySlice<UInt8>) -> Int? {
        guard !text.isEmpty, text.count <= 19 else { return nil }
        let digits = text.first == UInt8(ascii: "-") ? text.dropFirst() : text
        guard !digits.isEmpty, digits.allSatisfy(\.isDigit) else { return nil }
        return Int(String(decoding: text, as: UTF8.self))
    }

    /// What Python takes for a number as well: between blanks, with a sign, underscores and zeros.
    private static func spacedDecimal(_ text: [UInt8]) -> Int? {
        // The unpickler in C reads to a zero byte.
        var digits = text.prefix { $0 != 0 }.drop(while: isBlank)
        while let last = digits.last, isBlank(last) { digits.removeLast() }
        let isNegative = digits.first == UInt8(ascii: "-")
        if isNegative || digits.first == UInt8(ascii: "+") { digits.removeFirst() }
        let parts = digits.split(separator: UInt8(ascii: "_"), omittingEmptySubsequences: false)
        guard !parts.contains(where: \.isEmpty) else { return nil }
        let joined = ArraySlice(parts.joined())
        guard joined.allSatisfy(\.isDigit) else { return nil }
        let significant = joined.drop { $0 == UInt8(ascii: "0") }
        guard let value = significant.isEmpty ? 0 : decimal(significant) else { return nil }
        return isNegative ? -value : value
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
}
