import Files
import Glibc

/// The files that were fetched, by their SHA-256.
///
/// `sha256/DIGEST/NAME` is a file under the name that its address gives it, read-only; further names are hard links.
/// `sha256/DIGEST.lock` is held exclusively to fetch and to remove, shared to use; its modification time is the time of
/// last use. `partial/DIGEST` is what has come of a file so far. `aside/DIGEST/NAME` are files that turned out to be
/// others than the matrix says, under the digest that they have. `attachments/KEY/NAME` are signatures and sidecars, by
/// their addresses.
public struct ArtifactCache: Sendable {
    /// Where it lies.
    public let path: String

    public init(path: String) { self.path = path }

    /// Records what a file was like when its digest was last known to be right; see `FileStamp`.
    private static let stamp = ".verified"

    private func folder(_ digest: String) -> String { Path.join(path, "sha256/\(digest)") }

    func lockPath(_ digest: String) -> String { folder(digest) + ".lock" }

    func partialPath(_ digest: String) -> String { Path.join(path, "partial/\(digest)") }

    /// Takes a file for use; `nil` where there is none, or none that is still what it was.
    ///
    /// A file whose size, times or inode are not as they were is read and hashed again.
    func open(_ digest: String, name: String) throws(FileError) -> CachedArtifact? {
        guard File.exists(Path.join(folder(digest), Self.stamp)),
            let lock = try FileLock.tryAcquire(lockPath(digest), .shared),
            let known = try file(of: digest)
        else { return nil }
        let wanted = Path.join(folder(digest), name)
        if !File.exists(wanted) {
            guard link(known, wanted) == 0 || errno == EEXIST else {
                throw FileError(operation: "create", path: wanted, code: errno)
            }
            // A link changes the times of what it leads to.
            try writeStamp(digest, of: wanted)
        }
        utimes(lock.path, nil)
        return CachedArtifact(path: wanted, lock: lock)
    }

    /// Whether a file is there and right; for a caller that holds the lock exclusively.
    func holds(_ digest: String) throws(FileError) -> Bool {
        guard File.exists(Path.join(folder(digest), Self.stamp)) else { return false }
        return try file(of: digest) != nil
    }

    /// Moves a file whose digest was found right into its place; the caller holds the lock exclusively.
    func store(_ file: String, digest: String, name: String) throws(FileError) {
        let folder = folder(digest)
        try Directory.removeTree(folder)
        try Directory.create(folder)
        let path = Path.join(folder, name)
        guard chmod(file, 0o444) == 0, rename(file, path) == 0 else {
            throw FileError(operation: "move", path: file, code: errno)
        }
        try writeStamp(digest, of: path)
    }

    /// Moves a file that is not what the matrix says out of the way; returns where to.
    func keepAside(_ file: String, digest: String, name: String) throws(FileError) -> String {
        let folder = Path.join(path, "aside/\(digest)")
        try Directory.create(folder)
        let kept = Path.join(folder, name)
        guard chmod(file, 0o444) == 0, rename(file, kept) == 0 else {
            throw FileError(operation: "move", path: file, code: errno)
        }
        return kept
    }

    /// A file of an entry, its digest right; `nil` where it is gone or has become another.
    private func file(of digest: String) throws(FileError) -> String? {
        let folder = folder(digest)
        guard let name = try Directory.list(folder).first(where: { !$0.hasPrefix(".") }) else { return nil }
        let path = Path.join(folder, name)
        let stamp = try? File.readText(Path.join(folder, Self.stamp), limit: 200)
        if let now = FileStamp(path), now.text == stamp { return path }
        guard let (found, _) = try? FileDigest.read(path), found == digest else { return nil }
        try writeStamp(digest, of: path)
        return path
    }

    private func writeStamp(_ digest: String, of file: String) throws(FileError) {
        guard let stamp = FileStamp(file) else { throw FileError(operation: "read", path: file, code: errno) }
        try File.write(stamp.text, to: Path.join(folder(digest), Self.stamp))
    }
}

/// A file in the cache that nobody removes as long as the value lives.
public final class CachedArtifact: Sendable {
    public let path: String
    private let lock: FileLock

