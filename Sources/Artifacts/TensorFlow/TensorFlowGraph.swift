/// The operators of a `GraphDef`, and which functions and nodes lead to which.
struct TensorFlowGraph {
    private struct Step {
        var operation: String
        /// Nodes whose results it takes.
        var inputs: [String]
        /// Functions that it calls, its own operator among them: a call by name.
        var calls: [String]
    }

    /// Nodes of the graph itself, by name.
    private var nodes: [String: Step] = [:]
    /// Operators of each function, and the functions that it calls.
    private var functions: [String: (operators: Set<String>, calls: [String])] = [:]
    /// Whether a `tf.print` goes to a file.
    private(set) var printsToFile = false

    var operators: Set<String> {
        functions.values.reduce(into: Set(nodes.values.map(\.operation))) { $0.formUnion($1.operators) }
            .filter { functions[$0] == nil }
    }

    /// Operators of what the nodes run, functions included.
    func operators(reachedFrom roots: [String]) -> Set<String> {
        var found: Set<String> = []
        var seen: Set<String> = []
        var open = roots
        var calls: [String] = []
        while let name = open.popLast() {
            guard seen.insert(name).inserted, let node = nodes[name] else { continue }
            found.insert(node.operation)
            open += node.inputs
            calls += node.calls
        }
        // Functions have a namespace of their own: a node may be called as an operator is.
        seen = []
        while let name = calls.popLast() {
            guard seen.insert(name).inserted, let function = functions[name] else { continue }
            found.formUnion(function.operators)
            calls += function.calls
        }
        return found
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
                let (name, step) = try node(field.message())
                nodes[name] = step
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
        var operators: Set<String> = []
        var calls: [String] = []
        while let field = try reader.next() {
            switch field.number {
            case 1:
                var signature = try field.message()
                while let field = try signature.next() {
                    if field.number == 1 { name = try field.string() }
                }
            case 3:
                let (_, step) = try node(field.message())
                operators.insert(step.operation)
                calls += step.calls
            default: break
            }
        }
        functions[name] = (operators, calls)
    }

    /// A `NodeDef`.
    private mutating func node(_ message: ProtobufReader) throws(ProtobufError) -> (String, Step) {
        var reader = message
        var name = ""
        var step = Step(operation: "", inputs: [], calls: [])
        while let field = try reader.next() {
            switch field.number {
            case 1: name = try field.string()
            case 2:
                step.operation = try field.string()
                step.calls.append(step.operation)
            case 3: step.inputs.append(Self.node(of: try field.string()))
            case 5: try readAttribute(field.message(), of: &step)
            default: break
            }
        }
        return (name, step)
    }

    /// An entry of the map from names to `AttrValue`: only functions and the stream of `PrintV2` matter.
    private mutating func readAttribute(_ message: ProtobufReader, of step: inout Step) throws(ProtobufError) {
        var reader = message
        var name = ""
        while let field = try reader.next() {
            switch field.number {
            case 1: name = try field.string()
            case 2:
                var value = try field.message()
                while let field = try value.next() {
                    switch field.number {
                    case 1:
                        var list = try field.message()
                        while let field = try list.next() {
                            if field.number == 9 { step.calls.append(try Self.function(field.message())) }
                        }
                    case 2:
                        let text = try field.bytes()
                        if step.operation == "PrintV2", name == "output_stream", text.starts(with: "file:".utf8) {
                            printsToFile = true
                        }
                    case 10: step.calls.append(try Self.function(field.message()))
                    default: break
                    }
                }
            default: break
            }
        }
    }

    /// The name in a `NameAttrList`.
    private static func function(_ message: ProtobufReader) throws(ProtobufError) -> String {
        var reader = message
        while let field = try reader.next() {
            if field.number == 1 { return try field.string() }
        }
        return ""
    }
}
