import Files

extension ArtifactDirectory {
    /// Endings of files whose content is text whatever it looks like: only a binary pickle is one behind such a name.
    private static let textEndings: Set<String> = [
        "json", "txt", "yaml", "yml", "md", "csv", "tsv", "py", "toml", "cfg", "ini", "html", "jinja", "model", "vocab",
    ]

    /// Describes every file that a format knows by its content, and every folder that is a model of its own.
    ///
    /// - Parameter named: files that a load reads whatever they look like: what can't be read there is a fault.
    func bundle(named: Set<String> = []) throws(ArtifactError) -> [BundledFile] {
        var found: [BundledFile] = []
        for entry in manifest.entries {
            if entry.path.hasSuffix("/saved_model.pb") {
                found.append(try folder(Path.parent(entry.path)))
                continue
            }
            let file = try open(entry.path, limit: .max)
            if let description = try describe(file, entry.path, isNamed: named.contains(entry.path)) {
                found.append(BundledFile(path: entry.path, description: description))
            }
            try check(file, entry.path)
        }
        return found
    }

    /// A folder within as a model of its own; an error where it is none.
    func folder(_ name: String) throws(ArtifactError) -> BundledFile {
        let inner = ArtifactDirectory(manifest: try DirectoryManifest(Path.join(path, name)))
        guard let format = FormatRegistry.recognise(inner) else {
            throw ArtifactError(.notAnArtifact, path: path, reason: "'\(name)' is no model that is known")
        }
        return BundledFile(path: name, description: try format.describe(inner))
    }

    /// What a format says of a file; `nil` where none knows it.
    private func describe(_ file: OpenFile, _ name: String, isNamed: Bool) throws(ArtifactError)
        -> ArtifactDescription?
    {
        let source = ByteSource(file)
        let head = FileHead(source)
        if head.begins(with: "version https://git-lfs.github.com/") {
            throw ArtifactError(
                .notAnArtifact,
                path: path,
                reason: "'\(name)' is a Git LFS pointer, not the file itself; run `git lfs pull`",
            )
        }
        let isText = Self.textEndings.contains(Path.ending(name).lowercased())
        switch FormatRegistry.recognise(head)?.recognition {
        case .certain: break
        case .possible where !isText || isNamed: break
        default: if !isNamed { return nil }
        }
        // Text may look like an old pickle without being one.
        return try? ArtifactReader.describe(path: Path.join(path, name), source: source, sha256: "", statedFormat: nil)
    }
}
