import Files
import Glibc
import Matrix

/// One request for a virtual environment: taken from the store, or made.
struct VenvProvision: Sendable {
    let target: TargetEnvironment
    let context: ProvisionContext
    let interpreter: Interpreter
    let key: RequestKey
    let deadline: ContinuousClock.Instant

    private var store: EnvironmentStore { EnvironmentStore(cache: context.cache) }

    func take() async throws -> HeldEnvironment {
        if context.reuse == .nothing || !key.isReusable { return try await makePrivate() }
        if let known = try stored(maximumAge: context.resolutionLifetime) { return known }
        // One run makes what several ask for; the others find it when they get the lock.
        try Directory.create(context.cache.requests)
        let lockPath = store.record(of: key) + ".lock"
        guard let lock = try await FileLock.acquire(lockPath, .exclusive, until: deadline) else {
            throw ProvisionError(
                Task.isCancelled ? .cancelled : .timedOut,
                Task.isCancelled ? "cancelled" : "another run has been making this environment all the time",
                remedy: Task.isCancelled ? "" : "wait for it, or see which process holds '\(lockPath)'",
            )
        }
        defer { withExtendedLifetime(lock) {} }
        if let known = try stored(maximumAge: context.resolutionLifetime) { return known }
        do {
            return try await makeStored()
        } catch let error as ProvisionError where error.code == .networkUnavailable {
            // Better what was resolved some time ago than nothing.
            guard var known = try stored(maximumAge: .infinity) else { throw error }
            known.log = "Not resolved anew, as the index cannot be reached.\n" + error.log
            return known
        }
    }

    /// The stored environment of this request, if it was resolved not too long ago.
    private func stored(maximumAge: Double) throws -> HeldEnvironment? {
        guard let record = EnvironmentRecord.read(store.record(of: key)), let entry = record.entry,
            Double(time(nil) - record.resolved) < maximumAge, let lease = try store.open(entry)
        else { return nil }
        return HeldEnvironment(folder: store.folder(of: entry), lease: lease, isReused: true)
    }

    private func makeStored() async throws -> HeldEnvironment {
        await BlockingWork.run { store.sweep() }
        let entry = "\(key.text.prefix(16))-\(Self.randomName())"
        let built = try await build(in: context.cache.environments, named: entry)
        do {
            let packages = VirtualEnvironment.sitePackages(of: built.folder, interpreter: interpreter)
            let digest = Self.digest(of: packages, target: target, interpreter: interpreter)
            if let twin = store.entry(holding: digest), let lease = try store.open(twin) {
                // Another request resolved to the very same packages.
                await discard(built)
                try remember(entry: twin, resolved: built.resolved)
                return HeldEnvironment(folder: store.folder(of: twin), lease: lease, isReused: true, log: built.log)
            }
            let (names, bytecodeLock) = try await linkBytecode(built.folder)
            try store.complete(entry, holding: digest, bytecode: names)
            withExtendedLifetime(bytecodeLock) {}
        } catch {
            await discard(built)
            throw error
        }
        try remember(entry: entry, resolved: built.resolved)
        // Changing a flock's mode may let another one in, who by then sees a complete entry.
        if built.lock.downgrade() {
            return HeldEnvironment(
                folder: built.folder, lease: EnvironmentLease(lock: built.lock), isReused: false, log: built.log,
            )
        }
        guard let lease = try store.open(entry) else {
            throw ProvisionError(.other, "the new environment was removed at once", remedy: "run again")
        }
        return HeldEnvironment(folder: built.folder, lease: lease, isReused: false, log: built.log)
    }

    private func makePrivate() async throws -> HeldEnvironment {
        await BlockingWork.run { store.sweep() }
        let built = try await build(in: context.cache.fresh, named: Self.randomName())
        do {
            _ = try await linkBytecode(built.folder)
            let known = EnvironmentRecord.read(store.record(of: key))
            try remember(entry: known?.entry, resolved: max(built.resolved, known?.resolved ?? 0))
        } catch {
            await discard(built)
            throw error
        }
        return HeldEnvironment(
            folder: built.folder,
            lease: EnvironmentLease(lock: built.lock, removing: built.folder),
            isReused: false,
            log: built.log,
        )
    }

