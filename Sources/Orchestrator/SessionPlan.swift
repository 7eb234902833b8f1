import Artifacts
import Environments
import Files
import Matrix
import Probe

/// The sessions that a group's cells need in their environment: one for each route to a runtime.
struct SessionPlan: Sendable {
    let route: LoaderProcess.Route
    let cells: [Cell]
    /// Modules to import once before the first fork.
    let preload: [String]

    /// Splits cells by route: ONNX goes to the wheel's own C library where there is one, everything else through Python.
    static func plans(
        for cells: [Cell],
        sitePackages: [String],
        preparations: [Int: Preparation],
    ) -> [SessionPlan] {
        let hasLibrary = hasONNXLibrary(sitePackages)
        var byRoute: [LoaderProcess.Route: [Cell]] = [:]
        for cell in cells {
            let native = hasLibrary && preparations[cell.artifact]?.format == "onnx"
            byRoute[native ? .native : .hosted, default: []].append(cell)
        }
        return LoaderProcess.Route.allCases.compactMap { route in
            guard let cells = byRoute[route] else { return nil }
            return SessionPlan(route: route, cells: cells, preload: modules(of: cells, preparations, route))
        }
    }

    private static func modules(
        of cells: [Cell],
        _ preparations: [Int: Preparation],
        _ route: LoaderProcess.Route,
    ) -> [String] {
        guard route == .hosted else { return [] }
        var seen: Set<String> = []
        return cells.flatMap { preparations[$0.artifact]?.description?.preload ?? [] }.filter { seen.insert($0).inserted }
    }

    /// Wheels of ONNX Runtime bring the C library from 1.20 on.
    private static func hasONNXLibrary(_ sitePackages: [String]) -> Bool {
        sitePackages.contains { directory in
            let names = (try? Directory.list(Path.join(directory, "onnxruntime/capi"))) ?? []
            return names.contains { $0.hasPrefix("libonnxruntime.so") }
        }
    }
}
