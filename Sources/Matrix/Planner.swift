import YAML

/// Makes the cells of a matrix; every pass is linear in the cells that it concerns.
struct Planner {
    /// The most cells of a matrix: a slip such as an axis too many is refused before it fills the memory.
    static let maximumCells = 100_000

    private let matrix: Matrix
    private var problems: [Diagnostic] = []
    private var warnings: [Diagnostic] = []
    private var environments: [TargetEnvironment] = []
    private var cells: [Cell] = []
    /// The cells of each concrete environment, by entry and number; artifacts ascend within.
    private var ranges: [[Range<Int>]] = []
    private let artifactIndex: [String: Int]
    private let entryIndex: [String: Int]

    init(matrix: Matrix) {
        self.matrix = matrix
        artifactIndex = Dictionary(matrix.artifacts.enumerated().map { ($1.name, $0) }) { first, _ in first }
        entryIndex = Dictionary(matrix.environments.enumerated().map { ($1.template.name, $0) }) { first, _ in first }
    }

    mutating func plan() throws(MatrixError) -> Plan {
        let chosen = matrix.environments.map(chosenArtifacts)
        try checkSize(chosen)
        let added = includedCells(chosen)
        makeCells(chosen, added)
        exclude()
        expect()
        let links = linkBaselines()
        refuseCycles(links)
        guard problems.isEmpty else {
            throw MatrixError(
                problems.sorted { left, right in
                    guard let one = left.mark, let other = right.mark else {
                        return left.mark == nil && right.mark != nil
                    }
                    return one.precedes(other)
                })
        }
        warnOfUnused()
        var plan = Plan(
            name: matrix.name,
            file: matrix.file,
            policy: matrix.policy,
            artifacts: matrix.artifacts,
            environments: environments,
            cells: cells,
        )
        plan.warnings = warnings
        return plan
    }

    private mutating func report(_ message: String, at mark: Mark) {
        problems.append(Diagnostic(message, file: matrix.file, mark: mark))
    }

    // MARK: Making cells

    /// The artifacts that `only` lets into an environment.
    private func chosenArtifacts(_ entry: EnvironmentEntry) -> [Int] {
        guard let only = entry.only else { return Array(matrix.artifacts.indices) }
        return Array(Set(only.flatMap { matches($0.glob) })).sorted()
    }

    private func checkSize(_ chosen: [[Int]]) throws(MatrixError) {
        var total = 0
        for (entry, artifacts) in zip(matrix.environments, chosen) {
            let count = entry.count ?? .max
            let (cells, overflow) = count.multipliedReportingOverflow(by: max(artifacts.count, 1))
            if !overflow, cells <= Self.maximumCells { total += cells } else { total = .max }
            guard total <= Self.maximumCells else {
                let message = "more than \(Self.maximumCells) cells with this environment; shorten its axes"
                throw MatrixError([Diagnostic(message, file: matrix.file, mark: entry.mark)])
            }
        }
    }

    /// The artifacts that `include` adds, by entry and number of the concrete environment.
    private mutating func includedCells(_ chosen: [[Int]]) -> [Int: [Int: Set<Int>]] {
        var added: [Int: [Int: Set<Int>]] = [:]
        for rule in matrix.includes {
            let artifacts = matches(rule.artifact.glob)
            let selections = selections(of: rule)
            if selections.isEmpty { reportEmpty(rule, "include", isInclude: true) }
            for (entry, numbers) in selections {
                let present = Set(chosen[entry])
                let new = artifacts.filter { !present.contains($0) }
                guard !new.isEmpty else { continue }
                for number in numbers { added[entry, default: [:]][number, default: []].formUnion(new) }
            }
        }
        return added
    }

    private mutating func makeCells(_ chosen: [[Int]], _ added: [Int: [Int: Set<Int>]]) {
        let standard = Self.standardSettings.overridden(by: matrix.defaults)
        for (position, entry) in matrix.environments.enumerated() {
            let base = standard.overridden(by: entry.settings)
            var ranges: [Range<Int>] = []
            for number in 0..<(entry.count ?? 0) {
                var artifacts = chosen[position]
                if let more = added[position]?[number] { artifacts = Set(artifacts).union(more).sorted() }
                let start = cells.count
                if !artifacts.isEmpty {
                    let environment = entry.concrete(entry.selection(number))
                    let suffix = "@" + environment.id
                    for artifact in artifacts {
                        cells.append(
                            Cell(
                                id: matrix.artifacts[artifact].name + suffix,
                                artifact: artifact,
                                environment: environments.count,
                                settings: base.overridden(by: matrix.artifacts[artifact].settings),
                            ))
                    }
                    environments.append(environment)
                }
                ranges.append(start..<cells.count)
            }
            self.ranges.append(ranges)
        }
    }

    private static var standardSettings: Settings {
        var settings = Settings()
        settings.inferences = 10
        settings.batch = .rows(1)
        settings.timeout = .standard
        settings.isolation = .process
        settings.network = Network.none
        return settings
    }

