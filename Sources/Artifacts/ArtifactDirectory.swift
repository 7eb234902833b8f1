import Files

/// A directory that is one artifact, listed but not read.
struct ArtifactDirectory {
    let manifest: DirectoryManifest
    /// The digest of the manifest; empty before it is known, which is after recognition.
    var sha256 = ""
    /// The digest of each file; empty before it is known.
    var files: [HashedFile] = []
    /// The format that the matrix states.
    var statedFormat: String?

    var path: String { manifest.root }

    /// Whether there is a file of a path relative to the directory.
    func contains(_ path: String) -> Bool { manifest.entry(path) != nil }

    /// The paths below the directory that a condition holds for, sorted.
    func paths(where holds: (String) -> Bool) -> [String] { manifest.entries.map(\.path).filter(holds) }

    /// The bytes of a file in the directory; one that is not there or larger than `limit` is an error.
    func read(_ name: String, limit: Int = 64 << 20) throws(ArtifactError) -> [UInt8] {
        guard let entry = manifest.entry(name) else {
            throw ArtifactError(.notAnArtifact, path: path, reason: "the folder has no file '\(name)'")
        }
        guard entry.size <= limit else {
            throw ArtifactError(
                .unsupported, path: path, reason: "'\(name)' has \(entry.size) bytes; \(limit) at most are read")
        }
        do throws(FileError) {
            return try File.read(Path.join(path, name), limit: limit)
        } catch {
            throw ArtifactError(.unreadable, path: path, reason: "\(error)")
        }
    }

    /// A file in the directory to be read where it is needed; `check` it when that is done.
    func open(_ name: String, limit: Int) throws(ArtifactError) -> OpenFile {
        guard let entry = manifest.entry(name) else {
            throw ArtifactError(.notAnArtifact, path: path, reason: "the folder has no file '\(name)'")
        }
        guard entry.size <= limit else {
            throw ArtifactError(
                .unsupported, path: path, reason: "'\(name)' has \(entry.size) bytes; \(limit) at most are read")
        }
        do throws(OpenFile.Fault) {
            return try OpenFile(Path.join(path, name))
        } catch {
            throw ArtifactError(.unreadable, path: path, reason: "'\(name)': \(error.reason)")
        }
    }

    /// Fails where a file is no longer what it was when it was opened.
    func check(_ file: OpenFile, _ name: String) throws(ArtifactError) {
        do throws(OpenFile.Fault) {
            try file.check()
        } catch {
            throw ArtifactError(.unreadable, path: path, reason: "'\(name)': \(error.reason)")
        }
    }

    func description(format: String, content: ArtifactDescription.Content) -> ArtifactDescription {
        ArtifactDescription(
            path: path, format: format, size: manifest.size, sha256: sha256, files: files, content: content)
    }
}
