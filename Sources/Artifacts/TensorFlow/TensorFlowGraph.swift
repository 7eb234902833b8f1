/// The nodes of a `GraphDef` and of its functions, and which lead to which.
///
/// Source: graph.proto, function.proto, node_def.proto, attr_value.proto and tensor.proto of TensorFlow.
struct TensorFlowGraph {
    struct Node {
        var name = ""
        var operation = ""
        /// Tensors that it takes, as they are written: `dense/MatMul:0`.
        var data: [String] = []
        /// Nodes that it waits for: `^dense/MatMul`.
        var waits: [String] = []
        /// Functions that it calls, its own operator among them: a call by name.
        var calls: [String] = []
        /// The text that it is, where it is a constant of one.
        var text: String?
        /// The name of the resource that it stands for, where it has one.
        var sharedName = ""
    }

    struct Function {
        var arguments: [String] = []
        var nodes: [String: Node] = [:]
    }

    /// Nodes of the graph itself, by name.
    private(set) var nodes: [String: Node] = [:]
    private(set) var functions: [String: Function] = [:]
    /// Whether a `tf.print` goes to a file.
    private(set) var printsToFile = false

    var operators: Set<String> {
        var found = Set(nodes.values.map(\.operation))
        for function in functions.values { found.formUnion(function.nodes.values.map(\.operation)) }
        return found.filter { functions[$0] == nil }
    }

    /// The nodes and functions that run with some nodes and functions.
    func reach(from roots: [String], calling calls: [String] = []) -> (nodes: Set<String>, functions: Set<String>) {
        var found: Set<String> = []
        var open = roots
        var calls = calls
        while let name = open.popLast() {
            guard let node = nodes[name], found.insert(name).inserted else { continue }
            open += (node.data + node.waits).map(Self.node)
            calls += node.calls
        }
        // Functions have a namespace of their own: a node may be called as an operator is.
        var called: Set<String> = []
        while let name = calls.popLast() {
            guard let function = functions[name], called.insert(name).inserted else { continue }
            calls += function.nodes.values.flatMap(\.calls)
        }
        return (found, called)
    }

    /// The node that gives a tensor: `dense/MatMul` of `dense/MatMul:0` and of the control input `^dense/MatMul`.
    static func node(of tensor: String) -> String {
        String(tensor.drop { $0 == "^" }.prefix { $0 != ":" })
    }

    mutating func read(_ message: ProtobufReader) throws(ProtobufError) {
        var reader = message
        while let field = try reader.next() {
            switch field.number {
            case 1:
                let node = try node(field.message())
                nodes[node.name] = node
            case 2:
                var library = try field.message()
                while let field = try library.next() {
                    if field.number == 1 { try readFunction(field.message()) }
                }
            default: break
            }
        }
    }

    /// A `FunctionDef`.
    private mutating func readFunction(_ message: ProtobufReader) throws(ProtobufError) {
        var reader = message
        var name = ""
        var function = Function()
        while let field = try reader.next() {
            switch field.number {
            case 1:
                var signature = try field.message()
                while let field = try signature.next() {
                    switch field.number {
                    case 1: name = try field.string()
                    case 2: function.arguments.append(try Self.name(field.message()))
                    default: break
                    }
                }
            case 3:
                let node = try node(field.message())
                function.nodes[node.name] = node
            default: break
            }
        }
        functions[name] = function
    }

    /// A `NodeDef`.
    private mutating func node(_ message: ProtobufReader) throws(ProtobufError) -> Node {
        var reader = message
        var node = Node()
        var attributes: [ProtobufReader] = []
        while let field = try reader.next() {
            switch field.number {
            case 1: node.name = try field.string()
            case 2:
                node.operation = try field.string()
                node.calls.append(node.operation)
            case 3:
                let input = try field.string()
                if input.hasPrefix("^") { node.waits.append(input) } else { node.data.append(input) }
            case 5: attributes.append(try field.message())
            default: break
            }
        }
        // Which of them matter is for the operator to say, which may come after them.
        for attribute in attributes { try readAttribute(attribute, of: &node) }
        return node
    }

    /// An entry of the map from names to `AttrValue`: functions, constants, names of resources, `PrintV2`'s stream.
    private mutating func readAttribute(_ message: ProtobufReader, of node: inout Node) throws(ProtobufError) {
        let entry = try message.mapEntry()
        for value in entry.values {
            var value = value
            while let field = try value.next() {
                switch field.number {
                case 1:
                    var list = try field.message()
                    while let field = try list.next() {
                        if field.number == 9 { node.calls.append(try Self.name(field.message())) }
                    }
                case 2 where entry.key == "output_stream" && node.operation == "PrintV2":
                    if try field.bytes().starts(with: "file:".utf8) { printsToFile = true }
                case 2 where entry.key == "shared_name": node.sharedName = try field.string()
                case 8 where entry.key == "value" && node.operation == "Const":
                    node.text = try Self.text(field.message())
                case 10: node.calls.append(try Self.name(field.message()))
                default: break
                }
            }
        }
    }

    /// The name in a `NameAttrList` or an `ArgDef`.
    private static func name(_ message: ProtobufReader) throws(ProtobufError) -> String {
        var reader = message
        while let field = try reader.next() {
            if field.number == 1 { return try field.string() }
        }
        return ""
    }

    /// The most bytes of a text that may be a path.
    private static let pathLimit = 4096

    /// The text of a `TensorProto` of one; `nil` for numbers and for several.
    private static func text(_ message: ProtobufReader) throws(ProtobufError) -> String? {
        var reader = message
        var isText = false
        var texts: [String] = []
        while let field = try reader.next() {
            switch field.number {
            case 1: isText = try field.uint64() == 7
            case 8:
                let bytes = try field.bytes()
                guard texts.isEmpty, bytes.count <= pathLimit else { return nil }
                texts.append(String(decoding: bytes, as: UTF8.self))
            default: break
            }
        }
        return isText ? texts.first ?? "" : nil
    }
}
