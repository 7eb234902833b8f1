import ArgumentParser
import Artifacts
import Environments
import JSON
import Matrix
import Reports

struct InspectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract: "Show what artifacts are, need and would do; reads only, loads nothing.",
        discussion: """
            Format, what made it and with which versions, inputs and outputs where the format says, size and SHA-256, \
            what a load would import and call, and the scan's judgement. 'smokehouse scan' gives the judgement alone.

            Exit codes: 0 all are described, 1 one is no artifact or cannot be read.
            """,
    )

    @Argument(help: "Files, or folders that are one artifact.", completion: .file())
    var paths: [String]

    @Option(help: ArgumentHelp("A global that may be named besides the allow-list, or a glob.", valueName: "glob"))
    var allow: [String] = []

    @Flag(help: "Write one JSON object for each path instead.")
    var json = false

    func run() throws {
        var policy = Policy()
        policy.allow = allow
        var areAllDescribed = true
        let isTerminal = TerminalOutput.isTerminal(1)
        let layout = InspectionLayout(
            width: isTerminal ? TerminalOutput(descriptor: 1).size.width : 100,
            style: Style(environment: ProcessVariables.current, isTerminal: isTerminal),
        )
        for (index, path) in paths.enumerated() {
            do throws(ArtifactError) {
                let inspection = try Inspection(path, policy: policy)
                if json {
                    Terminal.standardOutput(inspection.json.compact)
                } else {
                    if index > 0 { Terminal.standardOutput("") }
                    for line in layout.lines(inspection) { Terminal.standardOutput(line) }
                }
            } catch {
                areAllDescribed = false
                Terminal.standardError("error: \(error)")
            }
        }
        guard areAllDescribed else { throw ExitCode(1) }
    }
}

/// Sets an inspection's facts in two columns.
struct InspectionLayout {
    let width: Int
    let style: Style

    /// How many of a list's values are shown before the rest is counted.
    private static let shownValues = 24
    private static let indent = 13

    func lines(_ inspection: Inspection) -> [String] {
        var lines = [emphasised(TerminalText.words(inspection.path))]
        for (label, values) in inspection.facts { lines += wrapped(label, values) }
        for (index, text) in inspection.judgement.enumerated() {
            lines += wrapped(index == 0 ? "scan" : "", [text])
        }
        return lines
    }

    private func emphasised(_ text: String) -> String { style.color ? "\u{1B}[1m\(text)\u{1B}[0m" : text }

    private func wrapped(_ label: String, _ values: [String]) -> [String] {
        let hidden = values.count - Self.shownValues
        var pieces = hidden > 0 ? Array(values.prefix(Self.shownValues)) + ["\(hidden) more"] : values
        for index in pieces.indices.dropLast() { pieces[index] += "," }
        let words = pieces.flatMap { TerminalText.words($0).split(separator: " ") }
        var lines: [String] = []
        var line = "  " + label.padded(to: Self.indent - 2)
        var isFresh = true
        for word in words {
            if !isFresh, line.count + 1 + word.count > width {
                lines.append(line)
                line = String(repeating: " ", count: Self.indent)
                isFresh = true
            }
            line += isFresh ? word : " \(word)"
            isFresh = false
        }
        return lines + [line]
    }
}
