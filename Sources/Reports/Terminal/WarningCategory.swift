import Results

/// The warnings of one category over a whole run; texts that differ only in the cells' axis values count once.
struct WarningCategory {
    let name: String
    /// Cells that warned so.
    private(set) var cells = 0
    private(set) var messages: [String] = []

    private struct Text {
        let pattern: ReasonPattern
        var values: [[String]]
    }

    /// Every category, in the order in which they were first seen.
    static func all(
        of cells: [CellResult],
        environments: [String: EnvironmentOutline],
        style: Style,
    ) -> [WarningCategory] {
        var categories: [WarningCategory] = []
        var places: [String: Int] = [:]
        var texts: [[Text]] = []
        var textPlaces: [[String: Int]] = []
        for cell in cells where !cell.warnings.isEmpty {
            let values = (environments[cell.environment]?.axes ?? []).map(\.value)
            var counted: Set<String> = []
            for warning in cell.warnings {
                let place = places[warning.category] ?? categories.count
                if place == categories.count {
                    places[warning.category] = place
                    categories.append(WarningCategory(name: warning.category))
                    texts.append([])
                    textPlaces.append([:])
                }
                if counted.insert(warning.category).inserted { categories[place].cells += 1 }
                let pattern = ReasonPattern(warning.message, values: values)
                if let index = textPlaces[place][pattern.template] {
                    texts[place][index].values.append(values)
                } else {
                    textPlaces[place][pattern.template] = texts[place].count
                    texts[place].append(Text(pattern: pattern, values: [values]))
                }
            }
        }
        for index in categories.indices {
            categories[index].messages = texts[index].map { $0.pattern.filled(with: $0.values, style) }
        }
        return categories
    }

    private init(name: String) { self.name = name }
}
