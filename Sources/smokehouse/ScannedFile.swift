import Artifacts
import JSON
import Reports

/// One file's verdict, for people and as JSON.
struct ScannedFile {
    let path: String
    let format: String?
    let verdict: ScanResult.Verdict
    var findings: [ScanFinding] = []
    var notes: [String] = []
    var globals: [PickleGlobal] = []

    /// - Parameter path: what the file is called.
    init(_ description: ArtifactDescription, _ result: ScanResult, _ path: String) {
        self.path = path
        format = description.format
        // A file without code is as clean as one whose code is known.
        verdict = result.verdict == .notApplicable ? .clean : result.verdict
        findings = result.findings
        notes = result.notes
        globals = description.globals
    }

    init(_ error: ArtifactError, _ path: String) {
        self.path = path
        format = nil
        verdict = .unreadable
        findings = [ScanFinding(offset: 0, message: error.reason)]
    }

    var json: JSONValue {
        [
            "path": .string(path),
            "format": JSONValue(format),
            "verdict": .string(verdict.rawValue),
            "findings": .array(
                findings.map {
                    [
                        "what": .string($0.message), "where": JSONValue($0.offset), "global": JSONValue($0.global),
                        "remedy": JSONValue($0.remedy),
                    ]
                }),
            "notes": .array(notes.map(JSONValue.string)),
            "globals": .array(
                globals.map {
                    [
                        "name": .string($0.dotted), "called": .bool($0.calls > 0), "known": JSONValue($0.origin),
                    ]
                }),
        ]
    }

    func lines(_ style: Style, verbose: Bool) -> [String] {
        func paint(_ text: String, _ code: String) -> String { style.color ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text }
        let word =
            switch verdict {
            case .clean, .notApplicable: paint("clean     ", "32")
            case .refused: paint("REFUSED   ", "1;31")
            case .unreadable: paint("unreadable", "1;35")
            }
        let kind = format.map { paint("  \($0)", "2") } ?? ""
        var lines = ["\(word)  \(TerminalText.words(path))\(kind)"]
        let shown = verbose ? findings[...] : findings.prefix(Self.findingLimit)
        for finding in shown {
            lines.append("            \(TerminalText.words(finding.message))")
            if let remedy = finding.remedy { lines.append("            \(paint(TerminalText.words(remedy), "2"))") }
        }
        if shown.count < findings.count {
            lines.append("            and \(findings.count - shown.count) more (--verbose)")
        }
        guard verbose else { return lines }
        lines += notes.map { "            note: \(TerminalText.words($0))" }
        for global in globals {
            let origin = global.origin.map { "  \($0)" } ?? "  not known"
            let deed = global.calls > 0 ? "calls  " : "imports"
            lines.append("            \(deed)  \(ScanResult.printable(global.dotted))\(paint(origin, "2"))")
        }
        return lines
    }

    /// Findings that are shown of one file without `--verbose`.
    private static let findingLimit = 5
}
