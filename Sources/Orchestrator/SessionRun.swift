import Artifacts
import Environments
import Files
import JSON
import Matrix
import Probe
import Results
import Tensors

/// Runs the cells of one session plan: the loader, its events, and a verdict for each cell as soon as it ends.
struct SessionRun: Sendable {
    let plan: SessionPlan
    let group: CellGroup
    let environment: ProvisionedEnvironment
    /// Versions by distribution, and of variants under their framework's name.
    let installed: [String: String]
    let context: RunContext

    init(plan: SessionPlan, group: CellGroup, environment: ProvisionedEnvironment, context: RunContext) {
        self.plan = plan
        self.group = group
        self.environment = environment
        self.context = context
        installed = RequiredPackage.withFrameworks(
            Dictionary(environment.packages.map { ($0.name, $0.version) }) { _, last in last })
    }

    func run() async {
        if plan.route == .hosted, environment.python.isEmpty {
            await give(up: plan.cells, .notStarted("the image has no Python, which this artifact needs"))
            return
        }
        let left = await attempt(plan.cells)
        // The loader itself went down, with it what it had not reached: each of those once more, alone.
        guard case .lost(let cells, let end) = left else { return }
        if cells.count == 1 || end.isEnginesFault {
            await give(up: cells, end)
            return
        }
        for cell in cells {
            if case .lost(let cells, let end) = await attempt([cell]) { await give(up: cells, end) }
        }
    }

    private enum Attempt: Sendable {
        case done
        case stopped
        case lost([Cell], LoaderProcess.End)
    }

    private func attempt(_ cells: [Cell]) async -> Attempt {
        let result = await context.dispatcher.perform(.session) { await session(cells) }
        return result ?? .stopped
    }

    private func session(_ cells: [Cell]) async -> Attempt {
        let directory: String
        let jobs: [Job]
        do {
            directory = try context.scratch.session()
            jobs = try cells.map(job)
        } catch {
            return .lost(cells, .notStarted("\(error)"))
        }
        let groups = await controlGroups(cells)
        defer { groups?.remove() }
        let sandbox = await sandbox(jobs, session: directory, groups)
        let session = Session(
            events: "-",
            log: Path.join(directory, "session.log"),
            preload: plan.preload,
            parallel: parallel,
            jobs: jobs,
            sitePackages: environment.sitePackages,
            sandbox: sandbox?.rules,
        )
        let launcher = launcher(in: directory, sandbox?.launcher ?? [])
        let log = SessionLog(cells: cells)
        context.observe(.environmentImporting(id: group.environment.id))
        let end = await launcher.run(session) { event in
            // What a loader says while it is being stopped is about its stopping, not about the artifacts.
            if Task.isCancelled { return }
            if let finished = await log.take(event, observe: context.observe) { await judge(finished.0, finished.1) }
        }
        await context.ledger.addImportSeconds(await log.importSeconds, environment: group.environment.id)
        if let report = await log.sandbox {
            await context.ledger.record(
                SandboxState(
                    layers: report.layers, missing: report.missing + (environment.container?.missing ?? [])),
                environment: group.environment.id)
        }
        let unreported = await log.unfinished
        if unreported.isEmpty { return .done }
        return end == .cancelled ? .stopped : .lost(unreported, end)
    }

    private func launcher(in directory: String, _ sandbox: [String]) -> any SessionLauncher {
        let device = group.environment.device
        let variables = DeviceDefaults.applied(
            to: ThreadLimits.applied(to: environment.processEnvironment), device: device)
        if let container = environment.container {
            return ContainerSession(
                environment: environment,
                container: container,
                loader: context.options.loader,
                route: plan.route,
                variables: variables,
                directory: directory,
                scratch: context.scratch.path,
                importLimit: group.provisionLimit,
                network: plan.network,
                companions: companions,
            )
        }
        return LoaderProcess(
            loader: context.options.loader,
            route: plan.route,
            interpreter: environment.python,
            launcher: sandbox,
            environment: ForkDefaults.applied(to: variables),
            directory: directory,
            importLimit: group.provisionLimit,
            writesBytecode: environment.folder != nil,
        )
    }

    /// What lies beside the cells' artifacts and belongs to them.
    private var companions: [String: [String]] {
        var companions: [String: [String]] = [:]
        for cell in plan.cells {
            for part in context.preparation(of: cell).parts {
                guard let description = part.description, !description.companions.isEmpty else { continue }
                companions[description.path] = description.companions
            }
        }
        return companions
    }

    /// Cells at the same time within one session: enough that a model that sleeps does not hold the others up.
    private var parallel: Int {
        let jobs = context.options.jobs
        return jobs == 1 ? 1 : max(2, (jobs + context.groups - 1) / max(1, context.groups))
    }

