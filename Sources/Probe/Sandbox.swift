/// What a session's cells may do, and what the loader is told of the world outside its own.
public struct SandboxRules: Sendable, Hashable {
    /// Whether cells that cannot be held to the rules are not run.
    public var isRequired: Bool
    /// Whether the matrix gives the cells the host's network.
    public var hostNetwork: Bool
    /// Files and folders that every cell may read, with all below them; nothing else may be read.
    public var readable: [String]
    /// Files and folders that every cell may write, besides its own directory: devices.
    public var writable: [String]
    /// What the process was started with: `bubblewrap`, `namespaces`; `nil` for nothing.
    public var launcher: String?
    /// The orchestrator's namespaces by their names in `/proc/PID/ns`: what the loader's own must differ from.
    public var namespaces: [String: String]
    public var limits: CellLimits
    /// The harness' folder in a container, whose engine holds the session as a whole: its cells may read the image besides,
    /// and of this folder only what is theirs. `nil` outside of containers.
    public var container: String?
    /// Where cells get control groups of their own; `nil` leaves them to limits of single processes.
    public var controlGroups: ControlGroups?

    public init(readable: [String], limits: CellLimits = CellLimits()) {
        isRequired = false
        hostNetwork = false
        self.readable = readable
        writable = []
        namespaces = [:]
        self.limits = limits
    }
}

/// Control groups (cgroups(7)) that the orchestrator has made for a session, for the loader to make its cells' below.
public struct ControlGroups: Sendable, Hashable {
    /// 1 or 2.
    public var version: Int
    /// Folders by controller: `memory`, `cpu`, `pids`.
    public var folders: [String: String]

    public init(version: Int, folders: [String: String]) {
        self.version = version
        self.folders = folders
    }
}

/// What one cell may use of the machine beside its memory and time.
public struct CellLimits: Sendable, Hashable {
    /// Processes at the same time, the cell's own counted.
    public var processes = 64
    /// Threads of all its processes.
    public var threads = 2048
    /// Bytes of one file.
    public var fileSize = 4 << 30
    /// Bytes of all its files together.
    public var disk = 4 << 30
    /// Files and folders.
    public var files = 100_000
    /// Open descriptors of one process.
    public var descriptors = 4096
    /// Open descriptors of all its processes.
    public var allDescriptors = 32_768

    public init() {}
}

/// What holds a session's cells, as the loader found by trying.
public struct SandboxReport: Sendable, Hashable {
    /// The layers in force: `bubblewrap`, `mount namespace`, `Landlock 7`, `seccomp`, …
    public var layers: [String]
    /// What is not held, in words: "files outside can be read".
    public var missing: [String]

    public init(layers: [String], missing: [String]) {
        self.layers = layers
        self.missing = missing
    }
}

/// Something that a cell tried and was denied.
public struct Attempt: Sendable, Hashable {
    /// What it tried: `connect to`, `write`, `signal`.
    public var deed: String
    /// On what: `203.0.113.5:80`, a path, a process.
    public var target: String
    /// Whether the cell was killed for it.
    public var isFatal: Bool

    public init(deed: String, target: String, isFatal: Bool = false) {
        self.deed = deed
        self.target = target
        self.isFatal = isFatal
    }
}
