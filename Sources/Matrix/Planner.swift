import YAML

/// Makes the cells of a matrix; every pass is linear in the cells that it concerns.
struct Planner {
    /// The most cells of a matrix: a slip such as an axis too many is refused before it fills the memory.
    static let maximumCells = 100_000

    private let matrix: Matrix
    private let matcher: RuleMatcher
    private var problems: [Diagnostic] = []
    private var environments: [TargetEnvironment] = []
    private var cells: [Cell] = []
    /// The cells of each concrete environment, by entry and number; artifacts ascend within.
    private var ranges: [[Range<Int>]] = []

    init(matrix: Matrix) {
        self.matrix = matrix
        matcher = RuleMatcher(matrix)
    }

    mutating func plan() throws(MatrixError) -> Plan {
        let chosen = matrix.environments.map(chosenArtifacts)
        try checkSize(chosen)
        makeCells(chosen, includedArtifacts(chosen))
        exclude()
        expect()
        var linker = BaselineLinker(matrix: matrix, matcher: matcher, cells: cells, environments: environments)
        for (cell, link) in linker.links().enumerated() {
            if let link, cells[cell].skipped == nil { cells[cell].baseline = cells[link].id }
        }
        problems += linker.problems
        guard problems.isEmpty else { throw MatrixError(problems.inOrder) }
        var plan = Plan(
            name: matrix.name,
            file: matrix.file,
            policy: matrix.policy,
            artifacts: matrix.artifacts,
            environments: environments,
            cells: cells,
        )
        plan.warnings = unused()
        return plan
    }

    /// The artifacts that `only` lets into an environment.
    private func chosenArtifacts(_ entry: EnvironmentEntry) -> [Int] {
        guard let only = entry.only else { return Array(matrix.artifacts.indices) }
        return Array(Set(only.flatMap { matcher.artifacts(matching: $0.glob) })).sorted()
    }

    private func checkSize(_ chosen: [[Int]]) throws(MatrixError) {
        var total = 0
        for (entry, artifacts) in zip(matrix.environments, chosen) {
            let count = entry.count ?? .max
            let (cells, overflow) = count.multipliedReportingOverflow(by: max(artifacts.count, 1))
            guard !overflow, cells <= Self.maximumCells - total else {
                let message = "more than \(Self.maximumCells) cells with this environment; shorten its axes"
                throw MatrixError([Diagnostic(message, file: matrix.file, mark: entry.mark)])
            }
            total += cells
        }
    }

    /// The artifacts that `include` adds, by entry and number of the concrete environment.
    private mutating func includedArtifacts(_ chosen: [[Int]]) -> [Int: [Int: Set<Int>]] {
        var added: [Int: [Int: Set<Int>]] = [:]
        for rule in matrix.includes {
            let artifacts = matcher.artifacts(matching: rule.artifact.glob)
            let selections = matcher.selections(of: rule)
            if selections.isEmpty { reportEmpty(rule, "include") }
            for selection in selections {
                let present = Set(chosen[selection.entry])
                let new = artifacts.filter { !present.contains($0) }
                guard !new.isEmpty else { continue }
                for number in selection.numbers {
                    added[selection.entry, default: [:]][number, default: []].formUnion(new)
                }
            }
        }
        return added
    }

    private mutating func makeCells(_ chosen: [[Int]], _ added: [Int: [Int: Set<Int>]]) {
        for (position, entry) in matrix.environments.enumerated() {
            let base = Settings.standard.overridden(by: matrix.defaults).overridden(by: entry.settings)
            var ranges: [Range<Int>] = []
            for number in 0..<(entry.count ?? 0) {
                var artifacts = chosen[position]
                if let more = added[position]?[number] { artifacts = Set(artifacts).union(more).sorted() }
                let start = cells.count
                if !artifacts.isEmpty {
                    var environment = entry.concrete(entry.selection(number))
                    environment.resources = base.resources ?? Resources()
                    makeCells(of: environment, artifacts, base)
                }
                ranges.append(start..<cells.count)
            }
            self.ranges.append(ranges)
        }
    }

    private mutating func makeCells(of environment: TargetEnvironment, _ artifacts: [Int], _ base: Settings) {
        let suffix = "@" + environment.id
        for index in artifacts {
            let artifact = matrix.artifacts[index]
            cells.append(
                Cell(
                    id: artifact.name + suffix,
                    artifact: index,
                    environment: environments.count,
                    settings: base.overridden(by: artifact.settings),
                ))
        }
        environments.append(environment)
    }

    /// Of several exclusions that fit a cell the first gives the reason.
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

    private func cells(of rule: Rule) -> [Int] {
        let artifacts = matcher.artifacts(matching: rule.artifact.glob)
        let isAll = artifacts.count == matrix.artifacts.count
        var found: [Int] = []
        for selection in matcher.selections(of: rule) {
            for number in selection.numbers {
                let range = ranges[selection.entry][number]
                if isAll {
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

    private mutating func reportEmpty(_ rule: Rule, _ key: String) {
        let (message, mark) = matcher.reason(rule, key)
        report(message, at: mark)
    }

    private mutating func report(_ message: String, at mark: Mark) {
        problems.append(Diagnostic(message, file: matrix.file, mark: mark))
    }

    /// Warnings about artifacts and environments without a cell.
    private func unused() -> [Diagnostic] {
        var used = [Bool](repeating: false, count: matrix.artifacts.count)
        for cell in cells { used[cell.artifact] = true }
        let artifacts = zip(matrix.artifacts, used).filter { !$1 }.map { artifact, _ in
            Diagnostic(
                "the artifact '\(artifact.name)' is in no cell: no environment's 'only' lets it in",
                file: matrix.file,
                mark: artifact.mark,
                severity: .warning,
            )
        }
        let environments = zip(matrix.environments, ranges).filter { $1.allSatisfy(\.isEmpty) }.map { entry, _ in
            Diagnostic(
                "the environment '\(entry.template.name)' has no cell",
                file: matrix.file,
                mark: entry.mark,
                severity: .warning,
            )
        }
        return (artifacts + environments).inOrder
    }
}

extension Settings {
    /// What holds where the matrix says nothing.
    static let standard: Settings = {
        var settings = Settings()
        settings.inferences = 10
        settings.batch = .rows(1)
        settings.timeout = .standard
        settings.isolation = .process
        settings.network = Network.none
        return settings
    }()
}
