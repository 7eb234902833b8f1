import Files
import JSON

/// What the configuration files of a model directory would have a load import, call, or read elsewhere.
///
/// Every key counts in every file and at every depth: libraries hand nested configurations on to each other.
struct ConfigurationAudit {
    /// Code that the model brings along: the module and where it is named.
    private(set) var code: [String: [String]] = [:]
    /// Modules of others that are neither of the library nor known to it.
    private(set) var foreign: [String: [String]] = [:]
    /// What nothing but trust permits, each with the file that asks for it.
    private(set) var risks: [String] = []
    /// Weights that the lists of shards name.
    private(set) var shards: Set<String> = []

    /// Files of the Trainer's that a configuration names all the same.
    private(set) var mentions: Set<String> = []

    private let directory: ArtifactDirectory
    private var file = ""
    /// Whether the file is one of a module of sentence-transformers, which calls what it names.
    private var isOfModule = false
    /// The key of what may name kernels of the Hub, while what is within it is looked at.
    private var kernelKey: String?

    /// Files of transformers and PEFT, and those of the whole model, hold texts that may look like names.
    private static func isOfModule(_ name: String) -> Bool {
        let others = ["tokenizer_", "processor_", "preprocessor_", "generation_", "adapter_", "config_", "video_"]
        return !name.contains(".index.") && name != "modules.json" && !others.contains(where: name.hasPrefix)
    }

    private static let textKeys: Set<String> = ["method_output_name", "name", "_name_or_path", "module_output_name"]

    init(_ configurations: ConfigurationFiles, _ directory: ArtifactDirectory) {
        self.directory = directory
        let hasModules = configurations["modules.json"] != nil
        for (path, value) in configurations.files {
            file = path
            isOfModule = hasModules && value["model_type"] == nil && Self.isOfModule(Path.name(path))
            for text in PipelineIndex.code(in: value, path, directory) { name(text) }
            visit(value, key: "")
        }
    }

    private mutating func visit(_ value: JSONValue, key: String) {
        let outer = kernelKey
        defer { kernelKey = outer }
        if Self.namesKernels(key) { kernelKey = kernelKey ?? key }
        if judge(value, key) { return }
        switch value {
        case .object(let object): for (key, value) in object.members { visit(value, key: key) }
        // Words of a vocabulary may look like names.
        case .array(let values):
            for value in values {
                if let text = value.string { mention(text) } else { visit(value, key: key) }
            }
        case .string(let text): mention(text)
        default: break
        }
    }

    private mutating func mention(_ text: String) {
        let name = Path.name(text)
        if TrainerFiles.isName(name) { mentions.insert(name) }
        // compressed-tensors runs `file.py:Class` where a quantisation's format should stand.
        let isCode = [".py:", ".pyc:", ".so:"].contains(where: text.lowercased().contains)
        if isCode { risk("names code by its file: '\(text)'") }
        if let kernelKey, text.contains("/") { risk("names code of the Hub: \(kernelKey) '\(text)'") }
    }

    private static func namesKernels(_ key: String) -> Bool {
        key.contains("_implementation") || key == "kernel_config" || key == "kernel_mapping"
    }

    /// Judges a member by its key; whether nothing in it is left to be looked at.
    private mutating func judge(_ value: JSONValue, _ key: String) -> Bool {
        switch key {
        case "auto_map":
            for text in value.texts { ownCode(text) }
            return true
        case "custom_pipelines":
            for (_, task) in value.object?.members ?? [] { if let text = task["impl"]?.string { ownCode(text) } }
        case "trust_remote_code", "allow_all_kernels":
            if value.isTrue { risk("says \(key)") }
        case "types":
            for (folder, named) in value.object?.members ?? [] {
                guard let text = named.string, text.contains(".") else { continue }
                path(folder, key)
                name(text)
            }
        case "type", "module", "tokenizer_class":
            guard let text = value.string else { break }
            // A module of the folder's own may have a name that Python's `import` could not say.
            let isClass = key == "type" && isModuleList || key == "tokenizer_class" && text.contains(".")
            if isClass || text.isDottedName { name(text) }
        case "modality_config":
            for (_, modality) in value.object?.members ?? [] {
                if let text = modality["method"]?.string { method(text) }
            }
        case "path":
            if isModuleList, let text = value.string { path(text, key) }
        case "weight_map":
            for text in Set(value.texts) { weights(text, key) }
            return true
        case "transformers_weights", "gguf_file", "configuration_files", "fast_tokenizer_files":
            for text in value.texts {
                weights(text, key)
                mention(text)
            }
            return true
        default: break
        }
        judgeFolder(value, key)
        let isName = key.contains("activation") || isOfModule && !Self.textKeys.contains(key)
        if isName, let text = value.string, text.isDottedName { name(text) }
        return false
    }

