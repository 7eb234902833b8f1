import Files
import JSON

/// What the settings of a model's flavours make a load read, import and call (MLflow 1.0 to 3.17, `mlflow/*/__init__.py`).
struct MLflowSettings {
    /// Files that a load reads, by their paths in the model's folder.
    private(set) var files: Set<String> = []
    /// Folders that a load puts on the import path; the model's own is the empty text.
    private(set) var codeFolders: [String] = []
    /// The code that is the model itself.
    private(set) var script: String?
    private(set) var risks: [MLflowModel.Risk] = []

    init(_ flavors: [MLmodel.Flavor], in directory: ArtifactDirectory) {
        for flavor in flavors {
            for (key, value) in flavor.settings.sorted(by: { $0.key < $1.key }) {
                judge(key, value, of: flavor, in: directory)
            }
        }
        if codeFolders.isEmpty { codeFolders = ["code"] }
        for path in directory.paths(where: { Self.moduleFiles.contains(Path.name($0)) }) {
            judgeModule(in: path, directory)
        }
    }

    /// A path as MLflow joins it to the model's folder, without `.`; `nil` where it leads out of that.
    static func inner(_ path: String) -> String? {
        guard !path.hasPrefix("/"), !path.contains("://"), !path.contains("\0") else { return nil }
        let parts = path.split(separator: "/").filter { $0 != "." }
        return parts.contains("..") ? nil : parts.joined(separator: "/")
    }

    private mutating func judge(
        _ key: String, _ value: String, of flavor: MLmodel.Flavor, in directory: ArtifactDirectory
    ) {
        // What builds the environment, and what the user's own code is given.
        if ["env", "model_config", "config"].contains(where: { key == $0 || key.hasPrefix($0 + ".") }) { return }
        let last = key.split(separator: ".").last.map(String.init) ?? key
        switch last {
        case "loader_module": judgeLoader(value)
        case "model_class": judgeClass(value, setting: "\(flavor.name).\(key)")
        case "keras_module": judgeKeras(value, setting: "\(flavor.name).\(key)")
        // MLflow takes the name of the file, wherever it was when it was saved.
        case "model_code_path":
            let name = value.split(separator: "/", omittingEmptySubsequences: false).last.map(String.init) ?? value
            if directory.contains(name) { script = name } else { read(name, key, of: flavor, in: directory) }
        case "source_model_name" where flavor.name == "transformers" && flavor.settings["model_binary"] == nil:
            let hasWeights = !directory.paths { $0.hasPrefix("pipeline/") || $0.hasPrefix("model/") }.isEmpty
            if !hasWeights { risk("would download '\(ScanResult.printable(value))', which is not part of the model") }
        // skops looks them up among what its file names, which is judged.
        case _ where key.hasPrefix("skops_trusted_types."): return
        case _ where Self.paths.contains(last): read(value, key, of: flavor, in: directory)
        case _ where Self.texts.contains(last): return
        default: judgeUnknown(value, key, of: flavor, in: directory)
        }
    }

    private mutating func read(
        _ value: String, _ key: String, of flavor: MLmodel.Flavor, in directory: ArtifactDirectory
    ) {
        guard let path = Self.inner(value) else {
            return risk("would read '\(ScanResult.printable(value))' outside the model's folder: \(flavor.name).\(key)")
        }
        if key == "code" || key.hasPrefix("code.") {
            if !codeFolders.contains(where: path.isExactly) { codeFolders.append(path) }
            // Python imports from archives as well, and from folders in them.
            let parts = path.split(separator: "/")
            let whole = parts.indices.map { parts[...$0].joined(separator: "/") }
            if let file = whole.first(where: directory.contains) {
                return risk("would import from the archive '\(ScanResult.printable(file))': \(flavor.name).\(key)")
            }
        }
        if directory.contains(path) { files.insert(path) }
    }

    /// A setting that is not known may be a path or name what is imported, by its value.
    private mutating func judgeUnknown(
        _ value: String, _ key: String, of flavor: MLmodel.Flavor, in directory: ArtifactDirectory
    ) {
        guard let path = Self.inner(value) else {
            let isText = value.utf8.contains { $0 <= 0x20 }
            return isText ? () : read(value, key, of: flavor, in: directory)
        }
        if directory.contains(path) {
            files.insert(path)
        } else if value.isDottedName {
            risk("may import \(value), which \(flavor.name).\(key) names", name: value)
        }
    }

    private mutating func judgeLoader(_ module: String) {
        guard !Self.loaders.contains(where: module.isExactly) else { return }
        risk("would import \(ScanResult.printable(module)) and call its loader", name: module)
    }

    /// The booster's class is imported, and called without arguments.
    private mutating func judgeClass(_ name: String, setting: String) {
        let parts = name.split(separator: ".")
        let module = parts.dropLast().joined(separator: ".")
        if AllowList.known.use(module: module, name: parts.last.map(String.init) ?? "") ?? .name >= .make { return }
        risk("would call \(ScanResult.printable(name)), which \(setting) names", name: name)
    }

    private mutating func judgeKeras(_ module: String, setting: String) {
        let parts = module.split(separator: ".")
        let isKeras = parts.allSatisfy { part in
            ["keras", "tf_keras", "tensorflow", "python", "api", "_v1", "_v2", "src", "_tf_keras"].contains(part)
        }
        if isKeras, !parts.isEmpty { return }
        risk("would import \(ScanResult.printable(module)), which \(setting) names", name: module)
    }

    /// PyTorch's and Keras' folders have files whose whole text is the name of a module.
    private static let moduleFiles: Set<String> = ["pickle_module_info.txt", "keras_module.txt"]

    private mutating func judgeModule(in path: String, _ directory: ArtifactDirectory) {
        guard let bytes = try? directory.read(path, limit: 1 << 16) else {
            return risk("would import a module that '\(path)' names, which can't be read")
        }
        let module = String(decoding: bytes, as: UTF8.self)
        if Path.name(path) == "keras_module.txt" { return judgeKeras(module, setting: path) }
        let unpicklers = ["pickle", "cloudpickle", "cloudpickle.cloudpickle", "mlflow.pytorch.pickle_module"]
        guard !unpicklers.contains(where: module.isExactly) else { return }
        risk("would import \(ScanResult.printable(module)), which \(path) names", name: module)
    }

    private mutating func risk(_ message: String, name: String? = nil) {
        if risks.count < 100 { risks.append(MLflowModel.Risk(name: name, message: message)) }
    }

    /// Settings that are paths in the folder, by the last part of their keys.
    private static let paths: Set<String> = [
        "adapter_weights", "code", "data", "local_base_model_path", "model_binary", "model_data", "model_path", "path",
        "peft_adaptor", "pickled_model", "python_model", "saved_model_dir", "serialized_explainer",
    ]

    /// Settings that are read by people, or chosen from a few.
    private static let texts: Set<String> = [
        "inference_task", "prompt_template", "source_model_name", "source_model_revision", "task", "torch_dtype", "uri",
    ]

    /// Modules of MLflow whose settings are known here, and whose files are read. Not spaCy's: what it packs into its own may
    /// hold pickles of PyTorch's.
    private static let loaders =
        [
            "catboost", "keras", "lightgbm", "onnx", "paddle", "pmdarima", "prophet", "pyfunc.loaders.chat_agent",
            "pyfunc.loaders.chat_model", "pyfunc.loaders.code_model", "pyfunc.loaders.responses_agent", "pyfunc.model",
            "pytorch", "sentence_transformers", "sklearn", "statsmodels", "tensorflow", "transformers",
            "xgboost",
        ].map { "mlflow." + $0 }
}
