import JSON

/// What a Keras file says of its model in JSON, and what in it would run code when it is loaded.
///
/// Source: `keras/src/saving/serialization_lib.py`: an object is `{module, class_name, config, registered_name}`.
public struct KerasModel: Sendable, Hashable {
    /// The version of Keras that wrote it: `3.8.0`; empty where the file does not say.
    public internal(set) var version = ""
    /// `keras.Sequential`, or the class' name alone in HDF5 files of Keras 2.
    public internal(set) var modelClass = ""
    public internal(set) var inputs: [GraphValue] = []
    /// What a load would run or read beside Keras itself, in the config's order.
    public internal(set) var risks: [Risk] = []

    /// What lets readers of the archive see different members.
    public internal(set) var archiveProblems: [String] = []

    /// Weights in NumPy's format, of which those of objects are pickles.
    public internal(set) var arrays = ArrayArchive()

    public enum Risk: Sendable, Hashable {
        /// A layer with Python bytecode in it.
        case lambda(layer: String)
        /// A class or function that is not Keras' own: its dotted name.
        case foreign(String)
        /// A layer of Keras that loads another file: its class and layer name.
        case loader(String, layer: String)
        /// A layer whose vocabulary is in a file.
        case file(String, layer: String)
        /// Weights that would be read from another file: which, and how.
        case outside(String)
    }

    init() {}

    init(config: JSONValue, version: String) {
        self.version = version
        let name = config["class_name"]?.string ?? ""
        let module = config["module"]?.string
        modelClass = module.map { "\($0).\(name)" } ?? name
        inputs = Self.inputs(config)
        var seen: Set<Risk> = []
        var risks: [Risk] = []
        Self.walk(config, layer: name) { risk in
            if seen.insert(risk).inserted { risks.append(risk) }
        }
        self.risks = risks
    }

    // MARK: Inputs

    /// The input layers at the top, in the order of the model's inputs; a Sequential without one has its first layer's.
    private static func inputs(_ config: JSONValue) -> [GraphValue] {
        guard let layers = config["config"]?["layers"]?.array ?? config["config"]?.array else { return [] }
        let found = layers.filter { $0["class_name"]?.string == "InputLayer" }.compactMap { input($0["config"]) }
        if found.isEmpty { return layers.first.flatMap { input($0["config"]) }.map { [$0] } ?? [] }
        // [["a", 0, 0], …], or ["a", 0, 0] where there is only one.
        let order = (config["config"]?["input_layers"]?.array ?? []).compactMap { $0.string ?? $0.array?.first?.string }
        let named = Dictionary(found.map { (ExactText($0.name), $0) }) { first, _ in first }
        let sorted = order.compactMap { named[ExactText($0)] }
        return sorted.count == found.count ? sorted : found
    }

    private static func input(_ layer: JSONValue?) -> GraphValue? {
        guard let layer, let shape = (layer["batch_shape"] ?? layer["batch_input_shape"])?.array else { return nil }
        return GraphValue(
            name: layer["name"]?.string ?? "",
            type: layer["dtype"]?.string ?? layer["dtype"]?["config"]?["name"]?.string ?? "float32",
            shape: shape.map { extent in extent.int.map { .fixed($0) } ?? .dynamic("") },
        )
    }

    // MARK: Risks

    /// Whether KerasHub's SentencePiece takes a text for the vocabulary itself, in Base64, and not for its file.
    ///
    /// Source: `set_proto` in `keras_hub/src/tokenizers/sentence_piece_tokenizer.py`.
    private static func isEncoded(_ text: String) -> Bool {
        let bytes = text.utf8
        guard bytes.count > 2048, bytes.count.isMultiple(of: 4) else { return false }
        let digits = bytes.dropLast(2) + bytes.suffix(2).reversed().drop { $0 == UInt8(ascii: "=") }
        return digits.allSatisfy { $0.isAlphanumeric || "+/".utf8.contains($0) }
    }

    private static func walk(_ value: JSONValue, layer: String, _ report: (Risk) -> Void) {
        switch value {
        case .array(let elements): for element in elements { walk(element, layer: layer, report) }
        case .object(let object):
            var layer = layer
            if let name = object["class_name"]?.string {
                layer = object["config"]?["name"]?.string ?? layer
                judge(object, name, layer, report)
            }
            for (_, member) in object.members { walk(member, layer: layer, report) }
        default: break
        }
    }

