import Glibc
import Probe

/// Our own executable, with the libraries of the session's formats opened, as the process that cells are forked from.
final class NativeHost: Host {
    private let libraries: [String: Result<NativeLibrary, Failure>]

    /// Opens each library that a job needs and reports it.
    init(_ session: Session, _ events: EventStream) {
        var libraries: [String: Result<NativeLibrary, Failure>] = [:]
        for runtime in RuntimeRegistry.native where session.jobs.contains(where: { $0.format == runtime.format }) {
            let start = monotonicSeconds()
            do {
                let library = try runtime.open(in: session.sitePackages)
                libraries[runtime.format] = .success(library)
                events.send(
                    .imported(
                        module: runtime.package,
                        version: runtime.version(of: library),
                        seconds: monotonicSeconds() - start,
                    )
                )
            } catch {
                libraries[runtime.format] = .failure(error)
                events.send(.importFailed(module: runtime.package, failure: error))
            }
        }
        self.libraries = libraries
    }

    func fork() throws -> pid_t { SystemCalls.fork() }

    func enter(_ job: Job, _ report: CellReport) { NativeWarnings.shared.send(to: report) }

    func load(_ job: Job) throws -> any Runtime {
        guard let runtime = RuntimeRegistry.native.first(where: { $0.format == job.format }),
            let library = libraries[job.format]
        else { throw Failure(type: "LoaderError", message: "no native runtime reads the format '\(job.format)'") }
        return try runtime.init(loading: job, with: try library.get())
    }

    func explain(_ error: any Error) -> Explanation {
        let failure = error as? Failure ?? Failure(type: "LoaderError", message: "\(error)")
        let isOutOfMemory = ["bad_alloc", "bad allocation", "Failed to allocate"].contains { text in
            failure.message.contains(text)
        }
        return Explanation(failure: failure, isOutOfMemory: isOutOfMemory)
    }

    /// No format that is read without an interpreter brings code of its own.
    func confirms(_ failure: Failure, of job: Job) -> Bool { true }

    func surroundings() -> [String: String] { [:] }

    func leave() { fflush(nil) }
}
