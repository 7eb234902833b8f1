import Artifacts
import Environments
import Files
import Matrix
import Probe

/// The sessions that a group's cells need in their environment: one for each route to a runtime and each network, more
/// where there are many artifacts.
struct SessionPlan: Sendable {
    let route: LoaderProcess.Route
    /// What of the network the cells see.
    let network: Network
    let cells: [Cell]
    /// Modules to import once before the first fork.
    let preload: [String]

    /// Splits cells by route: to a package's own C library where the format has a way and the environment the library,
    /// everything else through Python.
    ///
    /// - Parameter part: what the matrix says of a cell's artifact.
    static func plans(
        for cells: [Cell],
        in environment: ProvisionedEnvironment,
        preparations: [Int: Preparation],
        part: (Cell) -> ModelPart,
    ) -> [SessionPlan] {
        var found: [NativeRoute: Bool] = [:]
        var sorted: [Key: [Cell]] = [:]
        for cell in cells {
            var isNative = false
            let part = part(cell)
            if let native = preparations[cell.artifact]?.native,
                native.serves(call: part.call, load: part.load)
            {
                isNative = found[native] ?? native.libraries.contains { has($0, in: environment) }
                found[native] = isNative
            }
            let key = Key(route: isNative ? .native : .hosted, network: cell.settings.network ?? Network.none)
            sorted[key, default: []].append(cell)
        }
        let keys = LoaderProcess.Route.allCases.flatMap { route in
            Network.allCases.map { Key(route: route, network: $0) }
        }
        return keys.flatMap { key in
            portions(of: sorted[key] ?? []) { preparations[$0.artifact]?.readable ?? [] }.map { cells in
                SessionPlan(
                    route: key.route,
                    network: key.network,
                    cells: cells,
                    preload: modules(of: cells, preparations, key.route),
                )
            }
        }
    }

    /// The most paths that are mounted for one session's cells. bubblewrap looks through all mounts for each one that it
    /// makes: a thousand take it ten seconds.
    static let pathLimit = 200
    /// The most bytes of those paths; each stands twice on a command line, which takes two million bytes at best.
    static let byteLimit = 1 << 17

    /// Cells in their order, as many together as one session can show the files of.
    ///
    /// - Parameter paths: the files of a cell; cells with the same ones share them.
    static func portions(of cells: [Cell], paths: (Cell) -> [String]) -> [[Cell]] {
        var portions: [[Cell]] = []
        var mounted: Set<String> = []
        var bytes = 0
        for cell in cells {
            let paths = paths(cell)
            var new = paths.filter { !mounted.contains($0) }
            let size = new.reduce(bytes) { $0 + $1.utf8.count }
            if portions.isEmpty || mounted.count + new.count > pathLimit || size > byteLimit {
                portions.append([])
                (mounted, bytes, new) = ([], 0, paths)
            }
            portions[portions.count - 1].append(cell)
            mounted.formUnion(new)
            bytes += new.reduce(0) { $0 + $1.utf8.count }
        }
        return portions
    }

    private struct Key: Hashable {
        let route: LoaderProcess.Route
        let network: Network
    }

    private static func modules(
        of cells: [Cell],
        _ preparations: [Int: Preparation],
        _ route: LoaderProcess.Route,
    ) -> [String] {
        guard route == .hosted else { return [] }
        var seen: Set<String> = []
        return cells.flatMap { preparations[$0.artifact]?.preload ?? [] }.filter {
            seen.insert($0).inserted
        }
    }

    private static func has(_ library: String, in environment: ProvisionedEnvironment) -> Bool {
        if let container = environment.container {
            let pattern = Glob(library)
            return container.libraries.contains { $0.contains { pattern.matches($0) } }
        }
        let name = Glob(Path.name(library))
        return environment.sitePackages.contains { directory in
            let names = (try? Directory.list(Path.join(directory, Path.parent(library)))) ?? []
            return names.contains { name.matches($0) }
        }
    }
}
