import YAML

/// Finds what the rules of a matrix are about, and says why a rule is about nothing.
struct RuleMatcher {
    private let matrix: Matrix
    private let artifactIndex: [String: Int]
    private let entryIndex: [String: Int]

    /// The concrete environments of one entry that a rule fits, by number.
    struct Selection {
        let entry: Int
        let numbers: [Int]
    }

    init(_ matrix: Matrix) {
        self.matrix = matrix
        artifactIndex = Dictionary(matrix.artifacts.enumerated().map { ($1.name, $0) }) { first, _ in first }
        entryIndex = Dictionary(matrix.environments.enumerated().map { ($1.template.name, $0) }) { first, _ in first }
    }

    func artifact(named name: String) -> Int? { artifactIndex[name] }

    func artifacts(matching glob: Glob) -> [Int] {
        if glob.isLiteral { return artifactIndex[glob.pattern].map { [$0] } ?? [] }
        return matrix.artifacts.indices.filter { glob.matches(matrix.artifacts[$0].name) }
    }

    private func entries(matching glob: Glob) -> [Int] {
        if glob.isLiteral { return entryIndex[glob.pattern].map { [$0] } ?? [] }
        return matrix.environments.indices.filter { glob.matches(matrix.environments[$0].template.name) }
    }

    /// What a rule fits; entries without one of its axes do not fit.
    func selections(of rule: Rule) -> [Selection] {
        entries(matching: rule.environment.glob).compactMap { position in
            let entry = matrix.environments[position]
            let numbers = 0..<(entry.count ?? 0)
            guard !rule.conditions.isEmpty else { return Selection(entry: position, numbers: Array(numbers)) }
            var fitting = entry.slots.map { [Bool](repeating: true, count: $0.choices.count) }
            for condition in rule.conditions {
                guard let slot = entry.slot(named: condition.axis) else { return nil }
                for (index, choice) in entry.slots[slot].choices.enumerated() where !condition.fits(choice) {
                    fitting[slot][index] = false
                }
            }
            let fit = numbers.filter { number in zip(entry.selection(number), fitting).allSatisfy { $1[$0] } }
            return fit.isEmpty ? nil : Selection(entry: position, numbers: fit)
        }
    }

    /// Why a rule of the list `key` matches no cell.
    func reason(_ rule: Rule, _ key: String) -> (message: String, mark: Mark) {
        let entries = entries(matching: rule.environment.glob).map { matrix.environments[$0] }
        for condition in rule.conditions {
            let slots = entries.compactMap { entry in entry.slot(named: condition.axis).map { entry.slots[$0] } }
            if slots.isEmpty {
                let advice = Spelling.advice(
                    for: condition.axis, among: Self.unique(entries.flatMap { $0.slots.map(\.name) }))
                return ("no environment here has an axis '\(condition.axis.excerpt)'\(advice)", condition.mark)
            }
            let choices = slots.flatMap(\.choices)
            if !choices.contains(where: condition.fits) {
                let values = Self.unique(choices.map(\.text))
                let shown = values.prefix(8).joined(separator: ", ") + (values.count > 8 ? ", …" : "")
                let wanted = condition.alternatives.map(\.description).joined(separator: " or ")
                let message = "matches no cell: '\(condition.axis)' is never \(wanted.excerpt), only \(shown)"
                return ("this entry of '\(key)' \(message)", condition.mark)
            }
        }
        let reason = rule.conditions.isEmpty ? "" : "no environment fits all of its 'where', or "
        return ("this entry of '\(key)' matches no cell: \(reason)'only' keeps the artifact out", rule.mark)
    }

    private static func unique(_ texts: [String]) -> [String] {
        var seen: Set<String> = []
        return texts.filter { seen.insert($0).inserted }
    }
}

extension Rule.Condition {
    func fits(_ choice: EnvironmentEntry.Choice) -> Bool { alternatives.contains { $0.fits(choice) } }
}
