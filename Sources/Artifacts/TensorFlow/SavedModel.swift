/// The head of a TensorFlow SavedModel: what made it, what it can be asked, and the operators of its graphs.
///
/// Source: saved_model.proto, meta_graph.proto, graph.proto, function.proto and node_def.proto of TensorFlow; field
/// numbers from there.
public struct SavedModel: Sendable, Hashable {
    /// The version of TensorFlow that wrote it: `2.15.1`.
    public internal(set) var version = ""
    /// The tags of each graph: `["serve"]`.
    public internal(set) var tags: [[String]] = []
    public internal(set) var signatures: [Signature] = []
    /// Every operator of the graphs and their functions, sorted.
    public internal(set) var operators: [String] = []
    /// Operators that reach out of the model, by name, with what they would do; in the operators' order.
    public internal(set) var risks: [Risk] = []
    /// What Keras 2 would run or read beside the graph where it makes the model's layers again.
    public internal(set) var layerRisks: [KerasModel.Risk] = []
    /// Why one of these layers can't be read, where that is so.
    var layerFault: String?

    /// A named entry point.
    public struct Signature: Sendable, Hashable {
        public let name: String
        /// Sorted by name, as the runtime sorts them.
        public let inputs: [GraphValue]
        public let outputs: [GraphValue]
    }

    /// An operator that reads, writes or runs what is not in the model.
    public struct Risk: Sendable, Hashable {
        public let operation: String
        /// "would read files"
        public let deed: String
    }

    /// The signature that serves where the matrix names none.
    public static let defaultSignature = "serving_default"

    /// The default signature; the only one where it has another name.
    public var servingSignature: Signature? {
        signatures.first { $0.name == Self.defaultSignature } ?? (signatures.count == 1 ? signatures[0] : nil)
    }

    init() {}

    /// Reads `saved_model.pb`; signatures and operators are those of the graph tagged `serve`, or else the first.
    mutating func read(_ source: ByteSource) throws(ProtobufError) {
        var reader = ProtobufReader(source)
        var graphs: [MetaGraph] = []
        while let field = try reader.next() {
            if field.number == 2 { graphs.append(try MetaGraph(field.message())) }
        }
        tags = graphs.map(\.tags)
        guard let graph = graphs.first(where: { $0.tags == ["serve"] }) ?? graphs.first else { return }
        version = graph.version
        signatures = graph.signatures.filter { !$0.name.hasPrefix("__saved_model_") }
        operators = graph.graph.operators.sorted()
        // A load picks one graph by its tags, but which one is the caller's choice: risks are those of all.
        var seen: Set<Risk> = []
        var steps = 0
        risks = graphs.flatMap { $0.risks(&steps) }.filter { seen.insert($0).inserted }
        layerRisks = graphs.flatMap(\.layers.risks)
        layerFault = graphs.lazy.compactMap(\.layers.fault).first
    }
}

extension GraphValue {
    /// Reads an entry of a map from names to `TensorInfo`; the tensors are by their names in the graph: `x:0`.
    static func tensorFlow(_ message: ProtobufReader) throws(ProtobufError) -> (value: GraphValue, tensors: [String]) {
        let entry = try message.mapEntry()
        var value = GraphValue(name: entry.key, type: "unknown", shape: nil)
        var tensors: [String] = []
        if let information = entry.value { try readInformation(information, &value, &tensors) }
        return (value, tensors)
    }

    /// A `TensorInfo`: one tensor, the three of a sparse one, or those that a composite is of.
    private static func readInformation(
        _ message: ProtobufReader, _ value: inout GraphValue, _ tensors: inout [String]
    ) throws(ProtobufError) {
        var reader = message
        var type = "unknown"
        var shape: [Dimension]?
        var isSparse = false
        while let field = try reader.next() {
            switch field.number {
            case 1: tensors.append(try field.string())
            case 2:
                let code = try field.uint64()
                type = tensorFlowTypes[code] ?? "type \(code)"
            case 3: shape = try tensorFlowShape(field.soleMessage())
            case 4:
                isSparse = true
                var parts = try field.soleMessage()
                while let part = try parts.next() {
                    if (1...3).contains(part.number) { tensors.append(try part.string()) }
                }
            case 5:
                var parts = try field.soleMessage()
                while let part = try parts.next() {
                    var inner = value
                    if part.number == 2 { try readInformation(part.message(), &inner, &tensors) }
                }
            default: break
            }
        }
        value = GraphValue(name: value.name, type: isSparse ? "sparse \(type)" : type, shape: shape)
    }

    /// A `TensorShapeProto`; `nil` where even the rank is open.
    private static func tensorFlowShape(_ message: ProtobufReader) throws(ProtobufError) -> [Dimension]? {
        var reader = message
        var dimensions: [Dimension] = []
        while let field = try reader.next() {
            switch field.number {
            case 2:
                var extent: Int64 = 0
                var name = ""
                var dimension = try field.message()
                while let field = try dimension.next() {
                    switch field.number {
                    case 1: extent = try field.int64()
                    case 2: name = try field.string()
                    default: break
                    }
                }
                dimensions.append(extent < 0 ? .dynamic(name) : .fixed(Int(extent)))
            case 3: if try field.uint64() != 0 { return nil }
            default: break
            }
        }
        return dimensions
    }

    /// `DataType` of types.proto, by number.
    static let tensorFlowTypes: [UInt64: String] = [
        1: "float32", 2: "float64", 3: "int32", 4: "uint8", 5: "int16", 6: "int8", 7: "string", 8: "complex64",
        9: "int64", 10: "bool", 11: "qint8", 12: "quint8", 13: "qint32", 14: "bfloat16", 15: "qint16",
        16: "quint16", 17: "uint16", 18: "complex128", 19: "float16", 20: "resource", 21: "variant", 22: "uint32",
        23: "uint64",
    ]
}
