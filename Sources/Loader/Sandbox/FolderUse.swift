import Files
import Glibc

/// What a folder holds, with all below it; links are not followed.
struct FolderUse {
    private(set) var bytes = 0
    private(set) var entries = 0
    /// Whether something below it could not be looked into, whoever saw to that.
    private(set) var isHidden = false

    /// - Parameter limit: where counting stops.
    init(_ path: String, entries limit: Int) {
        guard var descent = try? FolderDescent(Path.parent(path), rights: 0o500) else { return }
        var waiting: [[FolderDescent.Name]] = [[Array(Path.name(path).utf8CString)]]
        while let next = waiting[waiting.count - 1].popLast() {
            switch descent.enter(next) {
            case 0: waiting.append(count(descent, limit))
            case EACCES, EPERM: isHidden = true
            default: break  // Gone, or another thing by now.
            }
            if entries > limit { return }
            while waiting.count > 1, waiting[waiting.count - 1].isEmpty {
                waiting.removeLast()
                guard descent.leave() else {
                    isHidden = true
                    return
                }
            }
        }
    }

    /// Counts what is in the current folder, and returns the folders in it.
    private mutating func count(_ descent: borrowing FolderDescent, _ limit: Int) -> [FolderDescent.Name] {
        var folders: [FolderDescent.Name] = []
        let folder = descent.descriptor
        var (found, held) = (entries, bytes)
        descent.names { name in
            found += 1
            var status = stat()
            guard fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else { return found <= limit }
            held += Int(status.st_blocks) * 512
            if status.st_mode & S_IFMT == S_IFDIR {
                folders.append(FolderDescent.name(name))
            }
            return found <= limit
        }
        (entries, bytes) = (found, held)
        return folders
    }
}
