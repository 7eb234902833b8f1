import Environments
import Files
import Glibc
import JSON
import Matrix
import Probe

/// Runs one loader session in a container of its own, which is gone afterwards.
///
/// The loader and the harness speak through two FIFOs in the session's folder, which is mounted: events come out of one,
/// and the other tells the loader that the harness lives. The engine makes, starts and removes the container; it has no
/// part in what is said in between.
struct ContainerSession: SessionLauncher {
    let environment: ProvisionedEnvironment
    let container: ContainerEnvironment
    let loader: LoaderLocation
    let route: LoaderProcess.Route
    let variables: [String: String]
    let directory: String
    /// The run's folder, which `directory` lies in.
    let scratch: String
    let importLimit: Double
    let network: Network
    /// Files that belong to artifacts and lie beside them, by the artifact's path.
    let companions: [String: [String]]

    func run(_ session: Session, take: @escaping @Sendable (Event) async -> Void) async -> LoaderProcess.End {
        let prepared: Prepared
        do {
            prepared = try prepare(session)
        } catch {
            return .notStarted("\(error)")
        }
        defer { close(prepared.lifeline) }
        let engine = container.engine
        var made: String?
        do throws(EngineError) {
            let id = try await engine.create(prepared.spec)
            made = id
            if Task.isCancelled { throw EngineError.cancelled }
            try await engine.start(id, prepared.spec)
        } catch {
            if let made { await engine.removeForGood(made) }
            if Task.isCancelled { return .cancelled }
            return error.isAboutContainer ? .notStarted(error.description) : .abandoned(error.description)
        }
        guard let id = made else { return .notStarted("the engine gave the container no id") }
        let lifeline = Path.join(directory, Self.lifelineName)
        let followed = await follow(prepared.events, id) { event in
            // The loader has opened both by now; what it forks could open them by name.
            if case .started = event {
                prepared.events.hide()
                unlink(lifeline)
            }
            await take(event)
        }
        let end = await end(followed, id)
        await engine.removeForGood(id)
        return end
    }

    // MARK: - Before

    private struct Prepared {
        let spec: ContainerSpec
        let events: EventPipe
        /// Open as long as somebody wants the session.
        let lifeline: Int32
    }

    private static let lifelineName = "lifeline"

    private func prepare(_ session: Session) throws(FileError) -> Prepared {
        let events = try EventPipe(Path.join(directory, "events"))
        let path = Path.join(directory, Self.lifelineName)
        try EventPipe.make(path)
        // Opened for both, which never waits and leaves one writer as long as we live.
        let lifeline = open(path, O_RDWR | O_CLOEXEC)
        guard lifeline >= 0 else { throw FileError(operation: "open", path: path, code: errno) }
        var outside = session
        outside.events = events.path
        outside.lifeline = path
        var paths = ContainerPaths(
            copies: Path.join(directory, "copies"), scratch: File.resolved(scratch) ?? scratch,
            isOurs: container.isUserOurs)
        let inside = try paths.translate(outside, directory: directory)
        for (artifact, files) in companions {
            for file in files { try paths.add(file, of: artifact) }
        }
        try File.write(inside.encode().compact, to: Path.join(directory, "session.json"))
        for folder in [ContainerPaths.home, ContainerPaths.temporary] {
            try Directory.create(Path.join(directory, Path.name(folder)))
        }
        // The container's user is another one; nobody else gets through the run's folder, which is ours alone.
        for folder in [directory] + session.jobs.map(\.directory) { Self.openToAll(folder) }

        var spec = container.spec(command: command, network: network, memory: MemoryLimit.perCell)
        spec.mounts =
            paths.mounts + [
                ContainerSpec.Mount(loader.library, at: LoaderFiles.libraryInside),
                ContainerSpec.Mount(loader.executable, at: LoaderFiles.executableInside),
            ]
        spec.directory = ContainerPaths.session
        spec.variables = variables.merging(
            ["HOME": ContainerPaths.home, "TMPDIR": ContainerPaths.temporary, "USER": "smokehouse"]
        ) { own, _ in own }
        if spec.variables["PYTHONDONTWRITEBYTECODE"] == nil { spec.variables["PYTHONDONTWRITEBYTECODE"] = "1" }
        return Prepared(spec: spec, events: events, lifeline: lifeline)
    }

    private var command: [String] {
        let session = "\(ContainerPaths.session)/session.json"
        return route == .hosted
            ? LoaderProcess.hostedCommand(environment.python, library: LoaderFiles.libraryInside, session: session)
            : [LoaderFiles.executableInside, session]
    }

