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
    ///
    /// What cannot be removed does not keep the rest; the error is the first one's.
    public static func removeTree(_ path: String) throws(FileError) {
        func failure(_ code: Int32) -> FileError { FileError(operation: "remove", path: path, code: code) }
        var descent: FolderDescent
        do throws(FileError) {
            // A model may have taken its own rights away; the tree is ours to remove all the same.
            descent = try FolderDescent(Path.parent(path), rights: 0o700)
        } catch {
            if error.code == ENOENT { return }
            throw failure(error.code)
        }
        var code: Int32 = 0
        // Of each folder on the way, the folders in it that are still there, the one that was entered last.
        var waiting = [remove([Array(Path.name(path).utf8CString)], in: descent, &code)]
        while let folder = waiting[waiting.count - 1].last {
            let fault = descent.enter(folder)
            if fault == 0 {
                waiting.append(remove(descent.allNames, in: descent, &code))
            } else {
                if fault != ENOENT, code == 0 { code = fault }
                waiting[waiting.count - 1].removeLast()
            }
            while waiting.count > 1, waiting[waiting.count - 1].isEmpty {
                guard descent.leave() else { throw failure(code == 0 ? ESTALE : code) }
                waiting.removeLast()
                guard let left = waiting[waiting.count - 1].popLast() else { break }
                let fault = descent.removeFolder(left)
                if fault != 0, fault != ENOENT, code == 0 { code = fault }
            }
        }
        if code != 0 { throw failure(code) }
    }

    /// Removes those names that are no folders and not empty ones, and returns the others.
    private static func remove(
        _ names: [FolderDescent.Name],
        in descent: borrowing FolderDescent,
        _ code: inout Int32,
    ) -> [FolderDescent.Name] {
        var folders: [FolderDescent.Name] = []
        for name in names {
            if unlinkat(descent.descriptor, name, 0) == 0 || errno == ENOENT { continue }
            if errno != EISDIR {
                if code == 0 { code = errno }
            } else if ![0, ENOENT].contains(descent.removeFolder(name)) {
                folders.append(name)
            }
        }
        return folders
    }
}
