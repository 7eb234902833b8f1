import JSON

/// What an engine says of itself (`GET /version`).
public struct EngineFacts: Sendable, Hashable {
    /// "Podman 4.3.1", "Docker 20.10.24".
    public let name: String
    public let isPodman: Bool
    /// As Go names it: "amd64", "arm64".
    public let architecture: String
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
        architecture = ""
        newest = APIVersion(0, 0)
        oldest = APIVersion(0, 0)
    }

    init?(_ value: JSONValue) {
        guard let newest = value["ApiVersion"]?.string.flatMap(APIVersion.init) else { return nil }
        let components = value["Components"]?.array ?? []
        isPodman = components.contains { $0["Name"]?.string?.contains("Podman") == true }
        let version = value["Version"]?.string ?? ""
        name = "\(isPodman ? "Podman" : "Docker") \(version)"
        architecture = value["Arch"]?.string ?? ""
        self.newest = newest
        oldest = value["MinAPIVersion"]?.string.flatMap(APIVersion.init) ?? APIVersion(1, 24)
    }

    var isKnown: Bool { newest.major > 0 }

    /// The version to speak where `wanted` would be best.
    func version(for wanted: APIVersion) -> APIVersion { min(max(wanted, oldest), newest) }
}
