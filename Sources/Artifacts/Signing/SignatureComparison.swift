import JSON

/// How a model's files differ from those that a signature speaks for.
struct SignatureComparison: Sendable, Hashable {
    var changed: [String] = []
    var missing: [String] = []
    /// Files that the signature does not know.
    var added: [String] = []
    /// Files beside a model's own that it reads, and that the signature does not know.
    var uncovered: [String] = []

    /// - Parameters:
    ///   - names: what a file may be called in its folder's signature.
    ///   - model: the files that are there.
    ///   - ignored: paths that may be there without being signed.
    init(_ manifest: SignedManifest, names: [String], model: ModelFiles, ignored: [String]) {
        let signed = Dictionary(manifest.resources.map { (ExactText($0.name), $0.sha256) }) { first, _ in first }
        guard model.isFolder else {
            compare(model, names, signed, ignored)
            return
        }
        var present: Set<ExactText> = []
        for file in model.files {
            present.insert(ExactText(file.path))
            if let digest = signed[ExactText(file.path)] {
                if digest != file.sha256 { changed.append(file.path) }
            } else if !SignedManifest.isIgnored(file.path, ignored) {
                added.append(file.path)
            }
        }
        missing = manifest.resources.map(\.name).filter { !present.contains(ExactText($0)) }
    }

    /// A file may be signed alone, or as one of its folder's; in the folder may be others that belong to it.
    private mutating func compare(
        _ model: ModelFiles, _ names: [String], _ signed: [ExactText: String], _ ignored: [String]
    ) {
        let shown = names.prefix(1)
        let name = ([HashedFile.whole] + names).first { signed[ExactText($0)] != nil }
        for file in model.files {
            guard file.path != HashedFile.whole else {
                if let name, signed[ExactText(name)] != file.sha256 { changed += shown }
                if name == nil { added += shown }
                continue
            }
            let path = name.map { ModelFiles.path(file.path, beside: $0) } ?? file.path
            if let digest = signed[ExactText(path)] {
                if digest != file.sha256 { changed.append(file.path) }
            } else if name != nil, !SignedManifest.isIgnored(file.path, ignored) {
                uncovered.append(file.path)
            }
        }
        if let name { missing = model.absent.filter { signed[ExactText(ModelFiles.path($0, beside: name))] != nil } }
        uncovered += model.outside
    }

    /// - Parameter ignoringAdded: lets pass what the signature does not know.
    func require(ignoringAdded: Bool) throws(SignatureError) {
        let added = ignoringAdded ? [] : added
        var parts = [("changed", changed), ("missing", missing), ("added", added)]
            .filter { !$0.1.isEmpty }
            .map { "\($0.0) since it was signed: \(Self.list($0.1))" }
        if !uncovered.isEmpty {
            let names = Self.list(uncovered)
            parts.append("the signature does not speak for what it reads beside itself: \(names); sign it again")
        }
        guard parts.isEmpty else { throw SignatureError(.mismatch, parts.joined(separator: "; ")) }
    }

    /// The first names, and how many more there are.
    private static func list(_ names: [String]) -> String {
        let shown = names.prefix(8).map { "'\($0)'" }.joined(separator: ", ")
        return names.count > 8 ? "\(shown) and \(names.count - 8) more" : shown
    }
}
