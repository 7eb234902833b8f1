import Files
import Glibc
import Probe

/// The control groups (cgroups(7)) of one cell, which hold all its processes together.
struct CellGroup {
    private let version: Int
    /// By controller.
    private let folders: [String: String]

    /// Makes the groups with the job's limits; `nil` where memory would not be held.
    init?(_ groups: ControlGroups, number: Int, job: Job) {
        version = groups.version
        folders = groups.folders.mapValues { Path.join($0, "cell-\(number)") }
        for folder in Set(folders.values) {
            guard mkdir(folder, 0o755) == 0 || errno == EEXIST else { return nil }
        }
        guard limitMemory(job.memoryLimit) else {
            remove()
            return nil
        }
        if let processors = job.processors {
            let period = 100_000
            let quota = max(1000, Int(processors * Double(period)))
            _ = version == 2 ? put("\(quota) \(period)", "cpu", "cpu.max") : put("\(quota)", "cpu", "cpu.cfs_quota_us")
        }
        if let processes = job.processes { _ = put("\(processes)", "pids", "pids.max") }
    }

    private func limitMemory(_ limit: Int?) -> Bool {
        guard let limit else { return folders["memory"] != nil }
        if version == 2 {
            // Where nothing can be swapped, these are not there.
            _ = put("0", "memory", "memory.swap.max")
            _ = put("1", "memory", "memory.oom.group")
            return put("\(limit)", "memory", "memory.max")
        }
        let isHeld = put("\(limit)", "memory", "memory.limit_in_bytes")
        _ = put("\(limit)", "memory", "memory.memsw.limit_in_bytes")
        return isHeld
    }

    /// Moves the calling process in.
    func enter() -> Bool {
        Set(folders.values).allSatisfy { put("0", in: Path.join($0, "cgroup.procs")) }
    }

    /// Whether a process was killed because the group's memory ran out.
    var hasKilled: Bool {
        guard let folder = folders["memory"] else { return false }
        let file = Path.join(folder, version == 2 ? "memory.events" : "memory.oom_control")
        let lines = ((try? File.readText(file)) ?? "").split(separator: "\n")
        return lines.contains { $0.hasPrefix("oom_kill ") && $0 != "oom_kill 0" }
    }

    /// Removes the groups; false while a process is still in one.
    @discardableResult
    func remove() -> Bool {
        Set(folders.values).allSatisfy { rmdir($0) == 0 || errno == ENOENT }
    }

    private func put(_ text: String, _ controller: String, _ name: String) -> Bool {
        folders[controller].map { put(text, in: Path.join($0, name)) } ?? false
    }

    private func put(_ text: String, in path: String) -> Bool {
        let descriptor = open(path, O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return write(descriptor, text, text.utf8.count) == text.utf8.count
    }
}
