import Files
import Glibc

/// A control group of version 2, by its folder.
struct UnifiedGroup: Sendable, Hashable {
    let folder: String

    /// Whether someone has limited its memory or processors: who leaves it is no longer held to that.
    var isLimited: Bool {
        ["memory.max", "memory.high", "cpu.max"].contains { name in
            let text = (try? File.readText(Path.join(folder, name))) ?? "max"
            return !text.hasPrefix("max")
        }
    }

    /// It and those above it, up to where all of a user's sessions and services are.
    var confines: [UnifiedGroup] {
        var groups: [UnifiedGroup] = []
        var path = folder
        while File.exists(Path.join(path, "cgroup.type")), !Path.name(path).hasPrefix("user-") {
            groups.append(UnifiedGroup(folder: path))
            path = Path.parent(path)
        }
        return groups
    }

    var processes: [pid_t] {
        let text = (try? File.readText(Path.join(folder, "cgroup.procs"))) ?? ""
        return text.split(separator: "\n").compactMap { pid_t($0) }
    }

    /// Whether it is this process' and its children's alone, and may be divided.
    var isOurs: Bool {
        let processes = processes
        return access(Path.join(folder, "cgroup.procs"), W_OK) == 0 && access(folder, W_OK) == 0
            && !processes.isEmpty && processes.allSatisfy(Self.isOurs)
    }

    private static func isOurs(_ process: pid_t) -> Bool {
        var process = process
        for _ in 0..<64 where process > 1 {
            if process == getpid() { return true }
            // The name in parentheses may hold anything.
            let text = (try? File.readText("/proc/\(process)/stat", limit: 4096)) ?? ""
            let fields = text.split(separator: ")").last?.split(separator: " ") ?? []
            guard fields.count > 1, let parent = pid_t(fields[1]) else { return false }
            process = parent
        }
        return false
    }

    /// Moves all its processes into a group below it: only then can others beside that one have limits.
    ///
    /// - Returns: whether memory can be limited below.
    func divide(_ name: String) -> Bool {
        let below = Path.join(folder, name)
        guard mkdir(below, 0o755) == 0 || errno == EEXIST else { return false }
        // A child that is started meanwhile begins here.
        for _ in 0..<50 {
            let processes = processes
            if processes.isEmpty { break }
            for process in processes { Self.put("\(process)", in: Path.join(below, "cgroup.procs")) }
        }
        return enable().contains("memory")
    }

    /// Hands controllers to the groups below it; those that it could.
    func enable() -> [String] {
        OwnControlGroups.controllers.filter { Self.put("+\($0)", in: Path.join(folder, "cgroup.subtree_control")) }
    }

    @discardableResult
    private static func put(_ text: String, in path: String) -> Bool {
        let descriptor = open(path, O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return write(descriptor, text, text.utf8.count) == text.utf8.count
    }
}
