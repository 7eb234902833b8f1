import CLinux
import Files
import Glibc

/// Mounts of one cell's own, in a session whose mounts are its own already.
enum CellMounts {
    /// Gives this process shared memory of its own and covers the directories of other cells.
    ///
    /// - Parameter shared: the most bytes of shared memory.
    static func make(directory: String, shared: Int) -> Bool {
        guard linux_call(Int(__NR_unshare), 0x0002_0000, 0, 0, 0, 0, 0) == 0 else { return false }  // CLONE_NEWNS
        let cells = Path.parent(directory)
        // The directory by a descriptor, as the cover hides its path.
        let own = open(directory, 0o10000000 | O_CLOEXEC)  // O_PATH
        guard own >= 0 else { return false }
        defer { close(own) }
        return Glibc.mount("tmpfs", "/dev/shm", "tmpfs", MountFlags.plain, "size=\(shared),mode=1777") == 0
            && Glibc.mount("tmpfs", cells, "tmpfs", MountFlags.plain, "size=1m,mode=755") == 0
            && mkdir(directory, 0o755) == 0
            && Glibc.mount("/proc/self/fd/\(own)", directory, nil, MountFlags.bind, nil) == 0
            && chdir(Path.join(directory, "work")) == 0
    }
}

/// Flags of mount(2), as numbers.
enum MountFlags {
    /// MS_NOSUID, MS_NODEV
    static let plain: UInt = 2 | 4
    /// MS_BIND
    static let bind: UInt = 4096
    /// MS_BIND, MS_REC
    static let bindAll: UInt = 4096 | 16384
    /// MS_REC, MS_PRIVATE
    static let privateAll: UInt = 16384 | 1 << 18
}