    // MARK: Rules

    private mutating func exclude() {
        for exclusion in matrix.exclusions {
            let found = cells(of: exclusion.rule)
            if found.isEmpty { reportEmpty(exclusion.rule, "exclude") }
            for cell in found where cells[cell].skipped == nil { cells[cell].skipped = exclusion.reason }
        }
    }

    /// A later entry overrules an earlier one on the cells that both fit.
    private mutating func expect() {
        for known in matrix.knownBreaks {
            let found = cells(of: known.rule)
            if found.isEmpty {
                reportEmpty(known.rule, "expect")
            } else if found.allSatisfy({ cells[$0].skipped != nil }) {
                report("every cell that this entry of 'expect' matches is excluded", at: known.rule.mark)
            }
            for cell in found where cells[cell].skipped == nil { cells[cell].expectation = known.expectation }
        }
    }

    private func matches(_ glob: Glob) -> [Int] {
        if glob.isLiteral { return artifactIndex[glob.pattern].map { [$0] } ?? [] }
        return matrix.artifacts.indices.filter { glob.matches(matrix.artifacts[$0].name) }
    }

    private func matchingEntries(_ glob: Glob) -> [Int] {
        if glob.isLiteral { return entryIndex[glob.pattern].map { [$0] } ?? [] }
        return matrix.environments.indices.filter { glob.matches(matrix.environments[$0].template.name) }
    }

    /// The numbers of the concrete environments that a rule fits, by entry; an axis that none of them has is reported.
    private mutating func selections(of rule: Rule) -> [(entry: Int, numbers: [Int])] {
        let entries = matchingEntries(rule.environment.glob)
        for condition in rule.conditions {
            let known = entries.contains { matrix.environments[$0].slot(named: condition.axis) != nil }
            guard !known else { continue }
            var seen: Set<String> = []
            let names = entries.flatMap { matrix.environments[$0].slots.map(\.name) }.filter {
                seen.insert($0).inserted
            }
            let advice = Spelling.advice(for: condition.axis, among: names)
            report("no environment here has an axis '\(condition.axis.excerpt)'\(advice)", at: condition.mark)
            return []
        }
        return entries.compactMap { position in
            let entry = matrix.environments[position]
            guard !rule.conditions.isEmpty else { return (position, Array(0..<(entry.count ?? 0))) }
            var fitting = entry.slots.map { [Bool](repeating: true, count: $0.choices.count) }
            for condition in rule.conditions {
                guard let slot = entry.slot(named: condition.axis) else { return nil }
                for (index, choice) in entry.slots[slot].choices.enumerated()
                where !condition.alternatives.contains(where: { $0.fits(choice) }) {
                    fitting[slot][index] = false
                }
            }
            let numbers = (0..<(entry.count ?? 0)).filter { number in
                zip(entry.selection(number), fitting).allSatisfy { $1[$0] }
            }
            return numbers.isEmpty ? nil : (position, numbers)
        }
    }

    private mutating func cells(of rule: Rule) -> [Int] {
        let artifacts = matches(rule.artifact.glob)
        let all = artifacts.count == matrix.artifacts.count
        var found: [Int] = []
        for (entry, numbers) in selections(of: rule) {
            for number in numbers {
                let range = ranges[entry][number]
                if all {
                    found.append(contentsOf: range)
                } else {
                    found.append(contentsOf: artifacts.compactMap { cell(of: $0, in: range) })
                }
            }
        }
        return found
    }

    /// The cell of an artifact among those of one environment, by bisection.
    private func cell(of artifact: Int, in range: Range<Int>) -> Int? {
        var (low, high) = (range.lowerBound, range.upperBound)
        while low < high {
            let middle = (low + high) / 2
            if cells[middle].artifact < artifact { low = middle + 1 } else { high = middle }
        }
        return low < range.upperBound && cells[low].artifact == artifact ? low : nil
    }

    /// Says why a rule fits nothing, unless an unknown axis has been reported for it.
    private mutating func reportEmpty(_ rule: Rule, _ key: String, isInclude: Bool = false) {
        let entries = matchingEntries(rule.environment.glob)
        for condition in rule.conditions {
            let slots = entries.compactMap { entry in
                matrix.environments[entry].slot(named: condition.axis).map { matrix.environments[entry].slots[$0] }
            }
            guard !slots.isEmpty else { return }
            let choices = slots.flatMap(\.choices)
            guard choices.contains(where: { choice in condition.alternatives.contains { $0.fits(choice) } }) else {
                var seen: Set<String> = []
                let values = choices.map(\.text).filter { seen.insert($0).inserted }
                let wanted = condition.alternatives.map(\.description).joined(separator: " or ")
                let shown = values.prefix(8).joined(separator: ", ") + (values.count > 8 ? ", …" : "")
                report(
                    "this entry of '\(key)' matches no cell: '\(condition.axis)' is never \(wanted.excerpt), only \(shown)",
                    at: condition.mark,
                )
                return
            }
        }
        let reason =
            isInclude || !rule.conditions.isEmpty
            ? "no environment fits all of its 'where', or 'only' keeps the artifact out"
            : "'only' keeps the artifact out"
        report("this entry of '\(key)' matches no cell: \(reason)", at: rule.mark)
    }

