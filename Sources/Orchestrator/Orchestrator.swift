import Artifacts
import Environments
import Files
public import Matrix
public import Results
import Tensors

/// Runs a plan: makes its environments, probes its artifacts in them and judges every cell.
public struct Orchestrator: Sendable {
    let plan: Plan
    let options: RunOptions
    let observe: @Sendable (RunEvent) -> Void

    /// - Parameter observe: called with every event, from any task, in the order in which things happen.
    public init(plan: Plan, options: RunOptions, observe: @escaping @Sendable (RunEvent) -> Void) {
        self.plan = plan
        self.options = options
        self.observe = observe
    }

    /// A finished run and the directory that keeps it.
    public struct Outcome: Sendable {
        public let result: RunResult
        /// `.smokehouse/runs/ID`, absolute.
        public let directory: String
    }

    /// Runs every cell of the plan. A cancelled task stops everything and returns what there is.
    ///
    /// - Throws: `MatrixError` where inputs or references cannot be used, `FileError` where the run's directory cannot
    ///   be made. Everything that happens to a cell or an environment is a verdict, not an error.
    public func run() async throws -> Outcome {
        let start = Clock.now
        let fetched = try await fetchArtifacts()
        defer { withExtendedLifetime(fetched.held) {} }
        return try await Orchestrator(plan: fetched.plan, options: options, observe: observe)
            .run(since: start, failures: fetched.failures)
    }

    /// - Parameter failures: by index, the artifacts that could not be fetched.
    private func run(since start: Double, failures: [Int: ArtifactFetch.Failure]) async throws -> Outcome {
        let running = plan.cells.filter { $0.skipped == nil }
        let scratch = try Scratch.create(environment: options.environment, keep: options.keep)
        defer { scratch.remove() }
        let keys = try SignatureKeys.load(plan)
        // The sandbox's trial needs nothing of the artifacts: it may go on while they are read.
        let launchers = SandboxLaunchers(options)
        async let _ = findLauncher(launchers, for: running)
        let preparations = await prepare(running, failures: failures, keys: keys, scratch: scratch)
        let problems = plan.artifacts.indices.flatMap { preparations[$0]?.problems ?? [] }
        guard problems.isEmpty else { throw MatrixError(problems) }

        let directory = try RunDirectory.create(below: options.root)
        var result = RunResult(
            id: directory.id,
            matrix: plan.name,
            file: plan.file,
            version: options.version,
            started: Clock.timestamp,
            host: Host.current,
        )
        observe(.runStarted(RunOutline(plan)))
        Orphans.adopt()

        let groups = CellGroup.groups(of: plan, cells: running, fresh: options.fresh) { cell in
            preparations[cell.artifact]?.requirements
        }
        let dispatcher = Dispatcher(jobs: options.jobs, environments: groups.count)
        let stop = StopSignal()
        let failed: (@Sendable () -> Void)? = options.failFast ? { @Sendable in stop.raise() } : nil
        let ledger = Ledger(plan: plan, observe: observe, failed: failed)
        await finishSkipped(ledger, preparations)
        let context = RunContext(
            plan: plan,
            options: options,
            preparations: preparations,
            ledger: ledger,
            dispatcher: dispatcher,
            directory: directory,
            scratch: scratch,
            provision: provisionContext(scratch),
            today: Clock.today,
            launchers: launchers,
            observe: observe,
            groups: groups.count,
            artifactPlaces: plan.artifactPlaces,
        )
        await withTaskCancellationHandler {
            await withTaskGroup(of: Ending.self) { tasks in
                for group in groups {
                    tasks.addTask {
                        await GroupRun(group: group, context: context).run()
                        return .group
                    }
                }
                tasks.addTask { await stop.wait() ? .stopped : .dismissed }
                var left = groups.count
                if left == 0 { stop.dismiss() }
                for await ending in tasks {
                    switch ending {
                    case .group: left -= 1
                    case .stopped:
                        tasks.cancelAll()
                        await dispatcher.stop()
                    case .dismissed: break
                    }
                    if left == 0 { stop.dismiss() }
                }
            }
        } onCancel: {
            Task { await dispatcher.stop() }
        }
        Orphans.end(sparing: await context.provision.engines.close())
        result.interrupted = Task.isCancelled
        let why = result.interrupted ? "not run: interrupted" : "not run: stopped after the first failure (--fail-fast)"
        let closed = await ledger.close { cell in
            judge(cell, preparations[cell.artifact] ?? Preparation(checks: []))
                .verdict(.skipped, stage: nil, reason: why)
        }
        result.cells = closed.cells
        result.environments = closed.environments
        result.seconds = Clock.now - start
        result.finished = Clock.timestamp
        return Outcome(result: result, directory: directory.path)
    }

