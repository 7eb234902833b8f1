import Files
import Matrix

/// What a run gives to every environment that it makes.
public struct ProvisionContext: Sendable {
    public enum Reuse: Sendable, Hashable {
        /// Take environments from the store and leave new ones there.
        case store
        /// `--fresh`: make a private environment that goes when it is released; reuse only the installer's downloads.
        case nothing
    }

    public var cache: CacheDirectory
    /// The process environment of the caller; installers see most of it, cells almost nothing.
    public var variables: [String: String]
    public var interpreters: Interpreters
    public var reuse: Reuse
    /// Where environments of one wheel share bytecode; `nil` keeps it in each environment. With `reuse: .nothing` give
    /// a folder of the run's own.
    public var bytecode: String?
    /// Seconds until the installer is killed.
    public var timeout: Double
    /// Seconds for which what a request resolved to is used again; after that it is resolved anew, which takes the
    /// same environment again if nothing newer came out. A network that is down never stops an older one's use.
    public var resolutionLifetime: Double = 7 * 86400
    /// Seconds for which an index's answers count as fresh, as PyPI itself declares (`Cache-Control: max-age=600`).
    public var indexLifetime: Double = 600
    /// The container engine, shared by all environments of a run.
    public var engines: ContainerEngines
    /// The loader that containers get.
    public var loader: LoaderFiles?
    /// Whether images that this cache made are made anew, once.
    public var rebuildsImages = false
    /// Called with what takes long, and how far it is.
    public var progress: @Sendable (ProvisionProgress) -> Void = { _ in }

    public init(
        cache: CacheDirectory,
        variables: [String: String] = ProcessVariables.current,
        reuse: Reuse = .store,
        bytecode: String? = nil,
        timeout: Double = 600,
        engines: ContainerEngines? = nil,
    ) {
        self.cache = cache
        self.variables = variables
        self.reuse = reuse
        self.bytecode = bytecode ?? (reuse == .store ? cache.bytecode : nil)
        self.timeout = timeout
        self.engines = engines ?? ContainerEngines(variables: variables)
        interpreters = Interpreters(cache: cache, variables: variables)
    }
}

extension ProvisionContext {
    /// Held by whoever makes the image of a key, so that it is made once.
    func containerLock(_ key: String, until deadline: ContinuousClock.Instant) async throws -> FileLock {
        let folder = Path.join(cache.containers, "locks")
        try Directory.create(folder)
        if let lock = try await FileLock.acquire(Path.join(folder, key), .exclusive, until: deadline) { return lock }
        throw ProvisionError(
            Task.isCancelled ? .cancelled : .timedOut,
            Task.isCancelled ? "cancelled" : "another environment or run has been making this image all the time",
        )
    }

    /// The interpreter that a target asks for, its absence in the words of a provision error.
    func interpreter(for target: TargetEnvironment) async throws(ProvisionError) -> Interpreter {
        do {
            return try await interpreters.find(target.python)
        } catch let error as InterpreterNotFound {
            throw ProvisionError(.interpreterMissing, error.message, remedy: error.remedy)
        } catch {
            throw ProvisionError(.cancelled, "cancelled")
        }
    }

    /// The same, where a virtual environment's interpreter stands for the one below it.
    func baseInterpreter(for target: TargetEnvironment) async throws(ProvisionError) -> Interpreter {
        let interpreter = try await interpreter(for: target)
        guard interpreter.path != interpreter.basePath else { return interpreter }
        return (try? await interpreters.find(interpreter.basePath)) ?? interpreter
    }
}
