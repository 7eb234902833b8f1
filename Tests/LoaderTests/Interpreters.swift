import Files
import Foundation

/// The Python interpreters of this machine, and environments made from them.
enum Interpreters {
    /// The newest interpreter of each minor version from 3.6 on: on PATH, of pyenv and of uv.
    static let all: [(version: String, path: String)] = {
        let home = ProcessInfo.processInfo.environment["HOME"] ?? "/"
        let pyenv = ProcessInfo.processInfo.environment["PYENV_ROOT"] ?? home + "/.pyenv"
        var candidates = ["/usr/bin/python3"]
        for root in [pyenv + "/versions", home + "/.local/share/uv/python"] {
            for name in (try? Directory.list(root)) ?? [] { candidates.append("\(root)/\(name)/bin/python3") }
        }
        var found: [String: String] = [:]
        for path in candidates where File.isExecutable(path) {
            let script = "import sys; print('%d.%d' % sys.version_info[:2], sys.implementation.name)"
            guard let answer = try? run(path, ["-c", script]) else { continue }
            let parts = answer.split(whereSeparator: \.isWhitespace)
            guard parts.count == 2, parts[1] == "cpython" else { continue }
            found[String(parts[0])] = path
        }
        return found.filter { minor($0.key) >= 6 }.sorted { minor($0.key) < minor($1.key) }
            .map { (version: $0.key, path: $0.value) }
    }()

    static func minor(_ version: String) -> Int {
        Int(version.split(separator: ".").last ?? "") ?? 0
    }

    /// Any interpreter from 3.8 on.
    static var any: String {
        get throws {
            guard let path = all.last(where: { minor($0.version) >= 8 })?.path else {
                throw Missing(what: "a Python from 3.8 on")
            }
            return path
        }
    }

    /// An environment with scikit-learn 1.5.2, pandas and onnxruntime 1.22.1 on Python 3.11; made once, by uv.
    static let science = Result {
        try make(["scikit-learn==1.5.2", "numpy==1.26.4", "pandas==2.2.2", "lz4==4.3.3", "onnxruntime==1.22.1"])
    }

    static func make(_ packages: [String]) throws -> TestEnvironment {
        guard let uv else { throw Missing(what: "uv on PATH") }
        let root = try Directory.createTemporary(in: NSTemporaryDirectory(), prefix: "loader-environment-")
        removeAtExit(root)
        try run(uv, ["venv", "--quiet", "--python", "3.11", root + "/venv"])
        try run(uv, ["pip", "install", "--quiet", "--python", root + "/venv/bin/python"] + packages)
        return TestEnvironment(root: root)
    }

    private static var uv: String? {
        (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map { "\($0)/uv" }
            .first(where: File.isExecutable)
    }

    @discardableResult
    static func run(_ executable: String, _ arguments: [String], variables: [String: String] = [:]) throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: executable)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(variables) { $1 }
        let output = Pipe()
        process.standardOutput = output
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let bytes = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Failed(arguments: arguments, status: process.terminationStatus)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// What these tests need and the machine lacks; not `#require`, which reports in the first test that asks only.
    struct Missing: Error {
        let what: String
    }

    struct Failed: Error {
        let arguments: [String]
        let status: Int32
    }

    /// Removes a tree when the tests end; for what static values hold, which are never released.
    static func removeAtExit(_ path: String) {
        Cleanup.paths.withLock { $0.append(path) }
        _ = Cleanup.registered
    }
}

private enum Cleanup {
    static let paths = Locked<[String]>([])
    static let registered: Void = {
        atexit { for path in Cleanup.paths.withLock({ $0 }) { try? Directory.removeTree(path) } }
    }()
}

/// A value behind a lock.
private final class Locked<Value: Sendable>: @unchecked Sendable {
    private let lock = NSLock()
    private var value: Value
    init(_ value: Value) { self.value = value }
    func withLock<Result>(_ body: (inout Value) -> Result) -> Result { lock.withLock { body(&value) } }
}

/// A virtual environment and a folder for what tests make with it.
struct TestEnvironment: Sendable {
    let root: String
    var python: String { root + "/venv/bin/python" }
    var sitePackages: String { root + "/venv/lib/python3.11/site-packages" }

    /// Writes the arrays of an `.npz` or the lists of a JSON file as `.npy` files, one for each input.
    func inputs(_ path: String) throws -> [JobInputFile] {
        let prefix = root + "/" + Path.name(path)
        let script = """
            import json, sys
            import numpy
            path, prefix = sys.argv[1:]
            if path.endswith(".npz"):
                data = dict(numpy.load(path))
            elif path.endswith(".csv"):
                import csv
                rows = list(csv.reader(open(path, encoding="utf-8")))
                columns = {name: [row[i] for row in rows[1:]] for i, name in enumerate(rows[0])}
                def numbers(v):
                    try: return [float(x) for x in v]
                    except ValueError: return v
                data = {k: numpy.array(numbers(v)) for k, v in columns.items()}
            else:
                data = json.load(open(path, encoding="utf-8"))
                data = {k: numpy.array(v) for k, v in (data if isinstance(data, dict) else {"": data}).items()}
            for name, value in data.items():
                numpy.save(prefix + "-" + name + ".npy", value)
                print(name + "|" + prefix + "-" + name + ".npy")
            """
        return try Interpreters.run(python, ["-c", script, path, prefix]).split(separator: "\n").map { line in
            let parts = line.split(separator: "|", omittingEmptySubsequences: false)
            return JobInputFile(name: String(parts[0]), path: String(parts[1]))
        }
    }
}

struct JobInputFile: Sendable {
    let name: String
    let path: String
}
