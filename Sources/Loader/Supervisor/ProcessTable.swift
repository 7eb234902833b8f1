import Files
import Glibc

/// Reads `/proc` for the processes that a cell leaves behind.
enum ProcessTable {
    /// The direct children of this process; those of a dead cell's descendants have become ours (proc(5), `children`).
    static func children() -> [pid_t] {
        let path = "/proc/self/task/\(getpid())/children"
        if let text = try? File.readText(path) {
            return text.split(separator: " ").compactMap { pid_t($0) }
        }
        // Kernels without CONFIG_PROC_CHILDREN.
        let own = getpid()
        return ((try? Directory.list("/proc")) ?? []).compactMap { pid_t($0) }.filter { parent(of: $0) == own }
    }

    static func group(of process: pid_t) -> pid_t? { field(2, of: process) }

    private static func parent(of process: pid_t) -> pid_t? { field(1, of: process) }

    /// Whether standard output or error of a process is the pipe with this inode.
    static func writes(_ process: pid_t, to pipes: [ino_t]) -> Bool {
        (1...2).contains { descriptor in
            var status = stat()
            return stat("/proc/\(process)/fd/\(descriptor)", &status) == 0 && pipes.contains(status.st_ino)
        }
    }

    /// Processes that the kernel's out-of-memory killer has ended since boot (proc(5), `/proc/vmstat`).
    static func outOfMemoryKills() -> Int {
        let text = (try? File.readText("/proc/vmstat")) ?? ""
        let line = text.split(separator: "\n").first { $0.hasPrefix("oom_kill ") }
        return line.flatMap { Int($0.dropFirst(9)) } ?? 0
    }

    /// A field of `/proc/PID/stat`, counted from the state, which follows the command in parentheses.
    private static func field(_ index: Int, of process: pid_t) -> pid_t? {
        guard let text = try? File.readText("/proc/\(process)/stat"), let end = text.lastIndex(of: ")") else {
            return nil
        }
        let fields = text[text.index(after: end)...].split(separator: " ")
        return fields.count > index ? pid_t(fields[index]) : nil
    }
}
