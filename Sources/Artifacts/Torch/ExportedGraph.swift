import JSON

/// What the JSON of an exported program would have a load do beside building a graph of PyTorch's operators.
///
/// Source: `torch/_export/serde/serialize.py` and `torch/utils/_pytree.py`. Sizes are texts that SymPy evaluates as
/// Python, checks of inputs and names become Python source, operators are looked up by their dotted names from `torch`
/// on, and some containers name a module to import.
struct ExportedGraph {
    private static let riskLimit = 20
    private static let depthLimit = 8
    /// The most bytes of a structure of inputs or outputs.
    private static let structureLimit = 1 << 20

    private(set) var risks: [TorchFile.GraphRisk] = []

    init(_ json: JSONValue) { walk(json) }

    private mutating func note(_ global: String?, _ message: String) {
        let risk = TorchFile.GraphRisk(global: global, message: message)
        if risks.count < Self.riskLimit, !risks.contains(risk) { risks.append(risk) }
    }

    /// - Parameter isNodes: whether it is within the arguments of an operator, which become constants, not source.
    private mutating func walk(_ value: JSONValue, isNodes: Bool = false) {
        switch value {
        case .array(let values): for value in values { walk(value, isNodes: isNodes) }
        case .object(let object):
            let isNode = object.members.contains { $0.key == "inputs" }
            let isOperation =
                object.members.contains { $0.key == "target" } && !object.members.contains { $0.key == "nodes" }
            let isArgument = object.members.contains { $0.key == "arg" }
            for (key, value) in object.members {
                switch (key, value) {
                case ("expr_str", .string(let text)): judge(expression: text)
                // SymPy evaluates the texts in a list as well.
                case ("expr_str", _): note(nil, "has a size that is no text")
                case ("target", .string(let name)) where isNode, ("as_operator", .string(let name)):
                    judge(operation: name)
                case ("in_spec", .string(let text)):
                    judge(structure: text, depth: 0)
                    judge(keywordsOf: text)
                case ("out_spec", .string(let text)): judge(structure: text, depth: 0)
                case ("range_constraints", .object(let ranges)):
                    for (symbol, _) in ranges.members { judge(expression: symbol) }
                case ("guards_code", _): judge(guards: value)
                case ("name", _): judge(name: value, isArgument ? ExportedName.isWord : ExportedName.isIdentifier)
                case ("as_name", _), ("user_input_name", _): judge(name: value, ExportedName.isIdentifier)
                case ("forward_arg_names", _):
                    for name in value.array ?? [value] { judge(name: name, ExportedName.isIdentifier) }
                case _ where Self.paths.contains(key): judge(name: value, ExportedName.isPath)
                // Maps by names, which may be called like a field.
                case (_, .object(let values)) where Self.maps.contains(key):
                    for (name, value) in values.members {
                        if key != "as_string_to_argument" { judge(name: .string(name), ExportedName.isIdentifier) }
                        walk(value)
                    }
                case ("inputs", _) where isOperation:
                    walk(value, isNodes: true)
                case ("as_graph", _): walk(value)
                case _ where key.hasPrefix("as_"):
                    if !isNodes { judge(argument: value, of: key) }
                    walk(value, isNodes: isNodes)
                default: walk(value, isNodes: isNodes)
                }
            }
        default: break
        }
    }

    private static let paths: Set<String> = [
        "parameter_name", "buffer_name", "tensor_constant_name", "custom_obj_name", "fqn",
    ]
    private static let maps: Set<String> = [
        "tensor_values", "sym_int_values", "sym_float_values", "sym_bool_values", "custom_obj_values",
        "as_string_to_argument",
    ]

    // MARK: Names and expressions, which become Python source

    /// The value of an argument, which checks of the inputs compare with: texts stand between single quotes there,
    /// numbers as they are, and nothing says that they are any.
    private mutating func judge(argument value: JSONValue, of kind: String) {
        for case .string(let text) in value.array ?? [value] {
            let isFit =
                switch kind {
                case "as_string", "as_strings": ExportedName.isQuotable(text)
                case "as_float", "as_floats": ["Infinity", "-Infinity", "NaN"].contains(text)
                default: false
                }
            if !isFit { note(nil, "would make Python source of the value '\(ScanResult.printable(text))'") }
        }
    }

    private mutating func judge(name value: JSONValue, _ isPlain: (String) -> Bool) {
        switch value {
        case .null, .string(""): return
        case .string(let name) where isPlain(name): return
        case .string(let name): note(nil, "would make Python source of the name '\(ScanResult.printable(name))'")
        default: note(nil, "has a name that is no text")
        }
    }

    private mutating func judge(guards: JSONValue) {
        switch guards {
        case .null: return
        case .array(let guards): for guardText in guards { judge(guards: guardText) }
        case .string(let text) where GuardExpression.isPlain(text): return
        case .string(let text): note(nil, "would compile a text as Python: '\(ScanResult.printable(text))'")
        default: note(nil, "has a check of its inputs that is no text")
        }
    }

    /// The keywords of a call are the keys of the second of its structure's two parts.
    private mutating func judge(keywordsOf text: String) {
        guard case .array(let parts)? = try? JSONValue(parsing: text), parts.count == 2,
            let keywords = parts[1]["children_spec"]?.array, keywords.count == 2,
            keywords[1]["type"]?.string == "builtins.dict", let context = keywords[1]["context"]?.string,
            case .array(let names)? = try? JSONValue(parsing: context)
        else { return }
        for name in names { judge(name: name, ExportedName.isIdentifier) }
    }

    private mutating func judge(expression text: String) {
        guard !SymbolicExpression.isPlain(text) else { return }
        note(nil, "would evaluate a text as Python: '\(ScanResult.printable(text))'")
    }

