import HTTP
import JSON

/// What an engine says of itself (`GET /_ping`, `GET /version`).
public struct EngineFacts: Sendable, Hashable {
    /// "Podman 4.3.1", "Docker 20.10.24".
    public let name: String
    public let isPodman: Bool
    /// Whether it runs as a user, to whom its containers' users are others.
    var isRootless = false
    /// Whether it holds containers to their limits.
    var hasLimits = true
    let newest: APIVersion
    let oldest: APIVersion

    struct APIVersion: Sendable, Hashable, Comparable, CustomStringConvertible {
        let major: Int
        let minor: Int

        init(_ major: Int, _ minor: Int) { (self.major, self.minor) = (major, minor) }

        init?(_ text: String) {
            let parts = text.split(separator: ".").compactMap { Int($0) }
            guard parts.count >= 2 else { return nil }
            self.init(parts[0], parts[1])
        }

        var description: String { "\(major).\(minor)" }

        static func < (left: APIVersion, right: APIVersion) -> Bool {
            (left.major, left.minor) < (right.major, right.minor)
        }
    }

    /// Before the engine has been asked.
    static let unknown = EngineFacts()

    private init() {
        name = ""
        isPodman = false
        newest = APIVersion(0, 0)
        oldest = APIVersion(0, 0)
    }

    init?(_ value: JSONValue) {
        guard let newest = value["ApiVersion"]?.string.flatMap(APIVersion.init) else { return nil }
        let components = value["Components"]?.array ?? []
        isPodman = components.contains { $0["Name"]?.string?.contains("Podman") == true }
        let version = value["Version"]?.string ?? ""
        name = "\(isPodman ? "Podman" : "Docker") \(version)"
        self.newest = newest
        oldest = value["MinAPIVersion"]?.string.flatMap(APIVersion.init) ?? APIVersion(1, 24)
    }

    /// From the headers of Podman's answer to `GET /_ping`; other engines leave something to be asked.
    init?(greeting: HTTPResponse) {
        let server = greeting["Server"]?.split(separator: " ").first?.split(separator: "/") ?? []
        guard greeting.isSuccess, greeting["Libpod-Api-Version"] != nil, server.first == "Libpod", server.count == 2,
            let newest = greeting["Api-Version"].flatMap(APIVersion.init)
        else { return nil }
        name = "Podman \(server[1])"
        isPodman = true
        self.newest = newest
        // Since Podman 2, and part of no header.
        oldest = APIVersion(1, 24)
    }

    var isKnown: Bool { newest.major > 0 }

    /// The version to speak where `wanted` would be best.
    func version(for wanted: APIVersion) -> APIVersion { min(max(wanted, oldest), newest) }
}
