import Results

/// The compatibility grid: artifacts down, environments across, a section for each entry of `environments`.
struct Grid: Sendable {
    struct Column: Sendable, Hashable {
        /// The concrete environment's id.
        let environment: String
        /// A value for each of the section's axes.
        let values: [String]
    }

    struct Section: Sendable {
        /// Empty where the columns are environments without axes.
        let title: String
        let note: String
        let axes: [String]
        var columns: [Column]
        /// Artifacts with a cell in at least one column.
        var rows: [String]
    }

    private struct Key: Hashable {
        let artifact: String
        let environment: String
    }

    let sections: [Section]
    private let cells: [Key: String]

    init(_ outline: RunOutline) {
        var cells: [Key: String] = [:]
        var artifacts: [String: [String]] = [:]
        for cell in outline.cells {
            cells[Key(artifact: cell.artifact, environment: cell.environment)] = cell.id
            artifacts[cell.environment, default: []].append(cell.artifact)
        }
        var order: [String: Int] = [:]
        for cell in outline.cells where order[cell.artifact] == nil { order[cell.artifact] = order.count }

        var sections: [Section] = []
        var places: [[String]: Int] = [:]
        var members: [Set<String>] = []
        for environment in outline.environments {
            guard let present = artifacts[environment.id] else { continue }
            let plain = environment.axes.isEmpty
            let axes = plain ? ["environment"] : environment.axes.map(\.axis)
            let place = places[plain ? [] : [environment.name] + axes]
            let index = place ?? sections.count
            if place == nil {
                places[plain ? [] : [environment.name] + axes] = index
                let notes = [environment.kind, environment.advisory ? "advisory" : ""].filter { !$0.isEmpty }
                sections.append(
                    Section(
                        title: plain ? "" : environment.name,
                        note: plain ? "" : notes.joined(separator: ", "),
                        axes: axes,
                        columns: [],
                        rows: [],
                    )
                )
                members.append([])
            }
            let values = plain ? [environment.name] : environment.axes.map(\.value)
            sections[index].columns.append(Column(environment: environment.id, values: values))
            members[index].formUnion(present)
        }
        for index in sections.indices {
            sections[index].rows = members[index].sorted { order[$0, default: 0] < order[$1, default: 0] }
        }
        self.sections = sections
        self.cells = cells
    }

    /// The id of an artifact's cell in an environment; `nil` where the matrix has none.
    func cell(_ artifact: String, _ environment: String) -> String? {
        cells[Key(artifact: artifact, environment: environment)]
    }
}
