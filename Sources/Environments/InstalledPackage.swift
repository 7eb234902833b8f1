import Files

/// A distribution found in a `site-packages` folder.
public struct InstalledPackage: Sendable, Hashable {
    /// The normalised name (PEP 503): "scikit-learn".
    public let name: String
    public let version: String

    public init(name: String, version: String) {
        self.name = Self.normalised(name)
        self.version = version
    }

    /// Lower case, runs of `-`, `_` and `.` as one `-` (PEP 503).
    public static func normalised(_ name: String) -> String {
        name.lowercased().split { $0 == "-" || $0 == "_" || $0 == "." }.joined(separator: "-")
    }

    /// The distributions in some folders, by the names of their `.dist-info` and `.egg-info`, sorted; the first of a
    /// name wins, as on `sys.path`. Starts no process.
    public static func all(in folders: [String]) -> [InstalledPackage] {
        var found: [String: InstalledPackage] = [:]
        for folder in folders {
            for entry in (try? Directory.list(folder)) ?? [] {
                guard let package = InstalledPackage(entry: entry), found[package.name] == nil else { continue }
                found[package.name] = package
            }
        }
        return found.values.sorted { $0.name < $1.name }
    }

    /// From `scikit_learn-1.3.2.dist-info` or `PyYAML-6.0-py3.11.egg-info`.
    init?(entry: String) {
        guard let ending = [".dist-info", ".egg-info"].first(where: entry.hasSuffix) else { return nil }
        // Names have no `-` in these (PEP 427); pip leaves `~name` behind when it is interrupted.
        let parts = entry.dropLast(ending.count).split(separator: "-")
        guard parts.count >= 2, !entry.hasPrefix("~") else { return nil }
        self.init(name: String(parts[0]), version: String(parts[1]))
    }
}