    // MARK: Operators

    private mutating func judge(operation name: String) {
        guard !Self.isKnown(name) else { return }
        note(name, "would call \(ScanResult.printable(name))")
    }

    private static func isKnown(_ name: String) -> Bool {
        guard name.utf8.allSatisfy({ $0 < 0x80 }) else { return false }
        let parts = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        switch (parts.first, parts.count) {
        case ("_operator", 2): return operators.contains(parts[1])
        case ("math", 2): return functions.contains(parts[1])
        case ("torch", 2):
            return ExportedName.isWord(parts[1]) && (parts[1].hasPrefix("sym_") || parts[1].hasPrefix("_sym_"))
        case ("torch", 4), ("torch", 5):
            guard parts[1] == "ops" else { return false }
            if parts[2] == "higher_order" { return parts.count == 4 && higherOrder.contains(parts[3]) }
            guard namespaces.contains(parts[2]), isOperator(parts[3]) else { return false }
            return parts.count == 4 || (parts[4].first?.isLetter ?? false)
        default: return false
        }
    }

    /// Whether a name is an operator's, and neither Python's own for something else nor one of files.
    private static func isOperator(_ name: String) -> Bool {
        if name.hasPrefix("__") { return dunders.contains(name) }
        return !name.isEmpty && !TorchScriptCode.fileOperators.contains(name)
    }

    /// Namespaces of operators that compute, PyTorch's own and those of its libraries.
    private static let namespaces: Set<String> = [
        "aten", "prim", "prims", "quantized", "quantized_decomposed", "torchao", "torchvision", "mkldnn",
        "mkldnn_prepacked", "onednn", "sparse", "_quantized", "xnnpack", "export",
    ]
    private static let dunders: Set<String> = [
        "__and__", "__or__", "__xor__", "__lshift__", "__rshift__", "__iand__", "__ior__", "__ixor__", "__ilshift__",
        "__irshift__", "__contains__", "__getitem__", "__is__", "__isnot__", "__not__", "__derive_index",
        "__range_length", "__round_to_zero_floordiv",
    ]
    private static let higherOrder: Set<String> = [
        "associative_scan", "auto_functionalized", "auto_functionalized_v2", "autograd_function_apply", "cond",
        "flex_attention", "flex_attention_backward", "foreach_map", "graphsafe_run_with_rng_state", "hints_wrapper",
        "invoke_subgraph", "local_map_hop", "map", "map_impl", "out_dtype", "run_and_save_rng_state",
        "run_with_rng_state", "scan", "strict_mode", "tag_activation_checkpoint", "while_loop", "with_effects", "wrap",
        "wrap_activation_checkpoint", "wrap_with_autocast", "wrap_with_set_grad_enabled",
    ]
    /// Those of `operator` that take no name.
    private static let operators: Set<String> = [
        "abs", "add", "and_", "eq", "floordiv", "ge", "getitem", "gt", "index", "invert", "is_", "is_not", "le",
        "lshift", "lt", "matmul", "mod", "mul", "ne", "neg", "not_", "or_", "pos", "pow", "rshift", "sub", "truediv",
        "truth", "xor",
    ]
    private static let functions: Set<String> = [
        "acos", "asin", "atan", "ceil", "cos", "cosh", "exp", "floor", "log", "log2", "pow", "sin", "sinh", "sqrt",
        "tan", "tanh", "trunc",
    ]

    // MARK: Structures of inputs and outputs

    /// A structure is JSON in a text, of which the contexts are JSON in texts again.
    private mutating func judge(structure text: String, depth: Int, isContext: Bool = true) {
        guard depth < Self.depthLimit, text.utf8.count <= Self.structureLimit else {
            return note(nil, "has a structure of its inputs that nests too deeply or is too long")
        }
        do throws(JSONError) {
            judge(structure: try JSONValue(parsing: text), depth: depth)
        } catch {
            // Python's parser goes deeper than this one. Other texts, keys for example, need not be JSON.
            if isContext { note(nil, "has a structure of its inputs that can't be read: \(error)") }
        }
    }

    private mutating func judge(structure value: JSONValue, depth: Int) {
        switch value {
        case .string(let text):
            // Keys are told in the checks of the inputs.
            if !ExportedName.isQuotable(text) {
                note(nil, "would make Python source of the key '\(ScanResult.printable(text))'")
            }
            judge(inner: text, depth: depth, isContext: false)
        case .array(let values): for value in values { judge(structure: value, depth: depth) }
        case .object(let object):
            // Of keys that are there twice Python takes the last, so that each of them counts.
            let texts = { (key: String) in object.members.filter { $0.key == key }.compactMap(\.value.string) }
            for module in texts("default_factory_module") {
                for name in texts("default_factory_name") where AllowList.known.use(module: module, name: name) == nil {
                    note("\(module).\(name)", "would import \(ScanResult.printable("\(module).\(name)"))")
                }
            }
            if object.members.contains(where: { $0.key == "__enum__" }) {
                for name in texts("fqn") {
                    let dotted = name.split(separator: ":").joined(separator: ".")
                    note(dotted, "would import \(ScanResult.printable(dotted))")
                }
            }
            for (key, value) in object.members {
                if key == "context", case .string(let text) = value {
                    judge(inner: text, depth: depth, isContext: true)
                } else {
                    judge(structure: value, depth: depth)
                }
            }
        default: break
        }
    }

    private mutating func judge(inner text: String, depth: Int, isContext: Bool) {
        guard let first = text.first(where: { !$0.isWhitespace }), "[{\"".contains(first) else { return }
        judge(structure: text, depth: depth + 1, isContext: isContext)
    }
}
