import Glibc

/// Making, listing and removing directories.
public enum Directory {
    /// Whether `path` is a directory (links followed).
    public static func exists(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// Makes a directory with its parents; one that exists is fine.
    public static func create(_ path: String, mode: UInt32 = 0o755) throws(FileError) {
        if mkdir(path, mode) == 0 { return }
        switch errno {
        case EEXIST where exists(path):
            return
        case ENOENT:
            let parent = Path.parent(path)
            guard parent != path, parent != "." else { throw FileError(operation: "create", path: path, code: ENOENT) }
            try create(parent, mode: mode)
            guard mkdir(path, mode) == 0 || (errno == EEXIST && exists(path)) else {
                throw FileError(operation: "create", path: path, code: errno)
            }
        default:
            throw FileError(operation: "create", path: path, code: errno)
        }
    }

    /// Makes a new, empty directory named `prefix` and six random characters below `parent`.
    public static func createTemporary(in parent: String, prefix: String) throws(FileError) -> String {
        try create(parent)
        var template = Array("\(Path.join(parent, prefix))XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw FileError(operation: "create", path: Path.join(parent, prefix), code: errno)
        }
        return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// The names in a directory, sorted by bytes, without `.` and `..`.
    public static func list(_ path: String) throws(FileError) -> [String] {
        guard let stream = opendir(path) else { throw FileError(operation: "list", path: path, code: errno) }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// Removes a file or a whole tree, never following links; nothing there is fine.
    public static func removeTree(_ path: String) throws(FileError) {
        var status = stat()
        guard lstat(path, &status) == 0 else {
            if errno == ENOENT { return }
            throw FileError(operation: "remove", path: path, code: errno)
        }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            guard unlink(path) == 0 || errno == ENOENT else {
                throw FileError(operation: "remove", path: path, code: errno)
            }
            return
        }
        // A model may have taken its own write permission away; the tree is ours to remove all the same.
        if status.st_mode & 0o700 != 0o700 { chmod(path, 0o700) }
        for name in try list(path) {
            try removeTree(Path.join(path, name))
        }
        guard rmdir(path) == 0 || errno == ENOENT else {
            throw FileError(operation: "remove", path: path, code: errno)
        }
    }
}
