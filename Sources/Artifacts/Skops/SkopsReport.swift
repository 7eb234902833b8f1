import JSON

/// What loading a skops file would import, by its `schema.json`.
public struct SkopsReport: Sendable, Hashable {
    /// The protocol number of the schema.
    public internal(set) var protocolVersion: Int?
    /// The version of skops that wrote it.
    public internal(set) var skopsVersion: String?
    /// The versions of scikit-learn in the estimators' state, each once; a hundred at most.
    public internal(set) var sklearnVersions: [String] = []
    /// The class of the whole: `sklearn.pipeline.Pipeline`.
    public internal(set) var topLevel: String?
    /// Every type and function that nodes name, each once, in file order.
    public internal(set) var names: [Name] = []
    /// What names alone don't tell: unknown kinds of node, methods taken from objects.
    public internal(set) var remarks: [String] = []

    /// A module attribute that a node names.
    public struct Name: Sendable, Hashable {
        public let module: String
        public let name: String
        /// What a load does with it.
        public let deed: Deed
        /// Whether a load calls it with arguments from the file, rather than making an empty object or handing it over.
        public var isCalled: Bool { deed != .hold && deed != .make }
        public var dotted: String { "\(module).\(name)" }
    }

    /// What the kinds of node do with what they name, besides those of which the scan knows nothing.
    public enum Deed: Sendable, Hashable {
        /// An object refers to it.
        case hold
        /// An empty object of it gets its attributes.
        case make
        /// A container of Python's is made of other nodes.
        case collect
        /// An array, or a generator of random numbers, is made of the file's numbers.
        case fill
        /// A tree or a loss of scikit-learn's is made with arguments.
        case build
        /// It is called with whatever arguments the file has.
        case call
    }

    /// The most different names that are judged; a model has hundreds.
    static let nameLimit = 1 << 17

    /// All that call what they name; others hold it.
    private static let deeds: [String: Deed] = [
        "ObjectNode": .make, "ConstructorFromReduceNode": .call, "TreeNode": .build, "LossNode": .build,
        "ListNode": .collect, "SetNode": .collect, "TupleNode": .collect, "DictNode": .collect,
        "DefaultDictNode": .collect, "_DictWithDeprecatedKeysNode": .collect, "NdArrayNode": .fill,
        "MaskedArrayNode": .fill, "RandomStateNode": .fill, "RandomGeneratorNode": .fill, "DTypeNode": .fill,
        "SparseMatrixNode": .fill,
    ]

    /// The kinds of node up to protocol 2 (skops 0.16) whose `__module__` and `__class__` are all that they look up.
    private static let knownLoaders: Set<String> = [
        "BytearrayNode", "BytesNode", "CachedNode", "ConstructorFromReduceNode", "DTypeNode", "DefaultDictNode",
        "DictNode", "FunctionNode", "JsonNode", "ListNode", "LossNode", "MaskedArrayNode", "NdArrayNode", "ObjectNode",
        "OperatorFuncNode", "PartialNode", "RandomGeneratorNode", "RandomStateNode", "SetNode", "SliceNode",
        "SparseMatrixNode", "TreeNode", "TupleNode", "TypeNode", "_DictWithDeprecatedKeysNode",
    ]

    init(schema: JSONValue) {
        protocolVersion = schema["protocol"]?.int
        skopsVersion = schema["_skops_version"]?.string
        if let module = schema["__module__"]?.string, let name = schema["__class__"]?.string {
            topLevel = "\(module).\(name)"
        }
        var seen: Set<[ExactText]> = []
        collect(schema, &seen)
    }

    private mutating func collect(_ value: JSONValue, _ seen: inout Set<[ExactText]>) {
        switch value {
        case .array(let elements): for element in elements { collect(element, &seen) }
        case .object(let object):
            note(value, &seen)
            for (key, member) in object.members {
                if key == "_sklearn_version", let text = member["content"]?.string {
                    let version = text.filter { $0 != "\"" }
                    if sklearnVersions.count < 100, !sklearnVersions.contains(version) {
                        sklearnVersions.append(version)
                    }
                }
                collect(member, &seen)
            }
        default: break
        }
    }

    private mutating func note(_ node: JSONValue, _ seen: inout Set<[ExactText]>) {
        func add(_ module: JSONValue?, _ name: JSONValue?, as deed: Deed) {
            guard let module = module?.string, let name = name?.string else { return }
            guard names.count < Self.nameLimit else {
                return addRemark("names more than \(Self.nameLimit) types and functions")
            }
            let found = Name(module: module, name: name, deed: deed)
            if seen.insert([module, name, "\(deed)"].map(ExactText.init)).inserted { names.append(found) }
        }
        let kind = node["__loader__"]?.string ?? ""
        // What other kinds do is not known; they are refused as such.
        let deed = Self.deeds[kind] ?? (Self.knownLoaders.contains(kind) ? .hold : .make)
        add(node["__module__"], node["__class__"], as: deed)
        let isVectorizer = PickleReport.vectorizers.contains(node["__class__"]?.string ?? "")
        if kind == "ObjectNode", isVectorizer { noteInput(of: node) }
        noteMethods(of: node)
        // Functions of protocol 0, and the pair that the older tree nodes are made with.
        add(node["module_path"], node["function"], as: .hold)
        if let pair = node["constructor"]?.array, pair.count == 2 { add(pair[0], pair[1], as: .build) }
        guard let loader = node["__loader__"]?.string, !Self.knownLoaders.contains(loader) else { return }
        let method = loader == "MethodNode" ? node["content"]?["func"]?.string : nil
        let remark =
            method.map { "takes the method '\($0)' from an object" } ?? "holds a node of the unknown kind '\(loader)'"
        addRemark(remark)
    }

    /// Attributes that say which method of an estimator is called.
    private mutating func noteMethods(of node: JSONValue) {
        guard let attributes = node["content"]?["content"]?.object?.members else { return }
        for (key, value) in attributes where MethodName.keys.contains(where: { key.isExactly($0) }) {
            var names: [JSONValue] = [value]
            if let kind = value["__loader__"]?.string, kind == "ListNode" || kind == "TupleNode" {
                names = value["content"]?.array ?? []
            }
            if !names.allSatisfy(Self.isMethod) {
                addRemark("sets the attribute '\(key)' to what is no method that predicts")
            }
        }
    }

    private static func isMethod(_ node: JSONValue) -> Bool {
        guard node["__loader__"]?.string == "JsonNode", let text = node["content"]?.string else { return false }
        if text == "null" { return true }
        return MethodName.predicting.contains { text.isExactly("\"" + $0 + "\"") }
    }

    /// A vectorizer that is told so takes texts for the names of files, and reads these.
    private mutating func noteInput(of node: JSONValue) {
        let state = node["content"]
        let inputs = state?["content"]?.object?.members.filter { $0.key == "input" }.map(\.value) ?? []
        let isPlain = inputs.allSatisfy {
            $0["__loader__"]?.string == "JsonNode" && $0["content"]?.string == "\"content\""
        }
        guard !isPlain || state?["__loader__"]?.string != "DictNode" else { return }
        addRemark("would have '\(node["__class__"]?.string ?? "?")' read the files that its input names")
    }

    private mutating func addRemark(_ remark: String) {
        if remarks.count < 100, !remarks.contains(remark) { remarks.append(remark) }
    }
}
