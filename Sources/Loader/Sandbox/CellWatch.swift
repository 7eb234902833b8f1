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
    /// When to look next.
    private(set) var due: Double

    /// Seconds between two looks: what is written or taken within them is how far a cell can go too far.
    private static let interval = 0.2

    init(cell: pid_t, job: Job, limits: CellLimits, group: CellGroup?, now: Double) {
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
        inherited = ProcessTable.residentBytes(getpid())
        due = now + Self.interval
    }

    enum Excess {
        case memory
        case other(Attempt)
    }

    /// What the cell uses too much of.
    mutating func look(_ now: Double) -> Excess? {
        guard now >= due else { return nil }
        defer { due = monotonicSeconds() + Self.interval }
        // The kernel may have chosen a child.
        if group?.hasKilled == true { return .memory }
        let processes = ProcessTable.tree(cell)
        if processes.count > limits.processes {
            return fatal("start", "more than \(limits.processes) processes")
        }
        var (threads, memory, unlinked, shared) = (0, 0, 0, 0)
        for process in processes {
            threads += (try? Directory.list("/proc/\(process)/task").count) ?? 0
            memory += max(0, ProcessTable.residentBytes(process) - inherited)
            shared = max(shared, ProcessTable.sharedBytes(process))
            unlinked += ProcessTable.unlinkedBytes(process)
        }
        if threads > limits.threads { return fatal("start", "more than \(limits.threads) threads") }
        // Unlinked files and memory that is shared are the same where a file is mapped.
        if let memoryLimit, memory + max(unlinked, shared) > memoryLimit { return .memory }
        let use = FolderUse(directory, entries: limits.files)
        if use.bytes + unlinked > limits.disk {
            return fatal("write", "more than \(limits.disk >> 20) MiB")
        }
        if use.entries > limits.files { return fatal("make", "more than \(limits.files) files") }
        return nil
    }

    private func fatal(_ deed: String, _ target: String) -> Excess {
        .other(Attempt(deed: deed, target: target, isFatal: true))
    }
}

/// What a folder holds, with all below it; links are not followed.
struct FolderUse {
    private(set) var bytes = 0
    private(set) var entries = 0

    /// - Parameter limit: where counting stops.
    init(_ path: String, entries limit: Int) {
        var folders = [path]
        while let folder = folders.popLast(), entries <= limit {
            guard let stream = opendir(folder) else { continue }
            defer { closedir(stream) }
            while let entry = readdir(stream), entries <= limit {
                let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                    pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                }
                if name == "." || name == ".." { continue }
                entries += 1
                var status = stat()
                guard fstatat(dirfd(stream), name, &status, AT_SYMLINK_NOFOLLOW) == 0 else { continue }
                bytes += Int(status.st_blocks) * 512
                if status.st_mode & S_IFMT == S_IFDIR { folders.append(Path.join(folder, name)) }
            }
        }
    }
}
