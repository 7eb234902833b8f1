import Files
import Glibc
import JSON

/// What tells a file from the one that lies in its place later: which it is, its size, when it was written and changed.
public struct FileIdentity: Sendable, Hashable {
    private let device: UInt64
    private let inode: UInt64
    private let size: Int
    private let written: [Int]
    /// When anything of it was changed last, which nobody can set back.
    private let changed: [Int]

    /// `nil` where there is no such file.
    init?(_ path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        device = UInt64(status.st_dev)
        inode = UInt64(status.st_ino)
        size = Int(status.st_size)
        written = [status.st_mtim.tv_sec, status.st_mtim.tv_nsec]
        changed = [status.st_ctim.tv_sec, status.st_ctim.tv_nsec]
    }

    /// Whether no more than the time of the last change differs, which a new mode, owner or name sets as well.
    func isLike(_ other: FileIdentity) -> Bool {
        (device, inode, size) == (other.device, other.inode, other.size) && written == other.written
    }
}

extension ArtifactDescription {
    /// The first file that is no longer the one that was read and judged, or that has come since; `nil` where there is none.
    public var changedFile: String? { rewrittenFile ?? addedFile }

    /// The first file that is no longer the one that was read; `nil` where all are.
    public var rewrittenFile: String? {
        let touched = identities.filter { FileIdentity($0.key.text) != $0.value }
        guard !touched.isEmpty else { return nil }
        let digests = digests
        return touched.sorted { $0.key.text < $1.key.text }.first { path, before in
            // The time of writing is whatever the writer says: what tells then is the content.
            guard FileIdentity(path.text)?.isLike(before) == true, let digest = digests[path] else { return true }
            return (try? FileDigest.read(path.text))?.digest != digest
        }?.key.text
    }

    /// The digests of its files, by their paths.
    private var digests: [ExactText: String] {
        if files.isEmpty { return [ExactText(path): sha256] }
        return Dictionary(files.map { (ExactText(Path.join(path, $0.path)), $0.sha256) }) { first, _ in first }
    }

    /// A file of a folder that was not there; the folder itself where it now holds what no artifact may.
    private var addedFile: String? {
        guard !files.isEmpty else { return nil }
        do throws(ArtifactError) {
            let paths = try DirectoryManifest(path).entries.lazy.map { $0.path }
            // A run that was started in the folder keeps its logs there.
            return paths.filter { !$0.hasPrefix(".smokehouse/") }.map { Path.join(path, $0) }
                .first { identities[ExactText($0)] == nil }
        } catch {
            return path
        }
    }
}