    /// Judges what sends a load to another folder, of which nothing is known.
    private mutating func judgeFolder(_ value: JSONValue, _ key: String) {
        let name = Path.name(file)
        switch key {
        case "architecture", "audio_tokenizer_name_or_path", "backbone": elsewhere(value, key)
        // Handed to timm, older releases of which read it as a pickle.
        case "backbone_kwargs", "model_args":
            let settings = value["pretrained_cfg"], overlay = value["pretrained_cfg_overlay"]
            let files = [value["checkpoint_path"]] + [settings, overlay].flatMap { [$0?["file"], $0?["url"]] }
            for text in files.compactMap({ $0?.string }) where !text.isEmpty {
                risk("has a checkpoint read: \(key) '\(text)'")
            }
        case _ where TokenizerSettings.readsFile(key, value, in: name):
            risk("has another file read: \(key) '\(value.string ?? "")'")
        case "adapters" where name == "adapter_config.json":
            for (_, value) in value.object?.members ?? [] { elsewhere(value, key) }
        case "parent_library", "megatron_core":
            let libraries = ["transformers", "sentence_transformers", "megatron.core"]
            guard name == "adapter_config.json", let text = value.string else { break }
            if !libraries.contains(where: text.isBelow) { self.name(text) }
        case _ where name == "adapter_config.json" && key.hasSuffix("_path"): elsewhere(value, key)
        case _ where name.hasPrefix("sentence_") && key.hasSuffix("_path"): elsewhere(value, key)
        case _ where name.hasPrefix("sentence_"): if let text = value.string { path(text, key) }
        default: break
        }
    }

    private var isModuleList: Bool { Path.name(file) == "modules.json" }

    // MARK: What is found

    private mutating func risk(_ what: String) {
        Self.add("\(file) \(what)", to: &risks)
    }

    private mutating func ownCode(_ text: String) {
        Self.add("\(file) names \(text)", to: &code[Self.module(of: text), default: []])
    }

    /// A dotted name that is imported as it stands, wherever it comes from.
    private mutating func name(_ text: String) {
        guard !LibraryClasses.contains(text) else { return }
        let module = Self.module(of: text)
        let script = module.split(separator: ".").joined(separator: "/") + ".py"
        let isOwn = directory.contains(script) || directory.contains(Path.join(folder, script))
        if isOwn || text.contains("--") { return ownCode(text) }
        Self.add("\(file) names \(text)", to: &foreign[module, default: []])
    }

    private static func add(_ text: String, to texts: inout [String]) {
        // More would only cost time: one is enough to refuse.
        if texts.count < 20, !texts.contains(text) { texts.append(text) }
    }

    /// A method of the model that sentence-transformers calls for a kind of input, with what it makes of that.
    private mutating func method(_ text: String) {
        let isKnown = text == "forward" || text.hasPrefix("get_") && text.hasSuffix("_features")
        if !isKnown { risk("calls another method than one that computes: '\(text)'") }
    }

    /// `repository--module.Class` is code of somebody else's.
    private static func module(of text: String) -> String {
        let module = text.split(separator: ".").dropLast().joined(separator: ".")
        return module.isEmpty ? text : module
    }

    /// A folder or file that must lie in the directory.
    private mutating func path(_ text: String, _ key: String) {
        if text.leavesFolder { risk("names a place outside of the folder: \(key) '\(text)'") }
    }

    /// A file that must lie beside this one.
    private mutating func weights(_ text: String, _ key: String) {
        if text.contains("/") || text.contains("\\") || text == ".." {
            return risk("names a file outside of the folder: \(key) '\(text)'")
        }
        // TensorFlow's and Flax' are not read as pickles.
        let isTorch = !["tf_model", "flax_model"].contains(where: Path.name(file).hasPrefix)
        if isTorch, key == "weight_map" || key == "transformers_weights" { shards.insert(Path.join(folder, text)) }
    }

    /// A model by its name on the Hub, or by its folder: what is no folder here is not fetched either.
    private mutating func elsewhere(_ value: JSONValue, _ key: String) {
        guard let text = value.string, !text.isEmpty else { return }
        if text.leavesFolder || text.hasPrefix(".") || text.hasPrefix("local-dir:") || File.exists(text) {
            risk("sends the load to another folder: \(key) '\(text)'")
        }
    }

    private var folder: String { file.contains("/") ? Path.parent(file) : "" }
}

extension JSONValue {
    /// Every string in it, at whatever depth.
    fileprivate var texts: [String] {
        var texts: [String] = []
        addTexts(to: &texts)
        return texts
    }

    private func addTexts(to texts: inout [String]) {
        switch self {
        case .string(let text): texts.append(text)
        case .array(let values): for value in values { value.addTexts(to: &texts) }
        case .object(let object): for (_, value) in object.members { value.addTexts(to: &texts) }
        default: break
        }
    }

    /// Whether Python takes it for true.
    fileprivate var isTrue: Bool {
        switch self {
        case .null: false
        case .bool(let value): value
        case .int(let value): value != 0
        case .double(let value): value != 0
        case .string(let text): !text.isEmpty
        case .array(let values): !values.isEmpty
        case .object(let object): !object.isEmpty
        }
    }
}

extension String {
    /// Whether a path, taken from a folder, is none within it.
    var leavesFolder: Bool {
        hasPrefix("/") || hasPrefix("~") || contains("\\") || split(separator: "/").contains("..")
    }
}
