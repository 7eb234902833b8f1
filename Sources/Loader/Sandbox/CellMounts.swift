import CLinux
import Files
import Glibc

/// Mounts of one cell's own, in a session whose mounts are its own already.
enum CellMounts {
    /// The most files in shared memory, a KiB of the kernel's own each, which no size counts.
    private static let sharedFiles = 1 << 15

    /// Gives this process shared memory of its own, covers the directories of other cells, and makes everything else
    /// read-only: what Landlock does not cover, as modes, owners and times of files that the session may write.
    ///
    /// - Parameter shared: the most bytes of shared memory.
    static func make(directory: String, shared: Int) -> Bool {
        guard linux_call(Int(__NR_unshare), 0x0002_0000, 0, 0, 0, 0, 0) == 0 else { return false }  // CLONE_NEWNS
        let cells = Path.parent(directory)
        // The directory by a descriptor, as the cover hides its path.
        let own = open(directory, 0o10000000 | O_CLOEXEC)  // O_PATH
        guard own >= 0 else { return false }
        defer { close(own) }
        let options = "size=\(shared),mode=1777,nr_inodes=\(sharedFiles)"
        return Glibc.mount("tmpfs", "/dev/shm", "tmpfs", MountFlags.plain, options) == 0
            && Glibc.mount("tmpfs", cells, "tmpfs", MountFlags.plain, "size=1m,mode=755") == 0
            && mkdir(directory, 0o755) == 0
            && Glibc.mount("/proc/self/fd/\(own)", directory, nil, MountFlags.bind, nil) == 0
            && seal(but: [directory, "/dev/shm"])
            && chdir(Path.join(directory, "work")) == 0
    }

    private static func seal(but writable: [String]) -> Bool {
        let result = MountFlags.change("/", set: MountFlags.readOnly, recursive: true)
        // Before Linux 5.12, which has no Landlock either: there the report says what cells can do to each other.
        if result == -Int(ENOSYS) { return true }
        return result == 0 && writable.allSatisfy { MountFlags.change($0, clear: MountFlags.readOnly) == 0 }
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
    /// MOUNT_ATTR_RDONLY
    static let readOnly: UInt64 = 1

    /// mount_setattr(2): adds attributes to a mount, or to those below it as well, and takes some away; 0 or a negated
    /// error number.
    static func change(_ path: String, set: UInt64 = 0, clear: UInt64 = 0, recursive: Bool = false) -> Int {
        // struct mount_attr: set, clear, propagation, namespace.
        var attributes: (UInt64, UInt64, UInt64, UInt64) = (set, clear, 0, 0)
        let (current, flags) = (Int(AT_FDCWD), recursive ? 0x8000 : 0)
        return path.withCString { path in
            withUnsafeMutablePointer(to: &attributes) { pointer in
                linux_call(442, current, Int(bitPattern: path), flags, Int(bitPattern: pointer), 32, 0)
            }
        }
    }
}
