import Files

/// Companions of an artifact, which lie beside it, that are links to elsewhere.
enum CompanionLinks {
    /// The most companions of one artifact, each of which has to be looked at.
    static let limit = 10_000

    /// Those that are links, themselves or by their folder, to files outside the artifact's directory.
    static func leadingOut(_ paths: [String], beside artifact: String) -> [String] {
        guard !paths.isEmpty, let folder = File.resolved(Path.parent(artifact)) else { return [] }
        return paths.filter { path in
            guard let target = File.resolved(Path.join(folder, path)) else { return false }
            return !target.hasPrefix(folder == "/" ? "/" : folder + "/")
        }
    }
}