    /// What holds the session's cells; `nil` where the policy wants nothing to.
    private func sandbox(_ jobs: [Job], session: String, _ groups: ControlGroupTree?) async -> SandboxPlan? {
        guard context.plan.policy.sandbox != .off else { return nil }
        let isRequired = context.plan.policy.sandbox == .required
        if environment.container != nil {
            return SandboxPlan(inContainer: plan.network, isRequired: isRequired, scratch: context.scratch)
        }
        let launcher = await context.launchers.launcher(context.options.loader, variables: context.options.environment)
        return SandboxPlan(
            SandboxPaths(environment: environment, target: group.environment, loader: context.options.loader),
            launcher: launcher,
            isRequired: isRequired,
            network: plan.network,
            jobs: jobs,
            scratch: context.scratch,
            session: session,
            bytecode: environment.folder == nil ? nil : context.provision.bytecode,
            groups: groups,
        )
    }

    /// Groups for cells whose use of the machine the matrix limits: joining one takes longer than all else in a cell.
    private func controlGroups(_ cells: [Cell]) async -> ControlGroupTree? {
        guard environment.container == nil, context.plan.policy.sandbox != .off, KernelFeatures.landlock > 0,
            cells.contains(where: { $0.settings.resources != nil })
        else { return nil }
        return await ControlGroupTree.make()
    }

    private func job(_ cell: Cell) throws(FileError) -> Job {
        let artifact = context.plan.artifact(of: cell)
        let preparation = context.preparation(of: cell)
        let directory = try WorkingDirectory(at: context.scratch.cell(cell.id)).path
        var job = Job(
            cell: cell.id,
            directory: directory,
            format: preparation.format ?? artifact.format ?? "",
            artifact: artifact.path,
        )
        job.preload = plan.route == .hosted ? preparation.preload : []
        let isTrusted = context.plan.policy.pickle == .trusted
        if artifact.steps.isEmpty {
            job.call = artifact.call
            job.options = artifact.part.options(trusted: isTrusted, facts: preparation.parts.first?.description?.facts)
        } else {
            job.steps = zip(artifact.parts, preparation.parts).map { part, read in
                JobStep(
                    format: read.description?.format ?? part.format ?? "",
                    artifact: part.path,
                    call: part.call,
                    options: part.options(trusted: isTrusted, facts: read.description?.facts),
                )
            }
        }
        job.inputs = preparation.inputFiles.map { JobInput(name: $0.name, path: $0.path) }
        job.inferences = cell.settings.inferences ?? 10
        if let batch = cell.settings.batch { job.batch = batch.rows }
        if let inputs = preparation.inputs {
            if inputs.isStacked { job.batch = nil }
            if !inputs.columnNames.isEmpty {
                job.options["columns"] = .array(inputs.columnNames.map(JSONValue.string))
            }
        }
        // Numbers without a dtype of their own take the model's.
        if artifact.inputs?.isUntyped ?? true { job.options["cast-inputs"] = true }
        job.loadTimeout = cell.settings.timeout?.load ?? 60
        job.inferenceTimeout = cell.settings.timeout?.inference ?? 10
        // A container's own limits hold all that is in it.
        let resources = environment.container == nil ? cell.settings.resources : artifact.settings.resources
        job.memoryLimit = resources?.memory ?? MemoryLimit.perCell
        job.processors = resources?.cpus
        job.processes = resources?.pids
        job.readable = preparation.readable
        return job
    }

    /// Reads a finished cell's outputs, compares them, and hands the result to the ledger.
    private func judge(_ cell: Cell, _ record: CellRecord) async {
        let artifact = context.plan.artifact(of: cell)
        let directory = context.scratch.cell(cell.id)
        if environment.container != nil { ContainerOutputs.secure(directory) }
        let judge = makeJudge(cell)
        let logs = CellLogs(cell: cell.id, directory: directory, run: context.directory)
        var outputs: RecordedOutputs?
        var broken: String?
        if record.exit?.complete == true, record.raised == nil, record.timedOut == nil {
            do throws(OutputComparison.Unreadable) {
                outputs = try OutputComparison.read(
                    record,
                    directory: directory,
                    inferences: cell.settings.inferences ?? 10,
                )
            } catch {
                broken = error.message
            }
        }
        let (kept, unreadable) = (outputs, broken)
        let changed = context.preparation(of: cell).changedFile
        let finish: @Sendable (Parity) -> Ledger.Finished = { parity in
            let tolerance = cell.settings.tolerance
            var result =
                if let changed {
                    judge.verdict(
                        .refused, stage: .integrity,
                        reason: "'\(changed)' was exchanged or rewritten while the cell ran: "
                            + "what was loaded may not be what was scanned; run again when it stays as it is",
                    )
                } else if let unreadable {
                    judge.verdict(.incompatible, stage: .inference, reason: unreadable)
                } else {
                    judge.verdict(
                        record,
                        parity: parity,
                        nondeterminism: kept.flatMap {
                            OutputComparison.nondeterminism($0, options: artifact.compare, tolerance: tolerance)
                        },
                    )
                }
            result.outputDigest = kept.map(OutputComparison.digest)
            logs.attach(to: &result)
            return Ledger.Finished(result: result, outputs: changed == nil ? kept?.inferences : nil)
        }
        if let outputs, let baseline = cell.baseline, baseline != cell.id {
            await context.ledger.finish(after: baseline) { baseline in
                finish(Self.parity(outputs, with: baseline, cell: cell, artifact: artifact))
            }
        } else {
            let parity = outputs.map { Self.parity($0, cell: cell, artifact: artifact, context: context) }
            let finished = finish(parity ?? .notCompared("no outputs"))
            await context.ledger.finish(finished.result, outputs: finished.outputs)
        }
        if !context.scratch.isKept { try? Directory.removeTree(directory) }
    }

