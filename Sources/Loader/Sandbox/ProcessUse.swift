import Files
import Glibc

/// What processes hold of the machine, as their entries in `/proc` say (proc(5)).
struct ProcessUse {
    private(set) var threads = 0
    /// Bytes of memory that each has for itself.
    private(set) var memory = 0
    /// Bytes of memory that is or could be shared; the most that one of them has mapped.
    private(set) var shared = 0
    /// Bytes of files that are open and have no name any more.
    private(set) var unlinked = 0
    private var counted: Set<[UInt64]> = []

    /// - Parameter inherited: memory that each process has from the fork and shares as long as nobody writes to it.
    init(_ processes: [pid_t], inherited: Int) {
        for process in processes {
            let tasks = (try? Directory.list("/proc/\(process)/task")) ?? []
            threads += tasks.count
            guard let (folder, resident) = Self.living(process, tasks) else { continue }
            memory += max(0, resident - inherited)
            shared = max(shared, ProcessTable.sharedBytes(folder))
            addUnlinked(folder)
        }
    }

    /// Where a process tells what it holds, and its memory: one whose first thread has ended tells by the others alone.
    private static func living(_ process: pid_t, _ tasks: [String]) -> (folder: String, resident: Int)? {
        if let resident = ProcessTable.residentBytes("/proc/\(process)") { return ("/proc/\(process)", resident) }
        for task in tasks {
            let folder = "/proc/\(process)/task/\(task)"
            if let resident = ProcessTable.residentBytes(folder) { return (folder, resident) }
        }
        return nil
    }

    private mutating func addUnlinked(_ folder: String) {
        for descriptor in (try? Directory.list(folder + "/fd")) ?? [] {
            guard let status = ProcessTable.unnamedFile("\(folder)/fd/\(descriptor)"),
                counted.insert([UInt64(status.st_dev), UInt64(status.st_ino)]).inserted
            else { continue }
            unlinked += Int(status.st_blocks) * 512
        }
    }
}
