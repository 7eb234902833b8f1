import Files
import Glibc

/// Bytes that trees take on disk.
enum DiskUse {
    /// Each file once, however many links it has.
    static func all(_ path: String) -> Int {
        var seen: Set<UInt> = []
        return sum(path) { status in status.st_nlink < 2 || seen.insert(status.st_ino).inserted }
    }

    /// Only files with no other link: what removing the tree gives back.
    static func own(_ path: String) -> Int { sum(path) { $0.st_nlink < 2 } }

    /// Bytes free for this user on the file system of the nearest existing folder.
    static func free(_ path: String) -> Int? {
        var folder = path
        while !File.exists(folder), folder != "/" { folder = Path.parent(folder) }
        var status = statvfs()
        guard statvfs(folder, &status) == 0 else { return nil }
        return Int(status.f_bavail) * Int(status.f_frsize)
    }

    private static func sum(_ path: String, _ counts: (stat) -> Bool) -> Int {
        var status = stat()
        guard lstat(path, &status) == 0 else { return 0 }
        if status.st_mode & S_IFMT == S_IFDIR {
            var total = Int(status.st_blocks) * 512
            for name in (try? Directory.list(path)) ?? [] { total += sum(Path.join(path, name), counts) }
            return total
        }
        return counts(status) ? Int(status.st_blocks) * 512 : 0
    }
}
