import Matrix
import Results
import Testing
import YAML

@testable import Reports

struct PlanAndDiagnosticTests {
    @Test("A plan is shown as a grid with what is left out and why")
    func plan() throws {
        var outline = RunOutline(SampleRun.everyVerdict)
        outline.cells[1].skipped = "not shipped"
        outline.cells[3].skipped = "not shipped"
        outline.cells[4].skipped = "needs AVX-512"
        outline.cells[6].expected = "incompatible"
        let lines = PlanTable(outline, width: 80, style: Style(color: false, unicode: true)).lines
        try Golden.expect(Golden.visible(lines), "plan.txt")
    }

    private static let source = """
        version: 1
        artifacts:
          感情:
            path: "感情.joblib"\ttolerence: 1
        \(String(repeating: "x", count: 100)): {yes: no}

        """

    private static let diagnostics = [
        Diagnostic(
            "unknown key 'tolerence'; did you mean 'tolerance'?",
            file: "smoke.yaml",
            mark: Mark(line: 4, column: 24),
        ),
        Diagnostic("no file at '感情.joblib'", file: "smoke.yaml", mark: Mark(line: 4, column: 11), severity: .warning),
        Diagnostic("unknown key", file: "smoke.yaml", mark: Mark(line: 5, column: 104)),
        Diagnostic("the file is empty", file: "other.yaml", mark: nil),
        Diagnostic("a place that is not in the file", file: "smoke.yaml", mark: Mark(line: 99, column: 1)),
    ]

    @Test("Diagnostics show their line with a caret under the column", arguments: TerminalReportTests.styles)
    func diagnostics(style: (name: String, style: Style)) throws {
        let lines = DiagnosticRenderer(width: 80, style: style.style).lines(Self.diagnostics) { file in
            file == "smoke.yaml" ? Self.source : nil
        }
        try Golden.expect(Golden.visible(lines), "diagnostics-\(style.name).txt")
    }
}
