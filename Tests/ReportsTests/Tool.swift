import Files
import Foundation

/// Programs that the tests run.
enum Tool {
    struct Result {
        let status: Int32
        let text: String
    }

    static func run(_ arguments: [String], environment: [String: String] = [:]) throws -> Result {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { _, new in new }
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return Result(status: process.terminationStatus, text: String(decoding: data, as: UTF8.self))
    }

    private static let packages = ["--with", "junitparser==4.0.2", "--with", "junit2html==31.0.2"]

    /// Whether uv is on PATH and brings the readers.
    static let hasPythonPackages: Bool = {
        let check = ["uv", "run", "--no-project", "--quiet"] + packages + ["python", "-c", "import junit2htmlreport"]
        return (try? run(check).status) == 0
    }()

    static func runPython(_ script: String, arguments: [String], folder: borrowing TemporaryFolder) throws -> Result {
        let path = folder.path("script.py")
        try File.write(script, to: path)
        return try run(["uv", "run", "--no-project", "--quiet"] + packages + ["python", path] + arguments)
    }
}

/// A folder that is gone when the test is over.
struct TemporaryFolder: ~Copyable {
    private let root: String

    init() throws { root = try Directory.createTemporary(in: "/tmp", prefix: "smokehouse-reports-") }

    deinit { try? Directory.removeTree(root) }

    func path(_ name: String) -> String { Path.join(root, name) }
}
