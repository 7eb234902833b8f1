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
    /// When each download was last told of.
    private var downloads: [String: Double] = [:]
    /// When each environment that is being made was last told of, or begun.
    private var makings: [String: Double] = [:]

    /// Seconds between two lines on one download, or one environment's making.
    private static let interval = 10.0

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
        case .download(let state): return lines(for: state, at: time)
        case .environmentProgress(let id, let state): return lines(for: state, of: id, at: time)
        case .environmentStarted(let id):
            makings[id] = time
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

    private mutating func lines(for download: DownloadState, at time: Double) -> [String] {
        let address = clean(download.address)
        switch download.phase {
        case .fetching:
            // A log has no use for every step; what takes long shows that it goes on.
            let last = downloads[download.address]
            guard time - (last ?? -.infinity) >= Self.interval else { return [] }
            downloads[download.address] = time
            guard last != nil else { return ["fetching \(address)"] }
            let total = download.total.map { " of \(Decimal.bytes($0))" } ?? ""
            return ["fetching \(address): \(Decimal.bytes(download.received))\(total)"]
        case .fetched(let seconds):
            return ["fetched \(address): \(Decimal.bytes(download.received)) in \(Decimal.duration(seconds))"]
        case .failed: return []
        }
    }

    /// The first that is counted, then what goes on for long.
    private mutating func lines(for state: ProvisionState, of id: String, at time: Double) -> [String] {
        let key = state.done == nil ? id : "\(id) \(state.activity)"
        if let last = makings[key] {
            guard time - last >= Self.interval else { return [] }
        } else if state.done == nil {
            makings[key] = time
            return []
        }
        makings[key] = time
        return ["\(clean(id)): \(clean(state.text))"]
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
            return ["::endgroup::"] + annotations(run)
        }
    }

    /// One annotation for each reason; GitHub shows ten of a kind for a step, the report below has the rest.
    private func annotations(_ run: RunResult) -> [String] {
        let environments = Dictionary(RunOutline(run).environments.map { ($0.id, $0) }) { first, _ in first }
        let broken = run.cells.filter { $0.verdict.fails }
        return Breakages(broken, environments: environments, style: style).groups.prefix(10).flatMap { group in
            Breakages.places(of: group.cells, environments: environments, style).map { placing in
                let level = group.advisory ? "warning" : "error"
                let title = "\(placing.artifacts.joined(separator: ", ")) \(group.verdict.rawValue)"
                let message = "in \(placing.environments): \(group.reason)"
                return "::\(level) title=\(Self.property(clean(title)))::\(Self.data(clean(message)))"
            }
        }
    }

    private func clean(_ text: String) -> String { TerminalText.line(text, style) }

    /// Escapes a workflow command's message as GitHub's toolkit does.
    static func data(_ text: String) -> String { escaped(text, ["%", "\r", "\n"]) }

    /// Escapes a workflow command's property as GitHub's toolkit does.
    static func property(_ text: String) -> String { escaped(text, ["%", "\r", "\n", ":", ","]) }

    private static func escaped(_ text: String, _ signs: Set<Unicode.Scalar>) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            if signs.contains(scalar) {
                let code = String(scalar.value, radix: 16, uppercase: true)
                result += code.count == 1 ? "%0\(code)" : "%\(code)"
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}

extension ProvisionState {
    /// "pulling registry.example/slim:1 34 MB of 120 MB".
    var text: String {
        guard let done, done > 0 || total != nil else { return activity }
        return "\(activity) \(Decimal.bytes(done))" + (total.map { " of \(Decimal.bytes($0))" } ?? "")
    }
}
