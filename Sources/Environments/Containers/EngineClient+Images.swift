import HTTP
import JSON

/// An image as the engine has it (`GET /images/{name}/json`).
public struct ImageFacts: Sendable, Hashable {
    /// `sha256:…` of its configuration.
    public let id: String
    /// `name@sha256:…` as registries know it; empty for images made here.
    public let digests: [String]
    public let system: String
    /// As Go names it: "amd64".
    public let architecture: String
    public let variant: String
    public let labels: [String: String]
    /// As whom the image's own program runs; empty for root.
    public let user: String
    /// Folders whose content each container has for itself, and no image made from one keeps.
    let volumes: [String]
    /// Whether the engine would run a command of the image's beside what runs in it.
    let hasHealthcheck: Bool
    /// Bytes on disk.
    public let size: Int
    /// What the image starts by itself, as instructions that say so again.
    let startInstructions: [String]

    init?(_ value: JSONValue) {
        guard let id = value["Id"]?.string else { return nil }
        // Podman leaves the algorithm out.
        self.id = id.hasPrefix("sha256:") ? id : "sha256:\(id)"
        digests = value["RepoDigests"]?.strings ?? []
        system = value["Os"]?.string ?? "linux"
        architecture = value["Architecture"]?.string ?? ""
        variant = value["Variant"]?.string ?? ""
        labels = (value["Config"]?["Labels"]).texts
        size = value["Size"]?.int ?? 0
        let configuration = value["Config"]
        func list(_ key: String) -> String { JSONValue.array(configuration?[key]?.array ?? []).compact }
        user = configuration?["User"]?.string ?? ""
        volumes = configuration?["Volumes"]?.object?.members.map(\.key) ?? []
        hasHealthcheck = configuration?["Healthcheck"]?["Test"]?.strings?.first.map { $0 != "NONE" } ?? false
        var instructions = ["ENTRYPOINT \(list("Entrypoint"))", "CMD \(list("Cmd"))"]
        if !user.isEmpty { instructions.append("USER \(user)") }
        instructions.append("WORKDIR \(configuration?["WorkingDir"]?.string.flatMap { $0.isEmpty ? nil : $0 } ?? "/")")
        startInstructions = instructions
    }

    public var platform: String { "\(system)/\(architecture)\(variant.isEmpty ? "" : "/\(variant)")" }
}

/// An image as a list shows it.
struct ListedImage: Sendable, Hashable {
    let id: String
    let labels: [String: String]
    let tags: [String]
    let size: Int
    /// Seconds since 1970.
    let created: Int
}

extension EngineClient {
    /// An image by name or id; `nil` where the engine has none of that name.
    func image(_ name: String) async throws(EngineError) -> ImageFacts? {
        do throws(EngineError) {
            return ImageFacts(try await json("GET", "/images/\(name)/json", doing: "look for the image '\(name)'"))
        } catch {
            guard error.code == .notFound else { throw error }
            return nil
        }
    }

    /// How errors of a pull begin, before the engine's own words.
    static func pulling(_ reference: ImageReference) -> String { "cannot pull '\(reference.name)': " }

    /// Gets an image from its registry.
    ///
    /// - Parameter steps: takes what the engine says meanwhile.
    func pull(
        _ reference: ImageReference,
        platform: String?,
        credentials: String?,
        within seconds: Double,
        steps: EngineSteps,
    ) async throws(EngineError) {
        var query = "fromImage=\(Self.escaped(reference.name))"
        if let tag = reference.digest ?? reference.tag { query += "&tag=\(Self.escaped(tag))" }
        if let platform { query += "&platform=\(Self.escaped(platform))" }
        try await follow(
            "/images/create?\(query)",
            body: .none,
            headers: credentials.map { [HTTPHeader("X-Registry-Auth", $0)] } ?? [],
            timeout: seconds,
            doing: "pull '\(reference.name)'",
            take: steps.take,
        )
        if let error = steps.error {
            throw EngineError(status: 500, body: Array(error.utf8), doing: "pull '\(reference.name)'")
        }
    }

    /// The same, with the failure as a value: Swift 6.3.1 crashes on typed `do` in asynchronous functions.
    func failureOfPulling(
        _ reference: ImageReference,
        platform: String?,
        credentials: String?,
        within seconds: Double,
        steps: EngineSteps,
    ) async -> EngineError? {
        do {
            try await pull(reference, platform: platform, credentials: credentials, within: seconds, steps: steps)
            return nil
        } catch {
            return error
        }
    }

    /// Builds an image from an archive with a Containerfile.
    ///
    /// - Parameter steps: takes what the engine says meanwhile, and the error that ended it.
    func build(
        _ archive: [UInt8],
        query: String,
        credentials: String?,
        within seconds: Double,
        steps: EngineSteps,
    ) async throws(EngineError) {
        var headers = [HTTPHeader("Content-Type", "application/x-tar")]
        if let credentials { headers.append(HTTPHeader("X-Registry-Config", credentials)) }
        try await follow(
            "/build?\(query)",
            body: .bytes(archive),
            headers: headers,
            timeout: seconds,
            doing: "build the image",
            take: steps.take,
        )
    }

    /// The same, with the failure as a value.
    func failureOfBuilding(
        _ archive: [UInt8],
        query: String,
        credentials: String?,
        within seconds: Double,
        steps: EngineSteps,
    ) async -> EngineError? {
        do {
            try await build(archive, query: query, credentials: credentials, within: seconds, steps: steps)
            return nil
        } catch {
            return error
        }
    }

    /// Makes an image of what a container has changed; it starts what its base starts.
    func commit(
        _ container: String,
        as tag: String,
        labels: [String: String],
        restoring base: ImageFacts,
    ) async throws(EngineError) {
        let reference = tag.split(separator: ":", maxSplits: 1)
        var query = "container=\(container)&repo=\(Self.escaped(String(reference[0])))"
        if reference.count > 1 { query += "&tag=\(Self.escaped(String(reference[1])))" }
        let labels = labels.sorted { $0.key < $1.key }.map { "LABEL \($0.key)=\"\($0.value)\"" }
        for change in base.startInstructions + labels { query += "&changes=\(Self.escaped(change))" }
        _ = try await json(
            "POST", "/commit?\(query)", .object([:]), doing: "keep the packages as an image", timeout: 600)
    }

    /// Gives an image another name.
    func tag(_ image: String, as tag: String) async throws(EngineError) {
        let reference = tag.split(separator: ":", maxSplits: 1)
        var query = "repo=\(Self.escaped(String(reference[0])))"
        if reference.count > 1 { query += "&tag=\(Self.escaped(String(reference[1])))" }
        // Podman answers with an empty line, which is no JSON.
        _ = try await bytes("POST", "/images/\(image)/tag?\(query)", doing: "name the image '\(tag)'")
    }

    /// The images that carry a label.
    func images(labelled label: String) async throws(EngineError) -> [ListedImage] {
        let filters: JSONValue = ["label": [.string(label)]]
        let value = try await json("GET", "/images/json?filters=\(Self.escaped(filters.compact))", doing: "list images")
        return (value.array ?? []).compactMap { entry in
            guard let id = entry["Id"]?.string else { return nil }
            return ListedImage(
                id: id,
                labels: entry["Labels"].texts,
                tags: entry["RepoTags"]?.strings ?? [],
                size: entry["Size"]?.int ?? 0,
                created: entry["Created"]?.int ?? 0,
            )
        }
    }

    /// Removes an image that no container uses.
    func removeImage(_ id: String) async throws(EngineError) {
        _ = try await json("DELETE", "/images/\(id)", doing: "remove the image", timeout: 600)
    }
}
