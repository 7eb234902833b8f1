import Files
import JSON

/// A model of Hugging Face transformers: a directory with `config.json`, weights and, for text, a tokenizer; or an
/// adapter of PEFT's, which transformers reads likewise, on top of the model that it names.
enum HuggingFaceFormat: ArtifactFormat {
    static let name = "huggingface"
    private static let adapter = "adapter_config.json"

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
        do throws(ArtifactError) {
            let config = try directory.json("config.json")
            if keys.contains(where: { config?[$0] != nil }) { return .certain }
            if try directory.json(adapter)?["peft_type"] != nil { return .certain }
        } catch {
            if HuggingFaceModel.hasWeights(directory) || directory.contains(adapter) || namesKeys(directory) {
                return .possible
            }
        }
        // What AutoTokenizer and AutoProcessor read from a folder without a model.
        return others.contains(where: directory.contains) ? .certain : nil
    }

    private static let keys = ["model_type", "architectures", "auto_map"]
    private static let others = ["tokenizer_config.json", "preprocessor_config.json", "processor_config.json"]

    /// Whether a `config.json` that can't be read here seems to be one of transformers', which may read it.
    private static func namesKeys(_ directory: ArtifactDirectory) -> Bool {
        guard let bytes = try? directory.read("config.json") else { return true }
        return KerasFormat.holds(keys, bytes)
    }

    /// What an adapter's task asks of the model that it is for, as the ends of architectures' names say it.
    private static let heads = [
        "CAUSAL_LM": "ForCausalLM", "QUESTION_ANS": "ForQuestionAnswering", "SEQ_2_SEQ_LM": "ForConditionalGeneration",
        "SEQ_CLS": "ForSequenceClassification", "TOKEN_CLS": "ForTokenClassification",
    ]

    static func describe(_ directory: ArtifactDirectory) throws(ArtifactError) -> ArtifactDescription {
        let model = try HuggingFaceModel(directory)
        var description = directory.description(format: name, content: .huggingFace(model))
        description.fault = model.fault
        description.producers = model.producers
        description.modelClass = model.architecture
        description.formatVersion = model.config["model_type"]?.string
        description.preload = ["torch", "transformers"]
        description.requiredPackages = ["torch", "transformers"].map(RequiredPackage.init(module:))
        let peft = model.config.isEmpty ? (try? directory.json(adapter)) ?? nil : nil
        if let peft {
            description.formatVersion = peft["peft_type"]?.string
            description.requiredPackages.append(RequiredPackage(module: "peft"))
            if let version = peft["peft_version"]?.string {
                description.producers.append(.init(framework: "peft", version: version))
            }
        }
        var facts = JSONObject()
        if let architecture = model.architecture ?? peft.flatMap({ heads[$0["task_type"]?.string ?? ""] }) {
            facts["architecture"] = .string(architecture)
        }
        let tokenizers = ["tokenizer.json", "tokenizer_config.json", "vocab.txt", "vocab.json", "spiece.model"]
        facts["tokenizer"] = .bool(tokenizers.contains(where: directory.contains))
        // The scan has let it pass, or nothing is loaded.
        facts["code"] = .bool(model.needsTrust)
        description.facts = facts
        return description
    }
}
