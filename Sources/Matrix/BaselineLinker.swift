import YAML

/// Finds the cell whose outputs are each cell's reference, from `baseline` and from bridges between artifacts.
struct BaselineLinker {
    let matrix: Matrix
    let matcher: RuleMatcher
    let cells: [Cell]
    let environments: [TargetEnvironment]
    private(set) var problems: [Diagnostic] = []

    init(matrix: Matrix, matcher: RuleMatcher, cells: [Cell], environments: [TargetEnvironment]) {
        self.matrix = matrix
        self.matcher = matcher
        self.cells = cells
        self.environments = environments
    }

    /// By cell, the index of the cell that it is compared with.
    mutating func links() -> [Int?] {
        var links = [Int?](repeating: nil, count: cells.count)
        let baselines = baselineCells()
        let byArtifact = cellsByArtifact()
        for (index, artifact) in matrix.artifacts.enumerated() {
            guard let baseline = bridge(from: artifact, baselines) else { continue }
            for cell in byArtifact[index] { links[cell] = baseline }
        }
        // An artifact's own baseline wins; its own cell keeps the artifact's reference.
        for (artifact, baseline) in baselines {
            for cell in byArtifact[artifact] where cell != baseline { links[cell] = baseline }
        }
        refuseCycles(links)
        return links
    }

    private mutating func report(_ message: String, at mark: Mark) {
        problems.append(Diagnostic(message, file: matrix.file, mark: mark))
    }

    /// The cell that an artifact's `reference: {artifact: …}` leads to; `nil` where it leads to a file.
    private mutating func bridge(from artifact: Artifact, _ baselines: [Int: Int]) -> Int? {
        guard case .artifact(let name)? = artifact.reference, let other = matcher.artifact(named: name) else {
            return nil
        }
        if case .file? = matrix.artifacts[other].reference { return nil }
        if let baseline = baselines[other] { return baseline }
        // A faulty entry in `baseline` has been reported itself.
        if !matrix.baselines.contains(where: { $0.artifact == name }) {
            report(
                "'\(artifact.name)' compares with '\(name)', which has no outputs to compare with; "
                    + "give '\(name)' a reference file or an entry in 'baseline'",
                at: artifact.referenceMark ?? artifact.mark,
            )
        }
        return nil
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
            guard let artifact = matcher.artifact(named: baseline.artifact) else { continue }
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
                    at: baseline.environmentMark,
                )
            }
            found[artifact] = cell
        }
        return found
    }

    /// Reports links that lead back to where they start; each cell has one at most.
    private mutating func refuseCycles(_ links: [Int?]) {
        var done = [Bool](repeating: false, count: links.count)
        for start in links.indices where !done[start] {
            var path: [Int] = []
            var places: [Int: Int] = [:]
            var cell: Int? = start
            while let current = cell, !done[current] {
                if let place = places[current] {
                    reportCycle(path[place...])
                    break
                }
                places[current] = path.count
                path.append(current)
                cell = links[current]
            }
            for cell in path { done[cell] = true }
        }
    }

    private mutating func reportCycle(_ cycle: ArraySlice<Int>) {
        guard let first = cycle.first else { return }
        let ids = (cycle + [first]).map { "'\(cells[$0].id)'" }
        let artifact = matrix.artifacts[cells[first].artifact]
        report(
            "references go round in a circle: \(ids.joined(separator: " compares with ")); "
                + "give one of them a reference file",
            at: artifact.referenceMark ?? artifact.mark,
        )
    }
}
