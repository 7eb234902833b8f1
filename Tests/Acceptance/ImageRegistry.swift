import Files
import Foundation
import JSON
import TestServers
import Testing

/// Debian's docker-registry on loopback with small images (`Tests/TestServers/image-registry.py`), one for all tests.
final class ImageRegistry: Sendable {
    /// Why tests are skipped where there is none.
    static let absence: Comment = "docker-registry and htpasswd are not installed; Scripts/setup installs them"

    static let isPossible =
        ["docker-registry", "htpasswd", "setpriv"].allSatisfy { program in
            (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
                .contains { File.isExecutable("\($0)/\(program)") }
        } && File.exists(archive)

    private static var archive: String { Path.join(Engine.folder, "base.tar") }
    private static let started = Result { try ImageRegistry() }

    static func shared() throws -> ImageRegistry { try started.get() }

    /// `127.0.0.1:PORT` of the registry that asks nobody who they are.
    let open: String
    /// Of the one that wants the password of "tester". It has the same images.
    let locked: String
    /// Of one that gives a quarter of a layer, and then next to nothing.
    let slow: String
    let password: String
    private let server: LocalServer
    private static let program = Path.join(Places.repository, "Tests/TestServers/image-registry.py")

    private init() throws {
        let folder = try Directory.createTemporary(in: Places.root, prefix: "registry-")
        server = try LocalServer(["python3", Self.program, "serve", folder, Self.archive], folder: folder)
        let ports = server.greeting.split(separator: " ").map { "127.0.0.1:\($0)" }
        (open, locked, slow) = (ports[0], ports[1], ports[2])
        password = try File.readText(Path.join(folder, "password"))
    }

    /// Puts an image `NAME:1` into it that no engine has; with several architectures a list of images.
    ///
    /// - Returns: its digest.
    @discardableResult
    func push(_ name: String, for architectures: String...) throws -> String {
        let port = String(open.drop { $0 != ":" }.dropFirst())
        let said = Engine.output(
            "/usr/bin/env", ["python3", Self.program, "push", server.folder, port, name] + architectures)
        return try #require(said).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// What was asked for below a name, as "GET manifests/1" each, by way of either registry.
    func requests(for name: String) throws -> [String] {
        try ["open", "locked"].flatMap { log in
            try File.readText(Path.join(server.folder, "\(log).log")).split(separator: "\n").compactMap { line in
                let words = line.split(separator: "\"").dropFirst().first?.split(separator: " ") ?? []
                guard words.count == 3, words[1].hasPrefix("/v2/\(name)/") else { return nil }
                return "\(words[0]) \(words[1].dropFirst("/v2/\(name)/".count))"
            }
        }.filter { $0.hasPrefix("GET ") || $0.hasPrefix("HEAD ") }
    }

    /// How many answers the slow one is giving.
    var slowAnswers: Int { (try? File.readText(Path.join(server.folder, "slow"))).flatMap(Int.init) ?? 0 }

    /// The images below a name that an engine has, by whatever name it can be told to remove them.
    func images(_ name: String, in engine: Engine) throws -> [String] {
        let list = try JSONValue(parsing: Array(engine.ask("GET", "/images/json").utf8))
        return (list.array ?? []).flatMap { image in
            (image["RepoTags"]?.strings ?? []) + (image["RepoDigests"]?.strings ?? [])
        }.filter { image in
            [open, locked, slow].contains { image.hasPrefix("\($0)/\(name):") || image.hasPrefix("\($0)/\(name)@") }
        }
    }

    /// Has an engine forget the images below a name.
    func remove(_ name: String, from engine: Engine) {
        for image in (try? images(name, in: engine)) ?? [] { _ = engine.ask("DELETE", "/images/\(image)?force=1") }
    }
}
