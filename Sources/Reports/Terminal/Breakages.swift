import Results

/// What broke in a run, each reason once with all the cells that share it.
///
/// Reasons that differ only in the values of the cells' axes ("loaded with 1.4.2", "loaded with 1.5.2") count as equal.
struct Breakages {
    struct Group {
        let verdict: Verdict
        let stage: CheckName?
        let advisory: Bool
        /// The reason; axis values that vary within the group read `1.4.2 … 1.7.2`.
        var reason: String
        var cells: [CellResult]
    }

    private(set) var groups: [Group] = []

    init(_ cells: [CellResult], environments: [String: EnvironmentOutline], style: Style) {
        struct Key: Hashable {
            let verdict: Verdict
            let stage: CheckName?
            let advisory: Bool
            let reason: String
        }
        var places: [Key: Int] = [:]
        var patterns: [ReasonPattern] = []
        var values: [[[String]]] = []
        for cell in cells {
            let axes = environments[cell.environment]?.axes ?? []
            let pattern = ReasonPattern(cell.reason, values: axes.map(\.value))
            let key = Key(verdict: cell.verdict, stage: cell.stage, advisory: cell.advisory, reason: pattern.template)
            if let place = places[key] {
                groups[place].cells.append(cell)
                values[place].append(pattern.values)
            } else {
                places[key] = groups.count
                groups.append(
                    Group(
                        verdict: cell.verdict,
                        stage: cell.stage,
                        advisory: cell.advisory,
                        reason: cell.reason,
                        cells: [cell],
                    )
                )
                patterns.append(pattern)
                values.append([pattern.values])
            }
        }
        for index in groups.indices where groups[index].cells.count > 1 {
            groups[index].reason = patterns[index].filled(with: values[index], style)
        }
        groups = groups.filter { !$0.advisory } + groups.filter(\.advisory)
    }

    /// The cells of a group as `ARTIFACTS in ENVIRONMENTS`, artifacts that broke in the same environments together.
    static func places(of cells: [CellResult], environments: [String: EnvironmentOutline], _ style: Style) -> [Placing]
    {
        var artifacts: [String] = []
        var broken: [String: [String]] = [:]
        for cell in cells {
            if broken[cell.artifact] == nil { artifacts.append(cell.artifact) }
            broken[cell.artifact, default: []].append(cell.environment)
        }
        var placings: [(artifacts: [String], environments: [String])] = []
        for artifact in artifacts {
            let ids = broken[artifact] ?? []
            if let index = placings.firstIndex(where: { $0.environments == ids }) {
                placings[index].artifacts.append(artifact)
            } else {
                placings.append(([artifact], ids))
            }
        }
        return placings.map { placing in
            Placing(artifacts: placing.artifacts, environments: describe(placing.environments, environments, style))
        }
    }

    struct Placing {
        let artifacts: [String]
        /// `sklearn 1.4.2, 1.5.2; slim`.
        let environments: String
    }

    private static func describe(
        _ ids: [String],
        _ environments: [String: EnvironmentOutline],
        _ style: Style,
    ) -> String {
        var names: [String] = []
        var values: [String: [String]] = [:]
        for id in ids {
            let environment = environments[id] ?? EnvironmentOutline(id: id)
            if values[environment.name] == nil { names.append(environment.name) }
            let value = environment.axes.map(\.value).joined(separator: style.times)
            values[environment.name, default: []].append(value)
        }
        return names.map { name in
            let values = (values[name] ?? []).filter { !$0.isEmpty }.joined(separator: ", ")
            return values.isEmpty ? name : "\(name) \(values)"
        }.joined(separator: "; ")
    }
}

/// A reason with its environment's axis values taken out.
struct ReasonPattern {
    private enum Piece {
        case text(String)
        /// The index of the axis whose value stood here.
        case axis(Int)
    }

    private var pieces: [Piece] = []
    let values: [String]

    init(_ reason: String, values: [String]) {
        self.values = values
        let order = values.indices.filter { values[$0].utf8.count > 1 }
            .sorted { values[$0].utf8.count > values[$1].utf8.count }
        var text = ""
        var rest = Substring(reason)
        while let character = rest.first {
            let bounded = text.last.map { !Self.joins($0) } ?? true
            let axis = order.first { index in
                let value = values[index]
                guard bounded, rest.hasPrefix(value) else { return false }
                let after = rest.dropFirst(value.count)
                // "1.4.2." ends a sentence, "1.4.20" and "1.4.2.1" are other versions.
                guard let next = after.first else { return true }
                return !Self.joins(next) || (next == "." && !(after.dropFirst().first.map(Self.joins) ?? false))
            }
            if let axis {
                pieces.append(.text(text))
                pieces.append(.axis(axis))
                text = ""
                rest = rest.dropFirst(values[axis].count)
            } else {
                text.append(character)
                rest = rest.dropFirst()
            }
        }
        pieces.append(.text(text))
    }

    /// The reason with marks where the values stood; equal for reasons that differ in those alone.
    var template: String {
        pieces.map { piece in
            switch piece {
            case .text(let text): text
            case .axis(let index): "\u{0}\(index)\u{0}"
            }
        }.joined()
    }

    /// The reason with the first and last value of each axis over a group of cells.
    func filled(with groups: [[String]], _ style: Style) -> String {
        pieces.map { piece in
            switch piece {
            case .text(let text): return text
            case .axis(let index):
                let values = groups.compactMap { index < $0.count ? $0[index] : nil }
                guard let first = values.first, let last = values.last, first != last else { return values.first ?? "" }
                return Set(values).count == 2 ? "\(first), \(last)" : "\(first) \(style.ellipsis) \(last)"
            }
        }.joined()
    }

    private static func joins(_ character: Character) -> Bool {
        character.isLetter || character.isNumber || character == "." || character == "_"
    }
}
