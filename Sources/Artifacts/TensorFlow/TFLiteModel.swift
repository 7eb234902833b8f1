/// The operators of a TensorFlow Lite model that are not its own.
public struct TFLiteModel: Sendable, Hashable {
    /// Operators of TensorFlow, `Flex…`, that reach out of the model.
    public internal(set) var risks: [SavedModel.Risk] = []
    /// Operators of nobody we know, by their names.
    public internal(set) var customOperators: [String] = []

    init() {}

    /// Adds an operator by its own code's name.
    mutating func add(custom name: String) {
        guard name.hasPrefix("Flex") else {
            if customOperators.count < 100, !customOperators.contains(name) {
                customOperators.append(ScanResult.printable(name))
            }
            return
        }
        let operation = String(name.dropFirst(4))
        // A name of a file is a tensor here, which is not followed.
        guard let deed = TensorFlowScan.operators.deed(of: operation) else { return }
        let risk = SavedModel.Risk(operation: operation, deed: deed)
        if !risks.contains(risk), risks.count < 100 { risks.append(risk) }
    }
}
