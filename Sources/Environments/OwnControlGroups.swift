import Files
import Glibc

/// The control groups (cgroups(7)) that a process is in.
struct OwnControlGroups: Sendable, Hashable {
    /// Their folders by controller, of those that hold `resources`.
    let separate: [String: String]
    /// The folder of version 2's, which holds them all.
    let unified: String?

    static let controllers = ["memory", "cpu", "pids"]

    /// This process' own, which may be others later.
    static var current: OwnControlGroups {
        OwnControlGroups(
            groups: (try? File.readText("/proc/self/cgroup")) ?? "",
            mounts: (try? File.readText("/proc/self/mountinfo")) ?? "",
        )
    }

    /// - Parameters:
    ///   - groups: the text of `/proc/PID/cgroup`.
    ///   - mounts: the text of `/proc/PID/mountinfo`.
    init(groups: String, mounts: String) {
        var places: [String: String] = [:]
        for line in groups.split(separator: "\n") {
            // `4:memory:/path`, `0::/path`
            let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
            guard fields.count == 3 else { continue }
            for controller in fields[1].split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            where controller.isEmpty || Self.controllers.contains(controller) {
                for mount in mounts.split(separator: "\n") {
                    guard let place = Self.place(of: fields[2], controller, in: mount) else { continue }
                    places[controller] = place
                }
            }
        }
        unified = places.removeValue(forKey: "")
        separate = places
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
