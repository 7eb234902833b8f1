public import Results

/// How much a person wants to read on the terminal.
public enum Verbosity: Int, Sendable, Hashable, Comparable {
    /// The totals alone.
    case quiet
    case normal
    /// With tracebacks and every warning.
    case verbose

    public static func < (left: Verbosity, right: Verbosity) -> Bool { left.rawValue < right.rawValue }
}

/// The end of a run as a person reads it: the grid, what broke and why, warnings, totals and where the results lie.
public struct TerminalReport: Sendable {
    private let run: RunResult
    private let style: Style
    private let width: Int
    private let verbosity: Verbosity
    private let results: String?
    private let environments: [String: EnvironmentOutline]
    private let outline: RunOutline

    /// - Parameters:
    ///   - outline: the plan's outline, which also has the cells that an interrupted run did not reach.
    ///   - width: the terminal's columns; 80 where there is no terminal.
    ///   - results: the directory of the run's files, as it is to be shown.
    public init(
        _ run: RunResult,
        outline: RunOutline? = nil,
        width: Int,
        style: Style,
        verbosity: Verbosity = .normal,
        results: String? = nil,
    ) {
        self.run = run
        self.style = style
        self.width = max(width, 40)
        self.verbosity = verbosity
        self.results = results
        let outline = outline ?? RunOutline(run)
        self.outline = outline
        environments = Dictionary(outline.environments.map { ($0.id, $0) }) { first, _ in first }
    }

    /// The report's lines, each at most as wide as the terminal.
    public var lines: [String] { styledLines.map { $0.text(style) } }

    var styledLines: [StyledLine] {
        var lines: [StyledLine] = []
        if verbosity > .quiet {
            lines += gridLines
            for section in [breakageLines, warningLines, noteLines] where !section.isEmpty {
                lines.append(StyledLine())
                lines += section
            }
            lines.append(StyledLine())
        }
        return (lines + totalLines).map { $0.truncated(to: width, style) }
    }

    private static let mostGroups = 25

    private var gridLines: [StyledLine] {
        let states = Dictionary(
            run.cells.map { ($0.cell, CellState.finished($0.verdict, advisory: $0.advisory)) },
            uniquingKeysWith: { first, _ in first },
        )
        return GridLayout(Grid(outline), width: width, style: style).lines { states[$0] ?? .waiting }
    }

    private var breakageLines: [StyledLine] {
        let broken = run.cells.filter { $0.verdict.fails }
        let groups = Breakages(broken, environments: environments, style: style).groups
        guard !groups.isEmpty else { return [] }
        var lines = [StyledLine("What broke", .strong)]
        for group in groups.prefix(Self.mostGroups) {
            let mark = CellMark(group.verdict, advisory: group.advisory, style)
            for (index, placing) in Breakages.places(of: group.cells, environments: environments, style).enumerated() {
                var line = StyledLine(index == 0 ? mark.sign : " ", mark.ink)
                line.append(" ")
                line.append(clean(placing.artifacts.joined(separator: ", ")), .strong)
                line.append(" \(index == 0 ? word(group) : "and") in \(clean(placing.environments))")
                lines += line.wrapped(to: width, indent: 2, style)
            }
            lines += paragraph(group.reason, indent: 4, limit: verbosity == .verbose ? .max : 6)
            if verbosity == .verbose, let first = group.cells.first, let traceback = first.failure?.traceback {
                lines += traceback.split(whereSeparator: \.isNewline).map { line in
                    StyledLine("      \(clean(String(line).replacing("\t", with: "    ")))", .faint)
                }
            }
        }
        if groups.count > Self.mostGroups {
            lines.append(StyledLine("  and \(groups.count - Self.mostGroups) more reasons, see the results", .faint))
        }
        return lines
    }

    private func word(_ group: Breakages.Group) -> String {
        let advisory = group.advisory ? " (advisory)" : ""
        guard let stage = group.stage, group.verdict != .unprovisioned, group.verdict != .drifted else {
            return group.verdict.rawValue + advisory
        }
        return "\(group.verdict.rawValue) at \(stage.rawValue)\(advisory)"
    }

