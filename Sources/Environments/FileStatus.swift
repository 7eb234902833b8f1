import Glibc

/// The facts of `stat` that keys and checks are made from.
struct FileStatus: Sendable, Hashable {
    let size: Int
    /// Modification time in nanoseconds since 1970.
    let modified: Int
    let links: Int
    let isDirectory: Bool
    let isLink: Bool

    /// `nil` where nothing is there.
    init?(_ path: String, followLinks: Bool = true) {
        var status = stat()
        guard (followLinks ? stat(path, &status) : lstat(path, &status)) == 0 else { return nil }
        size = Int(status.st_size)
        modified = status.st_mtim.tv_sec * 1_000_000_000 + status.st_mtim.tv_nsec
        links = Int(status.st_nlink)
        isDirectory = status.st_mode & S_IFMT == S_IFDIR
        isLink = status.st_mode & S_IFMT == S_IFLNK
    }
}
