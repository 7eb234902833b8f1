import Files
import Foundation
import Testing

/// A container engine that `Scripts/engines` has installed and starts: each container test runs against every one.
enum Engine: String, CaseIterable, CustomTestStringConvertible {
    case podman, docker

    var testDescription: String { rawValue }

    /// The engines that can be started here.
    static let available = allCases.filter { !$0.variables.isEmpty }

    /// The images that `Scripts/engines setup` makes, with Python and without.
    static let base = "localhost/smokehouse-base:bookworm"
    static let bare = "localhost/smokehouse-bare:bookworm"

    /// Why tests are skipped where there is none.
    static let absence: Comment = "no container engine starts here with the base image; Scripts/setup installs them"

    private static let started: [Engine: [String: String]] = Dictionary(
        uniqueKeysWithValues: allCases.map { ($0, $0.start()) })

    /// `DOCKER_HOST` and what else the engine is used with; empty where it cannot be started.
    var variables: [String: String] { Self.started[self] ?? [:] }

    /// The engine's socket.
    var socket: String { String((variables["DOCKER_HOST"] ?? "").dropFirst("unix://".count)) }

    private func start() -> [String: String] {
        guard let said = Self.output(Places.repository + "Scripts/engines", ["start", rawValue]) else { return [:] }
        var variables: [String: String] = [:]
        for word in said.split(whereSeparator: \.isWhitespace).dropFirst() {
            let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
            if parts.count == 2 { variables[parts[0]] = parts[1] }
        }
        let socket = String((variables["DOCKER_HOST"] ?? "").dropFirst("unix://".count))
        let place = "http://engine/v1.41/images/\(Self.base)/json"
        return Self.output("/usr/bin/curl", ["--silent", "--fail", "--unix-socket", socket, place]) == nil
            ? [:] : variables
    }

    /// Where `Scripts/engines` keeps them.
    static var folder: String {
        Path.parent(available.first?.variables["CONTAINERS_STORAGE_CONF"] ?? "/nonexistent/storage.conf")
    }

    /// What the engine answers to a request.
    func ask(_ method: String, _ path: String) -> String { Self.ask(method, path, socket: socket) }

    static func ask(_ method: String, _ path: String, socket: String) -> String {
        output(
            "/usr/bin/curl",
            ["--silent", "--unix-socket", socket, "--request", method, "http://engine/v1.41\(path)"]) ?? ""
    }

    /// The ids of containers with this label, running or not.
    func containers(labelled label: String) -> [String] { Self.containers(labelled: label, socket: socket) }

    static func containers(labelled label: String, socket: String) -> [String] {
        let filter = "{\"label\":[\"\(label)\"]}".addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
        return ask("GET", "/containers/json?all=1&filters=\(filter)", socket: socket).split(separator: "\"Id\":\"")
            .dropFirst().map { String($0.prefix { $0 != "\"" }) }
    }

    /// What a program prints; `nil` where it fails.
    static func output(_ program: String, _ arguments: [String]) -> String? {
        guard let folder = try? Directory.createTemporary(in: Places.root, prefix: "engine-") else { return nil }
        defer { try? Directory.removeTree(folder) }
        guard
            let process = try? ChildProcess(
                program, arguments, in: folder, variables: ProcessInfo.processInfo.environment,
                output: folder + "/output", errors: folder + "/errors"),
            case .exited(0)? = try? process.wait(upTo: 300)
        else { return nil }
        return try? File.readText(process.output)
    }
}
