import Files
import JSON

/// A model of Hugging Face transformers: a directory with `config.json`, weights and, for text, a tokenizer.
enum HuggingFaceFormat: ArtifactFormat {
    static let name = "huggingface"

    static func noun(_ head: FileHead) -> String { "a Hugging Face model" }

    static func recognise(_ head: FileHead) -> Recognition? { nil }

    static func describe(_ file: ArtifactFile) throws(ArtifactError) -> ArtifactDescription {
        throw ArtifactError(
            .notAnArtifact,
            path: file.path,
            reason: "a Hugging Face model is a folder; name the one that holds config.json",
        )
    }

    /// Other libraries have a `config.json`, too.
    static func recognise(_ directory: ArtifactDirectory) -> Recognition? {
        guard HuggingFaceModel.hasWeights(directory) else { return nil }
        do throws(ArtifactError) {
            guard let config = try directory.json("config.json") else { return nil }
            return config["model_type"] != nil || config["architectures"] != nil ? .certain : nil
        } catch {
            return .possible
        }
    }

    static func describe(_ directory: ArtifactDirectory) throws(ArtifactError) -> ArtifactDescription {
        let model = try HuggingFaceModel(directory)
        var description = directory.description(format: name, content: .huggingFace(model))
        description.fault = model.fault
        description.producers = model.producers
        description.modelClass = model.architecture
        description.formatVersion = model.config["model_type"]?.string
        description.preload = ["torch", "transformers"]
        description.requiredPackages = ["torch", "transformers"].map(RequiredPackage.init(module:))
        var facts = JSONObject()
        if let architecture = model.architecture { facts["architecture"] = .string(architecture) }
        let tokenizers = ["tokenizer.json", "tokenizer_config.json", "vocab.txt", "vocab.json", "spiece.model"]
        facts["tokenizer"] = .bool(tokenizers.contains(where: directory.contains))
        // The scan has let it pass, or nothing is loaded.
        facts["code"] = .bool(model.needsTrust)
        description.facts = facts
        return description
    }
}
