import ArgumentParser
import Environments
import Matrix
import Orchestrator

struct ValidateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate",
        abstract: "Check matrices, their inputs, references and sidecars without running them.",
    )

    @OptionGroup var input: MatrixArguments

    func run() async throws {
        let plans = try MatrixLoading.plans(input.matrices)
        var problems: [Diagnostic] = []
        for plan in plans {
            problems += try await Orchestrator.problems(of: plan, environment: ProcessVariables.current)
            problems += Orchestrator.sidecarProblems(of: plan)
        }
        guard problems.isEmpty else {
            MatrixLoading.show(problems)
            throw ExitCode(2)
        }
        for plan in plans {
            let skipped = plan.cells.count { $0.skipped != nil }
            let left = skipped == 0 ? "" : ", \(skipped) of them skipped"
            Terminal.standardError(
                "\(plan.file): \(Counted.text(plan.artifacts.count, "artifact")), "
                    + "\(Counted.text(plan.environments.count, "environment")), "
                    + "\(Counted.text(plan.cells.count, "cell"))\(left)"
            )
        }
    }
}
