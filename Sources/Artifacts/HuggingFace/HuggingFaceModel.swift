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
    /// What is there and would be read by a load, but can't be read here; `nil` where all can.
    var fault: String?

    /// `BertForSequenceClassification`
    public var architecture: String? { config["architectures"]?.strings?.first }

    init(_ directory: ArtifactDirectory, below folder: String = "") throws(ArtifactError) {
        let configurations = ConfigurationFiles(directory)
        fault = configurations.fault
        config = configurations[folder + "config.json"]?.object ?? JSONObject()
        for name in ["config.json", "tokenizer_config.json", "processor_config.json", "preprocessor_config.json"] {
            guard let value = configurations[folder + name] else { continue }
            for (_, named) in value["auto_map"]?.object?.members ?? [] {
                for text in named.strings ?? (named.string.map { [$0] } ?? (named.array ?? []).compactMap(\.string)) {
                    // `repository--module.Class`: code of somebody else's.
                    let module = text.split(separator: ".").dropLast().joined(separator: ".")
                    code[module.isEmpty ? text : module, default: []].append("\(folder)\(name) names \(text)")
                }
            }
        }
        files = try directory.bundle()
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
