import ArgumentParser
import Artifacts
import Environments
import Files
import JSON
import Matrix
import Reports

struct ScanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scan",
        abstract: "Say what loading files would import and call, and refuse what is not known; loads nothing.",
        discussion: """
            Reads each file as data and judges every name in it by the frameworks' allow-lists, as 'run' does under \
            policy: {pickle: scan}. A folder that is one artifact is scanned as such; of any other folder every model \
            file in it.

            Exit codes: 0 all clean, 1 at least one refused, 2 at least one unreadable, or the command line is wrong.
            """,
    )

    @Argument(help: "Files or folders.", completion: .file())
    var paths: [String]

    @Option(
        help: ArgumentHelp(
            "Let files name what matches GLOB, as 'mypkg.transformers.*'; like policy.allow.", valueName: "glob"))
    var allow: [String] = []

    @Flag(help: "Write one JSON object a file to standard output.")
    var json = false

    @Flag(name: .shortAndLong, help: "List every name that a load looks up, and where it is known from.")
    var verbose = false

    @Flag(name: .shortAndLong, help: "Say nothing of clean files.")
    var quiet = false

    func run() throws {
        var policy = Policy()
        policy.allow = allow
        let style = Style(environment: ProcessVariables.current, isTerminal: TerminalOutput.isTerminal(2))
        var walk = ScanWalk(policy: policy) { scanned in
            if json { Terminal.standardOutput(scanned.json.compact) }
            if quiet, scanned.verdict == .clean { return }
            for line in scanned.lines(style, verbose: verbose) { Terminal.standardError(line) }
        }
        for path in paths { walk.scan(path) }
        Terminal.standardError(walk.summary)
        if walk.refused > 0 { throw ExitCode(1) }
        if walk.unreadable > 0 { throw ExitCode(2) }
    }
}

/// Scans files, and folders file by file where they are no artifact themselves.
private struct ScanWalk {
    let policy: Policy
    let report: (ScannedFile) -> Void
    private(set) var clean = 0
    private(set) var refused = 0
    private(set) var unreadable = 0
    /// Files in folders that are no model.
    private var others = 0
    /// Folders without links, so that none is walked twice.
    private var seen: Set<String> = []

    /// Files in a folder that are called so are expected to be models, even where nothing is recognised in them.
    private static let endings: Set<String> = [
        "bin", "ckpt", "dill", "gguf", "h5", "hdf5", "jit", "joblib", "keras", "model", "nemo", "npy", "npz", "onnx",
        "p",
        "pb", "pickle", "pkl", "pt", "pt2", "pth", "safetensors", "sav", "skops", "tflite",
    ]

    init(policy: Policy, report: @escaping (ScannedFile) -> Void) {
        self.policy = policy
        self.report = report
    }

    mutating func scan(_ path: String) { scan(path, isNamed: true) }

    private mutating func scan(_ path: String, isNamed: Bool) {
        do throws(ArtifactError) {
            let description = try ArtifactReader.read(path: path, policy: policy, forLoading: false)
            finish(ScannedFile(description, description.scan(policy)))
        } catch {
            let isFolder = Directory.exists(path)
            if isFolder, error.problem == .notAnArtifact || error.problem == .unsupported { return walk(path) }
            if !isNamed, !isFolder, error.problem == .notAnArtifact, !Self.endings.contains(Path.ending(path)) {
                return others += 1
            }
            finish(ScannedFile(error))
        }
    }

    private mutating func walk(_ folder: String) {
        guard let resolved = File.resolved(folder), seen.insert(resolved).inserted else { return }
        let names: [String]
        do throws(FileError) {
            names = try Directory.list(folder)
        } catch {
            return finish(ScannedFile(ArtifactError(.unreadable, path: folder, reason: "\(error)")))
        }
        for name in names where !name.hasPrefix(".") { scan(Path.join(folder, name), isNamed: false) }
    }

    private mutating func finish(_ scanned: ScannedFile) {
        switch scanned.verdict {
        case .clean, .notApplicable: clean += 1
        case .refused: refused += 1
        case .unreadable: unreadable += 1
        }
        report(scanned)
    }

    var summary: String {
        let parts = [(clean, "clean"), (refused, "refused"), (unreadable, "unreadable")].filter { $0.0 > 0 }
        let counts = parts.map { "\($0) \($1)" }.joined(separator: ", ")
        let passed = others == 0 ? "" : "\(parts.isEmpty ? "" : "; ")\(others) other files passed over"
        return parts.isEmpty && others == 0 ? "no files" : counts + passed
    }
}

/// One file's verdict, for people and as JSON.
private struct ScannedFile {
    let path: String
    let format: String?
    let verdict: ScanResult.Verdict
    var findings: [ScanFinding] = []
    var notes: [String] = []
    var globals: [PickleGlobal] = []

    init(_ description: ArtifactDescription, _ result: ScanResult) {
        path = description.path
        format = description.format
        // A file without code is as clean as one whose code is known.
        verdict = result.verdict == .notApplicable ? .clean : result.verdict
        findings = result.findings
        notes = result.notes
        globals = description.globals
    }

    init(_ error: ArtifactError) {
        path = error.path
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
        var lines = ["\(word)  \(ScanResult.printable(path, limit: 4096))\(kind)"]
        let shown = verbose ? findings[...] : findings.prefix(Self.findingLimit)
        for finding in shown {
            lines.append("            \(finding.message)")
            if let remedy = finding.remedy { lines.append("            \(paint(remedy, "2"))") }
        }
        if shown.count < findings.count {
            lines.append("            and \(findings.count - shown.count) more (--verbose)")
        }
        guard verbose else { return lines }
        lines += notes.map { "            note: \($0)" }
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
