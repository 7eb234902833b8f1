import Files
import Glibc

/// The environments in the cache.
///
/// An entry is a folder `environments/ID` with a lock file `ID.lock` beside it. Whoever makes, uses or removes an entry
/// holds the lock: exclusively to make and to remove, shared to use. The marker `.complete` is written last; a folder
/// without it whose lock is free was left by a killed run, and the next run that makes an environment removes it.
/// `requests/KEY.json` says which entry a request resolved to, `resolved/KEY` which entry holds a set of packages. The
/// lock file's modification time is the time of last use.
public struct EnvironmentStore: Sendable {
    let cache: CacheDirectory

    public init(cache: CacheDirectory) { self.cache = cache }

    static let marker = ".complete"

    func record(of key: RequestKey) -> String { Path.join(cache.requests, key.text + ".json") }

    func folder(of entry: String) -> String { Path.join(cache.environments, entry) }

    private func resolved(_ digest: String) -> String { Path.join(cache.path, "resolved/\(digest)") }

    /// Takes a complete entry for use; `nil` if there is none, or if it is being removed.
    func open(_ entry: String) throws(FileError) -> EnvironmentLease? {
        let folder = folder(of: entry)
        guard File.exists(Path.join(folder, Self.marker)),
            let lock = try FileLock.tryAcquire(folder + ".lock", .shared),
            File.exists(Path.join(folder, Self.marker))
        else { return nil }
        utimes(lock.path, nil)
        return EnvironmentLease(lock: lock)
    }

    /// The name of an entry that holds exactly this set of packages.
    func entry(holding digest: String) -> String? {
        guard let text = try? File.readText(resolved(digest), limit: 200) else { return nil }
        return text.split(whereSeparator: \.isNewline).first.map(String.init)
    }

    /// Writes the marker, after everything else has reached the disk, and says which packages the entry holds.
    func complete(_ entry: String, holding digest: String, bytecode: [String]) throws(FileError) {
        let folder = folder(of: entry)
        try File.write(bytecode.map { $0 + "\n" }.joined(), to: Path.join(folder, ".bytecode"))
        let descriptor = Glibc.open(Path.join(folder, Self.marker), O_WRONLY | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw FileError(operation: "create", path: folder, code: errno) }
        defer { close(descriptor) }
        try File.writeAll(Array((digest + "\n").utf8), to: descriptor, path: folder)
        guard fsync(descriptor) == 0 else { throw FileError(operation: "write", path: folder, code: errno) }
        try Directory.create(Path.parent(resolved(digest)))
        try File.write(entry + "\n", to: resolved(digest))
    }

    /// Removes what killed runs left: entries without a marker, and private environments, whose lock is free.
    func sweep() {
        for (root, isPrivate) in [(cache.environments, false), (cache.fresh, true)] {
            for name in (try? Directory.list(root)) ?? [] where !name.hasSuffix(".lock") {
                let folder = Path.join(root, name)
                guard isPrivate || !File.exists(Path.join(folder, Self.marker)),
                    let lock = try? FileLock.tryAcquire(folder + ".lock", .exclusive),
                    isPrivate || !File.exists(Path.join(folder, Self.marker))
                else { continue }
                try? Directory.removeTree(folder)
                try? Directory.removeTree(lock.path)
            }
        }
    }
}
