import JSON
public import Matrix

/// An image that is ready to run cells, and the engine that has it.
public struct ContainerEnvironment: Sendable {
    public let engine: EngineClient
    /// As the matrix names it, or the tag of what was built.
    public let name: String
    /// `sha256:…` of the image that runs, with the packages on top.
    public let image: ImageFacts
    /// `name@sha256:…` of the image that the matrix names, as its registry knows it; `nil` for one that was made here.
    public let digest: String?
    /// "Podman 4.3.1".
    public var engineName: String { engine.facts.name }
    /// What the engine does not hold containers to, in words.
    public var missing: [String] {
        engine.facts.hasLimits
            ? [] : ["the rootless engine cannot limit memory, CPUs and processes, as it has no cgroups to do so"]
    }
    /// Shared libraries in the image, by their path below each of the environment's folders of packages.
    public let libraries: [[String]]
    let settings: ContainerSettings
    let owner: ContainerUser
    let resources: Resources
    let device: TargetEnvironment.Device
    let labels: [String: String]

    /// The user whom the harness' own files in the container must be open to.
    public var user: String { owner.name }

    /// Whether that user is ourselves, seen from outside.
    public var isUserOurs: Bool { owner.isOurs }

    /// A container for a session: reads only, knows no network, may do nothing.
    ///
    /// - Parameter memory: the most memory in bytes where the matrix does not say.
    public func spec(command: [String], network: Network, memory: Int) -> ContainerSpec {
        var spec = ContainerSpec(image: image.id, command: command)
        spec.user = user
        spec.keepsUser = owner.keepsIdentity
        spec.labels = labels
        spec.silencesHealthcheck = image.hasHealthcheck
        spec.platform = settings.platform
        spec.memory = resources.memory ?? memory
        spec.cpus = resources.cpus
        spec.pids = resources.pids ?? ContainerSpec.standardPids
        spec.usesHostNetwork = network == .host
        spec.usesGPUs = device == .cuda
        return spec
    }
}
