/// A matrix file as values: artifacts, environments with their axes, and what is said about their combinations.
public struct Matrix: Sendable {
    /// The matrix' `name`, or its file's name without the ending.
    public var name: String
    /// The file as it was given.
    public var file: String
    public var description: String?
    public var policy: Policy
    public var defaults: Settings
    /// In the order of the file.
    public var artifacts: [Artifact]
    var environments: [EnvironmentEntry]
    var includes: [Rule]
    var exclusions: [Exclusion]
    var baselines: [Baseline]
    var knownBreaks: [KnownBreak]

    /// The cells, in order: environments as in the file, their axes with the last running fastest, artifacts within each.
    ///
    /// Throws with every `include`, `exclude`, `expect`, `baseline` and bridge that fits no cell.
    public func plan() throws(MatrixError) -> Plan {
        var planner = Planner(matrix: self)
        return try planner.plan()
    }
}
