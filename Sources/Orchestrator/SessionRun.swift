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
    let context: RunContext
    private let judgement: CellJudgement

    init(plan: SessionPlan, group: CellGroup, environment: ProvisionedEnvironment, context: RunContext) {
        self.plan = plan
        self.group = group
        self.environment = environment
        self.context = context
        judgement = CellJudgement(group: group, environment: environment, context: context)
    }

    func run() async {
        if plan.route == .hosted, environment.python.isEmpty {
            await give(up: plan.cells, .notStarted("the image has no Python, which this artifact needs"))
            return
        }
        let left = await attempt(plan.cells)
        // The loader itself went down, with it what it had not reached: each of those once more, alone.
        guard case .lost(let cells, let end, let hasBegun) = left else { return }
        if cells.count == 1 || end.isEnginesFault {
            await give(up: cells, end, hasBegun: hasBegun)
            return
        }
        for cell in cells {
            guard case .lost(let cells, let end, let hasBegun) = await attempt([cell]) else { continue }
            await give(up: cells, end, hasBegun: hasBegun)
        }
    }

    private enum Attempt: Sendable {
        case done
        case stopped
        case lost([Cell], LoaderProcess.End, hasBegun: Bool)
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
            jobs = try cells.map { cell throws(FileError) in
                try Job(cell, route: plan.route, environment: environment, context: context)
            }
        } catch {
            return .lost(cells, .notStarted("\(error)"), hasBegun: false)
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
            if let finished = await log.take(event, observe: context.observe) {
                await judgement.conclude(finished.0, finished.1)
            }
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
        Orphans.endStrays()
        return end == .cancelled ? .stopped : .lost(unreported, end, hasBegun: await log.hasBegun)
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
        let launcher = await context.launchers.launcher()
        return SandboxPlan(
            SandboxPaths(environment: environment, target: group.environment, loader: context.options.loader),
            launcher: launcher,
            isRequired: isRequired,
            network: plan.network,
            jobs: jobs,
            scratch: context.scratch,
            session: session,
            bytecode: environment.folder == nil ? nil : context.provision.bytecode,
            keepsBytecode: group.environment.trustsPackages,
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

    /// Cells that no loader could be brought to report on.
    private func give(up cells: [Cell], _ end: LoaderProcess.End, hasBegun: Bool = false) async {
        for cell in cells {
            let result = judgement.judge(of: cell).verdict(end, importing: plan.preload.first, hasBegun: hasBegun)
            await context.ledger.finish(result, outputs: nil)
        }
    }
}
