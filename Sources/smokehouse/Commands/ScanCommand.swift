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
            file in it, hidden ones too, but for what is below .git. A file that is only part of a model, as saved_model.pb, is judged \
            with its folder. '-' reads one file from standard input.

            Exit codes: 0 all clean, 1 at least one refused, 2 at least one unreadable, or the command line is wrong.
            """,
    )

    @Argument(help: "Files or folders; '-' is standard input.", completion: .file())
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
            for line in scanned.lines(style, verbose: verbose) { Terminal.standardError(styled: line) }
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
    private var seen: Set<ExactText> = []
    /// Folders without links that were judged as a model for one of their files.
    private var models: Set<ExactText> = []

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

    mutating func scan(_ path: String) {
        guard path == "-" else { return scan(path, isNamed: true) }
        do throws(FileError) {
            // Formats are read back and forth, which a pipe can't be.
            let copy = try StandardInputCopy()
            withExtendedLifetime(copy) { scan(copy.path, as: path, isNamed: true) }
        } catch {
            finish(ScannedFile(ArtifactError(.unreadable, path: path, reason: "\(error)"), path))
        }
    }

    /// - Parameter name: what reports call it; `nil` is its path.
    private mutating func scan(_ path: String, as name: String? = nil, isNamed: Bool) {
        let name = name ?? path
        do throws(ArtifactError) {
            let description = try ArtifactReader.read(path: path, policy: policy, forLoading: false)
            finish(ScannedFile(description, description.scan(policy), name))
        } catch {
            let isFolder = Directory.exists(path)
            if isFolder, error.problem == .notAnArtifact || error.problem == .unsupported { return walk(path) }
            if !isNamed, !isFolder, error.problem == .notAnArtifact, !Self.endings.contains(Path.ending(path)) {
                return others += 1
            }
            if isNamed, !isFolder, error.problem == .notAnArtifact, scanModel(around: path) { return }
            finish(ScannedFile(error, name))
        }
    }

    /// Judges a file that is no model itself as part of one, with the folder that it lies in; whether that is one.
    private mutating func scanModel(around file: String) -> Bool {
        let folder = Path.parent(file)
        guard let resolved = File.resolved(folder) else { return false }
        if models.contains(ExactText(resolved)) { return true }
        guard let description = try? ArtifactReader.read(path: folder, policy: policy, forLoading: false) else {
            return false
        }
        models.insert(ExactText(resolved))
        finish(ScannedFile(description, description.scan(policy), folder))
        return true
    }

    private mutating func walk(_ folder: String) {
        guard let resolved = File.resolved(folder), seen.insert(ExactText(resolved)).inserted else { return }
        let names: [String]
        do throws(FileError) {
            names = try Directory.list(folder)
        } catch {
            return finish(ScannedFile(ArtifactError(.unreadable, path: folder, reason: "\(error)"), folder))
        }
        for name in names where name != ".git" { scan(Path.join(folder, name), isNamed: false) }
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
        let noun = others == 1 ? "1 other file" : "\(others) other files"
        let passed = others == 0 ? "" : "\(parts.isEmpty ? "" : "; ")\(noun) passed over"
        return parts.isEmpty && others == 0 ? "no files" : counts + passed
    }
}
