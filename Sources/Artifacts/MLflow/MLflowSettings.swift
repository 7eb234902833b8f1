import Files
import JSON

/// What the settings of a model's flavours make a load read, import and call (MLflow 1.0 to 3.17, `mlflow/*/__init__.py`).
struct MLflowSettings {
    /// Files that a load reads, by their paths in the model's folder.
    private(set) var files: Set<String> = []
    /// Folders that a load puts on the import path; the model's own is the empty text.
    private(set) var codeFolders: [String] = []
    /// The code that is the model itself.
    private(set) var scripts: [String] = []
    private(set) var risks: [MLflowModel.Risk] = []
    /// Whether Hugging Face's libraries load what is in the folder.
    private(set) var isHub = false

    private let directory: ArtifactDirectory
    /// The folder of the `MLmodel` whose settings are judged, which paths are relative to; empty for the outermost.
    private var base = ""

    init(of directory: ArtifactDirectory) {
        self.directory = directory
        for path in directory.paths(where: { Self.moduleFiles.contains(Path.name($0)) }) { judgeModule(in: path) }
        for path in directory.paths(where: { "/\($0)".hasSuffix("/components/inference_config.txt") }) {
            judgeConfiguration(in: path, of: directory)
        }
    }

    /// Judges what an `MLmodel` in a folder of the model's says.
    mutating func add(_ flavors: [MLmodel.Flavor], in folder: String) {
        base = folder
        let count = codeFolders.count
        for flavor in flavors {
            if Self.hubFlavors.contains(where: flavor.name.isExactly) { isHub = true }
            for (key, value) in flavor.settings.sorted { judge(key, value, of: flavor) }
        }
        if codeFolders.count == count { codeFolders.append(place("code")) }
    }

    /// The longest path that Linux opens.
    static let pathLimit = 4096

    /// A path as MLflow joins it to the model's folder, without `.`; `nil` where it leads out of that or is none.
    static func inner(_ path: String) -> String? {
        guard path.utf8.count <= pathLimit, !path.hasPrefix("/"), !path.contains("://"), !path.contains("\0") else {
            return nil
        }
        let parts = path.split(separator: "/").filter { !$0.utf8.elementsEqual(".".utf8) }
        return parts.contains { $0.utf8.elementsEqual("..".utf8) } ? nil : parts.joined(separator: "/")
    }

    /// The path in the model's folder of one that is relative to that of the `MLmodel`.
    private func place(_ path: String) -> String { base.isEmpty || path.isEmpty ? base + path : "\(base)/\(path)" }

    private func contains(_ path: String) -> Bool { directory.contains(place(path)) }

    private mutating func judge(_ key: String, _ value: String, of flavor: MLmodel.Flavor) {
        // Nothing that is known has other letters, and Swift takes long to compare some.
        func known(_ part: String) -> String { part.isASCII ? part : "" }
        let first = known(key.head(before: "."))
        let last = known(key.split(separator: ".").last.map(String.init) ?? key)
        switch first {
        // What builds the environment.
        case "env": return
        case "model_config", "config":
            let loader = flavor.settings["loader_module"] ?? "mlflow."
            // A model of the user's own is given it, and may do with it what it likes.
            let isOwn = !loader.hasPrefix("mlflow.") || loader.hasPrefix("mlflow.pyfunc.")
            return judgeConfiguration(key, value, setting: printable(key, of: flavor), isOwn: isOwn)
        case "onnx_session_options" where flavor.name.isExactly("onnx"):
            return judgeSession(key, setting: printable(key, of: flavor))
        case "providers" where flavor.name.isExactly("onnx"):
            return judgeProvider(key, value, setting: printable(key, of: flavor))
        case _ where flavor.name.isExactly("transformers") && first.hasSuffix("_revision"):
            return judgeRevision(first, of: flavor)
        case "local_base_model_path":
            let setting = printable(key, of: flavor)
            return risk("would load '\(ScanResult.printable(value))', which is not part of the model: \(setting)")
        default: break
        }
        switch last {
        case "loader_module": judgeLoader(value)
        case "model_class": judgeClass(value, setting: printable(key, of: flavor))
        case "keras_module": judgeKeras(value, setting: printable(key, of: flavor))
        case "pickle_module_name": judgeUnpickler(value, setting: printable(key, of: flavor))
        // MLflow takes the name of the file, wherever it was when it was saved.
        case "model_code_path":
            let name = value.split(separator: "/", omittingEmptySubsequences: false).last.map(String.init) ?? value
            if contains(name) { addScript(place(name)) } else { read(name, key, of: flavor) }
        // skops looks them up among what its file names, which is judged.
        case _ where key.hasPrefix("skops_trusted_types."): return
        case _ where Self.paths.contains(last): read(value, key, of: flavor)
        case _ where Self.texts.contains(last): return
        default: judgeUnknown(value, key, of: flavor)
        }
    }

    private mutating func read(_ value: String, _ key: String, of flavor: MLmodel.Flavor) {
        guard value.utf8.count <= Self.pathLimit else {
            return risk("would read a path of \(value.utf8.count) bytes, which is none: \(printable(key, of: flavor))")
        }
        guard let path = Self.inner(value) else {
            return risk(
                "would read '\(ScanResult.printable(value))' outside the model's folder: \(printable(key, of: flavor))")
        }
        if key.isExactly("code") || key.hasPrefix("code.") { addCode(path, setting: printable(key, of: flavor)) }
        if contains(path) { files.insert(place(path)) }
    }

