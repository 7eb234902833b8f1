import Files
import JSON
import Results
import Testing

@testable import Reports

struct JSONReporterTests {
    @Test("results.json reads as it always did, and back", arguments: [Sample.demo, .everyVerdict])
    func golden(sample: Sample) throws {
        let folder = try TemporaryFolder()
        let path = folder.path("deep/results.json")
        try JSONReporter().write(sample.run, to: path)
        let text = try File.readText(path)
        try Golden.expect(text, "\(sample.rawValue).json")
        let back = try RunResult(parsing: Array(text.utf8))
        #expect(back.json.compact == sample.run.json.compact)
        #expect(try Directory.list(Path.parent(path)) == ["results.json"])
    }

    @Test("Formats are found by name")
    func registry() {
        #expect(Reporters.named("junit") is JUnitReporter)
        #expect(Reporters.named("json") is JSONReporter)
        #expect(Reporters.named("pdf") == nil)
    }
}
