public import Results

/// The service that a log is read on, for its folding and annotations.
public enum LogPlatform: Sendable, Hashable {
    case none, github, gitlab

    /// The platform whose variables the process environment has.
    public init(environment: [String: String]) {
        if environment["GITHUB_ACTIONS"] == "true" {
            self = .github
        } else if environment["GITLAB_CI"] == "true" {
            self = .gitlab
        } else {
            self = .none
        }
    }
}

/// Progress as a log: a line for each finished cell, and what the platform folds or annotates.
public struct PlainProgress: Sendable {
    private let style: Style
    private let platform: LogPlatform
    private let verbosity: Verbosity
    /// Unix seconds at the time 0 of the events, for GitLab's sections.
    private let epoch: Int
    private var column = 0

    public init(style: Style, platform: LogPlatform = .none, verbosity: Verbosity = .normal, epoch: Int = 0) {
        self.style = style
        self.platform = platform
        self.verbosity = verbosity
        self.epoch = epoch
    }

    /// The lines to print for an event.
    public mutating func lines(for event: RunEvent, at time: Double) -> [String] {
        guard verbosity > .quiet else { return [] }
        switch event {
        case .runStarted(let outline):
            column = min(outline.cells.map { TextWidth.of($0.id) }.max() ?? 0, 72)
            return opening(outline, time)
        case .environmentStarted(let id):
            return verbosity == .verbose ? ["preparing \(clean(id))"] : []
        case .environmentReady(let id, let reused, let seconds):
            guard verbosity == .verbose else { return [] }
            return ["\(reused ? "reused" : "made") \(clean(id)) in \(Decimal.duration(seconds))"]
        case .environmentFailed(let id, let reason, _):
            return ["\(clean(id)): \(clean(reason))"]
        case .environmentImporting, .cellStarted: return []
        case .cellFinished(let cell): return [line(cell)]
        case .runFinished(let run): return closing(run, time)
        }
    }

    private func line(_ cell: CellResult) -> String {
        let mark = CellMark(cell.verdict, advisory: cell.advisory, style)
        var line = StyledLine(clean(cell.cell))
        line.pad(to: column)
        line.append(" ")
        line.append(cell.verdict.rawValue, mark.ink)
        if cell.seconds > 0 { line.append(" \(Decimal.duration(cell.seconds))", .faint) }
        if cell.verdict.fails { line.append("  \(clean(cell.reason))") }
        return line.text(style)
    }

    private func opening(_ outline: RunOutline, _ time: Double) -> [String] {
        let title = "\(clean(outline.matrix)): \(outline.cells.count) cells"
        switch platform {
        case .none: return []
        case .github: return ["::group::\(title)"]
        case .gitlab: return ["\u{1B}[0Ksection_start:\(epoch + Int(time)):smokehouse_cells\r\u{1B}[0K\(title)"]
        }
    }

    private func closing(_ run: RunResult, _ time: Double) -> [String] {
        switch platform {
        case .none: return []
        case .gitlab: return ["\u{1B}[0Ksection_end:\(epoch + Int(time)):smokehouse_cells\r\u{1B}[0K"]
        case .github:
            let broken = run.cells.filter { $0.verdict.fails }
            // GitHub shows ten annotations of a kind for a step; the report below has the rest.
            return ["::endgroup::"]
                + broken.prefix(10).map { cell in
                    let level = cell.advisory ? "warning" : "error"
                    let title = Self.property("\(cell.cell) \(cell.verdict.rawValue)")
                    return "::\(level) title=\(title)::\(Self.data(cell.reason))"
                }
        }
    }

    private func clean(_ text: String) -> String { TerminalText.line(text, style) }

    /// Escapes a workflow command's message as GitHub's toolkit does.
    static func data(_ text: String) -> String {
        text.replacing("%", with: "%25").replacing("\r", with: "%0D").replacing("\n", with: "%0A")
    }

    /// Escapes a workflow command's property as GitHub's toolkit does.
    static func property(_ text: String) -> String {
        data(text).replacing(":", with: "%3A").replacing(",", with: "%2C")
    }
}