    // MARK: - Steps

    private struct Built {
        let folder: String
        let lock: FileLock
        let log: String
        /// When the index was asked.
        let resolved: Int
    }

    /// Runs the installer in a new folder that is locked for us.
    private func build(in root: String, named name: String) async throws -> Built {
        let installer: any PackageInstaller =
            switch target.installer {
            case .pip: PipInstaller()
            case .uv:
                UvInstaller(
                    uv: try await UvLocation(cache: context.cache, variables: context.variables)
                        .locate(with: interpreter, until: deadline)
                )
            }
        try Directory.create(root)
        let folder = Path.join(root, name)
        guard let lock = try FileLock.tryAcquire(folder + ".lock", .exclusive) else {
            throw ProvisionError(.other, "'\(folder)' is in use already", remedy: "run again")
        }
        let request = InstallRequest(
            target, interpreter: interpreter, folder: folder, variables: context.variables, deadline: deadline,
        )
        let now = time(nil)
        let asked = EnvironmentRecord.read(store.record(of: key))?.resolved ?? 0
        let isOffline = Double(now - asked) < context.indexLifetime
        do {
            try Directory.create(folder)
            let log = try await installer.install(request, offline: isOffline)
            return Built(folder: folder, lock: lock, log: log, resolved: isOffline ? asked : now)
        } catch {
            await remove(folder, lock)
            throw error
        }
    }

    private func discard(_ built: Built) async { await remove(built.folder, built.lock) }

    private func remove(_ folder: String, _ lock: FileLock) async {
        await BlockingWork.run {
            try? Directory.removeTree(folder)
            try? Directory.removeTree(lock.path)
        }
    }

    private func remember(entry: String?, resolved: Int) throws {
        guard key.isReusable else { return }
        try Directory.create(context.cache.requests)
        try EnvironmentRecord(entry: entry, resolved: resolved).write(to: store.record(of: key))
    }

    /// Links to the shared bytecode; the lock keeps it from being pruned until the environment is complete.
    private func linkBytecode(_ folder: String) async throws -> (names: [String], lock: FileLock?) {
        guard let path = context.bytecode else { return ([], nil) }
        try Directory.create(path)
        var lock: FileLock?
        if path == context.cache.bytecode {
            lock = try await FileLock.acquire(store.bytecodeLock, .shared, until: deadline)
        }
        return (try BytecodeShare(path: path).link(folder, interpreter: interpreter), lock)
    }

    /// The digest of what was resolved: interpreter, installer, and each distribution with its RECORD.
    private static func digest(of sitePackages: String, target: TargetEnvironment, interpreter: Interpreter) -> String {
        var digest = Digest()
        digest.add(interpreter.identity)
        digest.add(interpreter.basePath)
        digest.add(target.installer.rawValue)
        for entry in (try? Directory.list(sitePackages)) ?? [] {
            digest.add(entry)
            guard entry.hasSuffix(".dist-info"), let record = try? File.read("\(sitePackages)/\(entry)/RECORD") else {
                continue
            }
            for line in record.split(separator: UInt8(ascii: "\n")) {
                // Scripts name the environment, and metadata says who asked for what; neither changes what is installed.
                let isOutside = line.starts(with: "../".utf8)
                if !isOutside, !line.starts(with: entry.utf8) { digest.add(Array(line)) }
            }
        }
        return digest.finish()
    }

    private static func randomName() -> String {
        String(UInt64.random(in: 1 << 32 ... .max), radix: 36)
    }

    func explain(_ error: FileError) -> ProvisionError {
        error.code == ENOSPC || error.code == EDQUOT
            ? ProvisionError(.diskFull, "\(error)", remedy: "free space, for example with 'smokehouse cache prune'")
            : ProvisionError(.other, "\(error)", remedy: "SMOKEHOUSE_CACHE names another cache folder")
    }
}
