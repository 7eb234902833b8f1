import Glibc

/// A way down into a tree of folders and back up, by descriptors: no path gets too long for the kernel, no link is
/// followed, and where a model has taken its owner's rights away they are given back.
public struct FolderDescent: ~Copyable {
    /// A name as the kernel has it, which need not be text; a zero ends it.
    public typealias Name = [CChar]

    private struct Level {
        /// -1 where too many are open.
        var descriptor: Int32
        let device: dev_t
        let inode: ino_t
    }

    private var levels: [Level] = []
    private let rights: UInt32

    /// The most folders above the current one that are held open; beyond, the way up is `..`.
    private static let openLimit = 64
    private static let pathOnly: Int32 = 0o10000000  // O_PATH

    /// Starts at a folder, links followed.
    ///
    /// - Parameter rights: what the owner must be permitted in the folders that are entered.
    public init(_ path: String, rights: UInt32) throws(FileError) {
        self.rights = rights
        let descriptor = open(path, Self.pathOnly | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileError(operation: "open", path: path, code: errno) }
        var status = stat()
        fstat(descriptor, &status)
        levels = [Level(descriptor: descriptor, device: status.st_dev, inode: status.st_ino)]
    }

    deinit { for level in levels where level.descriptor >= 0 { close(level.descriptor) } }

    /// How many folders lie between this one and the start.
    public var depth: Int { levels.count - 1 }

    /// The folder where the way has got to; not to be closed.
    public var descriptor: Int32 { levels[levels.count - 1].descriptor }

    /// Enters a folder of the current one; an error number where it cannot.
    public mutating func enter(_ name: Name) -> Int32 {
        let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
        var child = openat(descriptor, name, flags)
        if child < 0, errno == EACCES, permit(name) { child = openat(descriptor, name, flags) }
        guard child >= 0 else { return errno }
        var status = stat()
        fstat(child, &status)
        if status.st_mode & rights != rights { fchmod(child, status.st_mode & 0o777 | rights) }
        // The start stays open: it need not lie where `..` leads.
        let distant = levels.count - Self.openLimit
        if distant > 0, levels[distant].descriptor >= 0 {
            close(levels[distant].descriptor)
            levels[distant].descriptor = -1
        }
        levels.append(Level(descriptor: child, device: status.st_dev, inode: status.st_ino))
        return 0
    }

    /// Goes back up; false where the folder has been moved elsewhere meanwhile.
    public mutating func leave() -> Bool {
        guard levels.count > 1, let left = levels.popLast() else { return false }
        defer { close(left.descriptor) }
        let last = levels.count - 1
        guard levels[last].descriptor < 0 else { return true }
        let above = openat(left.descriptor, "..", Self.pathOnly | O_DIRECTORY | O_CLOEXEC)
        var status = stat()
        guard above >= 0, fstat(above, &status) == 0, status.st_ino == levels[last].inode,
            status.st_dev == levels[last].device
        else {
            if above >= 0 { close(above) }
            return false
        }
        levels[last].descriptor = above
        return true
    }

    /// Copies a name that `names` hands over.
    public static func name(_ pointer: UnsafePointer<CChar>) -> Name {
        Array(UnsafeBufferPointer(start: pointer, count: strlen(pointer) + 1))
    }

    /// All names in the current folder but `.` and `..`.
    public var allNames: [Name] {
        var all: [Name] = []
        names { name in
            all.append(Self.name(name))
            return true
        }
        return all
    }

    /// Removes an empty folder from the current one; 0 or an error number.
    public func removeFolder(_ name: Name) -> Int32 {
        unlinkat(descriptor, name, 0x200) == 0 ? 0 : errno  // AT_REMOVEDIR
    }

    /// Calls `take` for each name in the current folder but `.` and `..`, in no order, until it returns false.
    public func names(_ take: (UnsafePointer<CChar>) -> Bool) {
        let copy = openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard copy >= 0 else { return }
        guard let stream = fdopendir(copy) else {
            close(copy)
            return
        }
        defer { closedir(stream) }
        while let entry = readdir(stream) {
            let goesOn = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { name in
                    strcmp(name, ".") == 0 || strcmp(name, "..") == 0 || take(name)
                }
            }
            if !goesOn { return }
        }
    }

    /// Gives the owner's rights back to a folder that cannot be opened, and to nothing that a link in its place leads to.
    private func permit(_ name: Name) -> Bool {
        let folder = openat(descriptor, name, Self.pathOnly | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard folder >= 0 else { return false }
        defer { close(folder) }
        return chmod("/proc/self/fd/\(folder)", 0o700) == 0
    }
}
