import Probe
import Tensors

/// What an ONNX model takes or gives under one name.
struct ONNXPort {
    let name: String
    let type: ONNXType
    /// The extents of a tensor; empty for other types.
    let shape: [Dimension]

    enum Dimension {
        case fixed(Int)
        case free(String)
    }

    /// `X: float32[?, 4]`.
    var line: String {
        guard case .tensor(let element) = type else { return "\(name): \(type.text)" }
        let extents = shape.map { dimension in
            switch dimension {
            case .fixed(let extent): String(extent)
            case .free(let name): name.isEmpty ? "?" : name
            }
        }
        return "\(name): \(element.name)[\(extents.joined(separator: ", "))]"
    }

    /// Whether a tensor's shape fits; a model without a shape takes every rank.
    fileprivate func accepts(_ shape: [Int]) -> Bool {
        guard !self.shape.isEmpty || shape.isEmpty else { return true }
        guard self.shape.count == shape.count else { return false }
        return zip(self.shape, shape).allSatisfy { wanted, got in
            if case .fixed(let extent) = wanted { extent == got } else { true }
        }
    }
}

/// A checked value for one of a model's inputs.
struct ONNXInput {
    let port: ONNXPort
    let value: ONNXValue
}

/// The inputs of an ONNX model, and the check of what it is given against them, the same for both routes.
struct ONNXSignature {
    let inputs: [ONNXPort]
    let outputs: [ONNXPort]
    /// Whether numbers are converted to the dtype that the model wants: for inputs from text, which have none of their own.
    let casts: Bool

    /// The values in the order of the model's inputs; a wrong name, dtype or shape is reported with the signature.
    func match(_ given: [NamedTensor]) throws(Failure) -> [ONNXInput] {
        if inputs.count == 1, given.count == 1, given[0].name.isEmpty {
            return [try input(inputs[0], [ONNXValue.Part(path: "", tensor: given[0].tensor)])]
        }
        if let table = columns(given) { return [try input(inputs[0], [ONNXValue.Part(path: "", tensor: table)])] }
        var parts: [[ONNXValue.Part]] = inputs.map { _ in [] }
        for tensor in given {
            guard let (index, path) = place(tensor.name) else {
                let hint = inputs.count == 1 ? "; rename it: {\(tensor.name): \(inputs[0].name)}" : ""
                throw fault(
                    tensor.name.isEmpty ? "the inputs need names" : "the model has no input '\(tensor.name)'",
                    hint,
                )
            }
            parts[index].append(ONNXValue.Part(path: path, tensor: tensor.tensor))
        }
        for (port, parts) in zip(inputs, parts) where parts.isEmpty {
            guard case .optional = port.type else { throw fault("the model's input '\(port.name)' is not given") }
        }
        var matched: [ONNXInput] = []
        for (port, parts) in zip(inputs, parts) { matched.append(try input(port, parts)) }
        return matched
    }

    /// The input that a name belongs to, and what follows the input's own name: `[0]` of a sequence, `.key` of a map.
    private func place(_ name: String) -> (index: Int, path: Substring)? {
        if let index = inputs.firstIndex(where: { $0.name == name }) { return (index, "") }
        var best: (index: Int, path: Substring)?
        for (index, port) in inputs.enumerated() {
            if case .tensor = port.type { continue }
            guard name.hasPrefix(port.name), case let path = name.dropFirst(port.name.count),
                path.first == "[" || path.first == ".", best.map({ path.count < $0.path.count }) ?? true
            else { continue }
            best = (index, path)
        }
        return best
    }

    private func input(_ port: ONNXPort, _ parts: [ONNXValue.Part]) throws(Failure) -> ONNXInput {
        do throws(ONNXValueError) {
            let parts = try conformed(parts, port.type)
            let value = try ONNXValue(parts, as: port.type)
            if case .tensor = port.type, case .tensor(let tensor) = value, !port.accepts(tensor.shape) {
                throw ONNXValueError("has the shape \(tensor.shape)")
            }
            return ONNXInput(port: port, value: value)
        } catch {
            throw fault("input '\(port.name)' \(error.reason)")
        }
    }

    /// The parts in the dtype that the model takes; those that only mark an empty sequence or optional as they are.
    private func conformed(_ parts: [ONNXValue.Part], _ type: ONNXType) throws(ONNXValueError) -> [ONNXValue.Part] {
        guard let element = type.element else { return parts }
        var conformed: [ONNXValue.Part] = []
        for part in parts {
            let isMark = type != .tensor(element) && part.path.isEmpty && part.tensor.shape == [0]
            guard part.tensor.dtype != element.dtype, !isMark else {
                conformed.append(part)
                continue
            }
            guard let tensor = cast(part.tensor, to: element) else {
                throw ONNXValueError("is \(part.tensor.dtype.rawValue), the model takes \(element.name)")
            }
            conformed.append(ONNXValue.Part(path: part.path, tensor: tensor))
        }
        return conformed
    }

    /// Numbers in another dtype: where they were text, and to the types that no input file can hold.
    private func cast(_ tensor: Tensor, to element: ONNXElement) -> Tensor? {
        switch element {
        case .plain(.bfloat16) where tensor.dtype == .float32 || (casts && tensor.dtype == .float64):
            Tensor((0..<tensor.count).map { tensor.double(at: $0) }, shape: tensor.shape, as: .bfloat16)
        case .plain, .narrow: casts ? tensor.cast(to: element.dtype) : nil
        }
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
