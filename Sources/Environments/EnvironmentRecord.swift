import Files
import JSON

/// What a request resolved to: kept as `requests/KEY.json` in the cache, so that a warm run starts no installer.
struct EnvironmentRecord: Sendable, Hashable {
    /// The name of the environment in the store; `nil` where only private ones have been made.
    var entry: String?
    /// When an index was last asked, in seconds since 1970.
    var resolved: Int

    static func read(_ path: String) -> EnvironmentRecord? {
        guard let text = try? File.read(path, limit: 1 << 16), let value = try? JSONValue(parsing: text),
            let resolved = value["resolved"]?.int
        else { return nil }
        return EnvironmentRecord(entry: value["entry"]?.string, resolved: resolved)
    }

    func write(to path: String) throws(FileError) {
        let value: JSONValue = ["entry": JSONValue(entry), "resolved": .int(Int64(resolved))]
        try File.write(value.compact + "\n", to: path)
    }
}