    init(path: String, lock: FileLock) {
        self.path = path
        self.lock = lock
    }
}

/// What changes when somebody writes to a file; the time of its last change of any kind cannot be set back by hand.
private struct FileStamp {
    let text: String

    init?(_ path: String) {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        let (modified, changed) = (status.st_mtim, status.st_ctim)
        text = [
            Int(status.st_size), Int(status.st_ino), modified.tv_sec, modified.tv_nsec, changed.tv_sec, changed.tv_nsec,
        ].map(String.init).joined(separator: " ")
    }
}

extension ArtifactCache {
    /// One file, for `smokehouse cache`.
    public struct Entry: Sendable, Hashable {
        public let sha256: String
        public let name: String
        public let bytes: Int
        /// Seconds since 1970.
        public let lastUsed: Int
        public let isInUse: Bool
    }

    /// What pruning removed.
    public struct Pruned: Sendable, Hashable {
        public var files = 0
        public var bytes = 0
        /// Files that were kept because a run uses them.
        public var inUse = 0
    }

    /// Every whole file, the one used last first.
    public func list() -> [Entry] {
        digests.compactMap { digest in
            let names = (try? Directory.list(folder(digest))) ?? []
            guard let name = names.first(where: { !$0.hasPrefix(".") }) else { return nil }
            return Entry(
                sha256: digest,
                name: name,
                bytes: (try? File.size(Path.join(folder(digest), name))) ?? 0,
                lastUsed: Self.modified(lockPath(digest)) ?? 0,
                isInUse: (try? FileLock.tryAcquire(lockPath(digest), .exclusive)) == nil,
            )
        }.sorted { $0.lastUsed > $1.lastUsed }
    }

    /// Removes files that no run uses, unfinished ones and those kept aside included.
    ///
    /// - Parameter seconds: only those not used for so long; `nil` removes all.
    public func prune(olderThan seconds: Int? = nil) -> Pruned {
        var pruned = Pruned()
        let limit = seconds.map { time(nil) - $0 } ?? .max
        // Also digests of which there is no more than a lock.
        let known = names(in: "sha256") + names(in: "partial")
        for digest in Set(known.map { String($0.prefix { $0 != "." }) }).sorted() {
            let (whole, partial) = (folder(digest), partialPath(digest))
            let used = [lockPath(digest), whole, partial].compactMap(Self.modified).max() ?? 0
            guard used <= limit else { continue }
            guard let lock = try? FileLock.tryAcquire(lockPath(digest), .exclusive) else {
                pruned.inUse += 1
                continue
            }
            // The stamp first: from here on nobody opens what is going away.
            unlink(Path.join(whole, Self.stamp))
            remove([whole, partial], &pruned)
            try? Directory.removeTree(partial + ".json")
            try? Directory.removeTree(lock.path)
        }
        for folder in ["aside", "attachments"].flatMap({ kind in names(in: kind).map { "\(kind)/\($0)" } }) {
            let whole = Path.join(path, folder)
            if Self.modified(whole) ?? 0 <= limit { remove([whole], &pruned) }
        }
        return pruned
    }

    private var digests: [String] { names(in: "sha256").filter { !$0.hasSuffix(".lock") } }

    private func names(in folder: String) -> [String] { (try? Directory.list(Path.join(path, folder))) ?? [] }

    private func remove(_ paths: [String], _ pruned: inout Pruned) {
        for path in paths where File.exists(path) {
            let files =
                Directory.exists(path) ? ((try? Directory.list(path)) ?? []).map { Path.join(path, $0) } : [path]
            // Further names of one file take no room of their own.
            let bytes = files.filter { !Path.name($0).hasPrefix(".") }.compactMap { try? File.size($0) }.max() ?? 0
            guard (try? Directory.removeTree(path)) != nil else { continue }
            pruned.files += 1
            pruned.bytes += bytes
        }
    }

    private static func modified(_ path: String) -> Int? {
        var status = stat()
        return stat(path, &status) == 0 ? status.st_mtim.tv_sec : nil
    }
}
