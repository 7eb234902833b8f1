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
    /// Open descriptors.
    private(set) var descriptors = 0
    /// Those that let nobody see what they have open, which the kernel grants who gives up being dumpable (proc(5)).
    private(set) var hidden: Set<pid_t> = []
    /// Each of the sockets that they hold, once.
    private(set) var sockets: [SocketQueues.Place] = []
    /// The files without a name and the sockets among what is open.
    private(set) var counted: Set<ProcessTable.Identity> = []

    /// - Parameter inherited: memory that each process has from the fork and shares as long as nobody writes to it.
    /// - Parameter limit: where counting descriptors stops.
    init(_ processes: [pid_t], inherited: Int, descriptors limit: Int) {
        for process in processes {
            let tasks = (try? Directory.list("/proc/\(process)/task")) ?? []
            threads += tasks.count
            guard let (folder, resident) = Self.living(process, tasks) else { continue }
            memory += max(0, resident - inherited)
            shared = max(shared, ProcessTable.sharedBytes(folder))
            if descriptors <= limit, !addOpen(folder, process) { hidden.insert(process) }
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

    /// False where what is open cannot be seen.
    private mutating func addOpen(_ folder: String, _ process: pid_t) -> Bool {
        let names: [String]
        do {
            names = try Directory.list(folder + "/fd")
        } catch {
            return error.code != EACCES
        }
        descriptors += names.count
        for descriptor in names {
            var status = stat()
            guard stat("\(folder)/fd/\(descriptor)", &status) == 0 else { continue }
            let isSocket = status.st_mode & S_IFMT == S_IFSOCK
            guard isSocket || ProcessTable.isUnnamed(status), counted.insert(ProcessTable.Identity(status)).inserted
            else {
                continue
            }
            if !isSocket {
                unlinked += Int(status.st_blocks) * 512
            } else if let number = Int32(descriptor) {
                sockets.append(SocketQueues.Place(process: process, descriptor: number))
            }
        }
        return true
    }
}
