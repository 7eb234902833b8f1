import Crypto
import Files
import Glibc
import JSON

/// The files of a directory that is one artifact, and one digest over all of them.
///
/// The digest is the SHA-256 of one line for each file, sorted by the bytes of the path: the file's SHA-256, its size
/// in bytes, its path relative to the directory, each after one space, and a newline.
struct DirectoryManifest: Sendable, Hashable {
    struct Entry: Sendable, Hashable {
        /// Relative to the directory.
        let path: String
        let size: Int
    }

    /// The absolute path of the directory.
    let root: String
    /// Sorted by the bytes of the path.
    let entries: [Entry]
    /// Whether one of them is a link to another place in the directory.
    let hasLinks: Bool
    /// What must not be in an artifact, where the listing went on all the same: the first of it.
    let fault: ArtifactError?

    var size: Int { entries.reduce(0) { $0 + $1.size } }

    /// The most files of one artifact, and the deepest folders.
    static let fileLimit = 100_000
    static let depthLimit = 32

    /// Lists a directory with all below it; links out of it and what is neither file nor folder are refused.
    ///
    /// - Parameter isTolerant: whether to leave out and note what would be refused, to see what the folder is.
    init(_ root: String, isTolerant: Bool = false) throws(ArtifactError) {
        guard let resolved = File.resolved(root) else {
            throw ArtifactError(.unreadable, path: root, reason: "no such folder; check `path`")
        }
        var listing = Listing(root: root, resolved: resolved, isTolerant: isTolerant)
        try listing.add("", depth: 0)
        self.root = root
        hasLinks = listing.hasLinks
        fault = listing.fault
        entries = listing.entries.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    }

    /// The file of a path relative to the directory; `nil` where there is none.
    func entry(_ path: String) -> Entry? {
        var (low, high) = (0, entries.count)
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].path.utf8.lexicographicallyPrecedes(path.utf8) {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low < entries.count && entries[low].path.isExactly(path) ? entries[low] : nil
    }

    /// Reads every file in pieces; the digest over all of them, 64 lower-case hexadecimal digits, and each file's.
    func digests() throws(ArtifactError) -> (whole: String, files: [HashedFile]) {
        var whole = SHA256()
        var files: [HashedFile] = []
        for entry in entries {
            let file = try hash(entry)
            whole.update(data: Array("\(file.sha256) \(file.size) \(file.path)\n".utf8))
            files.append(file)
        }
        return (FileDigest.hexadecimal(whole.finalize()), files)
    }

    /// Reads one file in pieces.
    func hash(_ entry: Entry) throws(ArtifactError) -> HashedFile {
        let (digest, size) = try FileDigest.read(Path.join(root, entry.path))
        guard size == entry.size else {
            throw ArtifactError(
                .unreadable, path: root, reason: "'\(entry.path)' changed while it was read; try again")
        }
        return HashedFile(path: entry.path, size: size, sha256: digest)
    }
}

private struct Listing {
    let root: String
    /// The directory without links, which every link must stay below.
    let resolved: String
    let isTolerant: Bool
    var entries: [DirectoryManifest.Entry] = []
    var hasLinks = false
    var fault: ArtifactError?

    init(root: String, resolved: String, isTolerant: Bool) {
        self.root = root
        self.resolved = resolved
        self.isTolerant = isTolerant
    }

    mutating func add(_ folder: String, depth: Int) throws(ArtifactError) {
        guard depth <= DirectoryManifest.depthLimit else {
            return try refuse("'\(folder)' is more than \(DirectoryManifest.depthLimit) folders deep")
        }
        let names: [String]
        do throws(FileError) {
            names = try Directory.list(Path.join(root, folder))
        } catch {
            return try refuse("\(error)", .unreadable)
        }
        for name in names { try add(name, in: folder, depth: depth) }
    }

    private mutating func add(_ name: String, in folder: String, depth: Int) throws(ArtifactError) {
        let path = folder.isEmpty ? name : "\(folder)/\(name)"
        guard !name.utf8.contains(where: { $0 < 0x20 }) else {
            return try refuse("a name in '\(folder.isEmpty ? "." : folder)' holds control characters; rename the file")
        }
        let absolute = Path.join(root, path)
        var status = stat()
        guard lstat(absolute, &status) == 0 else {
            return try refuse("'\(path)': \(String(cString: strerror(errno)))", .unreadable)
        }
        let isLink = status.st_mode & S_IFMT == S_IFLNK
        if isLink {
            guard let target = File.resolved(absolute), stat(absolute, &status) == 0 else {
                return try refuse("the link '\(path)' leads nowhere; put the file in its place")
            }
            if !target.hasPrefix(resolved == "/" ? "/" : resolved + "/") {
                // It says what the folder is all the same.
                try refuse(
                    "the link '\(path)' leads out of the folder, to '\(target)'; "
                        + "put the file in its place, as 'cp -rL' does")
            }
        }
        switch status.st_mode & S_IFMT {
        case S_IFREG:
            guard entries.count < DirectoryManifest.fileLimit else {
                return try refuse(
                    "the folder holds more than \(DirectoryManifest.fileLimit) files; name the model's own")
            }
            hasLinks = hasLinks || isLink
            entries.append(DirectoryManifest.Entry(path: path, size: Int(status.st_size)))
        case S_IFDIR where isLink:
            return try refuse("'\(path)' is a link to a folder; put the folder in its place")
        case S_IFDIR:
            try add(path, depth: depth + 1)
        default:
            return try refuse("'\(path)' is neither a file nor a folder; remove it")
        }
    }

    private mutating func refuse(
        _ reason: String,
        _ problem: ArtifactError.Problem = .integrity,
    ) throws(ArtifactError) {
        let error = ArtifactError(problem, path: root, reason: reason)
        guard isTolerant else { throw error }
        if fault == nil { fault = error }
    }
}

/// SHA-256 of files, read in pieces.
enum FileDigest {
    /// Larger pieces are hashed no faster, and fall out of the processor's cache.
    private static let piece = 256 << 10

    /// The digest in lower-case hexadecimal and the bytes read.
    static func read(_ path: String) throws(ArtifactError) -> (digest: String, size: Int) {
        do throws(OpenFile.Fault) {
            let file = try OpenFile(path)
            file.expectSequentialReads()
            let digest = read(ByteSource(file))
            try file.check()
            return (digest, file.size)
        } catch {
            throw ArtifactError(.unreadable, path: path, reason: error.reason)
        }
    }

    /// The digest of a source in lower-case hexadecimal.
    static func read(_ source: ByteSource) -> String {
        var hash = SHA256()
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: min(piece, source.count), alignment: 64)
        defer { buffer.deallocate() }
        var offset = 0
        while offset < source.count {
            let part = UnsafeMutableRawBufferPointer(rebasing: buffer.prefix(source.count - offset))
            source.read(at: offset, into: part)
            hash.update(bufferPointer: UnsafeRawBufferPointer(part))
            offset += part.count
        }
        return hexadecimal(hash.finalize())
    }

    static func hexadecimal(_ digest: SHA256.Digest) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        for byte in digest {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }
}
