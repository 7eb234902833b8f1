import Artifacts
import Environments
import Files
import Matrix
import Results

/// Makes one environment and runs the cells that share it.
struct GroupRun: Sendable {
    let group: CellGroup
    let context: RunContext

    func run() async {
        let cells = group.cells.filter { context.preparation(of: $0).refusal == nil }
        // Nothing may be loaded, so nothing needs to be made; the schedule still has to know.
        guard !cells.isEmpty else {
            _ = await context.dispatcher.perform(.provision) {}
            return
        }
        let outcome = await context.dispatcher.perform(.provision) { await provision() }
        switch outcome {
        case nil: return
        case .failure(let error): await fail(cells, error)
        case .success(let environment):
            let cells = await unchanged(cells)
            await withTaskGroup(of: Void.self) { tasks in
                for plan in SessionPlan.plans(
                    for: cells,
                    in: environment,
                    preparations: context.preparations,
                    part: { context.plan.artifact(of: $0).part },
                ) {
                    tasks.addTask {
                        await SessionRun(plan: plan, group: group, environment: environment, context: context).run()
                    }
                }
            }
            await environment.close()
        }
    }

    /// The cells whose artifact is still what was read and judged, which may be minutes ago; the others are refused.
    private func unchanged(_ cells: [Cell]) async -> [Cell] {
        var changes: [Int: String] = [:]
        for index in Set(cells.map(\.artifact)) {
            changes[index] = context.preparations[index]?.changedFile
        }
        for cell in cells {
            guard let path = changes[cell.artifact] else { continue }
            await context.ledger.finish(
                judge(of: cell).verdict(
                    .refused, stage: .integrity,
                    reason: "'\(path)' is no longer the file that was scanned; run again when it stays as it is"),
                outputs: nil,
            )
        }
        return cells.filter { changes[$0.artifact] == nil }
    }

    private func judge(of cell: Cell) -> Judge {
        Judge(
            cell: cell,
            artifact: context.plan.artifact(of: cell),
            environment: group.environment,
            preparation: context.preparation(of: cell),
            installed: [:],
            provisionSeconds: 0,
            today: context.today,
        )
    }

    private func provision() async -> Result<ProvisionedEnvironment, ProvisionError> {
        let id = group.environment.id
        context.observe(.environmentStarted(id: id))
        let start = Clock.now
        do throws(ProvisionError) {
            if let problem = group.problem { throw problem }
            var target = group.environment
            if let own = group.own { target = try target.added(own, in: context.scratch) }
            let environment = try await KindRegistry().provision(target, context: provisionContext)
            var result = outline
            result.python = environment.version.isEmpty ? nil : environment.version
            result.interpreter = environment.python.isEmpty ? nil : environment.python
            result.image = environment.container.map { container in
                ImageRecord(
                    name: container.name,
                    id: container.image.id,
                    digest: container.digest,
                    platform: container.image.platform,
                    engine: container.engineName,
                )
            }
            result.packages = environment.packages.map {
                Results.InstalledPackage(name: $0.name, version: $0.version)
            }
            result.reused = environment.isReused
            result.provisionSeconds = environment.seconds
            await context.ledger.record(result)
            context.observe(.environmentReady(id: id, reused: environment.isReused, seconds: environment.seconds))
            return .success(environment)
        } catch {
            if error.code != .cancelled {
                var result = outline
                result.failure = error.description
                result.failureLog = error.log
                result.provisionSeconds = Clock.now - start
                await context.ledger.record(result)
                context.observe(
                    .environmentFailed(id: id, reason: error.description, seconds: result.provisionSeconds)
                )
            }
            return .failure(error)
        }
    }

    private var provisionContext: ProvisionContext {
        var shared = context.provision
        shared.reuse = group.isFresh ? .nothing : .store
        shared.timeout = group.provisionLimit
        let (id, observe) = (group.environment.id, context.observe)
        shared.progress = { progress in
            let state = ProvisionState(activity: progress.activity, done: progress.done, total: progress.total)
            observe(.environmentProgress(id: id, state))
        }
        return shared
    }

    private var outline: EnvironmentResult {
        let target = group.environment
        var result = EnvironmentResult(
            id: target.id,
            name: target.name,
            axes: target.axes.map { AxisSetting(axis: $0.axis, value: $0.value) },
            kind: target.kind,
        )
        result.advisory = target.advisory
        return result
    }

    private func fail(_ cells: [Cell], _ error: ProvisionError) async {
        guard error.code != .cancelled else { return }
        for cell in cells {
            await context.ledger.finish(
                error.code == .refused
                    ? judge(of: cell).verdict(.refused, stage: .scan, reason: error.description)
                    : judge(of: cell).verdict(.unprovisioned, stage: .provision, reason: error.description),
                outputs: nil,
            )
        }
    }
}
