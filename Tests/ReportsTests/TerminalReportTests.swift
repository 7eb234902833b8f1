import Results
import Testing

@testable import Reports

struct TerminalReportTests {
    private static let uncoloured = Style(color: false, unicode: true)

    static let styles: [(String, Style)] = [
        ("colour", Style(color: true, unicode: true)),
        ("no-colour", Style(color: false, unicode: true)),
        ("ascii", .plain),
    ]

    @Test("A report reads as it always did", arguments: [80, 200], styles)
    func golden(width: Int, style: (name: String, style: Style)) throws {
        for (name, run) in [("demo", SampleRun.demo), ("every-verdict", SampleRun.everyVerdict)] {
            let report = TerminalReport(run, width: width, style: style.style, results: ".smokehouse/runs/\(run.id)")
            try Golden.expect(Golden.visible(report.lines), "\(name)-\(width)-\(style.name).txt")
        }
    }

    @Test("Verbosity leaves out or adds", arguments: [("quiet", Verbosity.quiet), ("verbose", .verbose)])
    func verbosity(name: String, verbosity: Verbosity) throws {
        let style = Style(color: false, unicode: true)
        let report = TerminalReport(SampleRun.demo, width: 100, style: style, verbosity: verbosity)
        try Golden.expect(Golden.visible(report.lines), "demo-\(name).txt")
    }

    @Test("No line is wider than the terminal", arguments: [40, 57, 80, 120, 200], [Style.plain, uncoloured])
    func width(width: Int, style: Style) {
        for run in [SampleRun.demo, SampleRun.everyVerdict, Self.wide] {
            for line in TerminalReport(run, width: width, style: style, verbosity: .verbose).styledLines {
                #expect(line.width <= width, "\(line.text(style))")
                #expect(TextWidth.of(line.text(style)) <= width)
            }
        }
    }

    @Test("ASCII means ASCII")
    func ascii() {
        for run in [SampleRun.demo, SampleRun.everyVerdict] {
            let lines = TerminalReport(run, width: 100, style: .plain, verbosity: .verbose).lines
            #expect(lines.joined().utf8.allSatisfy { (0x20..<0x7F).contains($0) })
        }
    }

    @Test("Columns that don't fit go into blocks of their own, none lost")
    func blocks() throws {
        let lines = TerminalReport(Self.wide, width: 80, style: Style(color: false, unicode: true)).lines
        try Golden.expect(Golden.visible(lines), "wide-80.txt")
        let headers = lines.filter { $0.hasPrefix("transformers") }
        #expect(headers.flatMap { $0.split(separator: " ").dropFirst() }.map(String.init) == Self.wideVersions)
    }

    @Test("An interrupted run shows the cells that it did not reach")
    func interrupted() throws {
        var run = SampleRun.demo
        run.interrupted = true
        run.cells = Array(run.cells.prefix(7))
        let style = Style(color: false, unicode: true)
        let report = TerminalReport(run, outline: RunOutline(SampleRun.demo), width: 80, style: style)
        try Golden.expect(Golden.visible(report.lines), "demo-interrupted.txt")
    }

    static let wideVersions = (0..<40).map { "4.\($0).\($0 % 3)" }

    static var wide: RunResult {
        var run = SampleRun.empty
        for version in wideVersions {
            let id = "hf[transformers=\(version)]"
            run.environments.append(
                EnvironmentResult(
                    id: id, name: "hf", axes: [AxisSetting(axis: "transformers", value: version)], kind: "venv"))
            for artifact in ["bert", "an-artifact-with-a-name-that-is-longer-than-a-third-of-the-terminal"] {
                var cell = CellResult(
                    cell: "\(artifact)@\(id)", artifact: artifact, environment: id,
                    verdict: version == "4.7.1" ? .crashed : .compatible, reason: "died with transformers \(version)")
                cell.compared = true
                run.cells.append(cell)
            }
        }
        return run
    }
}

struct ReasonPatternTests {
    @Test(
        "Reasons that differ in their axis values alone are equal",
        arguments: [
            ("with 1.4.2: no", "with 1.5.2: no", true),
            ("with 1.4.2.", "with 1.5.2.", true),
            ("with 1.4.20", "with 1.5.20", false),
            ("with 11.4.2", "with 11.5.2", false),
            ("with v1.4.2", "with v1.5.2", false),
            ("x 1.4.2", "y 1.5.2", false),
        ])
    func equality(first: String, second: String, equal: Bool) {
        let left = ReasonPattern(first, values: ["1.4.2"])
        let right = ReasonPattern(second, values: ["1.5.2"])
        #expect((left.template == right.template) == equal)
    }

    @Test("A group's reason names the first and the last value")
    func filled() {
        let pattern = ReasonPattern("1.4 and 3.9", values: ["3.9", "1.4"])
        let style = Style(color: false, unicode: true)
        #expect(pattern.filled(with: [["3.9", "1.4"]], style) == "1.4 and 3.9")
        #expect(pattern.filled(with: [["3.9", "1.4"], ["3.9", "1.5"]], style) == "1.4, 1.5 and 3.9")
        let three = [["3.9", "1.4"], ["3.9", "1.5"], ["3.9", "1.6"]]
        #expect(pattern.filled(with: three, style) == "1.4 … 1.6 and 3.9")
    }
}
