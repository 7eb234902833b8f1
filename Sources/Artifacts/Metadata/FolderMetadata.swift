import Files
import JSON

/// The metadata that other tools keep in a model's folder: MLflow's `MLmodel`, Hugging Face's `config.json`.
enum FolderMetadata {
    /// What the folder says; `nil` where it holds neither, or nothing that can be read.
    static func read(_ folder: String) -> Sidecar? {
        if let bytes = try? File.readRegular(Path.join(folder, "MLmodel"), limit: 16 << 20),
            let model = try? MLmodel(bytes)
        {
            return sidecar(model)
        }
        return huggingFace(folder)
    }

    private static func sidecar(_ model: MLmodel) -> Sidecar {
        var sidecar = Sidecar(origin: "MLmodel")
        for producer in model.producers where sidecar.versions[producer.framework] == nil {
            sidecar.versions[producer.framework] = producer.version
        }
        sidecar.framework = model.producers.first?.framework
        sidecar.version = model.producers.first?.version
        sidecar.python = model.pythonVersion
        sidecar.created = model.created
        sidecar.inputs = model.inputs
        sidecar.outputs = model.outputs
        return sidecar
    }

    /// `config.json` of transformers, and what sentence-transformers and PEFT write beside it.
    private static func huggingFace(_ folder: String) -> Sidecar? {
        func json(_ name: String) -> JSONValue? {
            guard let bytes = try? File.readRegular(Path.join(folder, name), limit: 16 << 20) else { return nil }
            return try? JSONValue(parsing: bytes)
        }
        var sidecar = Sidecar(origin: "config.json")
        if let config = json("config.json") {
            sidecar.versions["transformers"] = config["transformers_version"]?.string
        }
        if let adapter = json("adapter_config.json"), adapter["peft_type"] != nil {
            sidecar.origin = "adapter_config.json"
            sidecar.versions["peft"] = adapter["peft_version"]?.string
        }
        if let config = json("config_sentence_transformers.json") {
            sidecar.origin = "config_sentence_transformers.json"
            for (key, distribution) in [
                ("sentence_transformers", "sentence-transformers"), ("transformers", "transformers"),
                ("pytorch", "torch"),
            ] {
                // PyTorch's names the build as well, which no wheel's version does.
                let version = config["__version__"]?[key]?.string?.prefix { $0 != "+" }
                if let version { sidecar.versions[distribution] = String(version) }
            }
        }
        guard !sidecar.versions.isEmpty else { return nil }
        let main = ["sentence-transformers", "peft", "transformers"].first { sidecar.versions[$0] != nil }
        sidecar.framework = main
        sidecar.version = main.flatMap { sidecar.versions[$0] }
        return sidecar
    }
}