    private func findLauncher(_ launchers: SandboxLaunchers, for cells: [Cell]) async {
        let isNeeded = cells.contains { plan.environments[$0.environment].container == nil }
        guard plan.policy.sandbox != .off, isNeeded else { return }
        _ = await launchers.launcher()
    }

    private func provisionContext(_ scratch: Scratch) -> ProvisionContext {
        var context = ProvisionContext(
            cache: CacheDirectory(variables: options.environment),
            variables: options.environment,
            reuse: options.fresh ? .nothing : .store,
            bytecode: options.fresh ? scratch.bytecode : nil,
            engines: ContainerEngines(variables: options.environment, program: options.program),
        )
        context.loader = LoaderFiles(library: options.loader.library, executable: options.loader.executable)
        context.rebuildsImages = options.fresh
        return context
    }

    private enum Ending: Sendable { case group, stopped, dismissed }

    /// Problems with the inputs and references that a plan's artifacts name; for `validate`.
    public static func problems(of plan: Plan, environment: [String: String]) async throws -> [Diagnostic] {
        let scratch = try Scratch.create(environment: environment, keep: false)
        defer { scratch.remove() }
        var problems: [Diagnostic] = []
        do throws(MatrixError) {
            _ = try SignatureKeys.load(plan)
        } catch {
            problems += error.diagnostics
        }
        for index in plan.artifacts.indices {
            problems += Preparation.inputProblems(
                plan.artifacts[index],
                directory: scratch.inputs(index),
                file: plan.file,
            )
        }
        return problems
    }

    /// Reads each artifact that has a cell to run, once, all at the same time.
    private func prepare(
        _ cells: [Cell],
        failures: [Int: ArtifactFetch.Failure],
        keys: [VerificationKey],
        scratch: Scratch,
    ) async -> [Int: Preparation] {
        var settings: [Int: Settings] = [:]
        for cell in cells {
            // Generated inputs must reach for the cell that asks for most of them.
            let known = settings[cell.artifact]
            if rows(cell.settings) > known.map(rows) ?? 0 { settings[cell.artifact] = cell.settings }
        }
        let places = self.plan.artifactPlaces
        // An artifact that others are compared with lends its reference, also where it has no cell of its own.
        for case .artifact(let name) in settings.keys.map({ self.plan.artifacts[$0].reference }) {
            guard let index = places[name], settings[index] == nil else {
                continue
            }
            settings[index] = self.plan.artifacts[index].settings
        }
        let (plan, settingsByArtifact) = (plan, settings)
        let folders = FolderContents(
            settings.keys.flatMap { plan.artifacts[$0].parts }.map { Path.parent($0.path) })
        return await withTaskGroup(of: (Int, Preparation).self) { tasks in
            for (index, settings) in settingsByArtifact {
                tasks.addTask {
                    let preparation = Preparation.make(
                        plan.artifacts[index],
                        policy: plan.policy,
                        keys: keys,
                        inferences: settings.inferences ?? 10,
                        batch: settings.batch?.rows,
                        directory: scratch.inputs(index),
                        file: plan.file,
                        failure: failures[index],
                        folders: folders,
                    )
                    return (index, preparation)
                }
            }
            var all: [Int: Preparation] = [:]
            for await (index, preparation) in tasks { all[index] = preparation }
            return all
        }
    }

    private func rows(_ settings: Settings) -> Int {
        (settings.inferences ?? 10) * (settings.batch?.rows ?? 1)
    }

    private func finishSkipped(_ ledger: Ledger, _ preparations: [Int: Preparation]) async {
        for cell in plan.cells {
            let preparation = preparations[cell.artifact] ?? Preparation(checks: [])
            if let reason = cell.skipped {
                await ledger.finish(
                    judge(cell, preparation).verdict(.skipped, stage: nil, reason: reason), outputs: nil)
            } else if let refusal = preparation.refusal {
                await ledger.finish(
                    judge(cell, preparation).verdict(refusal.verdict, stage: refusal.stage, reason: refusal.reason),
                    outputs: nil,
                )
            }
        }
    }

    private func judge(_ cell: Cell, _ preparation: Preparation) -> Judge {
        Judge(
            cell: cell,
            artifact: plan.artifact(of: cell),
            environment: plan.environment(of: cell),
            preparation: preparation,
            installed: [:],
            provisionSeconds: 0,
            today: Clock.today,
        )
    }
}

extension Batch {
    /// Rows for each inference; `nil` for stacked.
    var rows: Int? {
        guard case .rows(let count) = self else { return nil }
        return count
    }
}
