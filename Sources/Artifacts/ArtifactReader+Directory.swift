import Files
import JSON
import Matrix

extension ArtifactReader {
    /// Describes a directory that is one artifact; its digest is the manifest's.
    static func readDirectory(
        _ path: String,
        statedFormat: String?,
        expectedSHA256: String?,
        policy: Policy,
        forLoading: Bool,
    ) throws(ArtifactError) -> ArtifactDescription {
        let manifest = try DirectoryManifest(path, isTolerant: !forLoading)
        let early = Integrity.check(size: manifest.size, sha256: nil, expected: nil, policy: policy)
        guard early.status == .passed else { throw ArtifactError(.integrity, path: path, reason: early.message) }
        var directory = ArtifactDirectory(manifest: manifest, statedFormat: statedFormat)
        // What it is costs nothing to say; the digest is for what can be loaded.
        let format = try self.format(of: directory, forLoading: forLoading)
        var identities: [ExactText: FileIdentity] = [:]
        for entry in manifest.entries {
            let file = Path.join(path, entry.path)
            identities[ExactText(file)] = FileIdentity(file)
        }
        if let fault = manifest.fault { throw fault }
        (directory.sha256, directory.files) = try manifest.digests()
        let integrity = Integrity.check(
            size: manifest.size, sha256: directory.sha256, expected: expectedSHA256, policy: policy)
        guard integrity.status == .passed else {
            throw ArtifactError(.integrity, path: path, reason: integrity.message)
        }
        var description = try format.describe(directory)
        description.identities = identities
        return description
    }

    private static func format(
        of directory: ArtifactDirectory, forLoading: Bool
    ) throws(ArtifactError) -> any ArtifactFormat.Type {
        let recognised = FormatRegistry.recognise(directory, forLoading: forLoading)
        guard let name = directory.statedFormat, let stated = FormatRegistry.format(named: name) else {
            guard let recognised else { throw unknownDirectory(directory) }
            return recognised
        }
        if stated.takesAnyContent || stated.recognise(directory) != nil { return stated }
        let what = recognised.map { "the folder is \($0.name)" } ?? unknownDirectory(directory).reason
        throw ArtifactError(
            .formatMismatch, path: directory.path, reason: "format: \(name) is stated, but \(what)")
    }

    private static func unknownDirectory(_ directory: ArtifactDirectory) -> ArtifactError {
        let kinds = [
            ("saved_model.pb", "a TensorFlow SavedModel"), (PipelineIndex.file, "a diffusers pipeline"),
            ("config.json", "a Hugging Face model"),
        ]
        for (name, kind) in kinds where directory.contains(name) {
            return ArtifactError(
                .unsupported,
                path: directory.path,
                reason: "this is \(kind); the format is not supported yet (supported: \(ForeignFile.knownNames))",
            )
        }
        return ArtifactError(
            .notAnArtifact, path: directory.path, reason: "this is a directory; name the model file in it")
    }
}
