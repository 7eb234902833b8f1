/// The operators of a TensorFlow Lite model that are not its own.
public struct TFLiteModel: Sendable, Hashable {
    /// Operators of TensorFlow, `Flex…`, that reach out of the model.
    public internal(set) var risks: [SavedModel.Risk] = []
    /// Operators of nobody we know, by their names.
    public internal(set) var customOperators: [String] = []

    init() {}

    /// Whether a code's name makes TensorFlow run the operator: what runs is in each operator's options.
    static func isFlex(_ name: ArraySlice<UInt8>) -> Bool { name.starts(with: "Flex".utf8) }

    /// Adds an operator by its own code's name.
    mutating func add(custom name: ArraySlice<UInt8>) {
        // The runtime's end at a zero.
        let text = String(decoding: name.prefix { $0 != 0 }, as: UTF8.self)
        guard Self.isFlex(name) else {
            let name = ScanResult.printable(text)
            if customOperators.count < 100, !customOperators.contains(name) { customOperators.append(name) }
            return
        }
        add(operation: String(text.unicodeScalars.dropFirst(4)))
    }

    /// Adds what the options of an operator of TensorFlow make it run.
    mutating func add(options: ArraySlice<UInt8>) {
        var graph = TensorFlowGraph()
        guard let options = FlexOptions(options),
            (try? graph.readNode(ProtobufReader(options.node), at: 0)) != nil, let node = graph.nodes.values.first
        else {
            return add(SavedModel.Risk(operation: "", deed: "would run an operator that its options do not tell"))
        }
        for name in [options.name, node.operation] { add(operation: name) }
        if graph.printsToFile { add(SavedModel.Risk(operation: node.operation, deed: "would write files")) }
        if let attribute = node.openAttributes.first {
            let deed = "would take '\(ScanResult.printable(attribute))' from what calls it"
            add(SavedModel.Risk(operation: node.operation, deed: deed))
        }
    }

    private mutating func add(operation: String) {
        // A name of a file is a tensor here, which is not followed.
        guard let deed = TensorFlowScan.operators.deed(of: operation) else { return }
        add(SavedModel.Risk(operation: operation, deed: deed))
    }

    private mutating func add(_ risk: SavedModel.Risk) {
        if !risks.contains(risk), risks.count < 100 { risks.append(risk) }
    }
}
