/// An artifact that the user's own code loads: whatever it holds, `entry` in the matrix says how to read it.
///
/// The code is the user's statement and is not judged; the content is, where it is one that the other formats know.
enum PythonFormat: ArtifactFormat {
    static let name = "python"
    static let takesAnyContent = true

    /// Never recognised: only the matrix can say so.
    static func recognise(_ head: FileHead) -> Recognition? { nil }

    static func describe(_ file: ArtifactFile) throws(ArtifactError) -> ArtifactDescription {
        if file.head.begins(with: "version https://git-lfs.github.com/") {
            throw ArtifactError(
                .notAnArtifact,
                path: file.path,
                reason: "this is a Git LFS pointer, not the file itself; run `git lfs pull`",
            )
        }
        let known = try? ArtifactReader.describe(
            path: file.path, source: file.source, sha256: file.sha256, statedFormat: nil)
        return own(known) ?? file.description(format: name, content: .data)
    }

    static func describe(_ directory: ArtifactDirectory) throws(ArtifactError) -> ArtifactDescription {
        let known = try? FormatRegistry.recognise(directory)?.describe(directory)
        return own(known) ?? directory.description(format: name, content: .data)
    }

    /// What another format says of the content, without that format's way to load it.
    private static func own(_ known: ArtifactDescription?) -> ArtifactDescription? {
        guard var description = known else { return nil }
        description.format = name
        description.native = nil
        return description
    }
}
