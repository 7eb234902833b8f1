import Crypto
import Files
import Glibc
import JSON

/// Where a container engine may be, from what the user has set up: variables, Docker's contexts, sockets, Podman.
struct EngineDiscovery: Sendable {
    let variables: [String: String]

    /// What there is to try.
    enum Place: Sendable, Hashable {
        /// The user has named it: no other will do.
        case named(EngineAddress)
        /// Sockets that are there, the likeliest first.
        case sockets([EngineAddress])
    }

    func find() throws(EngineError) -> Place {
        if let host = given("DOCKER_HOST") {
            return .named(try EngineAddress(host, certificates: certificates, source: "DOCKER_HOST"))
        }
        if let context = given("DOCKER_CONTEXT") ?? currentContext, context != "default" {
            return .named(try address(of: context))
        }
        if let host = given("CONTAINER_HOST") {
            return .named(try EngineAddress(host, certificates: nil, source: "CONTAINER_HOST"))
        }
        return .sockets(sockets.map { EngineAddress(.unix($0), source: "a socket") })
    }

    /// Podman's path, which can be made to listen.
    var podman: String? {
        (variables["PATH"] ?? "").split(separator: ":").filter { $0.hasPrefix("/") }
            .map { Path.join(String($0), "podman") }
            .first { File.isExecutable($0) }
    }

    /// A folder for sockets of our own.
    var runtimeFolder: String {
        given("XDG_RUNTIME_DIR").flatMap { access($0, W_OK) == 0 ? $0 : nil } ?? given("TMPDIR") ?? "/tmp"
    }

    /// The user's own sockets, then the system's.
    private var sockets: [String] {
        let runtime = given("XDG_RUNTIME_DIR") ?? "/run/user/\(getuid())"
        let candidates = [
            "\(runtime)/docker.sock", "\(runtime)/podman/podman.sock", "/run/docker.sock", "/var/run/docker.sock",
            "/run/podman/podman.sock",
        ]
        var seen: Set<String> = []
        return candidates.filter { File.exists($0) && seen.insert(File.resolved($0) ?? $0).inserted }
    }

    private var certificates: EngineAddress.Certificates? {
        let folder = given("DOCKER_CERT_PATH")
        let verifies = given("DOCKER_TLS_VERIFY") != nil
        guard folder != nil || verifies || given("DOCKER_TLS") != nil else { return nil }
        return EngineAddress.Certificates(folder: folder ?? configurationFolder, verifies: verifies)
    }

    private var configurationFolder: String {
        given("DOCKER_CONFIG") ?? Path.join(given("HOME") ?? "/", ".docker")
    }

    private var currentContext: String? {
        guard let text = try? File.read(Path.join(configurationFolder, "config.json"), limit: 1 << 20),
            let name = (try? JSONValue(parsing: text))?["currentContext"]?.string
        else { return nil }
        return name.isEmpty ? nil : name
    }

    /// Docker keeps a context in a folder that is named for the SHA-256 of its name.
    private func address(of context: String) throws(EngineError) -> EngineAddress {
        let folder = Digest.hexadecimal(SHA256.hash(data: Array(context.utf8)))
        let path = Path.join(configurationFolder, "contexts/meta/\(folder)/meta.json")
        let source = "the Docker context '\(context)'"
        guard let text = try? File.read(path, limit: 1 << 20), let value = try? JSONValue(parsing: text),
            let endpoint = value["Endpoints"]?["docker"], let host = endpoint["Host"]?.string
        else {
            throw EngineError(
                .address, "\(source) is not at '\(path)'", remedy: "choose another with 'docker context use'",
            )
        }
        let secrets = Path.join(configurationFolder, "contexts/tls/\(folder)/docker")
        let certificates =
            Directory.exists(secrets)
            ? EngineAddress.Certificates(folder: secrets, verifies: endpoint["SkipTLSVerify"]?.bool != true) : nil
        return try EngineAddress(host, certificates: certificates, source: source)
    }

    private func given(_ name: String) -> String? {
        variables[name].flatMap { $0.isEmpty ? nil : $0 }
    }
}
