public import Results

/// The state of a run as it is watched: fed with events, asked for the lines to show.
///
/// It draws the same grid as `TerminalReport`, filling in, so that nothing moves when the run ends. Times are seconds
/// since any fixed moment; nothing here reads a clock.
public struct ProgressView: Sendable {
    private enum Making: Sendable, Hashable { case waiting, preparing, importing, ready, failed }

    /// Frames of the spinner in a second.
    private static let framesPerSecond = 10.0

    public let style: Style
    private(set) var outline = RunOutline(matrix: "", file: "", environments: [], cells: [])
    private var grid = Grid(RunOutline(matrix: "", file: "", environments: [], cells: []))
    private var layout: (width: Int, layout: GridLayout)?
    private var started: Double = 0
    private var environments: [String: Making] = [:]
    private var cellEnvironments: [String: String] = [:]
    private var verdicts: [String: CellState] = [:]
    private var counts: [Verdict: Int] = [:]
    /// Cells that run, in the order in which they started.
    private var running: [String] = []
    /// What is known of environments that are being made.
    private var makings: [String: ProvisionState] = [:]
    /// Downloads under way, before there is a plan to show.
    private var downloads: [DownloadState] = []
    private(set) var isFinished = false

    public init(style: Style) { self.style = style }

    /// Takes an event in.
    public mutating func handle(_ event: RunEvent, at time: Double) {
        switch event {
        case .runStarted(let outline):
            self.outline = outline
            grid = Grid(outline)
            layout = nil
            started = time
            for cell in outline.cells { cellEnvironments[cell.id] = cell.environment }
        case .download(let state):
            downloads.removeAll { $0.address == state.address }
            if state.phase == .fetching { downloads.append(state) }
        case .environmentStarted(let id): environments[id] = .preparing
        case .environmentProgress(let id, let state): makings[id] = state
        case .environmentReady(let id, _, _): environments[id] = .ready
        case .environmentImporting(let id): environments[id] = .importing
        case .environmentFailed(let id, _, _): environments[id] = .failed
        case .cellStarted(let cell):
            if let id = cellEnvironments[cell] { environments[id] = .ready }
            running.append(cell)
        case .cellFinished(let result):
            running.removeAll { $0 == result.cell }
            if verdicts.updateValue(.finished(result.verdict, advisory: result.advisory), forKey: result.cell) == nil {
                counts[result.verdict, default: 0] += 1
            }
        case .runFinished: isFinished = true
        }
    }

    /// The lines to show now; never more than `height`, never wider than `width`.
    public mutating func lines(width: Int, height: Int, time: Double) -> [String] {
        styledLines(width: width, height: height, time: time).map { $0.text(style) }
    }

    mutating func styledLines(width: Int, height: Int, time: Double) -> [StyledLine] {
        guard height > 0 else { return [] }
        if outline.cells.isEmpty { return downloadLines(width: width, time: time).suffix(max(height - 1, 1)) }
        let frame = Int(max(time - started, 0) * Self.framesPerSecond)
        let layout = layout(width: max(width, 40))
        let status = statusLines(frame: frame, time: time)
        // One line stays free for the cursor, which stands below the view.
        let fits = layout.height + 1 + status.count < height
        let busy = Set(running)
        let body =
            fits
            ? layout.lines(frame: frame) { state(of: $0, busy: busy) }
            : summaryLines(width: width, limit: height - status.count - 2)
        let gap = height > status.count + 2 ? [StyledLine()] : []
        return (body + gap + status).suffix(max(height - 1, 1)).map { $0.truncated(to: width, style) }
    }

    private mutating func layout(width: Int) -> GridLayout {
        if let layout, layout.width == width { return layout.layout }
        let made = GridLayout(grid, width: width, style: style)
        layout = (width, made)
        return made
    }

    private func state(of cell: String, busy: Set<String>) -> CellState {
        if let finished = verdicts[cell] { return finished }
        if busy.contains(cell) { return .running }
        switch environments[cellEnvironments[cell] ?? ""] {
        case .preparing: return .preparing
        case .importing: return .importing
        default: return .waiting
        }
    }

