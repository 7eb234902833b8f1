/// Warnings without what differs from run to run: the same warning must count as the same one tomorrow.
enum WarningText {
    /// Replaces absolute paths by their last component, and addresses, process ids and times of day by placeholders.
    static func normalised(_ text: String) -> String {
        var output = ""
        var word: [Character] = []
        var before = ""
        func take() {
            output += normalisedWord(String(word), after: before)
            if !word.isEmpty { before = String(word) }
            word = []
        }
        for character in text {
            if character.isWhitespace || "'\"()<>,;".contains(character) {
                take()
                output.append(character.isNewline ? " " : character)
            } else {
                word.append(character)
            }
        }
        take()
        return output
    }

    private static func normalisedWord(_ word: String, after before: String) -> String {
        if ["process", "pid", "PID", "pid:", "PID:"].contains(before), let pid = number(word) { return "…\(pid.end)" }
        if let time = number(word), time.digits >= 10 { return "…\(time.end)" }
        if word.hasPrefix("/"), word.dropFirst().contains("/") {
            return String(word[(word.lastIndex(of: "/") ?? word.startIndex)...].dropFirst())
        }
        if word.hasPrefix("0x"), word.count > 6, word.dropFirst(2).allSatisfy(\.isHexDigit) { return "0x…" }
        for prefix in ["pid=", "pid:", "PID="] where word.hasPrefix(prefix) { return prefix + "…" }
        if isDate(word) { return "…" }
        if isTime(word) { return "…" }
        return word
    }

    /// A decimal number with what punctuation ends it: how many digits stand before the point.
    private static func number(_ word: String) -> (digits: Int, end: Substring)? {
        let end = word.drop { $0.isNumber || $0 == "." }
        let parts = word.dropLast(end.count).split(separator: ".", omittingEmptySubsequences: false)
        guard let whole = parts.first, !whole.isEmpty, parts.count <= 2, end.isEmpty || end == ":" else { return nil }
        return (digits: whole.count, end: end)
    }

    /// `2026-11-24`, `2026-11-24T21:55:06.123`
    private static func isDate(_ word: String) -> Bool {
        let digits = Array(word.utf8.prefix(10))
        guard digits.count == 10, digits[4] == UInt8(ascii: "-"), digits[7] == UInt8(ascii: "-") else { return false }
        return [0, 1, 2, 3, 5, 6, 8, 9].allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digits[$0]) }
    }

    /// `21:55:06`, `21:55:06.123`
    private static func isTime(_ word: String) -> Bool {
        let parts = word.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].count == 2, parts[1].count == 2 else { return false }
        return parts.allSatisfy { part in part.allSatisfy { $0.isNumber || $0 == "." || $0 == "," } }
    }
}
