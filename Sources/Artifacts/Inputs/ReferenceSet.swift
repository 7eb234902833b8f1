public import Tensors

/// Outputs recorded where the model was trained: one tensor for each output, the first axis over the inputs' rows.
public struct ReferenceSet: Sendable, Hashable {
    /// The outputs in the file's order; the name is empty where the file gives none.
    public let outputs: [NamedTensor]
    /// The file or folder, for messages.
    public let path: String
    /// The rows of the inputs that the outputs belong to.
    public let inputRows: Int
    /// Whether the first axis counts inferences and is to be removed, as for ONNX test data.
    public let isStacked: Bool

    /// Outputs that are in memory already.
    ///
    /// - Throws: `InputError` when an output has more rows than the inputs: the two do not belong together.
    public init(
        _ outputs: [NamedTensor],
        path: String,
        inputRows: Int,
        isStacked: Bool = false,
    ) throws(InputError) {
        for output in outputs {
            guard let rows = output.tensor.rowCount else { continue }
            guard rows > 0 else {
                throw InputError("\(Self.named(output.name)) has no rows; record the outputs again", file: path)
            }
            guard rows <= inputRows else {
                throw InputError(
                    "\(Self.named(output.name)) has \(rows) rows and the inputs have \(inputRows); "
                        + "record the outputs of these inputs again",
                    file: path,
                )
            }
        }
        self.outputs = outputs
        self.path = path
        self.inputRows = inputRows
        self.isStacked = isStacked
    }

    /// Reads `.npz`, `.npy`, or the `output_K.pb` of an ONNX `test_data_set_N` folder.
    ///
    /// - Parameter inputRows: the rows of the inputs (`InputSet.rowCount`).
    public static func load(
        _ path: String,
        inputRows: Int,
        limit: Int = InputSet.sizeLimit,
    ) throws(InputError) -> ReferenceSet {
        let (outputs, isStacked) = try InputFile.loadReference(path, limit: limit)
        return try ReferenceSet(outputs, path: path, inputRows: inputRows, isStacked: isStacked)
    }

    /// The output of a name, whole.
    public subscript(name: String) -> Tensor? { outputs.first { $0.name == name }?.tensor }

    /// What one inference should give.
    ///
    /// Row r of an output belongs to row r of the inputs, so that this takes the same rows as `InputSet.part`. An
    /// output may have fewer rows than the inputs, as long as no inference reaches beyond. Scalars are always expected.
    ///
    /// - Parameter batch: rows for each inference; `nil` is "stacked": one element of the first axis.
    public func expected(inference: Int, batch: Int?) throws(InputError) -> [NamedTensor] {
        let batch = isStacked ? nil : batch
        var expected: [NamedTensor] = []
        for output in outputs {
            expected.append(
                NamedTensor(name: output.name, tensor: try part(output, inference: inference, batch: batch)))
        }
        return expected
    }

    private func part(_ output: NamedTensor, inference: Int, batch: Int?) throws(InputError) -> Tensor {
        guard let rows = output.tensor.rowCount, inputRows > 0 else { return output.tensor }
        let first = inference * (batch ?? 1) % inputRows
        let count = batch ?? 1
        // The last row asked for; past the inputs' end they start again.
        let last = first + count > inputRows ? inputRows - 1 : first + count - 1
        guard last < rows else {
            throw InputError(
                "\(Self.named(output.name)) has \(rows) rows and inference \(inference) needs row \(last); "
                    + "record the outputs of all inferences",
                file: path,
            )
        }
        guard count > 0 else { return output.tensor.rows(0..<0) }
        if batch == nil { return output.tensor.element(first) }
        if first + count <= rows { return output.tensor.rows(first..<(first + count)) }
        // Here the inputs wrap, so that rows == inputRows and the tensor's own wrapping is the same.
        return output.tensor.batch(inference: inference, rows: count)
    }

    private static func named(_ name: String) -> String { name.isEmpty ? "the reference" : "reference '\(name)'" }
}
