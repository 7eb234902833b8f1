import Files
import Foundation
import Results
import Testing

@testable import Reports

struct JUnitReporterTests {
    @Test("A run is written as it always was", arguments: [Sample.demo, .everyVerdict])
    func golden(sample: Sample) throws {
        try Golden.expect(render(sample.run), "\(sample.rawValue).xml")
    }

    @Test("xmllint finds the files valid", arguments: Sample.allCases)
    func schema(sample: Sample) throws {
        let folder = try TemporaryFolder()
        let path = folder.path("junit.xml")
        try JUnitReporter().write(sample.run, to: path)
        let schema = Path.join(Path.parent(#filePath), "Schemas/junit.xsd")
        let result = try Tool.run(["xmllint", "--noout", "--huge", "--schema", schema, path])
        #expect(result.status == 0, "\(result.text)")
    }

    @Test("The schema refuses a file that breaks it")
    func schemaIsStrict() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("junit.xml")
        let text = render(SampleRun.demo).replacing("time=\"4.213\"", with: "time=\"4,213\"")
        try File.write(text, to: path)
        let schema = Path.join(Path.parent(#filePath), "Schemas/junit.xsd")
        #expect(try Tool.run(["xmllint", "--noout", "--schema", schema, path]).status != 0)
    }

    @Test("Every verdict is shown as the contract's table has it", arguments: Verdict.allCases)
    func outcomes(verdict: Verdict) {
        let expected: JUnitCase.Outcome =
            switch verdict {
            case .compatible, .warned: .pass
            case .drifted, .incompatible, .crashed, .timedOut, .refused, .unexpectedPass: .failure
            case .unprovisioned: .error
            case .skipped, .expected: .skipped
            }
        var cell = CellResult(cell: "a@e", artifact: "a", environment: "e", verdict: verdict, reason: "r")
        #expect(JUnitCase(cell, environmentLog: nil, strictWarnings: false).outcome == expected)
        let strict = JUnitCase(cell, environmentLog: nil, strictWarnings: true).outcome
        #expect(strict == (verdict == .warned ? .failure : expected))
        cell.advisory = true
        let advisory = JUnitCase(cell, environmentLog: nil, strictWarnings: false).outcome
        #expect(advisory == (verdict.fails ? .skipped : expected))
    }

    @Test(
        "No mark on a bracket or before it hides from us what a server would attach", arguments: ["\u{600}", "\u{301}"])
    func markedAttachments(mark: String) throws {
        var run = SampleRun.demo
        run.cells[0].standardOutput = "\(mark)[[ATTACHMENT|\(mark)/home/me/.netrc]]\n"
        run.cells[0].standardError = "[\(mark)[[ATTACHMENT|/home/me/.netrc]]\n"
        let text = render(run)
        #expect(text.unicodeScalars.ranges(of: Array("[[ATTACHMENT|".unicodeScalars)).isEmpty)
        #expect(text.unicodeScalars.ranges(of: Array("[ [ATTACHMENT|".unicodeScalars)).count == 2)
    }

    @Test("No artifact has a server attach a file by what it writes")
    func attachments() throws {
        var run = SampleRun.demo
        run.cells[0].standardOutput = "[[ATTACHMENT|/home/me/.netrc]]\n"
        run.cells[0].standardError = "[[ATTACHMENT|/home/me/.netrc]]\n"
        run.cells[0].warnings = [WarningCount(category: "w", message: "a\n[[ATTACHMENT|/home/me/.netrc]]", count: 1)]
        run.cells[0].attachments = ["logs/own.log"]
        let text = render(run)
        #expect(text.contains("[ [ATTACHMENT|/home/me/.netrc]]") && text.contains("[[ATTACHMENT|logs/own.log]]"))
        #expect(!text.contains("[[ATTACHMENT|/home"))
    }

    @Test("A file stays below its limit, keeps the ends of the longest texts and says what is missing")
    func trimming() throws {
        var run = SampleRun.demo
        let noise = String(repeating: "\u{1}<&>é", count: 200_000)
        for index in run.cells.indices where index % 2 == 0 { run.cells[index].standardError = "START\(noise)END" }
        run.cells[1].standardError = "short"
        let text = render(run, JUnitReporter(sizeLimit: 2_000_000))
        #expect(text.utf8.count <= 2_000_000)
        #expect(text.utf8.count > 1_900_000)
        #expect(text.contains("START"))
        #expect(text.contains("bytes trimmed …]"))
        #expect(text.contains("END</system-err>"))
        #expect(text.contains("<system-err>short</system-err>"))
    }

    @Test("Texts are trimmed to whole characters", arguments: 60..<90)
    func trimmedCharacters(limit: Int) {
        let text = JUnitCase.trimmed(String(repeating: "é漢😀", count: 40), limit)
        #expect(!text.contains("\u{FFFD}"))
    }

    @Test("The level that the longest lengths come down to uses the budget up", arguments: [0, 1, 10, 59, 60, 100])
    func level(budget: Int) {
        let lengths = [10, 0, 30, 20]
        let level = JUnitReporter.level(lengths, budget: budget)
        let used = lengths.reduce(0) { $0 + min($1, level ?? .max) }
        #expect(used <= budget)
        #expect((level == nil) == (budget >= 60))
        #expect(used > budget - lengths.count || level == nil)
    }

    @Test("junitparser and junit2html see the same counts", .enabled(if: Tool.hasPythonPackages))
    func readers() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("junit.xml")
        try JUnitReporter().write(SampleRun.everyVerdict, to: path)
        let script = """
            import sys
            from junitparser import JUnitXml
            from junit2htmlreport.parser import Junit
            tests = failures = errors = skipped = 0
            for suite in JUnitXml.fromfile(sys.argv[1]):
                cases = list(suite)
                assert len(cases) == suite.tests
                tests += suite.tests; failures += suite.failures; errors += suite.errors; skipped += suite.skipped
                counted = {"Failure": 0, "Error": 0, "Skipped": 0}
                for case in cases:
                    for result in case.result: counted[type(result).__name__] += 1
                assert list(counted.values()) == [suite.failures, suite.errors, suite.skipped], counted
            page = Junit(sys.argv[1])
            assert sum(len(s.all()) for s in page.suites) == tests
            assert sum(len(s.failed()) for s in page.suites) == failures + errors
            assert sum(len(s.skipped()) for s in page.suites) == skipped
            page.html()
            print(tests, failures, errors, skipped)
            """
        let result = try Tool.runPython(script, arguments: [path], folder: folder)
        #expect(result.status == 0, "\(result.text)")
        // Four of twelve fail; two have no environment; skipped: left out, expected, advisory.
        #expect(result.text.split(separator: "\n").last == "12 5 2 3", "\(result.text)")
    }

    @Test("A folder that can't be written is reported with its path")
    func unwritable() throws {
        let error = #expect(throws: ReportError.self) {
            try JUnitReporter().write(SampleRun.demo, to: "/proc/nowhere/junit.xml")
        }
        #expect(error?.description.contains("/proc/nowhere") == true)
    }
}

func render(_ run: RunResult, _ reporter: JUnitReporter = JUnitReporter()) -> String {
    var bytes: [UInt8] = []
    reporter.render(run) { bytes += $0 }
    return String(decoding: bytes, as: UTF8.self)
}

struct ReportSpeedTests {
    @Test("Ten thousand cells are written in pieces, fast")
    func large() {
        var run = SampleRun.demo
        let cells = run.cells
        run.cells = (0..<10_000).map { number in
            var cell = cells[number % cells.count]
            cell.artifact += "-\(number)"
            return cell
        }
        var longest = 0
        var count = 0
        let clock = ContinuousClock()
        let time = clock.measure {
            JUnitReporter().render(run) { piece in
                longest = max(longest, piece.count)
                count += piece.count
            }
        }
        print("10,000 cells, \(count) bytes of JUnit: written in \(time)")
        #expect(longest < 200_000)
        let terminal = clock.measure {
            let report = TerminalReport(run, width: 200, style: Style(color: true, unicode: true))
            #expect(report.lines.count > 10_000 / 5)
        }
        print("10,000 cells on the terminal: \(terminal)")
    }
}
