public import Matrix

/// The cells and environments of a run without any results: what a live view needs to draw an empty grid.
public struct RunOutline: Sendable, Hashable {
    /// The matrix' name and file.
    public var matrix: String
    public var file: String
    /// In the order of the plan.
    public var environments: [EnvironmentOutline]
    /// In the order of the plan.
    public var cells: [CellOutline]

    public init(matrix: String, file: String, environments: [EnvironmentOutline], cells: [CellOutline]) {
        self.matrix = matrix
        self.file = file
        self.environments = environments
        self.cells = cells
    }

    /// The outline of a plan that has not run.
    public init(_ plan: Plan) {
        self.init(
            matrix: plan.name,
            file: plan.file,
            environments: plan.environments.map { environment in
                EnvironmentOutline(
                    id: environment.id,
                    name: environment.name,
                    axes: environment.axes.map { AxisSetting(axis: $0.axis, value: $0.value) },
                    kind: environment.kind,
                    advisory: environment.advisory,
                )
            },
            cells: plan.cells.map { cell in
                CellOutline(
                    id: cell.id,
                    artifact: plan.artifact(of: cell).name,
                    environment: plan.environment(of: cell).id,
                    skipped: cell.skipped,
                    expected: cell.expectation?.verdict,
                )
            },
        )
    }

    /// The outline of a finished run; cells of environments that the run does not list get one by their id.
    public init(_ run: RunResult) {
        var environments = run.environments.map { environment in
            EnvironmentOutline(
                id: environment.id,
                name: environment.name,
                axes: environment.axes,
                kind: environment.kind,
                advisory: environment.advisory,
            )
        }
        var known = Set(environments.map(\.id))
        for cell in run.cells where known.insert(cell.environment).inserted {
            environments.append(EnvironmentOutline(id: cell.environment))
        }
        self.init(
            matrix: run.matrix,
            file: run.file,
            environments: environments,
            cells: run.cells.map { CellOutline(id: $0.cell, artifact: $0.artifact, environment: $0.environment) },
        )
    }
}

/// A concrete environment that will be made.
public struct EnvironmentOutline: Sendable, Hashable {
    /// `sklearn[scikit-learn=1.4.2]`.
    public var id: String
    public var name: String
    /// In the order of the matrix.
    public var axes: [AxisSetting]
    public var kind: String
    public var advisory: Bool

    public init(id: String, name: String, axes: [AxisSetting], kind: String, advisory: Bool = false) {
        self.id = id
        self.name = name
        self.axes = axes
        self.kind = kind
        self.advisory = advisory
    }

    /// An outline from an id alone: `NAME[axis=value,…]` is taken apart.
    public init(id: String) {
        guard id.hasSuffix("]"), let open = id.firstIndex(of: "[") else {
            self.init(id: id, name: id, axes: [], kind: "")
            return
        }
        let axes = id[id.index(after: open)...].dropLast().split(separator: ",").map { setting in
            let parts = setting.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return AxisSetting(axis: String(parts[0]), value: parts.count > 1 ? String(parts[1]) : "")
        }
        self.init(id: id, name: String(id[..<open]), axes: axes, kind: "")
    }
}

/// A cell that will run or be skipped.
public struct CellOutline: Sendable, Hashable {
    public var id: String
    public var artifact: String
    /// The concrete environment's id.
    public var environment: String
    /// Why the cell is left out; `nil` for one that runs.
    public var skipped: String?
    /// The verdict that an `expect` entry states.
    public var expected: String?

    public init(id: String, artifact: String, environment: String, skipped: String? = nil, expected: String? = nil) {
        self.id = id
        self.artifact = artifact
        self.environment = environment
        self.skipped = skipped
        self.expected = expected
    }
}