    private static func judge(_ object: JSONObject, _ name: String, _ layer: String, _ report: (Risk) -> Void) {
        // Where a module lacks the one name, Keras takes the other.
        let registered = object["registered_name"]?.string
        for name in [name, registered].compactMap(\.self) {
            if name == "Lambda" || name == "__lambda__" { report(.lambda(layer: layer)) }
            if loaders.contains(name) { report(.loader(name, layer: layer)) }
            if let function = KerasFunctions.foreign(name, object["config"]) { report(.foreign(function)) }
        }
        // Layers, tokenizers of KerasHub, and the feature columns of Keras 2.
        for key in ["vocabulary", "vocabulary_file", "merges", "ckpt_to_load_from"] {
            if let file = object["config"]?[key]?.string { report(.file(file, layer: layer)) }
        }
        if let proto = object["config"]?["proto"]?.string, !isEncoded(proto) { report(.file(proto, layer: layer)) }
        guard let module = object["module"]?.string else { return }
        let isFunction = name == "function"
        let named =
            switch name {
            case "function": object["config"]?.string ?? name
            case "__typespec__": object["spec_name"]?.string ?? name
            default: name
            }
        var members = [named]
        // `package>name` is what its author registered under that name, which no module has.
        if let registered, !registered.contains(">"), !named.isExactly(registered) { members.append(registered) }
        for member in members where !isKeras(module, member, isFunction: isFunction) {
            report(.foreign("\(module).\(member)"))
        }
    }

    /// Layers that load what lies in other files, pickles among them.
    private static let loaders: Set<String> = ["TFSMLayer", "TorchModuleWrapper", "JaxLayer", "FlaxLayer"]

    /// Whether a name of a module is one of Keras' that models consist of; others can fetch, open and run.
    private static func isKeras(_ module: String, _ member: String, isFunction: Bool) -> Bool {
        // Keras looks up a module and a name with a dot between, so that one in the name leads on.
        guard !member.contains(".") else { return false }
        // Functions by their plain name, which Keras looks up among its own.
        if module == "builtins" { return isFunction && !pythonFunctions.contains(member) }
        var parts = module.split(separator: ".").map(String.init)
        if parts.first == "tensorflow" || parts.first == "tf" { parts.removeFirst() }
        guard let root = parts.first else { return false }
        parts.removeFirst()
        while let first = parts.first, ["src", "_tf_keras", "keras", "api", "_v1", "_v2"].contains(first) {
            parts.removeFirst()
        }
        // `keras.layers.os` would be what a module of Keras imports, not a part of it.
        if parts.dropFirst().contains(where: { $0 != "math" && RequiredPackage.standardLibrary.contains($0) }) {
            return false
        }
        // PyTorch's and TensorFlow's own ways of Keras' optimizers.
        if parts.count > 2, parts[0] == "backend", ["tensorflow", "torch"].contains(parts[1]), parts[2] == "optimizers"
        {
            parts.removeFirst(2)
        }
        let area = parts.first ?? "keras"
        switch root {
        case "keras", "tf_keras":
            return isFunction
                ? KerasTable.known.hasFunction(member, in: area)
                : KerasTable.known.hasClass(member, in: area) || area == "layers" && isReported(member)
        case "keras_hub", "keras_nlp", "keras_cv":
            // There is no list of these; classes begin with a capital, and no function does.
            let isClass = member.utf8.first.map { (0x41...0x5A).contains($0) } ?? false
            return !isFunction && isClass && member.isASCII && packageAreas.contains(area)
        default: return false
        }
    }

    /// Layers that are risks by their names already.
    private static func isReported(_ layer: String) -> Bool { layer == "Lambda" || loaders.contains(layer) }

    private static let packageAreas: Set<String> = ["layers", "metrics", "models", "samplers", "tokenizers"]

    /// Python's own functions but those of numbers, by which Keras may have functions as well.
    private static let pythonFunctions: Set<String> = [
        "__build_class__", "__import__", "aiter", "anext", "breakpoint", "callable", "classmethod", "compile",
        "copyright", "credits", "delattr", "dir", "enumerate", "eval", "exec", "exit", "filter", "format", "getattr",
        "globals", "hasattr", "hash", "help", "id", "input", "iter", "license", "locals", "map", "memoryview", "next",
        "object", "open", "print", "property", "quit", "repr", "reversed", "setattr", "sorted", "staticmethod", "super",
        "type", "vars", "zip",
    ]
}
