import Files

/// The names in folders that hold artifacts, listed once: a folder may hold thousands, and each looks for what is its own.
struct FolderContents: Sendable {
    /// By folder, sorted by bytes.
    private let names: [String: [String]]

    init(_ folders: some Sequence<String>) {
        names = Dictionary(uniqueKeysWithValues: Set(folders).map { ($0, (try? Directory.list($0)) ?? []) })
    }

    /// The names in `folder` that start with `prefix`; none for a folder that was not listed.
    func names(in folder: String, startingWith prefix: String) -> ArraySlice<String> {
        guard let names = names[folder] else { return [] }
        var (low, high) = (0, names.count)
        while low < high {
            let middle = (low + high) / 2
            if names[middle].utf8.lexicographicallyPrecedes(prefix.utf8) { low = middle + 1 } else { high = middle }
        }
        return names[low...].prefix { $0.utf8.starts(with: prefix.utf8) }
    }
}
