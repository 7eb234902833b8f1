import Files
import Foundation
import Glibc
import TestServers
import Testing

/// A container engine of one test alone, with storage of its own, that may be filled up or killed; gone with the value.
///
/// It runs in mount and process namespaces of its own (`Tests/TestServers/private-engine.py`), which only root may make.
final class PrivateEngine {
    private let server: LocalServer
    private var told = 0
    private var isLost = false

    /// Whether one can be started here.
    static let isPossible = getuid() == 0 && !Engine.available.isEmpty

    /// - Parameters:
    ///   - image: an archive of a file system to have in place of the base image's.
    ///   - options: of `private-engine.py`.
    init(_ engine: Engine, image: String? = nil, _ options: String...) throws {
        let folder = try Directory.createTemporary(in: "/tmp", prefix: "smokehouse-engine-")
        let program = Path.join(Places.repository, "Tests/TestServers/private-engine.py")
        let images =
            engine == .podman && image == nil
            ? ["--images", Path.join(Engine.folder, "podman")]
            : ["--import", image ?? Path.join(Engine.folder, "base.tar"), Engine.base]
        server = try LocalServer(
            ["unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc", "python3", program]
                + [engine.rawValue, folder, "--size", "1g"] + images + options,
            folder: folder)
    }

    deinit {
        if !isLost { try? tell("stop") }
    }

    /// What its files are in, the private key of none.
    var folder: String { server.folder }
    var socket: String { Path.join(folder, "engine.sock") }
    var variables: [String: String?] {
        ["DOCKER_HOST": "unix://\(socket)", "CONTAINERS_CONF": nil, "CONTAINERS_STORAGE_CONF": nil]
    }

    /// Has a command done: `kill`, `kill all`, `start`, `fill`, `free`.
    func tell(_ command: String) throws {
        server.tell(command)
        told += 1
        let done = eventually(within: 300) { (try? File.readText(Path.join(folder, "done"))) == "\(told)" }
        isLost = !done
        if isLost { throw TooSlow(what: "'\(command)'", seconds: 60) }
    }

    /// The containers of runs that it has, running or not.
    var containers: [String] { Engine.containers(labelled: "smokehouse.owner", socket: socket) }
}
