import Probe
import Tensors

/// A tensor that a model takes or gives under one name.
struct TensorPort {
    let name: String
    /// `nil` where Smokehouse has no such element type.
    let dtype: DType?
    /// The element type as the framework names it.
    let type: String
    /// `nil` where even the rank is open; a `nil` extent may be any.
    let shape: [Int?]?

    /// `x: float32[?, 4]`.
    var line: String {
        guard let shape else { return "\(name): \(type)" }
        return "\(name): \(type)[\(shape.map { $0.map(String.init) ?? "?" }.joined(separator: ", "))]"
    }

    fileprivate func accepts(_ shape: [Int]) -> Bool {
        guard let own = self.shape else { return true }
        return own.count == shape.count && zip(own, shape).allSatisfy { wanted, got in wanted == nil || wanted == got }
    }
}

/// The inputs of a model, and the check of what it is given against them before the framework's own.
struct TensorSignature {
    let inputs: [TensorPort]
    /// Whether numbers are converted to the dtype that the model wants: for inputs from text, which have none of their own.
    var casts = false
    /// Whether floats are converted to floats of another size, as Keras itself does.
    var castsFloats = false
    /// Whether a model with one input takes it under any name, as Python's positional call does.
    var isPositional = false

    /// The tensors in the order of the model's inputs; a wrong name, dtype or shape is reported with the signature.
    func match(_ given: [NamedTensor]) throws(Failure) -> [NamedTensor] {
        if inputs.count == 1, given.count == 1, given[0].name.isEmpty || isPositional {
            return [try check(given[0].tensor, inputs[0])]
        }
        for tensor in given where !inputs.contains(where: { $0.name == tensor.name }) {
            let hint = inputs.count == 1 ? "; rename it: {\(tensor.name): \(inputs[0].name)}" : ""
            throw fault(
                tensor.name.isEmpty ? "the inputs need names" : "the model has no input '\(tensor.name)'", hint)
        }
        var matched: [NamedTensor] = []
        for port in inputs {
            guard let tensor = given.first(where: { $0.name == port.name }) else {
                throw fault("the model's input '\(port.name)' is not given")
            }
            matched.append(try check(tensor.tensor, port))
        }
        return matched
    }

    private func check(_ tensor: Tensor, _ port: TensorPort) throws(Failure) -> NamedTensor {
        var tensor = tensor
        if let dtype = port.dtype, tensor.dtype != dtype {
            let mayCast = casts || castsFloats && tensor.dtype.isFloating && dtype.isFloating
            guard mayCast, let cast = tensor.cast(to: dtype) else {
                throw fault("input '\(port.name)' is \(tensor.dtype.rawValue), the model takes \(dtype.rawValue)")
            }
            tensor = cast
        }
        guard port.accepts(tensor.shape) else { throw fault("input '\(port.name)' has the shape \(tensor.shape)") }
        return NamedTensor(name: port.name, tensor: tensor)
    }

    private func fault(_ problem: String, _ hint: String = "") -> Failure {
        let signature = inputs.map(\.line).joined(separator: "; ")
        return Failure(type: "InputError", message: "\(problem); the model takes \(signature)\(hint)")
    }
}

/// The error for a signature that a SavedModel lacks, the same for both routes.
struct MissingSignature {
    let wanted: String?
    let names: [String]

    static let fallback = "serving_default"

    /// The signature to call: the one that the job names, else the default, else the only one.
    static func choose(_ wanted: String?, from names: [String]) throws(Failure) -> String {
        let name = wanted ?? (names.count == 1 ? names[0] : fallback)
        if names.contains(name) { return name }
        throw MissingSignature(wanted: wanted, names: names).failure
    }

    private var failure: Failure {
        let has =
            names.isEmpty
            ? "it has none; export it with signatures" : "it has \(names.sorted().joined(separator: ", "))"
        let text = "the SavedModel has no signature '\(wanted ?? Self.fallback)': \(has)"
        return Failure(type: "CallError", message: names.isEmpty ? text : "\(text); name one with 'call'")
    }
}
