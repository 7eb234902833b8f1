import Files
import Glibc

extension EnvironmentStore {
    /// One stored environment, for `smokehouse cache`.
    public struct Entry: Sendable, Hashable {
        public let name: String
        public let folder: String
        /// "3.11.7"; empty if its `pyvenv.cfg` cannot be read.
        public let python: String
        public let packages: [InstalledPackage]
        /// Seconds since 1970.
        public let lastUsed: Int
        public let isInUse: Bool
        /// Bytes on disk that removing it gives back: files that the installer's cache holds too do not count.
        public let bytes: Int
    }

    /// What pruning removed.
    public struct Pruned: Sendable, Hashable {
        public var environments = 0
        /// Folders of bytecode that no environment uses any more.
        public var bytecodeFolders = 0
        public var bytes = 0
        /// Environments that were kept because a run uses them.
        public var inUse = 0
    }

    /// Every complete environment, the one used last first.
    public func list() -> [Entry] {
        entryNames().map { name in
            let folder = folder(of: name)
            let configuration = (try? File.readText(Path.join(folder, "pyvenv.cfg"), limit: 1 << 16)) ?? ""
            let version = configuration.split(whereSeparator: \.isNewline)
                .first { $0.hasPrefix("version") }?.split(separator: "=").last.map { String($0.drop { $0 == " " }) }
            // A lock that we get exclusively is nobody else's.
            let isInUse = (try? FileLock.tryAcquire(folder + ".lock", .exclusive)) == nil
            return Entry(
                name: name,
                folder: folder,
                python: version ?? "",
                packages: InstalledPackage.all(in: packageFolders(folder)),
                lastUsed: lastUsed(folder),
                isInUse: isInUse,
                bytes: DiskUse.own(folder),
            )
        }.sorted { $0.lastUsed > $1.lastUsed }
    }

    /// How many complete environments there are.
    public var count: Int { entryNames().count }

    /// Bytes on disk of everything in the cache, each file once.
    public func size() -> Int { DiskUse.all(cache.path) }

    /// Removes environments that no run uses, with what only they needed.
    ///
    /// - Parameter seconds: only those not used for so long; `nil` removes all, and what is known of interpreters.
    public func prune(olderThan seconds: Int? = nil) -> Pruned {
        sweep()
        var pruned = Pruned()
        let limit = seconds.map { time(nil) - $0 } ?? .max
        for name in entryNames() {
            let folder = folder(of: name)
            guard lastUsed(folder) <= limit else { continue }
            guard let lock = try? FileLock.tryAcquire(folder + ".lock", .exclusive) else {
                pruned.inUse += 1
                continue
            }
            let bytes = DiskUse.own(folder)
            // The marker first: from here on nobody opens what is going away.
            unlink(Path.join(folder, Self.marker))
            guard (try? Directory.removeTree(folder)) != nil else { continue }
            try? Directory.removeTree(lock.path)
            pruned.environments += 1
            pruned.bytes += bytes
        }
        forgetRequests()
        pruneBytecode(&pruned)
        if seconds == nil { try? Directory.removeTree(cache.interpreters) }
        return pruned
    }

    private func entryNames() -> [String] {
        ((try? Directory.list(cache.environments)) ?? []).filter { name in
            !name.hasSuffix(".lock") && File.exists(Path.join(folder(of: name), Self.marker))
        }
    }

    private func lastUsed(_ folder: String) -> Int {
        (FileStatus(folder + ".lock") ?? FileStatus(folder)).map { $0.modified / 1_000_000_000 } ?? 0
    }

    private func packageFolders(_ folder: String) -> [String] {
        let library = Path.join(folder, "lib")
        return ((try? Directory.list(library)) ?? []).map { Path.join(library, "\($0)/site-packages") }
    }

    /// Removes records and pointers whose environment is gone.
    private func forgetRequests() {
        let kept = Set(entryNames())
        for name in (try? Directory.list(cache.requests)) ?? [] where name.hasSuffix(".json") {
            let path = Path.join(cache.requests, name)
            if let entry = EnvironmentRecord.read(path)?.entry, kept.contains(entry) { continue }
            unlink(path)
        }
        for name in (try? Directory.list(cache.requests)) ?? [] where name.hasSuffix(".lock") {
            // Held while an environment is being made.
            if let lock = try? FileLock.tryAcquire(Path.join(cache.requests, name), .exclusive) { unlink(lock.path) }
        }
        let pointers = Path.join(cache.path, "resolved")
        for name in (try? Directory.list(pointers)) ?? [] {
            if let entry = entry(holding: name), kept.contains(entry) { continue }
            unlink(Path.join(pointers, name))
        }
    }

    /// Removes bytecode that no environment links to, unless one is being made just now.
    private func pruneBytecode(_ pruned: inout Pruned) {
        guard File.exists(cache.bytecode), let lock = try? FileLock.tryAcquire(bytecodeLock, .exclusive) else { return }
        defer { withExtendedLifetime(lock) {} }
        var used: Set<String> = []
        for name in entryNames() {
            let list = (try? File.readText(Path.join(folder(of: name), ".bytecode"))) ?? ""
            used.formUnion(list.split(whereSeparator: \.isNewline).map(String.init))
        }
        for tag in (try? Directory.list(cache.bytecode)) ?? [] {
            let share = Path.join(cache.bytecode, tag)
            for name in (try? Directory.list(share)) ?? [] where !used.contains("\(tag)/\(name)") {
                let folder = Path.join(share, name)
                pruned.bytes += DiskUse.own(folder)
                pruned.bytecodeFolders += 1
                try? Directory.removeTree(folder)
            }
            rmdir(share)
        }
    }

    /// Held shared from linking an environment to its bytecode until the environment is complete.
    var bytecodeLock: String { cache.bytecode + ".lock" }
}
