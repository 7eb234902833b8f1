import Files
import JSON

extension ArtifactDirectory {
    /// Endings of files whose content is text whatever it looks like: only a binary pickle is one behind such a name.
    private static let textEndings: Set<String> = [
        "json", "txt", "yaml", "yml", "md", "csv", "tsv", "py", "toml", "cfg", "ini", "html", "jinja", "model", "vocab",
    ]

    /// Endings of files that somebody will load as a pickle.
    private static let pickleEndings: Set<String> = [
        "ckpt", "cloudpickle", "dill", "joblib", "p", "pickle", "pkl", "pt", "pth", "sav",
    ]

    /// Endings of archives that people put beside a model, which no load unpacks unless a setting names them.
    private static let archiveEndings: Set<String> = ["7z", "bz2", "gz", "npz", "tar", "tgz", "xz", "zip", "zst"]

    /// Describes every file that a format knows by its content, and every folder that is a model of its own.
    ///
    /// What should be one of a format's and can't be described is there as well, with a fault.
    ///
    /// - Parameter named: files that a load reads whatever they look like.
    func bundle(named: Set<String> = []) throws(ArtifactError) -> [BundledFile] {
        try describe(named: named, besides: nil)
    }

    /// Describes what lies beside the file that a folder is a model by, for whoever loads that by itself.
    ///
    /// Without a signature only what is called like a pickle is taken for one: vocabularies may begin as those do.
    func bundle(besides main: String) throws(ArtifactError) -> [BundledFile] {
        try describe(named: [], besides: main)
    }

    private func describe(named: Set<String>, besides main: String?) throws(ArtifactError) -> [BundledFile] {
        var found: [BundledFile] = []
        for entry in manifest.entries where main.map(entry.path.isExactly) != true {
            if TensorFlowSavedModelFormat.isGraph(entry.path, in: self) {
                found.append(try entry.path.contains("/") ? folder(Path.parent(entry.path)) : whole())
                continue
            }
            if KerasFormat.isModel(entry.path, in: self) { found.append(try keras(entry.path)) }
            let file = try open(entry.path, limit: .max)
            if let description = try describe(
                file, entry.path, isNamed: named.contains(entry.path), guesses: main == nil)
            {
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
        var description = try format.describe(inner)
        // The folder around it has them as well.
        description.beside = []
        return BundledFile(path: name, description: description)
    }

    /// This folder as the SavedModel that it is besides.
    private func whole() throws(ArtifactError) -> BundledFile {
        var description = try TensorFlowSavedModelFormat.describe(self)
        description.beside = []
        return BundledFile(path: "saved_model.pb", description: description)
    }

    /// The folder of a file as the Keras model that it is besides.
    private func keras(_ path: String) throws(ArtifactError) -> BundledFile {
        guard path.contains("/") else {
            return BundledFile(path: path, description: try KerasFormat.describeAlone(self))
        }
        let inner = ArtifactDirectory(manifest: try DirectoryManifest(Path.join(self.path, Path.parent(path))))
        return BundledFile(path: path, description: try KerasFormat.describeAlone(inner))
    }

    /// What a format says of a file; `nil` where none knows it.
    private func describe(
        _ file: OpenFile, _ name: String, isNamed: Bool, guesses: Bool
    ) throws(ArtifactError) -> ArtifactDescription? {
        let source = ByteSource(file)
        let head = FileHead(source)
        if head.begins(with: "version https://git-lfs.github.com/") {
            throw ArtifactError(
                .notAnArtifact,
                path: path,
                reason: "'\(name)' is a Git LFS pointer, not the file itself; run `git lfs pull`",
            )
        }
        var isExpected = isPickle(name) || isNamed && PickleFormat.recognise(head) != nil
        let isText = Self.textEndings.contains(Path.ending(name))
        let formats = FormatRegistry.formats + FormatRegistry.unloadable
        let recognition = formats.compactMap { $0.recognise(head) }.max()
        if recognition != .certain, HiddenFile.kind(in: source, head, besides: nil) != nil { isExpected = true }
        switch recognition {
        case .certain: break
        case .possible where guesses && !isText || isNamed: break
        default: if !isNamed, !isExpected { return nil }
        }
        let whole = Path.join(path, name)
        do throws(ArtifactError) {
            return try ArtifactReader.describe(
                path: whole, source: source, sha256: "", statedFormat: nil, forLoading: false)
        } catch {
            guard Self.isFault(error, head, name, isNamed: isNamed, isExpected: isExpected) else { return nil }
            var description = ArtifactDescription(
                path: whole, format: "unknown", size: source.count, sha256: "", content: .data)
            description.fault = "can't be judged: \(error.reason)"
            return description
        }
    }

    /// Whether a file is called as what is loaded as a pickle is.
    private func isPickle(_ path: String) -> Bool {
        let name = Path.name(path)
        let isWeights = ["pytorch_model", "adapter_model", "diffusion_pytorch_model"].contains { name.hasPrefix($0) }
        return Self.pickleEndings.contains(Path.ending(name)) || isWeights && name.hasSuffix(".bin")
    }

    /// Whether what can't be described must not pass: a loader may see more in it than is seen here.
    private static func isFault(
        _ error: ArtifactError, _ head: FileHead, _ name: String, isNamed: Bool, isExpected: Bool
    ) -> Bool {
        if isExpected { return true }
        let first = head.bytes.first { $0 > 0x20 }
        if first == UInt8(ascii: "{") || first == UInt8(ascii: "<") { return false }
        // No format's, and as a pickle it names nothing; of archives others may see more.
        if error.problem == .notAnArtifact, !head.begins(with: "PK") { return false }
        return isNamed || !archiveEndings.contains(Path.ending(name))
    }
}