    private func statusLines(frame: Int, time: Double) -> [StyledLine] {
        var line = StyledLine(isFinished ? " " : Spinner.sign(frame, style), .strong)
        line.append(" \(verdicts.count) of \(outline.cells.count) cells")
        line.append("  \(elapsed(time - started))", .faint)
        for verdict in Verdict.allCases {
            guard let count = counts[verdict] else { continue }
            let mark = CellMark(verdict, style)
            line.append("  ")
            line.append("\(mark.sign) \(count)", mark.ink)
        }
        var activity = StyledLine("  ")
        let making = outline.environments.filter {
            environments[$0.id] == .preparing || environments[$0.id] == .importing
        }
        if !running.isEmpty { activity.append("running \(list(running))", .faint) }
        let busy = making.filter { environments[$0.id] == .preparing && makings[$0.id] != nil }
        let silent = making.filter { environments[$0.id] == .importing || makings[$0.id] == nil }
        var parts: [String] = busy.prefix(2).map { environment in
            let name = TerminalText.line(environment.id, style)
            return "\(name): \(makings[environment.id].map { TerminalText.line($0.text, style) } ?? "")"
        }
        if busy.count > 2 { parts.append("and \(busy.count - 2) more") }
        if !silent.isEmpty { parts.append("preparing \(list(silent.map(\.id)))") }
        if !parts.isEmpty {
            activity.append("\(running.isEmpty ? "" : "  ")\(parts.joined(separator: "  "))", .faint)
        }
        return [line, activity]
    }

    private func downloadLines(width: Int, time: Double) -> [StyledLine] {
        downloads.sorted { $0.address < $1.address }.map { download in
            var line = StyledLine(Spinner.sign(Int(time * Self.framesPerSecond), style), .strong)
            line.append(" fetching \(TerminalText.line(download.address, style))  ")
            if let total = download.total, total > 0 {
                line.append(bar(min(download.received, total), of: total))
                line.append("  \(Decimal.bytes(download.received)) of \(Decimal.bytes(total))", .faint)
            } else {
                line.append(Decimal.bytes(download.received), .faint)
            }
            return line.truncated(to: width, style)
        }
    }

    /// Whole seconds, from a minute on as `2 min 05 s`: hundredths would only flicker.
    private func elapsed(_ seconds: Double) -> String {
        seconds < 59.5 ? "\(Decimal.fixed(seconds, 0)) s" : Decimal.duration(seconds)
    }

    private func list(_ names: [String]) -> String {
        let shown = names.prefix(3).map { TerminalText.line($0, style) }.joined(separator: ", ")
        return names.count > 3 ? "\(shown) and \(names.count - 3) more" : shown
    }

    /// A line for each section, for grids that are taller than the terminal.
    private func summaryLines(width: Int, limit: Int) -> [StyledLine] {
        guard limit > 0 else { return [] }
        let names = grid.sections.map { $0.title.isEmpty ? "environments" : TerminalText.line($0.title, style) }
        let label = min(names.map(TextWidth.of).max() ?? 0, width / 3)
        var lines: [StyledLine] = []
        for (name, section) in zip(names, grid.sections) {
            var total = 0
            var counts: [Verdict: Int] = [:]
            for column in section.columns {
                for artifact in section.rows {
                    guard let cell = grid.cell(artifact, column.environment) else { continue }
                    total += 1
                    if case .finished(let verdict, _) = verdicts[cell] { counts[verdict, default: 0] += 1 }
                }
            }
            let done = counts.values.reduce(0, +)
            var line = StyledLine(TerminalText.truncated(name, to: label, style), .strong)
            line.pad(to: label + 2)
            line.append(bar(done, of: total))
            line.append("  \(done)/\(total)")
            for verdict in Verdict.allCases {
                guard let count = counts[verdict] else { continue }
                let mark = CellMark(verdict, style)
                line.append("  ")
                line.append("\(mark.sign) \(count)", mark.ink)
            }
            lines.append(line)
        }
        guard lines.count > limit else { return lines }
        return lines.prefix(limit - 1) + [StyledLine("and \(lines.count - limit + 1) more", .faint)]
    }

    private func bar(_ done: Int, of total: Int) -> String {
        let columns = 20
        let filled = total > 0 ? done * columns / total : 0
        return String(repeating: style.unicode ? "━" : "#", count: filled)
            + String(repeating: style.unicode ? "┄" : "-", count: columns - filled)
    }
}
