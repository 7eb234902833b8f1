import Files
import Glibc
import Results
import Testing

@testable import Reports

struct TerminalOutputTests {
    private static let style = Style(color: false, unicode: true)

    /// What `body` writes to a descriptor.
    private func written(_ body: (Int32) -> Void) throws -> String {
        let folder = try TemporaryFolder()
        let path = folder.path("terminal")
        let descriptor = open(path, O_WRONLY | O_CREAT, 0o600)
        try #require(descriptor >= 0)
        body(descriptor)
        close(descriptor)
        return try File.readText(path)
    }

    @Test("A frame rewrites only the lines that changed, and the end gives the cursor back")
    func frames() throws {
        let text = try written { descriptor in
            var output = TerminalOutput(descriptor: descriptor)
            output.draw([StyledLine("one"), StyledLine("two")], style: Self.style, width: 80)
            output.draw([StyledLine("one"), StyledLine("two")], style: Self.style, width: 80)
            output.draw([StyledLine("one"), StyledLine("TWO")], style: Self.style, width: 80)
            output.finish(["end"], width: 80)
        }
        let begin = "\u{1B}[?2026h"
        let end = "\u{1B}[J\u{1B}[?2026l"
        #expect(
            text == "\(begin)\u{1B}[?25l\r\u{1B}[2Kone\n\u{1B}[2Ktwo\n\(end)"
                + "\(begin)\u{1B}[2F\n\u{1B}[2KTWO\n\(end)"
                + "\u{1B}[2F\u{1B}[Jend\n\u{1B}[?25h"
        )
    }

    @Test("Lines that a narrower terminal has broken up are all taken back")
    func narrower() throws {
        let text = try written { descriptor in
            var output = TerminalOutput(descriptor: descriptor)
            output.draw([StyledLine("123456789"), StyledLine("2")], style: Self.style, width: 10)
            output.draw([StyledLine("1234"), StyledLine("2")], style: Self.style, width: 4)
        }
        #expect(text.hasSuffix("\u{1B}[4F\u{1B}[2K1234\n\u{1B}[2K2\n\u{1B}[J\u{1B}[?2026l"))
    }

    @Test(
        "What is no terminal gets a log without escape sequences",
        arguments: [ProgressMode.auto, .plain, .none], [Verbosity.quiet, .normal])
    func log(mode: ProgressMode, verbosity: Verbosity) throws {
        let text = try written { descriptor in
            var display = RunDisplay(
                mode: mode,
                verbosity: verbosity,
                environment: ["TERM": "xterm", "LANG": "C.UTF-8"],
                descriptor: descriptor,
                results: "out",
            )
            #expect(!display.isLive)
            for event in ProgressTests.events(SampleRun.demo) { display.handle(event, at: 0) }
            display.abandon()
        }
        #expect(!text.contains("\u{1B}"))
        #expect(text.hasSuffix("results in out\n"))
        #expect(text.contains("What broke") == (verbosity == .normal))
        #expect(text.contains("iris-onnx@onnxruntime[onnxruntime=1.17.3]") == (verbosity == .normal && mode != .none))
    }
}
