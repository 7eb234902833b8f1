import CLinux
import Files
import Glibc

/// Tells a cell that fills the disk or the memory by what has no size in `/proc`: files without a name that are only mapped,
/// or that lie in a socket's queue, and by pages that only a pipe holds. How much there is shows in what the whole machine has
/// left.
struct HiddenUse {
    private let directory: String
    private let freeDisk: Int
    private let sharedMemory: Int
    private let detached: Int

    /// - Parameter directory: a folder on the disk that is watched.
    init(_ directory: String) {
        self.directory = directory
        freeDisk = Self.freeDisk(directory)
        sharedMemory = Self.sharedMemory()
        detached = Self.detached()
    }

    /// Whether the disk has lost more than `limit` bytes since the start, and one of the processes hides files.
    ///
    /// - Parameter held: what counts already. To have a temporary file open while others fill the disk is to hide nothing.
    func isOverDisk(_ limit: Int, _ processes: [pid_t], beside held: ProcessUse) -> Bool {
        guard freeDisk - Self.freeDisk(directory) > limit else { return false }
        return processes.contains { process in
            Self.tasks(process).contains { hidesFiles($0, beside: held) }
                || Self.mapped(process)?.contains { !$0.isMemory } ?? true
        }
    }

    /// Whether the machine's shared memory, or what nobody has but pipes, has grown by more than `limit` bytes, and one of
    /// the processes hides some.
    func isOverMemory(_ limit: Int, _ processes: [pid_t]) -> Bool {
        if Self.detached() - detached > limit, processes.contains(where: Self.fillsPipes) { return true }
        guard Self.sharedMemory() - sharedMemory > limit else { return false }
        return processes.contains { process in
            guard let mapped = Self.mapped(process)?.filter(\.isMemory) else { return true }
            return mapped.contains { $0.name.hasPrefix("/memfd:") } || mapped.reduce(0) { $0 + $1.size } > limit
                || Self.tasks(process).contains { Self.sends($0) }
        }
    }

    private static func freeDisk(_ path: String) -> Int {
        var status = statvfs()
        return statvfs(path, &status) == 0 ? Int(status.f_bavail) * Int(status.f_frsize) : 0
    }

    private static func sharedMemory() -> Int {
        // struct sysinfo (sysinfo(2)) in words: the seventh is `sharedram`, the fourteenth starts with `mem_unit`.
        var words = [UInt](repeating: 0, count: 16)
        let result = words.withUnsafeMutableBytes {
            linux_call(Int(__NR_sysinfo), Int(bitPattern: $0.baseAddress), 0, 0, 0, 0, 0)
        }
        return result == 0 ? Int(words[6]) * Int(UInt32(truncatingIfNeeded: words[13])) : 0
    }

    /// Bytes of pages that are in use, and neither in a file's cache nor a process' own (proc(5), `meminfo`): a byte that is
    /// passed on to a pipe holds all of its page, of up to megabytes, also when its file is gone.
    private static func detached() -> Int {
        var signs = [
            "Active:": 1, "Inactive:": 1, "Unevictable:": 1, "Cached:": -1, "Buffers:": -1, "SwapCached:": -1,
            "AnonPages:": -1,
        ]
        var sum = 0
        for line in ((try? File.read("/proc/meminfo")) ?? []).split(separator: UInt8(ascii: "\n")) {
            let words = line.split(separator: UInt8(ascii: " ")).map { String(decoding: $0, as: UTF8.self) }
            guard words.count > 1, let size = Int(words[1]), let sign = signs.removeValue(forKey: words[0]) else {
                continue
            }
            sum += sign * size
            // They stand in the first third.
            if signs.isEmpty { break }
        }
        return sum << 10
    }

    /// Whether there is something in a pipe of a process, or one of its threads has pipes of its own.
    private static func fillsPipes(_ process: pid_t) -> Bool {
        var known: Set<ProcessTable.Identity> = []
        for task in tasks(process) {
            var places: [SocketQueues.Place] = []
            var pipes: Set<ProcessTable.Identity> = []
            for (descriptor, status) in open(task) where status.st_mode & S_IFMT == S_IFIFO {
                guard let number = Int32(descriptor) else { continue }
                pipes.insert(ProcessTable.Identity(status))
                places.append(SocketQueues.Place(process: process, descriptor: number))
            }
            let fills = known.isEmpty ? SocketQueues.bytes(places) > 0 || sends(task) : !pipes.isSubset(of: known)
            if fills { return true }
            known.formUnion(pipes)
        }
        return false
    }

    /// Each thread's folder: threads may have descriptors of their own.
    private static func tasks(_ process: pid_t) -> [String] {
        ((try? Directory.list("/proc/\(process)/task")) ?? []).map { "/proc/\(process)/task/\($0)" }
    }

    /// What a thread has open.
    private static func open(_ task: String) -> [(descriptor: String, status: stat)] {
        ((try? Directory.list(task + "/fd")) ?? []).compactMap { descriptor in
            var status = stat()
            return stat("\(task)/fd/\(descriptor)", &status) == 0 ? (descriptor, status) : nil
        }
    }

    private func hidesFiles(_ task: String, beside held: ProcessUse) -> Bool {
        Self.sends(task)
            || Self.open(task).contains { _, status in
                ProcessTable.isUnnamed(status) && !held.counted.contains(ProcessTable.Identity(status))
            }
    }

    /// Whether descriptors are on their way in a socket (`scm_fds` of its `fdinfo`, from Linux 5.6).
    private static func sends(_ task: String) -> Bool {
        ((try? Directory.list(task + "/fd")) ?? []).contains { descriptor in
            guard File.linkTarget("\(task)/fd/\(descriptor)")?.hasPrefix("socket:") == true,
                let text = try? File.readText("\(task)/fdinfo/\(descriptor)")
            else { return false }
            return text.split(separator: "\n").contains { $0.hasPrefix("scm_fds:") && !$0.hasSuffix("\t0") }
        }
    }

    private struct Mapping {
        let name: String
        let size: Int

        var isMemory: Bool {
            ["/dev/zero", "/memfd:", "/dev/shm/", "/SYSV"].contains { name.hasPrefix($0) }
        }
    }

    /// Bytes of a process' list of mappings, some 20,000 of them. Who has more makes others wait while they are read.
    private static let mappingLimit = 2 << 20

    /// Mapped files without a name; `nil` for a process with too many mappings to look at.
    private static func mapped(_ process: pid_t) -> [Mapping]? {
        // The first thread may have ended.
        let lists = tasks(process).lazy.compactMap { try? File.read($0 + "/maps", limit: mappingLimit) }
        guard let list = lists.first(where: { !$0.isEmpty }) else { return [] }
        guard list.count < mappingLimit else { return nil }
        guard list.contains(UInt8(ascii: "(")) else { return [] }
        let deleted = Array(" (deleted)".utf8)
        // By bytes: a line end is one character with a return before it, with which a name may end.
        return list.split(separator: UInt8(ascii: "\n")).filter { $0.suffix(deleted.count).elementsEqual(deleted) }
            .compactMap { line in
                let line = String(decoding: line, as: UTF8.self)
                let ends = line.prefix { $0 != " " }.split(separator: "-").compactMap { Int($0, radix: 16) }
                guard ends.count == 2, let slash = line.utf8.firstIndex(of: UInt8(ascii: "/")) else { return nil }
                return Mapping(name: String(line[slash...]), size: ends[1] - ends[0])
            }
    }
}
