import Files
import HTTP
import Synchronization

/// The container engine of a run: found when the first environment needs it, let go when the run is over.
public actor ContainerEngines {
    private let discovery: EngineDiscovery
    private let http = HTTPClient()
    private let program: String?
    nonisolated let labels = ContainerLabels()
    private var finding: Task<Result<EngineClient, EngineError>, Never>?
    private var service: PodmanService?
    private var reaper: DetachedProcess?
    private nonisolated let seen = Mutex<Set<String>>([])

    /// - Parameters:
    ///   - variables: the process environment in which `DOCKER_HOST` and the like are looked up.
    ///   - program: the `smokehouse` executable, for the process that clears up after a run that is killed.
    public init(variables: [String: String], program: String? = nil) {
        discovery = EngineDiscovery(variables: variables)
        self.program = program
    }

    /// The engine, found once; also an engine that cannot be found is not looked for again.
    func engine() async throws(EngineError) -> EngineClient {
        if let finding { return try await finding.value.get() }
        // No child of the caller: another environment waits for the same answer when this one is cancelled.
        let task = Task { await self.find() }
        finding = task
        return try await task.value.get()
    }

    /// Whether nobody has asked for this key before in this run.
    nonisolated func isFirst(_ key: String) -> Bool {
        seen.withLock { $0.insert(key).inserted }
    }

    /// The engine that a run would use, or why there is none, in one line.
    public static func report(variables: [String: String]) async -> String {
        let engines = ContainerEngines(variables: variables)
        let text: String
        do throws(EngineError) {
            let engine = try await engines.connect()
            text =
                await engines.service == nil
                ? "\(engine.facts.name) at \(engine.address) (\(engine.address.source))"
                : "\(engine.facts.name), started when a run needs it"
        } catch {
            text = error.description
        }
        await engines.service?.stop()
        return text
    }

    private func find() async -> Result<EngineClient, EngineError> {
        do throws(EngineError) {
            let engine = try await connect()
            await ContainerReaper.sweep(engine)
            if let program {
                reaper = ContainerReaper.start(
                    program, address: engine.address, labels: labels, service: service?.identifier,
                    variables: discovery.variables,
                )
            }
            return .success(engine)
        } catch {
            return .failure(error)
        }
    }

    /// - Parameter startsPodman: whether Podman is made to listen where no engine does.
    func connect(startsPodman: Bool = true) async throws(EngineError) -> EngineClient {
        var refusals: [EngineError] = []
        switch try discovery.find() {
        case .named(let address): return try await EngineClient.connect(to: address, http: http)
        case .sockets(let addresses):
            for address in addresses {
                do throws(EngineError) {
                    return try await EngineClient.connect(to: address, http: http)
                } catch {
                    refusals.append(error)
                }
            }
        }
        guard let podman = discovery.podman else {
            if let refusal = refusals.first(where: { $0.code == .denied }) ?? refusals.first { throw refusal }
            throw EngineError(
                .away, "there is no container engine here",
                remedy: "install Podman or Docker, or name one in DOCKER_HOST",
            )
        }
        guard startsPodman else {
            throw EngineError(.away, "no engine listens, and Podman is started for runs only")
        }
        let service = try await PodmanService.start(podman, discovery)
        self.service = service
        return try await EngineClient.connect(to: service.address, http: http)
    }

    /// Ends what was started for the run; to be called when nothing of it runs any more.
    ///
    /// - Returns: the process that goes on for a while, as the engine went away with containers of the run: it removes
    ///   them should the engine come back.
    @discardableResult
    public func close() async -> Int32? {
        guard let finding else { return nil }
        var isClean = true
        if case .success(let engine) = await finding.value { isClean = await removeAll(from: engine) }
        var heir: Int32?
        if let reaper, isClean || service != nil {
            reaper.write(ContainerReaper.done)
            await BlockingWork.run { reaper.stop() }
        } else if let reaper {
            reaper.close()
            heir = reaper.identifier
        }
        await service?.stop()
        self.finding = nil
        (service, reaper) = (nil, nil)
        return heir
    }

    /// Removes what an error on the way has left; whether nothing of the run is there any more.
    private func removeAll(from engine: EngineClient) async -> Bool {
        guard let left = try? await engine.containers(labelled: "\(ContainerLabels.run)=\(labels.run)") else {
            return false
        }
        var isClean = true
        for container in left where await !engine.removeForGood(container.id) { isClean = false }
        return isClean
    }
}
