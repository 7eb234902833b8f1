import Matrix

/// The cells that share one environment, and with it one provisioning and one set of imports.
struct CellGroup: Sendable {
    let environment: TargetEnvironment
    /// In the order of the plan.
    var cells: [Cell]
    /// Whether the environment must be made for this group alone.
    let isFresh: Bool
    let provisionLimit: Double

    /// The groups of a plan's cells that are to run: one for each environment, and with `isolation: environment` one for
    /// each cell.
    static func groups(of plan: Plan, cells: [Cell], fresh: Bool) -> [CellGroup] {
        var groups: [CellGroup] = []
        var shared: [Int: Int] = [:]
        for cell in cells {
            let alone = cell.settings.isolation == .environment
            if !alone, let place = shared[cell.environment] {
                groups[place].cells.append(cell)
                continue
            }
            if !alone { shared[cell.environment] = groups.count }
            groups.append(
                CellGroup(
                    environment: plan.environments[cell.environment],
                    cells: [cell],
                    isFresh: alone || fresh,
                    provisionLimit: cell.settings.timeout?.provision ?? 600,
                )
            )
        }
        return groups
    }
}
