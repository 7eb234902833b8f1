public import Tensors
public import YAML

/// The keys of `defaults`, each of which an environment or an artifact may set again; `nil` is "not set here".
public struct Settings: Sendable, Hashable {
    public var inferences: Int?
    public var batch: Batch?
    public var tolerance: Tolerance?
    public var timeout: Timeouts?
    public var isolation: Isolation?
    public var network: Network?
    public var resources: Resources?

    public init() {}

    /// These settings with the ones that `other` sets in their place.
    public func overridden(by other: Settings) -> Settings {
        var merged = self
        if let value = other.inferences { merged.inferences = value }
        if let value = other.batch { merged.batch = value }
        if let value = other.tolerance { merged.tolerance = value }
        if let value = other.timeout { merged.timeout = (merged.timeout ?? Timeouts()).overridden(by: value) }
        if let value = other.isolation { merged.isolation = value }
        if let value = other.network { merged.network = value }
        if let value = other.resources { merged.resources = (merged.resources ?? Resources()).overridden(by: value) }
        return merged
    }
}

/// How the rows of an input become inferences.
public enum Batch: Sendable, Hashable {
    /// Inference i gets rows `i*n ..< i*n + n`, from the start again at the end.
    case rows(Int)
    /// The first axis counts inferences and is removed.
    case stacked
}

/// The limits of a cell's stages, in seconds; `nil` is "not set here".
public struct Timeouts: Sendable, Hashable {
    public var provision: Double?
    public var load: Double?
    public var inference: Double?

    public init(provision: Double? = nil, load: Double? = nil, inference: Double? = nil) {
        self.provision = provision
        self.load = load
        self.inference = inference
    }

    public static let standard = Timeouts(provision: 600, load: 60, inference: 10)

    public func overridden(by other: Timeouts) -> Timeouts {
        Timeouts(
            provision: other.provision ?? provision,
            load: other.load ?? load,
            inference: other.inference ?? inference,
        )
    }
}

/// What of the machine each artifact may use, and a container as a whole; `nil` is "not set here".
public struct Resources: Sendable, Hashable {
    /// The most memory in bytes.
    public var memory: Int?
    /// Processors, fractions allowed.
    public var cpus: Double?
    /// The most processes and threads.
    public var pids: Int?

    public init(memory: Int? = nil, cpus: Double? = nil, pids: Int? = nil) {
        self.memory = memory
        self.cpus = cpus
        self.pids = pids
    }

    public func overridden(by other: Resources) -> Resources {
        Resources(memory: other.memory ?? memory, cpus: other.cpus ?? cpus, pids: other.pids ?? pids)
    }
}

/// What is made anew for each artifact.
public enum Isolation: String, Sendable, Hashable, CaseIterable { case process, environment }

/// What of the network a loading and running artifact may see.
public enum Network: String, Sendable, Hashable, CaseIterable { case none, host }

/// The matrix' rules on what may be loaded at all.
public struct Policy: Sendable, Hashable {
    public enum Pickle: String, Sendable, CaseIterable { case scan, trusted, deny }
    /// Whether artifacts are held to what they need: as far as the system allows, or else not run, or not at all.
    public enum Sandbox: String, Sendable, CaseIterable { case auto, required, off }
    public enum Requirement: String, Sendable, CaseIterable { case optional, required }

    public var pickle: Pickle = .scan
    /// Globs over dotted global names that a scanned file may name besides the allow-list.
    public var allow: [String] = []
    public var sandbox: Sandbox = .auto
    /// The largest artifact in bytes that is read.
    public var maximumSize: Int?
    /// Whether the sidecar must be there and agree.
    public var metadata = Requirement.optional
    /// Whether every file must have a signature by one of `keys`.
    public var signature = Requirement.optional
    /// The absolute paths of the public keys that signatures are checked with.
    public var keys: [String] = []
    /// Where `keys` stands in the matrix.
    public var keysMark: Mark?

    public init() {}
}
