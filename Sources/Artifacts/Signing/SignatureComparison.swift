/// How a model's files differ from those that a signature speaks for.
struct SignatureComparison: Sendable, Hashable {
    var changed: [String] = []
    var missing: [String] = []
    /// Files that the signature does not know.
    var added: [String] = []

    /// - Parameters:
    ///   - names: what a file may be called in its folder's signature.
    ///   - files: a folder's files, or one named `.`.
    ///   - ignored: paths that may be there without being signed.
    init(_ manifest: SignedManifest, names: [String], files: [HashedFile], ignored: [String]) {
        let signed = Dictionary(manifest.resources.map { ($0.name, $0.sha256) }) { first, _ in first }
        if files.count == 1, files[0].path == HashedFile.whole {
            // A file may be signed alone, or as one of its folder's.
            if let digest = ([HashedFile.whole] + names).lazy.compactMap({ signed[$0] }).first {
                if digest != files[0].sha256 { changed = Array(names.prefix(1)) }
            } else {
                added = Array(names.prefix(1))
            }
            return
        }
        var present: Set<String> = []
        for file in files {
            present.insert(file.path)
            if let digest = signed[file.path] {
                if digest != file.sha256 { changed.append(file.path) }
            } else if !SignedManifest.isIgnored(file.path, ignored) {
                added.append(file.path)
            }
        }
        missing = manifest.resources.map(\.name).filter { !present.contains($0) }
    }

    /// - Parameter ignoringAdded: lets pass what the signature does not know.
    func require(ignoringAdded: Bool) throws(SignatureError) {
        let added = ignoringAdded ? [] : added
        let parts = [("changed", changed), ("missing", missing), ("added", added)]
            .filter { !$0.1.isEmpty }
            .map { "\($0.0) since it was signed: \(Self.list($0.1))" }
        guard parts.isEmpty else { throw SignatureError(.mismatch, parts.joined(separator: "; ")) }
    }

    /// The first names, and how many more there are.
    private static func list(_ names: [String]) -> String {
        let shown = names.prefix(8).map { "'\($0)'" }.joined(separator: ", ")
        return names.count > 8 ? "\(shown) and \(names.count - 8) more" : shown
    }
}
