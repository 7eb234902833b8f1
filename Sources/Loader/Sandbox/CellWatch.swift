import Files
import Glibc
import Probe

/// Looks from time to time at what a running cell uses, where the kernel's limits count for one process only.
struct CellWatch {
    private let cell: pid_t
    private let directory: String
    private let limits: CellLimits
    private let memoryLimit: Int?
    private let group: CellGroup?
    /// Memory that each process has from the fork, shared with the supervisor as long as nobody writes to it.
    private let inherited: Int
    private let hidden: HiddenUse
    /// Whether its processes keep what they have open to themselves because they were made to.
    private let mayHide: Bool
    /// Processes whose open files could not be seen the last time.
    private var hiding: Set<pid_t> = []
    /// When to look next.
    private(set) var due: Double

    /// Seconds between two looks: what is written or taken within them is how far a cell can go too far.
    private static let interval = 0.2

    init(cell: pid_t, job: Job, limits: CellLimits, mayHide: Bool, group: CellGroup?, now: Double) {
        self.cell = cell
        directory = job.directory
        var limits = limits
        if let processes = job.processes {
            limits.threads = min(limits.threads, processes)
            limits.processes = min(limits.processes, processes)
        }
        self.limits = limits
        memoryLimit = job.memoryLimit
        self.group = group
        inherited = ProcessTable.residentBytes("/proc/self") ?? 0
        hidden = HiddenUse(job.directory)
        self.mayHide = mayHide
        due = now + Self.interval
    }

    enum Excess {
        case memory
        case other(Attempt)
    }

    /// What the cell uses too much of.
    mutating func look(_ now: Double) -> Excess? {
        guard now >= due else { return nil }
        // A fifth of the time at most: what takes long to count must not make the cell's neighbours wait.
        let start = monotonicSeconds()
        defer {
            let end = monotonicSeconds()
            due = end + max(Self.interval, 4 * (end - start))
        }
        // The kernel may have chosen a child.
        if group?.hasKilled == true { return .memory }
        let processes = ProcessTable.tree(cell)
        if processes.count > limits.processes {
            return fatal("start", "more than \(limits.processes) processes")
        }
        let held = ProcessUse(processes, inherited: inherited, descriptors: limits.allDescriptors)
        if held.threads > limits.threads { return fatal("start", "more than \(limits.threads) threads") }
        if held.descriptors > limits.allDescriptors {
            return fatal("open", "more than \(limits.allDescriptors) files")
        }
        // Once may be the moment in which it becomes another program.
        if !mayHide, !held.hidden.isDisjoint(with: hiding) { return fatal("hide", "a process from its limits") }
        hiding = held.hidden
        if let memoryLimit {
            // Unlinked files and memory that is shared are the same where a file is mapped.
            let queued = held.sockets.count > SocketQueues.harmless ? SocketQueues.bytes(held.sockets) : 0
            if held.memory + max(held.unlinked, held.shared) + queued > memoryLimit { return .memory }
            if hidden.isOverMemory(memoryLimit, processes) { return .memory }
        }
        let use = FolderUse(directory, entries: limits.files)
        if use.isHidden { return fatal("hide", "a folder from its limits") }
        if use.bytes + held.unlinked > limits.disk || hidden.isOverDisk(limits.disk, processes, beside: held) {
            return fatal("write", "more than \(limits.disk >> 20) MiB")
        }
        if use.entries > limits.files { return fatal("make", "more than \(limits.files) files") }
        return nil
    }

    private func fatal(_ deed: String, _ target: String) -> Excess {
        .other(Attempt(deed: deed, target: target, isFatal: true))
    }
}
