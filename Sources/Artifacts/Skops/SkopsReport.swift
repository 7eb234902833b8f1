import JSON

/// What loading a skops file would import, by its `schema.json`.
public struct SkopsReport: Sendable, Hashable {
    /// The protocol number of the schema.
    public internal(set) var protocolVersion: Int?
    /// The version of skops that wrote it.
    public internal(set) var skopsVersion: String?
    /// The versions of scikit-learn in the estimators' state, each once.
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
        /// Whether a load calls it with arguments from the file, rather than making an empty object or handing it over.
        public let isCalled: Bool
        public var dotted: String { "\(module).\(name)" }
    }

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
                    if !sklearnVersions.contains(version) { sklearnVersions.append(version) }
                }
                collect(member, &seen)
            }
        default: break
        }
    }

    private mutating func note(_ node: JSONValue, _ seen: inout Set<[ExactText]>) {
        func add(_ module: JSONValue?, _ name: JSONValue?, isCalled: Bool) {
            guard let module = module?.string, let name = name?.string else { return }
            let found = Name(module: module, name: name, isCalled: isCalled)
            let key = [module, name, isCalled ? "()" : ""].map(ExactText.init)
            if seen.insert(key).inserted { names.append(found) }
        }
        let isReduce = node["__loader__"]?.string == "ConstructorFromReduceNode"
        add(node["__module__"], node["__class__"], isCalled: isReduce)
        // Functions of protocol 0, and the pair that the older tree nodes are made with.
        add(node["module_path"], node["function"], isCalled: false)
        if let pair = node["constructor"]?.array, pair.count == 2 { add(pair[0], pair[1], isCalled: true) }
        guard let loader = node["__loader__"]?.string, !Self.knownLoaders.contains(loader) else { return }
        let method = loader == "MethodNode" ? node["content"]?["func"]?.string : nil
        let remark =
            method.map { "takes the method '\($0)' from an object" } ?? "holds a node of the unknown kind '\(loader)'"
        if remarks.count < 100, !remarks.contains(remark) { remarks.append(remark) }
    }
}