    // MARK: Baselines

    /// Sets every cell's baseline; returns it as an index for each cell.
    private mutating func linkBaselines() -> [Int?] {
        var links = [Int?](repeating: nil, count: cells.count)
        let baselines = baselineCells()
        let byArtifact = cellsByArtifact()
        for (index, artifact) in matrix.artifacts.enumerated() {
            guard case .artifact(let name)? = artifact.reference, let other = artifactIndex[name] else { continue }
            if case .file? = matrix.artifacts[other].reference { continue }
            guard let baseline = baselines[other] else {
                guard !matrix.baselines.contains(where: { $0.artifact == name }) else { continue }
                report(
                    "'\(artifact.name)' compares with '\(name)', which has no outputs to compare with; "
                        + "give '\(name)' a reference file or an entry in 'baseline'",
                    at: artifact.referenceMark ?? artifact.mark,
                )
                continue
            }
            for cell in byArtifact[index] { links[cell] = baseline }
        }
        // The baseline's own cell keeps the artifact's reference.
        for (artifact, baseline) in baselines {
            for cell in byArtifact[artifact] where cell != baseline { links[cell] = baseline }
        }
        for (cell, link) in links.enumerated() {
            if let link, cells[cell].skipped == nil { cells[cell].baseline = cells[link].id }
        }
        return links
    }

    private func cellsByArtifact() -> [[Int]] {
        var byArtifact = [[Int]](repeating: [], count: matrix.artifacts.count)
        for (index, cell) in cells.enumerated() { byArtifact[cell.artifact].append(index) }
        return byArtifact
    }

    /// The cell that `baseline` names, by artifact.
    private mutating func baselineCells() -> [Int: Int] {
        guard !matrix.baselines.isEmpty else { return [:] }
        var byID: [String: Int] = [:]
        for (index, cell) in cells.enumerated() { byID[cell.id] = index }
        var found: [Int: Int] = [:]
        for baseline in matrix.baselines {
            guard let artifact = artifactIndex[baseline.artifact] else { continue }
            guard let cell = byID["\(baseline.artifact)@\(baseline.environment)"] else {
                let ids = cells.filter { $0.artifact == artifact }.map { environments[$0.environment].id }
                report(
                    "'\(baseline.artifact)' has no cell in '\(baseline.environment.excerpt)'"
                        + Spelling.advice(for: baseline.environment, among: ids),
                    at: baseline.environmentMark,
                )
                continue
            }
            if let reason = cells[cell].skipped {
                report(
                    "the baseline of '\(baseline.artifact)' is excluded (\(reason.excerpt))",
                    at: baseline.environmentMark)
            }
            found[artifact] = cell
        }
        return found
    }

    /// Reports baselines that lead back to where they start; each cell has one link at most.
    private mutating func refuseCycles(_ links: [Int?]) {
        var done = [Bool](repeating: false, count: links.count)
        for start in links.indices where !done[start] {
            var path: [Int] = []
            var onPath: Set<Int> = []
            var cell: Int? = start
            while let current = cell, !done[current] {
                guard onPath.insert(current).inserted else {
                    reportCycle(path.suffix(from: path.firstIndex(of: current) ?? 0))
                    break
                }
                path.append(current)
                cell = links[current]
            }
            for cell in path { done[cell] = true }
        }
    }

    private mutating func reportCycle(_ cycle: ArraySlice<Int>) {
        let ids = cycle.map { "'\(cells[$0].id)'" }
        guard let first = cycle.first else { return }
        let artifact = matrix.artifacts[cells[first].artifact]
        report(
            "references go round in a circle: \((ids + ids.prefix(1)).joined(separator: " compares with ")); "
                + "give one of them a reference file",
            at: artifact.referenceMark ?? artifact.mark,
        )
    }

    private mutating func warnOfUnused() {
        var used = [Bool](repeating: false, count: matrix.artifacts.count)
        for cell in cells { used[cell.artifact] = true }
        for (artifact, used) in zip(matrix.artifacts, used) where !used {
            let message = "the artifact '\(artifact.name)' is in no cell: no environment's 'only' lets it in"
            warnings.append(Diagnostic(message, file: matrix.file, mark: artifact.mark, severity: .warning))
        }
        for (entry, ranges) in zip(matrix.environments, ranges) where ranges.allSatisfy(\.isEmpty) {
            let message = "the environment '\(entry.template.name)' has no cell"
            warnings.append(Diagnostic(message, file: matrix.file, mark: entry.mark, severity: .warning))
        }
    }
}
