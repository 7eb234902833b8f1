import Environments
import Files
import Glibc

/// The folder of one run outside the user's tree: cells' working directories, inputs, sessions, private environments.
struct Scratch: Sendable {
    let path: String
    let isKept: Bool
    /// Held while the run lives; the kernel lets it go when the process dies, however it dies.
    private let lock: FileLock?

    /// Makes it below `TMPDIR`, or `/tmp`.
    static func create(environment: [String: String], keep: Bool) throws(FileError) -> Scratch {
        let parent = environment["TMPDIR"].flatMap { Directory.exists($0) ? $0 : nil } ?? "/tmp"
        removeAbandoned(in: Path.absolute(parent))
        let path = try Directory.createTemporary(in: Path.absolute(parent), prefix: prefix)
        // What is kept for a person to look at has no lock file, and so is never taken for a dead run's.
        return Scratch(path: path, isKept: keep, lock: keep ? nil : exclusively(path))
    }

    private static let prefix = "smokehouse-"
    private static let lockName = ".lock"

    /// Removes what runs left that were killed: their lock files are there, and nobody holds them.
    private static func removeAbandoned(in parent: String) {
        for name in (try? Directory.list(parent)) ?? [] where name.hasPrefix(prefix) {
            let path = Path.join(parent, name)
            guard isOwnFolder(path), File.exists(Path.join(path, lockName)), let lock = exclusively(path) else {
                continue
            }
            withExtendedLifetime(lock) { removeAll(path) }
        }
    }

    /// Whether a run of this user's could have made it: in a folder that all may write to, anybody may put a link to
    /// something else that has such a lock file.
    private static func isOwnFolder(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR && status.st_uid == geteuid()
    }

    /// `nil` where the lock file cannot be locked, as when a living run holds it.
    private static func exclusively(_ path: String) -> FileLock? {
        try? FileLock.tryAcquire(Path.join(path, lockName), .exclusive)
    }

    func inputs(_ artifact: Int) -> String { Path.join(path, "inputs/\(artifact)") }

    /// What holds the cells' directories, and nothing else.
    var cells: String { Path.join(path, "cells") }

    func cell(_ id: String) -> String { Path.join(cells, WorkingDirectory.fileName(id)) }

    /// A new directory for one loader process.
    func session() throws(FileError) -> String {
        try Directory.createTemporary(in: Path.join(path, "sessions"), prefix: "session-")
    }

    /// A new folder for what is installed because an artifact says so.
    func requirements() throws(FileError) -> String {
        try Directory.createTemporary(in: Path.join(path, "requirements"), prefix: "own-")
    }

    /// Bytecode that the environments of a `--fresh` run share.
    var bytecode: String { Path.join(path, "bytecode") }

    func remove() {
        if !isKept { Self.removeAll(path) }
    }

    /// The lock goes last: by it the next run knows what this one could not remove.
    private static func removeAll(_ path: String) {
        var isEmpty = true
        for name in (try? Directory.list(path)) ?? [] where name != lockName {
            if (try? Directory.removeTree(Path.join(path, name))) == nil { isEmpty = false }
        }
        if isEmpty { try? Directory.removeTree(path) }
    }
}
