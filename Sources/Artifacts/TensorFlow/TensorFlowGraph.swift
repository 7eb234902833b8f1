import JSON

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
        /// Functions that it gives to those that it calls.
        var givenCalls: [String] = []
        /// Attributes whose value is the caller's of the function that it is in.
        var openAttributes: [String] = []
        /// The text that it is, where it is a constant of one.
        var text: String?
        /// The name of the resource that it stands for, where it has one.
        var sharedName = ""
    }

    struct Function {
        var arguments: [String] = []
        var nodes: [String: Node] = [:]
        /// Whether a call does not tell what an argument is: one may stand for several inputs, or TensorFlow may run the
        /// function in the place of another.
        var isOpen = false
    }

    /// Nodes of the graph itself, by name.
    private(set) var nodes: [String: Node] = [:]
    private(set) var functions: [String: Function] = [:]
    /// Functions that compute the gradients of others and of operators, by the names of these.
    private(set) var gradients: [String: [String]] = [:]
    /// Whether a `tf.print` goes to a file.
    private(set) var printsToFile = false

    var operators: Set<String> {
        var found = Set(nodes.values.map(\.operation))
        for function in functions.values { found.formUnion(function.nodes.values.map(\.operation)) }
        return found.filter { functions[$0] == nil }
    }

    /// All nodes, those of functions among them.
    var allNodes: [Node] { Array(nodes.values) + functions.values.flatMap(\.nodes.values) }

    /// The nodes and functions that run with some nodes and functions.
    func reach(from roots: [String], calling calls: [String] = []) -> (nodes: Set<String>, functions: Set<String>) {
        var found: Set<String> = []
        var open = roots
        var calls = calls
        while let name = open.popLast() {
            guard let node = nodes[name], found.insert(name).inserted else { continue }
            open += (node.data + node.waits).map(Self.node)
            calls += node.calls + node.givenCalls
        }
        // Functions have a namespace of their own: a node may be called as an operator is.
        var called: Set<String> = []
        while let name = calls.popLast() {
            guard let function = functions[name], called.insert(name).inserted else { continue }
            calls += function.nodes.values.flatMap { $0.calls + $0.givenCalls } + (gradients[name] ?? [])
        }
        return (found, called)
    }

    /// The node that gives a tensor: `dense/MatMul` of `dense/MatMul:0` and of the control input `^dense/MatMul`.
    static func node(of tensor: String) -> String {
        String(Substring(tensor.utf8.drop { $0 == UInt8(ascii: "^") })).head(before: ":")
    }

    mutating func read(_ message: ProtobufReader) throws(ProtobufError) {
        var reader = message
        while let field = try reader.next() {
            switch field.number {
            case 1: try readNode(field.message(), at: field.offset)
            case 2:
                var library = try field.soleMessage()
                while let field = try library.next() {
                    switch field.number {
                    case 1: try readFunction(field.message())
                    case 2, 3: try readGradient(field.message(), isRegistered: field.number == 3)
                    default: break
                    }
                }
            default: break
            }
        }
    }

    /// A `NodeDef` of the graph itself.
    mutating func readNode(_ message: ProtobufReader, at offset: Int) throws(ProtobufError) {
        let node = try node(message)
        try Self.enter(node, node.name, in: &nodes, at: offset)
    }

    /// A `GradientDef`, or a `RegisteredGradient`, which has its fields the other way round.
    private mutating func readGradient(_ message: ProtobufReader, isRegistered: Bool) throws(ProtobufError) {
        var reader = message
        var texts = ["", ""]
        while let field = try reader.next() {
            if field.number == 1 || field.number == 2 { texts[field.number - 1] = try field.string() }
        }
        gradients[texts[isRegistered ? 1 : 0], default: []].append(texts[isRegistered ? 0 : 1])
    }

    /// A `FunctionDef`.
    private mutating func readFunction(_ message: ProtobufReader) throws(ProtobufError) {
        var reader = message
        var name = ""
        var place = 0
        var function = Function()
        while let field = try reader.next() {
            switch field.number {
            case 1:
                var signature = try field.soleMessage()
                while let field = try signature.next() {
                    switch field.number {
                    case 1: (name, place) = (try field.string(), field.offset)
                    case 2: try Self.readArgument(field.message(), of: &function)
                    default: break
                    }
                }
            case 3:
                let node = try node(field.message())
                try Self.enter(node, node.name, in: &function.nodes, at: field.offset)
            case 5:
                // What claims to do the same as others may run for them.
                if try field.message().mapEntry().key == "api_implements" { function.isOpen = true }
            default: break
            }
        }
        try Self.enter(function, name, in: &functions, at: place)
    }

    /// Enters what a name stands for; an error where Swift takes it for another, of which one would hide the other.
    static func enter<Value>(
        _ value: Value, _ name: String, in table: inout [String: Value], at offset: Int
    ) throws(ProtobufError) {
        if let index = table.index(forKey: name), !table[index].key.isExactly(name) {
            throw ProtobufError(.lookalike(name), offset: offset)
        }
        table[name] = value
    }

    /// An `ArgDef`.
    private static func readArgument(
        _ message: ProtobufReader, of function: inout Function
    ) throws(ProtobufError) {
        var reader = message
        var name = ""
        while let field = try reader.next() {
            switch field.number {
            case 1: name = try field.string()
            // A number or list of types: it is as many inputs as the caller says, and those after it shift.
            case 5, 6: function.isOpen = true
            default: break
            }
        }
        function.arguments.append(name)
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
        for attribute in attributes { try readAttribute(attribute, of: &node, isGiven: false) }
        return node
    }

    /// An entry of the map from names to `AttrValue`: functions, constants, names of resources, `PrintV2`'s stream.
    ///
    /// - Parameter isGiven: whether the value is what the node gives to a function that it calls.
    private mutating func readAttribute(
        _ message: ProtobufReader, of node: inout Node, isGiven: Bool
    ) throws(ProtobufError) {
        let entry = try message.mapEntry()
        guard var value = entry.value else { return }
        var isEmpty = true
        while let field = try value.next() {
            // It is of one kind: of two the last counts, and two of a kind are merged.
            guard isEmpty else { throw ProtobufError(.repeated(field: field.number), offset: field.offset) }
            isEmpty = false
            switch field.number {
            case 1:
                var list = try field.message()
                while let field = try list.next() {
                    if field.number == 9 { try readCall(field.message(), of: &node, isGiven: isGiven) }
                }
            case 2 where entry.key == "output_stream" && node.operation == "PrintV2":
                if try field.bytes().starts(with: "file:".utf8) { printsToFile = true }
            case 2 where entry.key == "shared_name" && !isGiven: node.sharedName = try field.string()
            case 8 where entry.key == "value" && node.operation == "Const" && !isGiven:
                node.text = try Self.text(field.message())
            case 9: node.openAttributes.append(entry.key)
            case 10: try readCall(field.message(), of: &node, isGiven: isGiven)
            default: break
            }
        }
    }

    /// A `NameAttrList`: a function, and what it is given beside its arguments.
    private mutating func readCall(
        _ message: ProtobufReader, of node: inout Node, isGiven: Bool
    ) throws(ProtobufError) {
        var reader = message
        var name = ""
        while let field = try reader.next() {
            switch field.number {
            case 1: name = try field.string()
            case 2: try readAttribute(field.message(), of: &node, isGiven: true)
            default: break
            }
        }
        if isGiven { node.givenCalls.append(name) } else { node.calls.append(name) }
    }

    /// The most bytes of a text that may be a path.
    private static let pathLimit = 4096

    /// The text of a `TensorProto` that holds one text and nothing else; `nil` for others.
    private static func text(_ message: ProtobufReader) throws(ProtobufError) -> String? {
        var reader = message
        var isText = false
        var text: String?
        while let field = try reader.next() {
            switch field.number {
            case 1: isText = try field.uint64() == 7
            // Its shape and version.
            case 2, 3: break
            case 8 where text == nil:
                let bytes = try field.bytes()
                guard bytes.count <= pathLimit else { return nil }
                text = MarkRun.bounded(String(decoding: bytes, as: UTF8.self))
            // Several, or such as are packed in another field.
            default: return nil
            }
        }
        return isText ? text : nil
    }
}
