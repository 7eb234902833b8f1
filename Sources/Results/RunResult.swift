/// A whole run: what ran where, when and how it came out.
public struct RunResult: Sendable, Hashable {
    /// The run's id, also its directory's name: `20261124-215501-3f2a`.
    public var id: String
    /// The matrix' name and file.
    public var matrix: String
    public var file: String
    /// The version of smokehouse.
    public var version: String
    /// Start and end as ISO 8601 in UTC.
    public var started: String
    public var finished: String
    public var seconds: Double
    public var host: Host
    public var environments: [EnvironmentResult]
    /// In the order of the plan.
    public var cells: [CellResult]
    /// Whether the run was stopped before its end.
    public var interrupted: Bool

    public init(
        id: String,
        matrix: String,
        file: String,
        version: String,
        started: String,
        host: Host,
    ) {
        self.id = id
        self.matrix = matrix
        self.file = file
        self.version = version
        self.started = started
        finished = started
        seconds = 0
        self.host = host
        environments = []
        cells = []
        interrupted = false
    }

    /// 0, 1, 3 or 130 as the contract has it; advisory cells never fail a run.
    public func exitCode(strictWarnings: Bool = false) -> Int32 {
        if interrupted { return 130 }
        var unprovisioned = false
        for cell in cells where !cell.advisory {
            if cell.verdict == .unprovisioned {
                unprovisioned = true
            } else if cell.verdict.fails || (strictWarnings && cell.verdict == .warned) {
                return 1
            }
        }
        return unprovisioned ? 3 : 0
    }
}

/// The machine that a run was made on.
public struct Host: Sendable, Hashable {
    /// `Debian GNU/Linux 12 (bookworm)`.
    public var system: String
    public var architecture: String
    public var cores: Int
    public var memory: Int

    public init(system: String, architecture: String, cores: Int, memory: Int) {
        self.system = system
        self.architecture = architecture
        self.cores = cores
        self.memory = memory
    }
}

/// A concrete environment as it was made.
public struct EnvironmentResult: Sendable, Hashable {
    /// `sklearn[scikit-learn=1.4.2]`.
    public var id: String
    public var name: String
    /// Axis names and values, in the order of the matrix.
    public var axes: [AxisSetting]
    public var kind: String
    /// The interpreter's version, `3.11.7`.
    public var python: String?
    /// The interpreter's path.
    public var interpreter: String?
    /// Of a container the image that ran.
    public var image: ImageRecord?
    /// Installed distributions and their versions, by name.
    public var packages: [InstalledPackage]
    /// Whether the environment was there already.
    public var reused: Bool
    public var provisionSeconds: Double
    public var importSeconds: Double
    /// Why the environment could not be made; `nil` where it was.
    public var failure: String?
    /// The installer's full log of a failure.
    public var failureLog: String?
    public var advisory: Bool
    /// What held its cells; `nil` where nothing was to, or none ran.
    public var sandbox: SandboxState?

    public init(id: String, name: String, axes: [AxisSetting], kind: String) {
        self.id = id
        self.name = name
        self.axes = axes
        self.kind = kind
        packages = []
        reused = false
        provisionSeconds = 0
        importSeconds = 0
        advisory = false
    }
}

/// The image of a container environment as it ran.
public struct ImageRecord: Sendable, Hashable {
    /// As the matrix names it, or the tag of what was built.
    public var name: String
    /// `sha256:…` of the image's configuration, packages on top included.
    public var id: String
    /// `name@sha256:…` as the registry knows what the matrix names; `nil` for what was made on this machine.
    public var digest: String?
    /// `linux/amd64`.
    public var platform: String
    /// `Podman 4.3.1`.
    public var engine: String

    public init(name: String, id: String, digest: String?, platform: String, engine: String) {
        self.name = name
        self.id = id
        self.digest = digest
        self.platform = platform
        self.engine = engine
    }
}

/// The layers of the sandbox that cells ran in, and what they left open.
public struct SandboxState: Sendable, Hashable {
    /// `bubblewrap`, `mount namespace`, `Landlock 7`, `seccomp`, …
    public var layers: [String]
    /// In words: "files outside can be read and written".
    public var missing: [String]

    public init(layers: [String], missing: [String]) {
        self.layers = layers
        self.missing = missing
    }
}

public struct AxisSetting: Sendable, Hashable {
    public var axis: String
    public var value: String

    public init(axis: String, value: String) {
        self.axis = axis
        self.value = value
    }
}

/// An installed distribution.
public struct InstalledPackage: Sendable, Hashable {
    public var name: String
    public var version: String

    public init(name: String, version: String) {
        self.name = name
        self.version = version
    }
}
