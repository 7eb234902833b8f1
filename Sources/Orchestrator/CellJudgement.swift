import Artifacts
import Environments
import Files
import Matrix
import Probe
import Results
import Tensors

/// Brings the cells of one environment, as each of them ends, to their verdicts: reads the outputs and compares them.
struct CellJudgement: Sendable {
    private let group: CellGroup
    private let environment: ProvisionedEnvironment
    /// Versions by distribution, and of variants under their framework's name.
    private let installed: [String: String]
    private let context: RunContext

    init(group: CellGroup, environment: ProvisionedEnvironment, context: RunContext) {
        self.group = group
        self.environment = environment
        self.context = context
        installed = RequiredPackage.withFrameworks(
            Dictionary(environment.packages.map { ($0.name, $0.version) }) { _, last in last })
    }

    /// What judges a cell of the session.
    func judge(of cell: Cell) -> Judge {
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

    private func judge(of cell: Cell, _ record: CellRecord) -> Judge {
        var judge = judge(of: cell)
        // What was denied explains itself.
        guard let raised = record.raised, record.refused.isEmpty, context.plan.policy.sandbox != .off else {
            return judge
        }
        let unseen = UnseenFile(
            artifact: context.plan.artifact(of: cell), isInContainer: environment.container != nil)
        judge.unseen = unseen.note(raised.failure)
        return judge
    }

    /// Reads a finished cell's outputs, compares them, and hands the result to the ledger.
    func conclude(_ cell: Cell, _ record: CellRecord) async {
        let artifact = context.plan.artifact(of: cell)
        let directory = context.scratch.cell(cell.id)
        if environment.container != nil { ContainerOutputs.secure(directory) }
        let judge = judge(of: cell, record)
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
}
