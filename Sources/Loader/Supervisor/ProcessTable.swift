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

    /// A process and all that descend from it, as far as their parents live.
    static func tree(_ root: pid_t) -> [pid_t] {
        var found: [pid_t] = []
        var next = [root]
        // A bound for those that multiply while they are counted.
        while let process = next.popLast(), found.count < 4096 {
            found.append(process)
            for task in (try? Directory.list("/proc/\(process)/task")) ?? [] {
                let children = (try? File.readText("/proc/\(process)/task/\(task)/children")) ?? ""
                next += children.split(separator: " ").compactMap { pid_t($0) }
            }
        }
        return found
    }

    /// Whether a process or thread is `root` or descends from it.
    static func isDescendant(_ process: pid_t, of root: pid_t) -> Bool {
        // A thread's number has a folder, too, which names the process.
        var process = threadGroup(of: process) ?? process
        for _ in 0..<4096 {
            if process == root { return true }
            guard let above = parent(of: process), above > 1 else { return false }
            process = above
        }
        return false
    }

    private static func threadGroup(of thread: pid_t) -> pid_t? {
        let status = (try? File.readText("/proc/\(thread)/status")) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("Tgid:") }
        return line.flatMap { pid_t($0.dropFirst(5).filter(\.isNumber)) }
    }

    /// Bytes of memory that a process holds by itself; what it shares with others is left out (proc(5), `statm`).
    ///
    /// - Parameter folder: `/proc/PID` or that of one of its threads; `nil` for one that has ended.
    static func residentBytes(_ folder: String) -> Int? {
        let fields = ((try? File.readText(folder + "/statm")) ?? "").split(separator: " ").compactMap { Int($0) }
        guard fields.count > 2, fields[0] > 0 else { return nil }
        return max(0, fields[1] - fields[2]) * Int(getpagesize())
    }

    /// Bytes of memory that a process shares or could share, files' own aside (proc(5), `RssShmem`).
    static func sharedBytes(_ folder: String) -> Int {
        let status = (try? File.readText(folder + "/status")) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("RssShmem:") }
        return (line.flatMap { Int($0.filter(\.isNumber)) } ?? 0) << 10
    }

    /// Whether something is a file that has lost its name, or never had one.
    static func isUnnamed(_ status: stat) -> Bool { status.st_nlink == 0 && status.st_mode & S_IFMT == S_IFREG }

    /// What stays the same of a file under all its descriptors. Other file systems have files of any number.
    struct Identity: Hashable {
        let device: dev_t
        let inode: ino_t

        init(_ status: stat) { (device, inode) = (status.st_dev, status.st_ino) }
    }

    /// Whether standard output or error of a process is one of these pipes.
    static func writes(_ process: pid_t, to pipes: [Identity]) -> Bool {
        (1...2).contains { descriptor in
            var status = stat()
            return stat("/proc/\(process)/fd/\(descriptor)", &status) == 0 && pipes.contains(Identity(status))
        }
    }

    /// Processes that the kernel's out-of-memory killer has ended since boot (proc(5), `/proc/vmstat`).
    static func outOfMemoryKills() -> Int {
        // Two hundred lines for every cell: as bytes, not as text.
        let bytes = (try? File.read("/proc/vmstat")) ?? []
        let line = bytes.split(separator: UInt8(ascii: "\n")).first { $0.starts(with: "oom_kill ".utf8) }
        return line.flatMap { Int(String(decoding: $0.dropFirst(9), as: UTF8.self)) } ?? 0
    }

    /// A field of `/proc/PID/stat`, counted from the state, which follows the command in parentheses.
    ///
    /// By bytes: the command is what the process calls itself, and a mark at its end would take the parenthesis along.
    private static func field(_ index: Int, of process: pid_t) -> pid_t? {
        guard let line = try? File.read("/proc/\(process)/stat"), let end = line.lastIndex(of: UInt8(ascii: ")")) else {
            return nil
        }
        let fields = line[(end + 1)...].split(separator: UInt8(ascii: " "))
        return fields.count > index ? pid_t(String(decoding: fields[index], as: UTF8.self)) : nil
    }
}
