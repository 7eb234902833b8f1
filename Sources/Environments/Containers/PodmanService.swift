import Files
import Glibc

/// Podman's API, listening for us alone: started where no engine does, stopped when the run is over.
///
/// A run that is killed cannot stop it; the service ends by itself once nobody has asked it anything for a while.
final class PodmanService: Sendable {
    let address: EngineAddress
    private let folder: String
    private let process: DetachedProcess

    /// Seconds without a request after which it ends by itself.
    private static let idleSeconds = 15

    private init(address: EngineAddress, folder: String, process: DetachedProcess) {
        self.address = address
        self.folder = folder
        self.process = process
    }

    var identifier: Int32 { process.identifier }

    static func start(_ podman: String, _ discovery: EngineDiscovery) async throws(EngineError) -> PodmanService {
        let folder: String
        do throws(FileError) {
            folder = try Directory.createTemporary(in: discovery.runtimeFolder, prefix: "smokehouse-podman-")
        } catch {
            throw EngineError(.away, "Podman's service cannot be started: \(error)", remedy: "set TMPDIR")
        }
        let socket = Path.join(folder, "podman.sock")
        let log = Path.join(folder, "log")
        // In its own folder: containers' monitors leave a file there when memory runs out.
        let arguments = [
            "-c", #"cd "$0" && exec "$@""#, folder, podman, "system", "service", "--time=\(idleSeconds)",
            "unix://\(socket)",
        ]
        guard let process = DetachedProcess("/bin/sh", arguments, variables: discovery.variables, log: log) else {
            try? Directory.removeTree(folder)
            throw EngineError(.away, "'\(podman)' cannot be started")
        }
        let service = PodmanService(
            address: EngineAddress(.unix(socket), source: "Podman's service, started by this run"),
            folder: folder,
            process: process,
        )
        for _ in 0..<1000 {
            if File.exists(socket) { return service }
            if process.hasEnded || Task.isCancelled { break }
            try? await Task.sleep(for: .milliseconds(10))
        }
        let said = ((try? File.readText(log, limit: 1 << 16)) ?? "").split(whereSeparator: \.isNewline)
        await service.stop()
        if Task.isCancelled { throw EngineError(.cancelled, "cancelled") }
        throw EngineError(
            .away, "Podman's service does not start: \(said.last.map(String.init) ?? "it says nothing")",
            remedy: "see whether 'podman info' works",
        )
    }

    func stop() async {
        await BlockingWork.run {
            self.process.stop()
            try? Directory.removeTree(self.folder)
        }
    }
}
