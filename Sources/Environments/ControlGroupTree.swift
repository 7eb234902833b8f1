import Files
import Glibc

/// Control groups (cgroups(7)) of our own below the one that this process is in, where the system lets us make some.
public struct ControlGroupTree: Sendable, Hashable {
    /// 1 or 2.
    public let version: Int
    /// The folders that groups can be made in, by controller: `memory`, `cpu`, `pids`. With version 2 all are the same.
    public let folders: [String: String]

    private static let controllers = ["memory", "cpu", "pids"]
    private static let prefix = "smokehouse-"

    /// Makes a new tree; `nil` where memory cannot be limited by one.
    public static func make() -> ControlGroupTree? {
        let name = "\(prefix)\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
        let places = places()
        return unified(places, name) ?? separate(places, name)
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

    /// Version 2: a group with processes has no groups below that hold anything, so ours is one beside our own.
    private static func unified(_ places: [String: String], _ name: String) -> ControlGroupTree? {
        guard let own = places[""] else { return nil }
        for place in [own, Path.parent(own)] where File.exists(Path.join(place, "cgroup.procs")) {
            sweep(place)
            let folder = Path.join(place, name)
            guard access(Path.join(place, "cgroup.procs"), W_OK) == 0, mkdir(folder, 0o755) == 0 else { continue }
            let held = controllers.filter { put("+\($0)", in: Path.join(folder, "cgroup.subtree_control")) }
            guard held.contains("memory") else {
                rmdir(folder)
                continue
            }
            return ControlGroupTree(version: 2, folders: Dictionary(uniqueKeysWithValues: held.map { ($0, folder) }))
        }
        return nil
    }

    /// Version 1: a tree for each controller.
    private static func separate(_ places: [String: String], _ name: String) -> ControlGroupTree? {
        var folders: [String: String] = [:]
        for controller in controllers {
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

    private static func put(_ text: String, in path: String) -> Bool {
        let descriptor = open(path, O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return write(descriptor, text, text.utf8.count) == text.utf8.count
    }

    // MARK: - Finding

    /// The folders of this process' own groups by controller; version 2's has none.
    private static func places() -> [String: String] {
        let groups = ((try? File.readText("/proc/self/cgroup")) ?? "").split(separator: "\n")
        let mounts = ((try? File.readText("/proc/self/mountinfo")) ?? "").split(separator: "\n")
        var places: [String: String] = [:]
        for line in groups {
            // `4:memory:/path`, `0::/path`
            let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
            guard fields.count == 3 else { continue }
            for controller in fields[1].split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            where controller.isEmpty || controllers.contains(controller) {
                for mount in mounts {
                    guard let place = place(of: fields[2], controller, in: mount) else { continue }
                    places[controller] = place
                }
            }
        }
        return places
    }

    /// Where a group is in the file system, if this mount shows it (proc(5), `mountinfo`).
    private static func place(of group: String, _ controller: String, in mount: Substring) -> String? {
        let halves = mount.split(separator: " - ", maxSplits: 1).map { $0.split(separator: " ").map(String.init) }
        guard halves.count == 2, halves[0].count > 4, halves[1].count > 2 else { return nil }
        let (root, point) = (halves[0][3], halves[0][4])
        let isRight =
            controller.isEmpty
            ? halves[1][0] == "cgroup2"
            : halves[1][0] == "cgroup" && halves[1][2].split(separator: ",").contains(Substring(controller))
        guard isRight, root == "/" || group == root || group.hasPrefix(root + "/") else { return nil }
        let path = point + (root == "/" ? group : String(group.dropFirst(root.count)))
        return Directory.exists(path) ? path : nil
    }
}
