import Probe
import Tensors

/// What an ONNX model takes or gives under one name.
struct ONNXPort {
    let name: String
    /// The element type of a tensor; `nil` for maps and sequences.
    let dtype: DType?
    /// The type in ONNX's words, where it is no tensor: `seq(map(int64,tensor(float)))`.
    let type: String
    let shape: [Dimension]

    enum Dimension {
        case fixed(Int)
        case free(String)
    }

    /// `X: float32[?, 4]`.
    var line: String {
        guard let dtype else { return "\(name): \(type)" }
        let extents = shape.map { dimension in
            switch dimension {
            case .fixed(let extent): String(extent)
            case .free(let name): name.isEmpty ? "?" : name
            }
        }
        return "\(name): \(dtype.rawValue)[\(extents.joined(separator: ", "))]"
    }

    /// Whether a tensor's shape fits; a model without a shape takes every rank.
    fileprivate func accepts(_ shape: [Int]) -> Bool {
        guard !self.shape.isEmpty || shape.isEmpty else { return true }
        guard self.shape.count == shape.count else { return false }
        return zip(self.shape, shape).allSatisfy { wanted, got in
            if case .fixed(let extent) = wanted { extent == got } else { true }
        }
    }

    /// The dtype of a tensor type in ONNX's words (`tensor(float)`), as ONNX Runtime's Python module prints it.
    static func dtype(_ type: String) -> DType? {
        guard type.hasPrefix("tensor("), type.hasSuffix(")") else { return nil }
        return switch type.dropFirst(7).dropLast() {
        case "float": .float32
        case "double": .float64
        case let name: DType(rawValue: String(name))
        }
    }
}

/// The inputs of an ONNX model, and the check of what it is given against them, the same for both routes.
struct ONNXSignature {
    let inputs: [ONNXPort]
    let outputs: [ONNXPort]
    /// Whether numbers are converted to the dtype that the model wants: for inputs from text, which have none of their own.
    let casts: Bool

    /// The tensors in the order of the model's inputs; a wrong name, dtype or shape is reported with the signature.
    func match(_ given: [NamedTensor]) throws(Failure) -> [NamedTensor] {
        if inputs.count == 1, given.count == 1, given[0].name.isEmpty { return [try check(given[0].tensor, inputs[0])] }
        if let table = columns(given) { return [try check(table, inputs[0])] }
        for tensor in given where !inputs.contains(where: { $0.name == tensor.name }) {
            let hint = inputs.count == 1 ? "; rename it: {\(tensor.name): \(inputs[0].name)}" : ""
            throw fault(
                tensor.name.isEmpty ? "the inputs need names" : "the model has no input '\(tensor.name)'",
                hint,
            )
        }
        let tensors = inputs.map { port in given.first { $0.name == port.name } }
        if let missing = tensors.firstIndex(where: { $0 == nil }) {
            throw fault("the model's input '\(inputs[missing].name)' is not given")
        }
        var matched: [NamedTensor] = []
        for (port, tensor) in zip(inputs, tensors.compactMap(\.self)) { matched.append(try check(tensor.tensor, port)) }
        return matched
    }

    private func check(_ tensor: Tensor, _ port: ONNXPort) throws(Failure) -> NamedTensor {
        var tensor = tensor
        if let dtype = port.dtype, tensor.dtype != dtype {
            guard casts, let cast = tensor.cast(to: dtype) else {
                throw fault("input '\(port.name)' is \(tensor.dtype.rawValue), the model takes \(dtype.rawValue)")
            }
            tensor = cast
        }
        guard port.accepts(tensor.shape) else {
            throw fault("input '\(port.name)' has the shape \(tensor.shape)")
        }
        return NamedTensor(name: port.name, tensor: tensor)
    }

    /// Columns of a table for a model that takes it as one input of rank 2.
    private func columns(_ given: [NamedTensor]) -> Tensor? {
        guard inputs.count == 1, inputs[0].shape.count == 2, let first = given.first,
            given.allSatisfy({ tensor in
                tensor.name != inputs[0].name && tensor.tensor.shape.count == 1
                    && tensor.tensor.shape == first.tensor.shape && tensor.tensor.dtype != .string
            }),
            case .fixed(let width) = inputs[0].shape[1], width == given.count
        else { return nil }
        let dtype = given.allSatisfy { $0.tensor.dtype == first.tensor.dtype } ? first.tensor.dtype : .float64
        let columns = given.compactMap { $0.tensor.cast(to: dtype) }
        guard columns.count == given.count else { return nil }
        var bytes: [UInt8] = []
        for row in 0..<first.tensor.count {
            for column in columns { bytes += column.bytes[row * dtype.size..<(row + 1) * dtype.size] }
        }
        return Tensor(dtype: dtype, shape: [first.tensor.count, given.count], bytes: bytes)
    }

    private func fault(_ problem: String, _ hint: String = "") -> Failure {
        let signature = inputs.map { "\($0.line)" }.joined(separator: "; ")
        return Failure(type: "InputError", message: "\(problem); the model takes \(signature)\(hint)")
    }
}
