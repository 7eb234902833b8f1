import Matrix
import Results
import Tensors

/// Gathers the finished cells of a run, and holds back those that wait for another cell's outputs.
actor Ledger {
    /// A cell that came through but whose reference is another cell's outputs.
    typealias Continuation = @Sendable (Baseline) -> Finished

    /// A finished cell with its outputs, where it has some.
    struct Finished: Sendable {
        let result: CellResult
        let outputs: [[NamedTensor]]?
    }

    /// What became of a baseline cell.
    enum Baseline: Sendable {
        case outputs([[NamedTensor]])
        /// It has none, and its verdict.
        case none(cell: String, verdict: Verdict)
    }

    private let plan: Plan
    private let observe: @Sendable (RunEvent) -> Void
    private let places: [String: Int]
    private let baselines: Set<String>
    private var results: [CellResult?]
    private var outputs: [String: Baseline] = [:]
    private var waiting: [String: [Continuation]] = [:]
    private var environments: [String: EnvironmentResult] = [:]
    /// Called after each cell that fails the run.
    private var failed: (@Sendable () -> Void)?

    init(plan: Plan, observe: @escaping @Sendable (RunEvent) -> Void, failed: (@Sendable () -> Void)?) {
        self.plan = plan
        self.observe = observe
        self.failed = failed
        places = Dictionary(uniqueKeysWithValues: plan.cells.enumerated().map { ($1.id, $0) })
        baselines = Set(plan.cells.compactMap(\.baseline))
        results = Array(repeating: nil, count: plan.cells.count)
    }

    /// Whether another cell is compared with this one's outputs, so that they must be kept.
    func isBaseline(_ cell: String) -> Bool { baselines.contains(cell) }

    private func finish(_ finished: Finished) { finish(finished.result, outputs: finished.outputs) }

    /// Takes a finished cell in; `outputs` where others may wait for them.
    func finish(_ result: CellResult, outputs made: [[NamedTensor]]?) {
        guard let place = places[result.cell], results[place] == nil else { return }
        results[place] = result
        observe(.cellFinished(result))
        if result.verdict.fails, !result.advisory { failed?() }
        guard baselines.contains(result.cell) else { return }
        let baseline = made.map(Baseline.outputs) ?? .none(cell: result.cell, verdict: result.verdict)
        outputs[result.cell] = baseline
        for continuation in waiting.removeValue(forKey: result.cell) ?? [] {
            finish(continuation(baseline))
        }
    }

    /// Finishes a cell as soon as its baseline is known, which may be now.
    func finish(after baseline: String, _ continuation: @escaping Continuation) {
        if let known = outputs[baseline] {
            finish(continuation(known))
        } else if let place = places[baseline], let result = results[place] {
            finish(continuation(.none(cell: baseline, verdict: result.verdict)))
        } else {
            waiting[baseline, default: []].append(continuation)
        }
    }

    /// Notes how an environment was made. Where `isolation: environment` made it several times, a failure counts most,
    /// then the time in which something was made: "reused" is what nobody had to make.
    func record(_ environment: EnvironmentResult) {
        guard let known = environments[environment.id] else {
            environments[environment.id] = environment
            return
        }
        guard known.failure == nil, environment.failure != nil || (known.reused && !environment.reused) else { return }
        var latest = environment
        latest.sandbox = known.sandbox
        latest.importSeconds = known.importSeconds
        environments[environment.id] = latest
    }

    /// Notes what held an environment's cells; of several sessions the weakest counts.
    func record(_ sandbox: SandboxState, environment: String) {
        if let known = environments[environment]?.sandbox, known.missing.count >= sandbox.missing.count { return }
        environments[environment]?.sandbox = sandbox
    }

    func addImportSeconds(_ seconds: Double, environment: String) {
        environments[environment]?.importSeconds += seconds
    }

    /// Every cell in the order of the plan; those without a result are made up by `missing`.
    func close(missing: (Cell) -> CellResult) -> (cells: [CellResult], environments: [EnvironmentResult]) {
        for (baseline, continuations) in waiting {
            for continuation in continuations {
                finish(continuation(.none(cell: baseline, verdict: .skipped)))
            }
        }
        waiting = [:]
        for (place, cell) in plan.cells.enumerated() where results[place] == nil {
            let result = missing(cell)
            results[place] = result
            observe(.cellFinished(result))
        }
        return (results.compactMap(\.self), plan.environments.compactMap { environments[$0.id] })
    }
}
