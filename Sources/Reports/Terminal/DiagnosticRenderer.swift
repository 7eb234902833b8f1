public import Matrix
import YAML

/// Diagnostics as a compiler prints them: the message, the line it is about, a caret under the column.
public struct DiagnosticRenderer: Sendable {
    private let width: Int
    private let style: Style

    public init(width: Int, style: Style) {
        self.width = max(width, 40)
        self.style = style
    }

    /// The lines for some diagnostics, in order, with the count of errors at the end where there is more than one.
    ///
    /// - Parameter source: the text of a file; `nil` where it can't be read, and then only the message is shown.
    public func lines(_ diagnostics: [Diagnostic], source: (String) -> String?) -> [String] {
        var sources: [String: [Substring]] = [:]
        var lines: [StyledLine] = []
        for diagnostic in diagnostics {
            if sources[diagnostic.file] == nil {
                let text = source(diagnostic.file) ?? ""
                sources[diagnostic.file] = text.split(omittingEmptySubsequences: false) { $0.isNewline }
            }
            lines.append(message(diagnostic))
            guard let mark = diagnostic.mark, let file = sources[diagnostic.file] else { continue }
            guard file.indices.contains(mark.line - 1) else { continue }
            lines += excerpt(file[mark.line - 1], line: mark.line, column: mark.column)
        }
        let errors = diagnostics.count { $0.severity == .error }
        if errors > 1 { lines.append(StyledLine("\(errors) errors", .strong)) }
        return lines.map { $0.text(style) }
    }

    private func message(_ diagnostic: Diagnostic) -> StyledLine {
        let place = diagnostic.mark.map { "\(diagnostic.file):\($0.line):\($0.column)" } ?? diagnostic.file
        var line = StyledLine("\(TerminalText.line(place, style)): ", .strong)
        line.append("\(diagnostic.severity.rawValue): ", diagnostic.severity == .error ? .bad : .fault)
        line.append(TerminalText.line(diagnostic.message, style), .strong)
        return line
    }

    private func excerpt(_ source: Substring, line number: Int, column: Int) -> [StyledLine] {
        let gutter = TerminalText.padded("", to: max(5 - "\(number)".count, 0)) + "\(number) | "
        let room = width - gutter.count
        var before = ""
        var after = ""
        // Columns count Unicode scalars, as libyaml does.
        for (index, scalar) in source.unicodeScalars.enumerated() {
            let shown = TerminalText.line(scalar == "\t" ? "    " : String(Character(scalar)), style)
            if index < column - 1 { before += shown } else { after += shown }
        }
        // A far column brings its surroundings into view.
        let limit = room * 2 / 3
        if TextWidth.of(before) > limit {
            while TextWidth.of(before) > limit - TextWidth.of(style.ellipsis) { before.removeFirst() }
            before = style.ellipsis + before
        }
        var text = StyledLine(gutter, .faint)
        text.append(TerminalText.truncated(before + after, to: room, style))
        var caret = StyledLine(String(repeating: " ", count: gutter.count - 2) + "| ", .faint)
        caret.append(String(repeating: " ", count: TextWidth.of(before)))
        caret.append("^", .good)
        return [text, caret]
    }
}
