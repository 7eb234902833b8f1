/// A line of text in pieces, each with its ink; measured and cut before colours come in.
struct StyledLine: Sendable, Hashable {
    struct Span: Sendable, Hashable {
        var text: String
        var ink: Ink
    }

    private(set) var spans: [Span] = []
    private(set) var width = 0

    init() {}

    init(_ text: String, _ ink: Ink = .plain) { append(text, ink) }

    mutating func append(_ text: String, _ ink: Ink = .plain) {
        guard !text.isEmpty else { return }
        width += TextWidth.of(text)
        spans.append(Span(text: text, ink: ink))
    }

    /// Appends spaces up to a column.
    mutating func pad(to column: Int) {
        if width < column { append(String(repeating: " ", count: column - width)) }
    }

    func truncated(to limit: Int, _ style: Style) -> StyledLine {
        guard width > limit else { return self }
        var line = StyledLine()
        let room = limit - TextWidth.of(style.ellipsis)
        for span in spans {
            let columns = TextWidth.of(span.text)
            // A piece that just fits may stand only where the ellipsis still fits after it.
            guard line.width + columns <= room else {
                line.append(TerminalText.truncated(span.text + style.ellipsis, to: limit - line.width, style), span.ink)
                return line
            }
            line.append(span.text, span.ink)
        }
        return line
    }

    /// The line broken at spaces into lines of at most `width`, all but the first indented.
    func wrapped(to limit: Int, indent: Int, _ style: Style) -> [StyledLine] {
        guard width > limit else { return [self] }
        var lines: [StyledLine] = []
        var line = StyledLine()
        var isFresh = true
        for span in spans {
            for (index, word) in span.text.split(separator: " ", omittingEmptySubsequences: false).enumerated() {
                if index > 0, !isFresh, line.width < limit { line.append(" ", span.ink) }
                if !isFresh, line.width + TextWidth.of(String(word)) > limit {
                    lines.append(line)
                    line = StyledLine(String(repeating: " ", count: indent))
                }
                line.append(String(word), span.ink)
                isFresh = line.width == indent && !lines.isEmpty
            }
        }
        return (lines + [line]).map { $0.truncated(to: limit, style) }
    }

    /// The text with escape sequences where the style has colour, without spaces at its end.
    func text(_ style: Style) -> String {
        var text = ""
        for (index, span) in spans.enumerated() {
            var piece = span.text
            if index == spans.count - 1 { while piece.hasSuffix(" ") { piece.removeLast() } }
            if style.color, let code = span.ink.code, !piece.isEmpty {
                text += "\u{1B}[\(code)m\(piece)\u{1B}[0m"
            } else {
                text += piece
            }
        }
        return text
    }
}