    /// Against the artifact's reference file, or that of the artifact that it is a bridge to.
    private static func parity(
        _ outputs: RecordedOutputs,
        cell: Cell,
        artifact: Artifact,
        context: RunContext,
    ) -> Parity {
        var reference = context.preparation(of: cell).reference
        if case .artifact(let name) = artifact.reference {
            reference = context.bridged(to: name)
        }
        guard let reference else {
            return .notCompared("predictions not compared; `smokehouse record` makes a reference")
        }
        let isStacked = cell.settings.batch == .stacked || context.preparation(of: cell).inputs?.isStacked == true
        let batch = isStacked ? nil : cell.settings.batch?.rows ?? 1
        return .compared(
            OutputComparison.compare(
                outputs,
                expected: { (index) throws(InputError) in try reference.expected(inference: index, batch: batch) },
                options: artifact.compare,
                tolerance: cell.settings.tolerance,
            )
        )
    }

    private static func parity(
        _ outputs: RecordedOutputs,
        with baseline: Ledger.Baseline,
        cell: Cell,
        artifact: Artifact,
    ) -> Parity {
        switch baseline {
        case .none(let id, let verdict):
            return .notCompared("predictions not compared: the baseline \(id) is \(verdict.rawValue)")
        case .outputs(let rows):
            return .compared(
                OutputComparison.compare(
                    outputs,
                    expected: { $0 < rows.count ? rows[$0] : [] },
                    options: artifact.compare,
                    tolerance: cell.settings.tolerance,
                )
            )
        }
    }

    /// Cells that no loader could be brought to report on.
    private func give(up cells: [Cell], _ end: LoaderProcess.End) async {
        for cell in cells {
            let judge = makeJudge(cell)
            let modules = plan.preload.first.map { " (\($0.split(separator: ".")[0]) and what it needs)" } ?? ""
            let result =
                switch end {
                case .signalled(let signal):
                    judge.verdict(
                        .crashed, stage: .load,
                        reason: "the interpreter was killed by \(SignalName.of(signal)) while importing\(modules)",
                    )
                case .outOfMemory:
                    judge.verdict(
                        .crashed, stage: .load,
                        reason:
                            "the container's memory ran out before the artifact was loaded\(modules); raise 'resources: {memory: …}'",
                    )
                case .stalled(let limit):
                    judge.verdict(
                        .timedOut, stage: .provision,
                        reason: "importing\(modules) took longer than \(Judge.duration(limit)); "
                            + "raise 'timeout: {provision: …}'",
                    )
                case .notStarted(let why):
                    judge.verdict(.unprovisioned, stage: .provision, reason: "the loader could not be started: \(why)")
                case .abandoned(let why):
                    judge.verdict(.unprovisioned, stage: .provision, reason: why)
                case .killed:
                    judge.verdict(
                        .unprovisioned, stage: .provision,
                        reason: "the container was killed from outside (SIGKILL), which nothing in it can do; "
                            + "see the engine's log, and whether this machine's memory ran out",
                    )
                case .exited(let status):
                    judge.verdict(
                        .unprovisioned, stage: .provision,
                        reason: "the loader ended with status \(status) before this artifact was loaded; "
                            + "`smokehouse run --keep` keeps its log",
                    )
                case .finished, .cancelled:
                    judge.verdict(.crashed, stage: .load, reason: "the loader left this artifact out")
                }
            await context.ledger.finish(result, outputs: nil)
        }
    }

    private func makeJudge(_ cell: Cell) -> Judge {
        Judge(
            cell: cell,
            artifact: context.plan.artifact(of: cell),
            environment: group.environment,
            preparation: context.preparation(of: cell),
            installed: installed,
            provisionSeconds: environment.isReused ? 0 : environment.seconds,
            today: context.today,
            python: environment.version,
        )
    }
}

extension InputSource {
    /// Whether no number in it has a dtype of its own: values in the matrix, JSON, CSV, `generate` without `dtype`.
    var isUntyped: Bool {
        switch self {
        case .inline: true
        case .generated(let input): !input.isTyped
        case .file(let path): ["json", "csv"].contains(Path.ending(path))
        case .named(let inputs): inputs.allSatisfy(\.source.isUntyped)
        }
    }
}
