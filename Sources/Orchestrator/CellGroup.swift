import Artifacts
import Environments
import Matrix

/// The cells that share one environment, and with it one provisioning and one set of imports.
struct CellGroup: Sendable {
    var environment: TargetEnvironment
    /// In the order of the plan.
    var cells: [Cell]
    /// Whether the environment must be made for this group alone.
    let isFresh: Bool
    let provisionLimit: Double
    /// What the cells' artifact wants installed.
    var own: OwnRequirements?
    /// Why the environment can't be made, where that shows before it is tried.
    var problem: ProvisionError?

    /// What makes cells share an environment.
    private struct Key: Hashable {
        let environment: Int
        /// What the artifact asks for, where the environment leaves it to the artifact.
        let own: [String]?
    }

    /// The groups of a plan's cells that are to run: one for each environment, more where artifacts ask for their own
    /// packages, and with `isolation: environment` one for each cell.
    ///
    /// - Parameter requirements: what a cell's artifact asks for.
    static func groups(
        of plan: Plan,
        cells: [Cell],
        fresh: Bool,
        requirements: (Cell) -> OwnRequirements?,
    ) -> [CellGroup] {
        var groups: [CellGroup] = []
        var shared: [Key: Int] = [:]
        for cell in cells {
            let target = plan.environments[cell.environment]
            let own = target.dependsOnArtifact ? requirements(cell) : nil
            let key = Key(environment: cell.environment, own: target.dependsOnArtifact ? own?.identity ?? [] : nil)
            let alone = cell.settings.isolation == .environment
            if !alone, let place = shared[key] {
                groups[place].cells.append(cell)
                continue
            }
            if !alone { shared[key] = groups.count }
            var group = CellGroup(
                environment: target,
                cells: [cell],
                isFresh: alone || fresh,
                provisionLimit: cell.settings.timeout?.provision ?? 600,
            )
            if target.dependsOnArtifact {
                do throws(ProvisionError) {
                    let isTrusted = plan.policy.pickle == .trusted
                    group.environment = try target.completed(
                        by: own, of: plan.artifact(of: cell).name, isTrusted: isTrusted)
                    if target.takesPackagesFromArtifact, !isTrusted { group.own = own }
                } catch {
                    group.problem = error
                }
            }
            groups.append(group)
        }
        return groups
    }
}
