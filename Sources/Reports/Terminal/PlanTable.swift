public import Results

/// A plan as a grid: which cells would run, are left out or are expected to fail.
public struct PlanTable: Sendable {
    private let outline: RunOutline
    private let width: Int
    private let style: Style

    public init(_ outline: RunOutline, width: Int, style: Style) {
        self.outline = outline
        self.width = max(width, 40)
        self.style = style
    }

    /// The table's lines: the grid, why cells are left out, totals.
    public var lines: [String] {
        var states: [String: CellState] = [:]
        var reasons: [String] = []
        var skipped: [String: [String]] = [:]
        var expected = 0
        for cell in outline.cells {
            if let reason = cell.skipped {
                states[cell.id] = .finished(.skipped, advisory: false)
                if skipped[reason] == nil { reasons.append(reason) }
                skipped[reason, default: []].append(cell.id)
            } else if cell.expected != nil {
                states[cell.id] = .finished(.expected, advisory: false)
                expected += 1
            } else {
                states[cell.id] = .planned
            }
        }
        var lines = GridLayout(Grid(outline), width: width, style: style).lines { states[$0] ?? .planned }
        lines.append(StyledLine())
        for reason in reasons {
            let cells = skipped[reason] ?? []
            let more = cells.count > 3 ? " and \(cells.count - 3) more" : ""
            let shown = cells.prefix(3).joined(separator: ", ") + more
            let mark = CellMark(.skipped, style)
            var line = StyledLine(mark.sign, mark.ink)
            line.append(" \(TerminalText.line(reason, style)): ")
            line.append(TerminalText.line(shown, style), .faint)
            lines.append(line)
        }
        let left = skipped.values.reduce(0) { $0 + $1.count }
        let artifacts = Set(outline.cells.map(\.artifact)).count
        let environments = Set(outline.cells.map(\.environment)).count
        var total = "\(outline.cells.count - left) of \(outline.cells.count) cells run"
        if expected > 0 { total += ", \(expected) expected to fail" }
        total += " \(style.dot) \(artifacts) artifact\(artifacts == 1 ? "" : "s")"
        total += " in \(environments) environment\(environments == 1 ? "" : "s")"
        lines.append(StyledLine(total))
        return lines.map { $0.truncated(to: width, style).text(style) }
    }
}
