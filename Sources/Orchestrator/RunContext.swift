import Artifacts
import Environments
import Matrix
import Results

/// What every part of a run shares.
struct RunContext: Sendable {
    let plan: Plan
    let options: RunOptions
    /// By the artifact's index in the plan.
    let preparations: [Int: Preparation]
    let ledger: Ledger
    let dispatcher: Dispatcher
    let directory: RunDirectory
    let scratch: Scratch
    /// What every environment is made with; groups set their own reuse and time limit.
    let provision: ProvisionContext
    /// `YYYY-MM-DD`.
    let today: String
    let launchers: SandboxLaunchers
    let observe: @Sendable (RunEvent) -> Void
    /// How many groups the run has; sessions of a run with few use more cores each.
    let groups: Int
    /// The index of each artifact in the plan, by name.
    let artifactPlaces: [String: Int]

    func preparation(of cell: Cell) -> Preparation {
        preparations[cell.artifact] ?? Preparation(checks: [])
    }

    /// The recorded outputs of the artifact that another one is a bridge to.
    func bridged(to name: String) -> ReferenceSet? {
        guard let index = artifactPlaces[name] else { return nil }
        return preparations[index]?.reference
    }
}
