import Files

/// The folder of one run outside the user's tree: cells' working directories, inputs, sessions, private environments.
struct Scratch: Sendable {
    let path: String
    let isKept: Bool

    /// Makes it below `TMPDIR`, or `/tmp`.
    static func create(environment: [String: String], keep: Bool) throws(FileError) -> Scratch {
        let parent = environment["TMPDIR"].flatMap { Directory.exists($0) ? $0 : nil } ?? "/tmp"
        let path = try Directory.createTemporary(in: Path.absolute(parent), prefix: "smokehouse-")
        return Scratch(path: path, isKept: keep)
    }

    func inputs(_ artifact: Int) -> String { Path.join(path, "inputs/\(artifact)") }

    func cell(_ id: String) -> String { Path.join(path, "cells/\(RunDirectory.fileName(of: id))") }

    /// A new directory for one loader process.
    func session() throws(FileError) -> String {
        try Directory.createTemporary(in: Path.join(path, "sessions"), prefix: "session-")
    }

    /// Bytecode that the environments of a `--fresh` run share.
    var bytecode: String { Path.join(path, "bytecode") }

    func remove() {
        if !isKept { try? Directory.removeTree(path) }
    }
}
