/// Every cell of a matrix, in order: artifacts within environments, as the matrix lists them.
public struct Plan: Sendable {
    /// The matrix' `name`, or its file's name without the ending.
    public var name: String
    /// The matrix file as given on the command line.
    public var file: String
    public var policy: Policy
    public var artifacts: [Artifact]
    public var environments: [TargetEnvironment]
    public var cells: [Cell]
    /// What is odd but no error: artifacts and environments without a cell.
    public var warnings: [Diagnostic] = []

    public init(
        name: String,
        file: String,
        policy: Policy,
        artifacts: [Artifact],
        environments: [TargetEnvironment],
        cells: [Cell],
    ) {
        self.name = name
        self.file = file
        self.policy = policy
        self.artifacts = artifacts
        self.environments = environments
        self.cells = cells
    }

    /// The index of each artifact by its name; keep it rather than ask once for every cell.
    public var artifactPlaces: [String: Int] {
        Dictionary(artifacts.enumerated().map { ($1.name, $0) }) { first, _ in first }
    }

    public func artifact(of cell: Cell) -> Artifact { artifacts[cell.artifact] }
    public func environment(of cell: Cell) -> TargetEnvironment { environments[cell.environment] }
}

/// One artifact in one concrete environment.
public struct Cell: Sendable, Hashable {
    /// `ARTIFACT@ENVIRONMENT[axis=value,…]`, stable for a matrix.
    public var id: String
    /// The index in the plan's artifacts.
    public var artifact: Int
    /// The index in the plan's environments.
    public var environment: Int
    /// Defaults, environment and artifact merged; every setting but the tolerance has a value.
    public var settings: Settings
    /// Why the cell is left out; `nil` for a cell that runs.
    public var skipped: String?
    public var expectation: Expectation?
    /// The id of the cell whose outputs are this one's reference, from `baseline` or from a bridge's artifact.
    public var baseline: String?

    public init(id: String, artifact: Int, environment: Int, settings: Settings) {
        self.id = id
        self.artifact = artifact
        self.environment = environment
        self.settings = settings
    }
}

/// A known break: the verdict that a cell is expected to have.
public struct Expectation: Sendable, Hashable {
    /// The verdict's name as the matrix states it.
    public var verdict: String
    public var reason: String?
    /// The last day, as `YYYY-MM-DD`, on which the entry holds.
    public var until: String?

    public init(verdict: String, reason: String? = nil, until: String? = nil) {
        self.verdict = verdict
        self.reason = reason
        self.until = until
    }
}
