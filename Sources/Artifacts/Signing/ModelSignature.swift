import Files
import JSON

/// Making, finding and checking the signatures of models: OpenSSF model signing v1, with key pairs.
public enum ModelSignature {
    /// A signature that holds.
    public struct Verified: Sendable, Hashable {
        /// The signature's file.
        public let path: String
        /// The key that it was made with.
        public let key: VerificationKey
        /// How many files it speaks for.
        public let files: Int

        /// "signed with release.pub"
        public var summary: String { "signed with \(key.name)" }
    }

    /// The name of the signature in a folder, which is also what the `model_signing` command writes by default.
    public static let folderName = "model.sig"

    /// Where `sign` puts the signature of a model: `FOLDER/model.sig`, `FILE.sig`.
    public static func defaultPath(for model: String) -> String {
        Directory.exists(model) ? Path.join(model, folderName) : "\(model).sig"
    }

    /// The signature of a model, where one is: in its folder, or beside it as `NAME.sig`.
    ///
    /// The `model.sig` beside a file is its signature where that speaks for it, alone or as one of the folder's files.
    public static func find(for model: String) -> String? {
        if Directory.exists(model) {
            return [defaultPath(for: model), "\(model).sig"].first { File.isRegular($0) }
        }
        if File.isRegular("\(model).sig") { return "\(model).sig" }
        let shared = Path.join(Path.parent(model), folderName)
        guard File.isRegular(shared), shared != model, let bundle = try? SignatureBundle(readingFrom: shared),
            let manifest = try? SignedManifest(payload: bundle.payload), speaks(manifest, for: Path.name(model))
        else { return nil }
        return shared
    }

    private static func speaks(_ manifest: SignedManifest, for file: String) -> Bool {
        manifest.resources.contains { $0.name == HashedFile.whole ? manifest.name == file : $0.name == file }
    }

    /// Hashes a file or folder and signs it: a file together with those beside it that a load reads.
    ///
    /// - Parameters:
    ///   - signature: where the signature will be, which is left out of a folder's files.
    ///   - ignored: paths below a folder that are left out, with all below them.
    /// - Returns: the bundle's text, and how many files it speaks for.
    public static func sign(
        _ model: String,
        with key: SigningKey,
        signature: String,
        ignored: [String] = [],
    ) throws -> (bundle: String, files: Int) {
        let ignored = ignored + SignedManifest.gitPaths + inside(model, signature)
        let files = try ModelFiles(hashing: model) { !SignedManifest.isIgnored($0, ignored) }
        if let path = files.outside.first {
            throw ArtifactError(
                .unsupported, path: model,
                reason: "it reads '\(ScanResult.printable(path))', which does not lie beside it and cannot be signed")
        }
        let listed = files.named(inside(Path.parent(signature), model).first ?? Path.name(model))
        // With others beside it, a file is one of its folder's.
        let subject = listed.count > 1 && !files.isFolder ? Path.parent(model) : model
        let manifest = SignedManifest(
            name: Path.name(File.resolved(subject) ?? subject),
            files: listed,
            ignoredPaths: files.isFolder ? ignored : SignedManifest.gitPaths,
            allowsLinks: files.hasLinks,
        )
        guard !manifest.resources.isEmpty else {
            throw ArtifactError(.notAnArtifact, path: model, reason: "the folder holds no file to sign")
        }
        return (
            try SignatureBundle(signing: manifest, with: key).json.serialized(pretty: true) + "\n",
            manifest.resources.count
        )
    }

    /// Hashes a model and checks its signature.
    public static func verify(
        _ model: String,
        signature: String?,
        keys: [VerificationKey],
        ignored: [String] = [],
        ignoringAdded: Bool = false,
    ) throws -> Verified {
        try verify(
            model, ModelFiles(hashing: model) { !SignedManifest.isIgnored($0, ignored) }, signature: signature,
            keys: keys, ignored: ignored, ignoringAdded: ignoringAdded)
    }

    /// Checks the signature of a model that was read already, and hashes what lies beside it.
    ///
    /// - Parameters:
    ///   - signature: the signature's file; `nil` looks for it.
    ///   - keys: the signature must be by one of them.
    public static func verify(
        _ model: String,
        read description: ArtifactDescription,
        signature: String?,
        keys: [VerificationKey],
    ) throws(SignatureError) -> Verified {
        let files: ModelFiles
        do throws(ArtifactError) {
            files = try ModelFiles(description)
        } catch {
            throw SignatureError(.mismatch, "what lies beside it cannot be read: \(error.reason)")
        }
        return try verify(model, files, signature: signature, keys: keys, ignored: [], ignoringAdded: false)
    }

    private static func verify(
        _ model: String,
        _ files: ModelFiles,
        signature: String?,
        keys: [VerificationKey],
        ignored: [String],
        ignoringAdded: Bool,
    ) throws(SignatureError) -> Verified {
        guard let path = signature ?? find(for: model), File.exists(path) else {
            let wanted = signature ?? defaultPath(for: model)
            throw SignatureError(
                .missing,
                "it has no signature: '\(Path.name(wanted))' is missing; sign it with 'smokehouse sign'")
        }
        let bundle = try SignatureBundle(readingFrom: path)
        let key = try bundle.signer(among: keys)
        let manifest = try SignedManifest(payload: bundle.payload)
        let allowed = ignored + (manifest.ignoredPaths ?? SignedManifest.gitPaths) + inside(model, path)
        // A file of the signature's own folder is meant by its path there: others may have its base name.
        let within = inside(Path.parent(path), model)
        let names = within.isEmpty ? [Path.name(model)] : within
        try SignatureComparison(manifest, names: names, model: files, ignored: allowed)
            .require(ignoringAdded: ignoringAdded)
        return Verified(path: path, key: key, files: manifest.resources.count)
    }

    /// The path of a file below a folder, relative to that; nothing where it lies elsewhere.
    private static func inside(_ folder: String, _ file: String) -> [String] {
        let parent = File.resolved(Path.parent(file)) ?? Path.absolute(Path.parent(file))
        let absolute = Path.join(parent, Path.name(file))
        guard let root = File.resolved(folder), Directory.exists(root) else { return [] }
        let relative = Path.relative(absolute, to: root)
        return relative == absolute ? [] : [relative]
    }
}
