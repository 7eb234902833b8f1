import Environments
import Files
import Glibc
import JSON
import Probe
import Subprocess
import SystemPackage

/// Runs one loader session in an environment and hands its events on as they come.
struct LoaderProcess: SessionLauncher {
    /// How the loader reaches the runtime.
    enum Route: String, Sendable, Hashable, CaseIterable { case hosted, native }

    /// How a session's process ended.
    enum End: Sendable, Hashable {
        /// It said that it had finished.
        case finished
        case signalled(Int)
        case exited(Int)
        /// It could not be started at all, and why.
        case notStarted(String)
        case cancelled
        /// Its imports took longer than they may.
        case stalled(limit: Double)
        /// Its container's memory ran out.
        case outOfMemory
        /// What it ran in went away below it, and what did.
        case abandoned(String)
        /// Its container was killed from outside, which nothing in it can do.
        case killed

        /// Whether another attempt would end the same way.
        var isEnginesFault: Bool {
            switch self {
            case .notStarted, .abandoned: true
            default: false
            }
        }
    }

    let loader: LoaderLocation
    let route: Route
    let interpreter: String
    /// The words before the loader's own command: a program that starts it in a sandbox; empty for none.
    let launcher: [String]
    let environment: [String: String]
    /// The session's own directory: the process' working directory and home until a cell is forked.
    let directory: String
    /// Seconds within which the imports must be done.
    let importLimit: Double
    /// Whether imports may write bytecode beside their sources.
    let writesBytecode: Bool

    /// Runs `session` to its end; `take` sees every event in order.
    func run(_ session: Session, take: @escaping @Sendable (Event) async -> Void) async -> End {
        let path = Path.join(directory, "session.json")
        do {
            try Directory.create(Path.join(directory, "tmp"))
            try File.write(session.encode().compact, to: path)
        } catch {
            return .notStarted("\(error)")
        }
        var platform = PlatformOptions()
        // With it a group of its own, and no terminal.
        platform.createSession = true
        platform.teardownSequence = [
            .send(signal: .terminate, toProcessGroup: true, allowedDurationToNextStep: .milliseconds(400))
        ]
        do {
            let result = try await Subprocess.run(
                .path(FilePath(executable)),
                arguments: Arguments(arguments(path)),
                environment: .custom(variables),
                workingDirectory: FilePath(directory),
                platformOptions: platform,
                // Held open as long as we live: its end tells the loader that nobody listens any more.
                input: .inputWriter,
                output: .sequence,
                error: .discarded,
            ) { execution in
                let group = execution.processIdentifier.value
                return try await follow(execution.standardOutput, group: group, take: take)
            }
            if Task.isCancelled { return .cancelled }
            if result.closureResult.stalled { return .stalled(limit: importLimit) }
            if result.closureResult.finished { return .finished }
            switch result.terminationStatus {
            // A launcher tells a death by signal as shells do.
            case .exited(let status) where !launcher.isEmpty && (129...192).contains(status):
                return .signalled(Int(status) - 128)
            case .exited(let status): return .exited(Int(status))
            case .signaled(let signal): return .signalled(Int(signal))
            }
        } catch is CancellationError {
            return .cancelled
        } catch {
            return Task.isCancelled ? .cancelled : .notStarted("\(error)")
        }
    }

    /// Far above what the supervisor passes on of a line of a cell's.
    private static let lineLimit = 8 * Event.lineLimit

    private struct Followed: Sendable {
        var finished = false
        var stalled = false
    }

    /// Reads events until the stream ends; ends the process when it stays silent during its imports.
    private func follow(
        _ output: SubprocessOutputSequence,
        group: pid_t,
        take: @escaping @Sendable (Event) async -> Void,
    ) async throws -> Followed {
        let progress = ImportWatch()
        return try await withThrowingTaskGroup(of: Followed?.self) { tasks in
            tasks.addTask {
                try await Task.sleep(for: .seconds(importLimit))
                if await progress.expire() { kill(-group, SIGKILL) }
                return nil
            }
            tasks.addTask {
                var followed = Followed()
                // Of what Unicode has for the ends of lines there is more within them.
                var lines = EventLines(limit: Self.lineLimit)
                for try await buffer in output {
                    for line in lines.take(buffer.withUnsafeBytes { Array($0) }) {
                        guard let event = try? Event.decode(line: line) else { continue }
                        if event == .finished { followed.finished = true }
                        await progress.see(event)
                        await take(event)
                    }
                }
                followed.stalled = await progress.expired
                return followed
            }
            var followed = Followed()
            while let outcome = try await tasks.next() {
                if let outcome {
                    followed = outcome
                    tasks.cancelAll()
                    break
                }
            }
            return followed
        }
    }

    /// What starts a session in an interpreter, the interpreter first.
    static func hostedCommand(_ interpreter: String, library: String, session: String) -> [String] {
        [
            interpreter, "-c",
            "import ctypes,sys;sys.exit(ctypes.PyDLL(sys.argv[1]).smokehouse_host(sys.argv[2].encode()))",
            library, session,
        ]
    }

    private var executable: String { launcher.first ?? program }

    private var program: String { route == .hosted ? interpreter : loader.executable }

    private func arguments(_ session: String) -> [String] {
        launcher.isEmpty ? own(session) : launcher.dropFirst() + [program] + own(session)
    }

    private func own(_ session: String) -> [String] {
        switch route {
        case .hosted:
            Array(Self.hostedCommand(interpreter, library: loader.library, session: session).dropFirst())
        case .native: [session]
        }
    }

    private var variables: [Subprocess.Environment.Key: String] {
        var all: [Subprocess.Environment.Key: String] = [:]
        for (name, value) in environment { all[Subprocess.Environment.Key(stringLiteral: name)] = value }
        all["HOME"] = directory
        all["TMPDIR"] = Path.join(directory, "tmp")
        if !writesBytecode { all["PYTHONDONTWRITEBYTECODE"] = "1" }
        return all
    }
}
