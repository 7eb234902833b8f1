import Glibc
import JSON

/// What tells a file from the one that lies in its place later: which it is, its size, when it was written.
///
/// The time of the status change is not part of it: giving a container's user the right to read sets it as well.
public struct FileIdentity: Sendable, Hashable {
    private let device: UInt64
    private let inode: UInt64
    private let size: Int
    private let seconds: Int
    private let nanoseconds: Int

    /// `nil` where there is no such file.
    init?(_ path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        device = UInt64(status.st_dev)
        inode = UInt64(status.st_ino)
        size = Int(status.st_size)
        seconds = status.st_mtim.tv_sec
        nanoseconds = status.st_mtim.tv_nsec
    }
}

extension ArtifactDescription {
    /// The first file that is no longer the one that was read and judged; `nil` where all are.
    public var changedFile: String? {
        identities.keys.map(\.text).sorted().first { FileIdentity($0) != identities[ExactText($0)] }
    }
}