    private var warningLines: [StyledLine] {
        let categories = WarningCategory.all(of: run.cells, environments: environments, style: style)
        guard !categories.isEmpty else { return [] }
        var lines = [StyledLine("Warnings", .strong)]
        for category in categories {
            var line = StyledLine("!", .caution)
            line.append(" \(clean(category.name))", .strong)
            let texts = category.messages.count
            line.append(" in \(cells(category.cells))\(texts > 1 ? ", \(texts) texts" : "")")
            lines += line.wrapped(to: width, indent: 2, style)
            let isVerbose = verbosity == .verbose
            for message in category.messages.prefix(isVerbose ? .max : 1) {
                lines += paragraph(message, indent: 4, limit: isVerbose ? .max : 2)
            }
        }
        return lines
    }

    private var noteLines: [StyledLine] {
        var artifacts: [String] = []
        for cell in run.cells where !cell.compared && (cell.verdict == .compatible || cell.verdict == .warned) {
            if !artifacts.contains(cell.artifact) { artifacts.append(cell.artifact) }
        }
        guard !artifacts.isEmpty else { return [] }
        let names = artifacts.joined(separator: ", ")
        let advice = "predictions not compared; `smokehouse record` makes a reference"
        return paragraph("\(names): \(advice)", indent: 0, limit: 3)
    }

    private var totalLines: [StyledLine] {
        var lines = VerdictCounts(run.cells.lazy.map(\.verdict)).lines(width: width, style)
        let reused = run.environments.count { $0.reused }
        let made = run.environments.count
        var facts = ["\(cells(run.cells.count)) in \(Decimal.duration(run.seconds))"]
        facts.append("\(made) environment\(made == 1 ? "" : "s")\(reused > 0 ? ", \(reused) reused" : "")")
        var line = StyledLine()
        if run.interrupted {
            let missing = outline.cells.count - run.cells.count
            line.append("interrupted", .bad)
            line.append(missing > 0 ? ", \(cells(missing)) not reached \(style.dot) " : " \(style.dot) ")
        }
        line.append(facts.joined(separator: " \(style.dot) "), .faint)
        lines += line.wrapped(to: width, indent: 0, style)
        if let results { lines.append(StyledLine("results in \(clean(results))", .faint)) }
        return lines
    }

    private func cells(_ count: Int) -> String { "\(count) cell\(count == 1 ? "" : "s")" }

    private func clean(_ text: String) -> String { TerminalText.line(text, style) }

    private func paragraph(_ text: String, indent: Int, limit: Int) -> [StyledLine] {
        // Long lines are hard to read: even a wide terminal gets at most 120 columns of prose.
        let room = min(width, 120) - indent
        return TerminalText.wrapped(clean(text), to: room, limit: limit, style).map { line in
            StyledLine(String(repeating: " ", count: indent) + line)
        }
    }
}

/// How many cells have each verdict; also the grid's legend.
struct VerdictCounts {
    private var counts: [Verdict: Int] = [:]

    init(_ verdicts: some Sequence<Verdict>) {
        for verdict in verdicts { counts[verdict, default: 0] += 1 }
    }

    /// `✓ 17 compatible   ! 6 warned`, in as many lines as the width asks for.
    func lines(width: Int, _ style: Style) -> [StyledLine] {
        var lines: [StyledLine] = []
        var line = StyledLine()
        for verdict in Verdict.allCases {
            guard let count = counts[verdict] else { continue }
            let mark = CellMark(verdict, style)
            let columns = 2 + "\(count) \(verdict.rawValue)".count
            if line.width > 0 {
                if line.width + 3 + columns > width {
                    lines.append(line)
                    line = StyledLine()
                } else {
                    line.append("   ")
                }
            }
            line.append("\(mark.sign) \(count)", mark.ink)
            line.append(" \(verdict.rawValue)")
        }
        return line.width > 0 ? lines + [line] : lines
    }
}
