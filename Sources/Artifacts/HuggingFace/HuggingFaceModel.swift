import Files
public import JSON

/// A model directory of Hugging Face's libraries, read without loading it.
public struct HuggingFaceModel: Sendable, Hashable {
    /// The main configuration, `config.json`.
    public var config = JSONObject()
    /// What is in the directory that a format of its own knows: weights, pickles.
    public var files: [BundledFile] = []
    /// The model's own code that `auto_map`, `modules.json` or another of its files names: the module and where it is named.
    public var code: [String: [String]] = [:]
    /// Modules from elsewhere that the library does not know, and where they are named.
    var foreign: [String: [String]] = [:]
    /// What a configuration asks for that no saved model needs, with its file.
    var risks: [String] = []
    /// Files of the Trainer's that no load reads.
    var idle: Set<String> = []
    /// What is there and would be read by a load, but can't be read here; `nil` where all can.
    var fault: String?

    /// `BertForSequenceClassification`
    public var architecture: String? { config["architectures"]?.strings?.first }

    init(_ directory: ArtifactDirectory, below folder: String = "") throws(ArtifactError) {
        let configurations = ConfigurationFiles(directory)
        fault = configurations.fault
        config = configurations[folder + "config.json"]?.object ?? JSONObject()
        let audit = ConfigurationAudit(configurations, directory)
        (code, foreign, risks) = (audit.code, audit.foreign, audit.risks)
        if !needsTrust, risks.isEmpty {
            let paths = directory.paths { TrainerFiles.contains($0) && !audit.mentions.contains(Path.name($0)) }
            idle = Set(paths).subtracting(audit.shards)
        }
        let weights = try ModelWeights(directory, shards: audit.shards, idle: idle)
        files = weights.files
        fault = fault ?? weights.fault
    }

    /// Whether a load, once the scan lets it pass, has to be told to run code.
    var needsTrust: Bool { !code.isEmpty || !foreign.isEmpty }

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
