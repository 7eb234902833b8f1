import Files
public import JSON

/// A model directory of Hugging Face's libraries, read without loading it.
public struct HuggingFaceModel: Sendable, Hashable {
    /// The main configuration, `config.json`.
    public var config = JSONObject()
    /// What is in the directory that a format of its own knows: weights, pickles.
    public var files: [BundledFile] = []
    /// Code that `auto_map` or `modules.json` names: the module and where it is named.
    public var code: [String: [String]] = [:]

    /// Why a configuration that may name code can't be read.
    public var fault: String?

    /// `BertForSequenceClassification`
    public var architecture: String? { config["architectures"]?.strings?.first }

    /// Reads a JSON object of the directory; `nil` where there is none.
    static func object(_ name: String, _ directory: ArtifactDirectory) -> JSONValue? {
        guard directory.contains(name), let bytes = try? directory.read(name, limit: 16 << 20) else { return nil }
        return try? JSONValue(parsing: bytes)
    }

    init(_ directory: ArtifactDirectory, below folder: String = "") throws(ArtifactError) {
        config = Self.object(folder + "config.json", directory)?.object ?? JSONObject()
        (code, fault) = Self.code(directory, below: folder)
        files = try directory.bundle()
    }

    /// Configurations that may name code.
    private static let configurations = [
        "config.json", "tokenizer_config.json", "processor_config.json", "preprocessor_config.json",
    ]

    /// Code that the configurations in a folder name: modules, with where they are named; and what can't be read.
    private static func code(
        _ directory: ArtifactDirectory, below folder: String
    ) -> (modules: [String: [String]], fault: String?) {
        var code: [String: [String]] = [:]
        var fault: String?
        for name in configurations where directory.contains(folder + name) {
            guard let value = object(folder + name, directory) else {
                fault = fault ?? "\(folder)\(name) is no JSON that can be read, so that it may name code"
                continue
            }
            for (_, named) in value["auto_map"]?.object?.members ?? [] {
                for text in named.strings ?? (named.string.map { [$0] } ?? (named.array ?? []).compactMap(\.string)) {
                    // `repository--module.Class`: code of somebody else's.
                    let module = text.split(separator: ".").dropLast().joined(separator: ".")
                    code[module.isEmpty ? text : module, default: []].append("\(folder)\(name) names \(text)")
                }
            }
        }
        return (code, fault)
    }

    /// Code that the models of these libraries in a directory's folders name, as libraries around them load it.
    static func code(within directory: ArtifactDirectory) -> (modules: [String: [String]], fault: String?) {
        var code: [String: [String]] = [:]
        var fault: String?
        for path in directory.paths(where: { configurations.contains(Path.name($0)) }) {
            let folder = String(Substring(path.utf8.dropLast(Path.name(path).utf8.count)))
            // Each folder once, by the first of its configurations.
            let first = configurations.first { directory.contains(folder + $0) }
            guard first == Path.name(path) else { continue }
            let inner = Self.code(directory, below: folder)
            code.merge(inner.modules) { $0 + $1 }
            fault = fault ?? inner.fault
        }
        for path in directory.paths(where: { Path.name($0) == "modules.json" }) {
            code.merge(modules(path, directory)) { $0 + $1 }
        }
        return (code, fault)
    }

    /// Modules that a list of sentence-transformers' names beside its own.
    static func modules(_ path: String, _ directory: ArtifactDirectory) -> [String: [String]] {
        var code: [String: [String]] = [:]
        let types = (object(path, directory)?.array ?? []).compactMap { $0["type"]?.string }
        for type in types where !type.isBelow("sentence_transformers") {
            code[type.split(separator: ".").dropLast().joined(separator: "."), default: []]
                .append("\(path) names \(type)")
        }
        return code
    }

    var producers: [ArtifactDescription.Producer] {
        guard let version = config["transformers_version"]?.string else { return [] }
        return [.init(framework: "transformers", version: version)]
    }

    /// Whether the directory holds weights that PyTorch reads.
    static func hasWeights(_ directory: ArtifactDirectory) -> Bool {
        !directory.paths { path in
            let name = Path.name(path)
            return name.hasPrefix("model") && name.contains(".safetensors") || name.hasPrefix("pytorch_model")
        }.isEmpty
    }
}
