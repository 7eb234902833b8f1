/// Columns that text takes on a terminal, after Unicode's East Asian Width (UAX #11) and general categories.
enum TextWidth {
    static func of(_ text: String) -> Int {
        var text = text
        let ascii = text.withUTF8 { bytes in bytes.allSatisfy { $0 < 0x80 } }
        if ascii { return text.utf8.count }
        return text.unicodeScalars.reduce(0) { $0 + of($1) }
    }

    static func of(_ character: Character) -> Int {
        if character.isASCII { return 1 }
        return character.unicodeScalars.reduce(0) { $0 + of($1) }
    }

    private static func of(_ scalar: Unicode.Scalar) -> Int {
        if scalar.value < 0x300 { return scalar.value == 0xAD ? 0 : 1 }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: return 0
        default: break
        }
        if wide.contains(where: { $0.contains(scalar.value) }) { return 2 }
        return scalar.properties.isEmojiPresentation ? 2 : 1
    }

    /// The blocks that UAX #11 has as Wide or Fullwidth; emoji come by their property.
    private static let wide: [ClosedRange<UInt32>] = [
        0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0xA4CF, 0xA960...0xA97F,
        0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x17000...0x18DFF,
        0x1B000...0x1B2FF, 0x20000...0x3FFFD,
    ]
}

/// Text made fit for a terminal: no control characters, no more columns than there are.
public enum TerminalText {
    /// Words for people on one line, as `line` has them where the locale takes all of Unicode.
    public static func words(_ text: String) -> String { line(text, Style(color: false, unicode: true)) }

    /// The text on one line, control characters shown, so that what a model printed can drive neither the terminal nor the
    /// server that reads it.
    static func line(_ text: String, _ style: Style) -> String { ServerCommand.disarmed(shown(text, style)) }

    private static func shown(_ text: String, _ style: Style) -> String {
        var text = text
        let clean = text.withUTF8 { bytes in
            bytes.allSatisfy { (0x20..<0x7F).contains($0) || (style.unicode && $0 >= 0x80) }
        }
        if clean, !style.unicode || !text.unicodeScalars.contains(where: isHidden) { return text }
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x0A, 0x0D, 0x09: result += result.hasSuffix(" ") ? "" : " "
            case 0..<0x20 where style.unicode:
                result.unicodeScalars.append(Unicode.Scalar(0x2400 + UInt16(scalar.value)) ?? " ")
            case 0x7F where style.unicode: result += "\u{2421}"
            case 0x20..<0x7F: result.unicodeScalars.append(scalar)
            case 0x80... where style.unicode && !isHidden(scalar): result.unicodeScalars.append(scalar)
            default: result += replacement(scalar)
            }
        }
        return result
    }

    /// The text's start and an ellipsis, where it is wider than `width`.
    static func truncated(_ text: String, to width: Int, _ style: Style) -> String {
        guard TextWidth.of(text) > width else { return text }
        let room = width - TextWidth.of(style.ellipsis)
        guard room >= 0 else { return String(repeating: ".", count: max(width, 0)) }
        var result = ""
        var used = 0
        for character in text {
            let columns = TextWidth.of(character)
            guard used + columns <= room else { break }
            result.append(character)
            used += columns
        }
        return result + style.ellipsis
    }

    static func padded(_ text: String, to width: Int) -> String {
        text + String(repeating: " ", count: max(width - TextWidth.of(text), 0))
    }

    /// The text broken at spaces into lines of at most `width`; longer words are broken anywhere.
    static func wrapped(_ text: String, to width: Int, limit: Int = .max, _ style: Style) -> [String] {
        let width = max(width, 8)
        var lines: [String] = []
        var line = ""
        var used = 0
        for word in text.split(separator: " ") {
            let columns = TextWidth.of(String(word))
            if used > 0, used + 1 + columns <= width {
                line += " \(word)"
                used += 1 + columns
                continue
            }
            if used > 0 { lines.append(line) }
            line = ""
            used = 0
            for character in word {
                let columns = TextWidth.of(character)
                if used + columns > width {
                    lines.append(line)
                    line = ""
                    used = 0
                }
                line.append(character)
                used += columns
            }
        }
        if used > 0 { lines.append(line) }
        // A word may have been broken before the colons.
        lines = lines.map(ServerCommand.disarmed)
        guard lines.count > limit else { return lines }
        let last = lines[limit - 1]
        return lines[..<(limit - 1)] + [truncated(last + " " + lines[limit], to: width, style)]
    }

    /// Controls, and format characters that reorder or hide what follows them.
    private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
        guard scalar.value >= 0x80 else { return false }
        switch scalar.value {
        case 0x80..<0xA0, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF: return true
        default: return false
        }
    }

    /// ASCII for a character that can't be shown: the closest sign, else its code.
    private static func replacement(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "–", "—", "‐", "−": "-"
        case "…": "..."
        case "‘", "’": "'"
        case "“", "”": "\""
        case "×": "x"
        case "≤": "<="
        case "≥": ">="
        case "≈": "~"
        default: "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
        }
    }
}
