import Files
import Glibc
import HTTP

/// The images that runs have made and the engine keeps: layers of packages and builds.
public struct ImageMaintenance: Sendable {
    /// What pruning removed.
    public struct Pruned: Sendable, Hashable {
        public var images = 0
        /// As the engine counts them; layers that other images share are counted with each.
        public var bytes = 0
        /// Images that were kept because a container uses them.
        public var inUse = 0
        /// Containers of runs that had died.
        public var containers = 0
    }

    /// An image that runs have made.
    public struct Entry: Sendable, Hashable {
        /// The name that it has in the engine.
        public let name: String
        /// What it was made from, as the last run that used it knew it; empty where that is not known any more.
        public let content: String
        /// Seconds since 1970.
        public let lastUsed: Int
        /// As the engine counts them; layers that other images share are counted with each.
        public let bytes: Int
    }

    private let cache: CacheDirectory
    private let variables: [String: String]

    public init(cache: CacheDirectory = CacheDirectory(), variables: [String: String] = ProcessVariables.current) {
        self.cache = cache
        self.variables = variables
    }

    /// Removes images that no run has used for so long, `nil` all, with what else is kept for containers.
    ///
    /// - Returns: `nil` where no run with this cache has used containers.
    /// - Throws: `ProvisionError` where the engine cannot be reached.
    public func prune(olderThan seconds: Int?) async throws(ProvisionError) -> Pruned? {
        guard Directory.exists(cache.containers) else { return nil }
        let engines = ContainerEngines(variables: variables)
        let result: Result<Pruned, EngineError>
        do throws(EngineError) {
            result = .success(try await prune(try await engines.engine(), olderThan: seconds))
        } catch {
            result = .failure(error)
        }
        await engines.close()
        do throws(EngineError) {
            return try result.get()
        } catch {
            throw error.provisionError()
        }
    }

    /// Images that runs have made, the one used last first, from an engine that answers: none is started for it.
    ///
    /// - Returns: `nil` where no run with this cache has used containers.
    /// - Throws: `ProvisionError` where no engine answers.
    public func list() async throws(ProvisionError) -> [Entry]? {
        guard Directory.exists(cache.containers) else { return nil }
        let engines = ContainerEngines(variables: variables)
        do throws(EngineError) {
            let engine = try await engines.connect(startsPodman: false)
            var entries: [Entry] = []
            for image in try await engine.images(labelled: ContainerLabels.kind) {
                let key = image.labels[ContainerLabels.key] ?? ""
                let mark = Self.mark(key, cache)
                let name = image.tags.first ?? String(image.id.prefix(19))
                entries.append(
                    Entry(
                        name: name,
                        content: ((try? File.readText(mark, limit: 1 << 16)) ?? ""),
                        lastUsed: lastUse(of: key) ?? image.created,
                        bytes: image.size,
                    ))
            }
            return entries.sorted { $0.lastUsed > $1.lastUsed }
        } catch {
            throw error.provisionError()
        }
    }

    private func prune(_ engine: EngineClient, olderThan seconds: Int?) async throws(EngineError) -> Pruned {
        var pruned = Pruned()
        pruned.containers = await ContainerReaper.sweep(engine)
        let limit = seconds.map { time(nil) - $0 } ?? .max
        // Packages lie on top of builds: those first.
        for kind in ["packages", "build"] {
            for image in try await engine.images(labelled: "\(ContainerLabels.kind)=\(kind)") {
                let key = image.labels[ContainerLabels.key] ?? ""
                guard image.labels[ContainerLabels.kind] == kind, lastUse(of: key) ?? image.created <= limit else {
                    continue
                }
                do throws(EngineError) {
                    for name in image.tags.isEmpty ? [image.id] : image.tags { try await engine.removeImage(name) }
                    unlink(Self.mark(key, cache))
                    pruned.images += 1
                    pruned.bytes += image.size
                } catch {
                    pruned.inUse += 1
                }
            }
        }
        if seconds == nil {
            for name in ["images", "downloads", "used"] { try? Directory.removeTree(Path.join(cache.containers, name)) }
        }
        return pruned
    }

    private func lastUse(of key: String) -> Int? {
        FileStatus(Self.mark(key, cache)).map { $0.modified / 1_000_000_000 }
    }

    /// The file whose time of change is an image's last use.
    private static func mark(_ key: String, _ cache: CacheDirectory) -> String {
        Path.join(cache.containers, "used/\(key)")
    }

    /// Notes that an image is used now.
    ///
    /// - Parameter content: what it is made from, in one line.
    static func touch(_ key: String, _ content: String, in cache: CacheDirectory) {
        let path = mark(key, cache)
        try? Directory.create(Path.parent(path))
        try? File.write(content, to: path)
    }
}