    private mutating func addCode(_ path: String, setting: String) {
        let path = place(path)
        guard !codeFolders.contains(where: path.isExactly) else { return }
        guard codeFolders.count < Self.codeLimit else {
            return risk("would import from more than \(Self.codeLimit) folders, which are not all judged")
        }
        codeFolders.append(path)
        // Python imports from archives as well, and from folders in them.
        let ends = path.utf8.indices.filter { path.utf8[$0] == UInt8(ascii: "/") } + [path.endIndex]
        if let file = ends.lazy.map({ String(path[..<$0]) }).first(where: directory.contains) {
            risk("would import from the archive '\(ScanResult.printable(file))': \(setting)")
        }
    }

    private mutating func addScript(_ path: String) {
        guard !scripts.contains(where: path.isExactly) else { return }
        guard scripts.count < Self.codeLimit else {
            return risk("would run more than \(Self.codeLimit) files of code, which are not all judged")
        }
        scripts.append(path)
    }

    /// The most folders of code, and the most files that are a model; each costs a look at all files.
    private static let codeLimit = 100

    /// A setting that is not known may be a path or name what is imported, by its value.
    private mutating func judgeUnknown(_ value: String, _ key: String, of flavor: MLmodel.Flavor) {
        // A text that is too long for a path may be for people.
        if value.utf8.count <= Self.pathLimit {
            guard let path = Self.inner(value) else { return read(value, key, of: flavor) }
            if contains(path) {
                files.insert(place(path))
                return
            }
        }
        if value.isDottedName {
            risk("may import \(ScanResult.printable(value)), which \(printable(key, of: flavor)) names", name: value)
        }
    }

    /// Since MLflow 3 a model's weights may stay at the Hub; it goes there for whatever has a revision.
    private mutating func judgeRevision(_ key: String, of flavor: MLmodel.Flavor) {
        let name = flavor.settings[key.dropLast("revision".utf8.count) + "name"] ?? "a model"
        risk("would download '\(ScanResult.printable(name))', which is not part of the model: \(flavor.name).\(key)")
    }

    private func printable(_ key: String, of flavor: MLmodel.Flavor) -> String {
        ScanResult.printable("\(flavor.name).\(key)")
    }

    mutating func risk(_ message: String, name: String? = nil) {
        if risks.count < 100 { risks.append(MLflowModel.Risk(message, name: name)) }
    }

    private static let hubFlavors = ["transformers", "sentence_transformers"]

    /// Settings that are paths in the folder, by the last part of their keys.
    private static let paths: Set<String> = [
        "adapter_weights", "code", "data", "model_binary", "model_data", "model_path", "path", "peft_adaptor",
        "pickled_model", "python_model", "saved_model_dir", "serialized_explainer",
    ]

    /// Settings that are read by people, or chosen from a few.
    private static let texts: Set<String> = [
        "inference_task", "prompt_template", "source_model_name", "task", "torch_dtype", "uri",
    ]

    private mutating func judgeLoader(_ module: String) {
        if Self.hubFlavors.contains(where: { module.isExactly("mlflow.\($0)") }) { isHub = true }
        guard !Self.loaders.contains(where: module.isExactly) else { return }
        risk("would import \(ScanResult.printable(module)) and call its loader", name: module)
    }

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

// MARK: Modules

extension MLflowSettings {
    /// The booster's class is imported, and called without arguments.
    private mutating func judgeClass(_ name: String, setting: String) {
        let parts = name.split(separator: ".")
        let module = parts.dropLast().joined(separator: ".")
        if name.isASCII,
            AllowList.known.use(module: module, name: parts.last.map(String.init) ?? "") ?? .name >= .make
        {
            return
        }
        risk("would call \(ScanResult.printable(name)), which \(setting) names", name: name)
    }

    private mutating func judgeKeras(_ module: String, setting: String) {
        let parts = module.split(separator: ".").map(String.init)
        let isKeras = parts.allSatisfy { part in
            ["keras", "tf_keras", "tensorflow", "python", "api", "_v1", "_v2", "src", "_tf_keras"]
                .contains(where: part.isExactly)
        }
        if isKeras, !parts.isEmpty { return }
        risk("would import \(ScanResult.printable(module)), which \(setting) names", name: module)
    }

    /// PyTorch's and Keras' folders have files whose whole text is the name of a module.
    private static let moduleFiles: Set<String> = ["pickle_module_info.txt", "keras_module.txt"]

    private mutating func judgeModule(in path: String) {
        guard let bytes = try? directory.read(path, limit: 1 << 16) else {
            return risk("would import a module that '\(path)' names, which can't be read")
        }
        let module = String(decoding: bytes, as: UTF8.self)
        if Path.name(path).isExactly("keras_module.txt") { return judgeKeras(module, setting: path) }
        judgeUnpickler(module, setting: path)
    }

    /// The module that PyTorch reads a pickle with.
    private mutating func judgeUnpickler(_ module: String, setting: String) {
        let unpicklers = ["pickle", "cloudpickle", "cloudpickle.cloudpickle", "mlflow.pytorch.pickle_module"]
        guard !unpicklers.contains(where: module.isExactly) else { return }
        risk("would import \(ScanResult.printable(module)), which \(setting) names", name: module)
    }
}
