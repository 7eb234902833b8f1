import Files
import JSON

/// The JSON files of a model directory that say how it is loaded, in whichever of its folders.
struct ConfigurationFiles {
    private(set) var files: [(path: String, value: JSONValue)] = []
    /// The first that is there but can't be read: what it names is not known.
    private(set) var fault: String?

    init(_ directory: ArtifactDirectory) {
        for path in directory.paths(where: Self.isConfiguration) {
            do throws(ArtifactError) {
                guard let value = try directory.json(path) else { continue }
                files.append((path, value))
            } catch {
                fault = fault ?? error.reason
            }
        }
    }

    /// The content of one of them; `nil` where it is not there or can't be read.
    subscript(path: String) -> JSONValue? { files.first { $0.path == path }?.value }

    /// `config.json`, `config.4.0.0.json`, `config_sentence_transformers.json`, `tokenizer_config.json`, `modules.json`
    /// and the lists of shards.
    static func isConfiguration(_ path: String) -> Bool {
        let name = Path.name(path)
        guard name.hasSuffix(".json") else { return false }
        return name.hasPrefix("config.") || name.hasPrefix("config_") || name.hasSuffix("_config.json")
            || name == "modules.json" || PipelineIndex.isIndex(name) || name.contains(".index.")
    }
}

extension ArtifactDirectory {
    /// A JSON file of the directory; `nil` where there is none. One that is there but can't be read is an error.
    func json(_ name: String) throws(ArtifactError) -> JSONValue? {
        guard contains(name) else { return nil }
        let bytes = try read(name, limit: 16 << 20)
        do throws(JSONError) {
            return try JSONValue(parsing: bytes)
        } catch {
            let reason = "'\(name)' can't be read, so that what it names is not known: \(error)"
            throw ArtifactError(.unreadable, path: path, reason: reason)
        }
    }
}
