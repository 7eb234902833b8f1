import Files

/// Where a container engine listens, and what said so.
public struct EngineAddress: Sendable, Hashable, CustomStringConvertible {
    public enum Endpoint: Sendable, Hashable {
        /// The path of a socket.
        case unix(String)
        /// `host:port`.
        case tcp(String)
    }

    /// Files for TLS, as Docker names them in `DOCKER_CERT_PATH`: `ca.pem`, `cert.pem`, `key.pem`.
    public struct Certificates: Sendable, Hashable {
        public let authority: String?
        public let certificate: String?
        public let key: String?
        /// Whether the server's certificate is checked.
        public let verifies: Bool

        /// The files in a folder; those that are not there are `nil`.
        init(folder: String, verifies: Bool) {
            func file(_ name: String) -> String? {
                let path = Path.join(folder, name)
                return File.exists(path) ? path : nil
            }
            authority = file("ca.pem")
            certificate = file("cert.pem")
            key = file("key.pem")
            self.verifies = verifies
        }
    }

    public let endpoint: Endpoint
    /// `nil` for a socket, and for TCP without TLS.
    public let certificates: Certificates?
    /// "DOCKER_HOST", "the Docker context 'remote'", "a socket".
    public let source: String

    init(_ endpoint: Endpoint, certificates: Certificates? = nil, source: String) {
        self.endpoint = endpoint
        self.certificates = certificates
        self.source = source
    }

    /// Reads `unix:///run/docker.sock` or `tcp://host:2376`.
    init(_ text: String, certificates: Certificates?, source: String) throws(EngineError) {
        if let path = text.dropping(prefix: "unix://") {
            guard path.hasPrefix("/") else {
                throw EngineError(.address, "\(source) says '\(text)'", remedy: "write unix:///path/to/socket")
            }
            self.init(.unix(path), source: source)
            return
        }
        guard let rest = ["tcp://", "http://", "https://"].lazy.compactMap({ text.dropping(prefix: $0) }).first else {
            let scheme = text.split(separator: ":").first.map(String.init) ?? text
            throw EngineError(
                .address, "\(source) says '\(text)', and '\(scheme)' is no way to reach an engine from here",
                remedy: "use unix:///path or tcp://host:port"
                    + (scheme == "ssh"
                        ? "; for ssh forward the socket: ssh -L /tmp/engine.sock:/run/docker.sock host" : ""),
            )
        }
        var place = String(rest.prefix { $0 != "/" })
        let isSecure = certificates != nil || text.hasPrefix("https://")
        if !place.hasSuffix("]"), !place.contains(":") || place.last == ":" { place += isSecure ? ":2376" : ":2375" }
        self.init(
            .tcp(place),
            certificates: isSecure ? certificates ?? Certificates(folder: "/nonexistent", verifies: true) : nil,
            source: source,
        )
    }

    public var description: String {
        switch endpoint {
        case .unix(let path): "unix://\(path)"
        case .tcp(let place): "tcp://\(place)"
        }
    }

    /// The socket's path.
    public var socket: String? {
        guard case .unix(let path) = endpoint else { return nil }
        return path
    }

    /// Whether it is this machine by any network: no way leads there over a proxy.
    var isLoopback: Bool {
        guard case .tcp(let place) = endpoint else { return true }
        return place.hasPrefix("localhost:") || place.hasPrefix("127.") || place.hasPrefix("[::1]")
    }

    /// What requests start with.
    var base: String {
        switch endpoint {
        case .unix: "http://engine"
        case .tcp(let place): "\(certificates == nil ? "http" : "https")://\(place)"
        }
    }
}

extension String {
    /// The rest of the text after a prefix; `nil` where it does not start with it.
    func dropping(prefix: String) -> String? {
        hasPrefix(prefix) ? String(dropFirst(prefix.count)) : nil
    }
}
