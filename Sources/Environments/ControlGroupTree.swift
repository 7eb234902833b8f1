import Files
import Glibc

/// Control groups (cgroups(7)) of our own below the one that this process is in, where the system lets us make some.
public struct ControlGroupTree: Sendable, Hashable {
    /// 1 or 2.
    public let version: Int
    /// The folders that groups can be made in, by controller: `memory`, `cpu`, `pids`. With version 2 all are the same.
    public let folders: [String: String]

    private static let prefix = "smokehouse-"
    private static var newName: String { "\(prefix)\(getpid())-\(UInt32.random(in: 0...UInt32.max))" }

    /// Makes a new tree; `nil` where memory cannot be limited by one.
    public static func make() async -> ControlGroupTree? {
        await home.value
        let own = OwnControlGroups.current
        return own.unified.flatMap(unified) ?? separate(own.separate)
    }

    /// Removes the tree, once its processes have gone.
    public func remove() {
        for folder in Set(folders.values) {
            for _ in 0..<50 {
                if Self.remove(folder) { break }
                usleep(10_000)
            }
        }
    }

    private static func remove(_ folder: String) -> Bool {
        for name in (try? Directory.list(folder)) ?? [] where Directory.exists(Path.join(folder, name)) {
            rmdir(Path.join(folder, name))
        }
        return rmdir(folder) == 0 || errno == ENOENT
    }

    // MARK: - Making

    /// Version 2: finds this process, once, a group with others beside it, as one with processes has none below that hold
    /// anything.
    private static let home = Task {
        // Where version 1 holds memory the other has no controllers.
        guard let folder = OwnControlGroups.current.unified, OwnControlGroups.current.separate["memory"] == nil else {
            return
        }
        let own = UnifiedGroup(folder: folder)
        if own.isOurs {
            _ = own.divide(newName)
            return
        }
        // Nobody's limits are left behind.
        guard !own.confines.contains(where: \.isLimited),
            await SystemdScope.enter(named: newName, variables: ProcessVariables.current),
            let scope = OwnControlGroups.current.unified
        else { return }
        _ = UnifiedGroup(folder: scope).divide(newName)
    }

    /// Version 2: a group beside our own.
    private static func unified(_ own: String) -> ControlGroupTree? {
        let place = Path.parent(own)
        guard !UnifiedGroup(folder: own).isLimited, access(Path.join(place, "cgroup.procs"), W_OK) == 0 else {
            return nil
        }
        sweep(place)
        let folder = Path.join(place, newName)
        guard mkdir(folder, 0o755) == 0 else { return nil }
        let held = UnifiedGroup(folder: folder).enable()
        guard held.contains("memory") else {
            rmdir(folder)
            return nil
        }
        return ControlGroupTree(version: 2, folders: Dictionary(uniqueKeysWithValues: held.map { ($0, folder) }))
    }

    /// Version 1: a tree for each controller.
    private static func separate(_ places: [String: String]) -> ControlGroupTree? {
        let name = newName
        var folders: [String: String] = [:]
        for controller in OwnControlGroups.controllers {
            guard let place = places[controller] else { continue }
            sweep(place)
            let folder = Path.join(place, name)
            // Two controllers may share a tree.
            if mkdir(folder, 0o755) == 0 || folders.values.contains(folder) { folders[controller] = folder }
        }
        let tree = ControlGroupTree(version: 1, folders: folders)
        guard folders["memory"] != nil else {
            tree.remove()
            return nil
        }
        return tree
    }

    /// Removes what runs left that were killed.
    private static func sweep(_ place: String) {
        for name in (try? Directory.list(place)) ?? [] where name.hasPrefix(prefix) {
            let process = name.dropFirst(prefix.count).prefix { $0.isNumber }
            if !process.isEmpty, !File.exists("/proc/\(process)") { _ = remove(Path.join(place, name)) }
        }
    }
}
