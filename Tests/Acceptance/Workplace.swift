import Files
import Foundation
import Testing

/// A folder of one test: matrices, the program's working directory and scratch; gone with the value.
final class Workplace {
    let directory: String

    init() throws { directory = try Directory.createTemporary(in: Places.root, prefix: "work-") }

    deinit { try? Directory.removeTree(directory) }

    /// `TMPDIR` of the program.
    var scratch: String { Path.join(directory, "scratch") }

    /// This process' environment with folders of the place's own, as on nobody's CI.
    var variables: [String: String] {
        var all = ProcessInfo.processInfo.environment
        for name in ["CI", "GITHUB_ACTIONS", "GITLAB_CI", "GITHUB_STEP_SUMMARY"] { all[name] = nil }
        all["SMOKEHOUSE_CACHE"] = Places.cache
        all["TMPDIR"] = scratch
        return all
    }

    /// Writes a file and returns its path.
    @discardableResult
    func write(_ text: String, to name: String) throws -> String {
        let path = Path.join(directory, name)
        try Directory.create(Path.parent(path))
        try File.write(text, to: path)
        return path
    }

    func write(_ bytes: [UInt8], to name: String) throws {
        let path = Path.join(directory, name)
        try Directory.create(Path.parent(path))
        try File.write(bytes, to: path)
    }

    /// Starts `smokehouse ARGUMENTS` here.
    ///
    /// - Parameter variables: set on top of this process' own; `nil` takes one away.
    /// - Parameter memory: KiB of address space for it and everything below it.
    /// - Parameter through: a program to start it by, with its arguments.
    func start(
        _ arguments: [String],
        through words: [String] = [],
        variables: [String: String?] = [:],
        memory: Int? = nil,
    ) throws -> ChildProcess {
        try Directory.create(scratch)
        var all = self.variables.mapValues { $0 as String? }
        all.merge(variables) { $1 }
        var words = words + [Places.executable] + arguments
        if let memory { words = ["/bin/sh", "-c", "ulimit -v \(memory); exec \"$0\" \"$@\""] + words }
        return try ChildProcess(
            words[0],
            Array(words.dropFirst()),
            in: directory,
            variables: all.compactMapValues { $0 },
            output: Path.join(directory, "stdout"),
            errors: Path.join(directory, "stderr"),
        )
    }

    /// Runs `smokehouse ARGUMENTS` to its end.
    func smokehouse(
        _ arguments: String...,
        variables: [String: String?] = [:],
    ) throws -> Outcome {
        try finish(start(arguments, variables: variables))
    }

    /// Runs `smokehouse run MATRIX --json … ARGUMENTS` to its end and reads the results that it wrote.
    func run(
        _ matrix: String,
        _ arguments: String...,
        variables: [String: String?] = [:],
        memory: Int? = nil,
    ) throws -> Outcome {
        let words = ["run", matrix, "--json", "results.json", "--junit", "junit.xml", "--progress", "plain"]
        return try finish(start(words + arguments, variables: variables, memory: memory))
    }

    func finish(_ process: ChildProcess) throws -> Outcome {
        let end = try process.wait()
        return Outcome(
            end: end,
            output: try File.readText(process.output),
            errors: try File.readText(process.errors),
            results: try? Results(readingFrom: Path.join(directory, "results.json")),
        )
    }
}

/// What a finished `smokehouse` left.
struct Outcome {
    let end: ChildProcess.End
    let output: String
    let errors: String
    /// `results.json`, where it was written.
    let results: Results?

    /// The exit code; `nil` after a death by signal.
    var status: Int32? {
        guard case .exited(let status) = end else { return nil }
        return status
    }

    /// The results; the test ends with what the program said where there are none.
    func requireResults() throws -> Results {
        try #require(results, "\(end), no results.json:\n\(errors)")
    }
}