    private static func openToAll(_ folder: String) {
        chmod(folder, 0o777)
        for name in (try? Directory.list(folder)) ?? [] where name != "copies" {
            let path = Path.join(folder, name)
            if Directory.exists(path) { chmod(path, 0o777) } else { chmod(path, 0o666) }
        }
    }

    // MARK: - While it runs

    private struct Followed: Sendable {
        var finished = false
        var stalled = false
    }

    private enum Part: Sendable {
        case events(Followed)
        /// The container has ended.
        case exited
        /// The imports took too long.
        case expired
        case nothing
    }

    private func follow(
        _ events: EventPipe,
        _ id: String,
        _ take: @escaping @Sendable (Event) async -> Void,
    ) async -> Followed {
        let watch = ImportWatch()
        let engine = container.engine
        let limit = importLimit
        return await withTaskCancellationHandler {
            await withTaskGroup(of: Part.self) { tasks in
                tasks.addTask {
                    var followed = Followed()
                    for await line in events.lines() {
                        guard let event = try? Event.decode(line: line) else { continue }
                        if event == .finished { followed.finished = true }
                        await watch.see(event)
                        await take(event)
                    }
                    return .events(followed)
                }
                tasks.addTask { await Self.waitForEnd(of: id, engine, watch) ? .exited : .nothing }
                tasks.addTask {
                    guard (try? await Task.sleep(for: .seconds(limit))) != nil, await watch.expire() else {
                        return .nothing
                    }
                    return .expired
                }
                var followed = Followed()
                var isStalled = false
                for await part in tasks {
                    switch part {
                    case .events(let all):
                        followed = all
                        tasks.cancelAll()
                    case .expired:
                        isStalled = true
                        events.stop()
                    case .exited: events.stop()
                    case .nothing: break
                    }
                }
                followed.stalled = isStalled
                return followed
            }
        } onCancel: {
            events.stop()
        }
    }

    /// Seconds for which an engine may be away while a container's loader has yet to speak.
    private static let patience = 10

    /// Waits for a container's end, of which the events say nothing where it comes before its loader opens the FIFO.
    ///
    /// An engine that goes away says nothing about the container either: the events of one that lives still come. Of one
    /// whose loader has not spoken nobody will tell, unless the engine comes back soon.
    private static func waitForEnd(of id: String, _ engine: EngineClient, _ watch: ImportWatch) async -> Bool {
        var failures = 0
        while !Task.isCancelled {
            if (try? await engine.wait(id)) != nil { return true }
            failures += 1
            if failures > patience, await !watch.hasSpoken { return true }
            try? await Task.sleep(for: .seconds(1))
        }
        return false
    }

    // MARK: - After

    private func end(_ followed: Followed, _ id: String) async -> LoaderProcess.End {
        if Task.isCancelled { return .cancelled }
        if followed.finished { return .finished }
        if followed.stalled { return .stalled(limit: importLimit) }
        let engine = container.engine
        // The FIFO closes a moment before the engine knows that the process has ended.
        var last: ContainerState?
        for _ in 0..<100 {
            do throws(EngineError) {
                let state = try await engine.state(id)
                last = state
                if !state.isRunning { break }
            } catch {
                return error.code == .notFound
                    ? .abandoned("the container was removed by somebody else while it ran")
                    : .abandoned("the engine went away while the container ran: \(error.description)")
            }
            try? await Task.sleep(for: .milliseconds(50))
        }
        guard let state = last, !state.isRunning else { return .abandoned("the container does not end") }
        if let logs = try? await engine.logs(id), !logs.text.isEmpty {
            try? File.write(logs.text, to: Path.join(directory, "container.log"))
            // Podman elsewhere mounts an empty folder where it finds nothing.
            if logs.text.contains("\(ContainerPaths.session)/session.json") {
                return .abandoned(EngineError.blind(engine.address, directory).description)
            }
            if logs.text.contains("\(LoaderFiles.libraryInside): cannot read file data: Is a directory") {
                return .abandoned(EngineError.blind(engine.address, loader.library).description)
            }
        }
        if state.isOutOfMemory { return .outOfMemory }
        // The first process of a container is safe from the SIGKILL of all others in it.
        if state.exitCode == 128 + Int(SIGKILL) { return .killed }
        return state.exitCode > 128 && state.exitCode < 160 ? .signalled(state.exitCode - 128) : .exited(state.exitCode)
    }
}
