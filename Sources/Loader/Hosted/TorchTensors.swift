import CPython
import Probe
import Tensors

/// Moves tensors between the loader and PyTorch through their memory, so that no numpy is needed.
struct TorchTensors {
    let torch: PythonObject
    private let python: Python
    private let type: PythonObject

    init(_ torch: PythonObject, in python: Python) throws(PythonError) {
        self.torch = torch
        self.python = python
        type = try torch.attribute("Tensor")
    }

    /// A `torch.Tensor` of the same dtype and shape on the CPU; text as a list of `str`.
    ///
    /// - Parameter dtype: what floating-point numbers are converted to.
    func tensor(_ input: NamedTensor, floatsAs dtype: PythonObject? = nil) throws -> PythonObject {
        let tensor = input.tensor
        guard tensor.dtype != .string else { return try PythonInputs(python).list(tensor) }
        guard let type = try torch.optionalAttribute(tensor.dtype.rawValue) else {
            throw Failure(
                type: "InputError",
                message: "the input '\(input.name)' is \(tensor.dtype.rawValue), which this PyTorch lacks; "
                    + "give it in another dtype",
            )
        }
        let shape = try python.tuple(try tensor.shape.map { try python.object($0) })
        let made = try torch.callMethod("empty", [shape], [("dtype", type)])
        let address = Int(try made.callMethod("data_ptr").integer())
        if let memory = UnsafeMutableRawPointer(bitPattern: address) {
            tensor.bytes.withUnsafeBytes { bytes in
                if let start = bytes.baseAddress { memory.copyMemory(from: start, byteCount: bytes.count) }
            }
        }
        guard let dtype, tensor.dtype.isFloating else { return made }
        return try made.callMethod("to", [dtype])
    }

    // MARK: Outputs

    /// A tensor is `output`, elements of tuples and lists `output[0]`, members of dictionaries and dataclasses their keys.
    func outputs(_ value: PythonObject) throws -> [NamedTensor] {
        if let members = try members(value) {
            return try members.flatMap { try nested($0.value, $0.name) }
        }
        return try nested(value, "output")
    }

    private func nested(_ value: PythonObject, _ name: String) throws -> [NamedTensor] {
        if value.isNone { return [] }
        if try value.isInstance(of: type) { return [NamedTensor(name: name, tensor: try tensor(value, name))] }
        if let members = try members(value) {
            return try members.flatMap { try nested($0.value, "\(name).\($0.name)") }
        }
        let isTuple = try value.isInstance(ofBuiltin: "tuple")
        if try isTuple || value.isInstance(ofBuiltin: "list") {
            let elements = try value.elements()
            if try elements.contains(where: { try !isPlain($0) }) {
                return try elements.enumerated().flatMap { try nested($0.element, "\(name)[\($0.offset)]") }
            }
        }
        let numpy = value.has("__array__") ? try? python.importModule("numpy") : nil
        return try PythonOutputs(python: python, numpy: numpy).nested(value, name)
    }

    private func isPlain(_ value: PythonObject) throws -> Bool {
        for name in ["int", "float", "str", "bool"] where try value.isInstance(ofBuiltin: name) { return true }
        return false
    }

    /// The named parts of a dictionary, a dataclass or a named tuple.
    private func members(_ value: PythonObject) throws -> [(name: String, value: PythonObject)]? {
        if try value.isInstance(ofBuiltin: "dict") {
            return try value.callMethod("items").elements().map { item in
                let pair = try item.elements()
                return (try pair[0].text(), pair[1])
            }
        }
        if value.has("_fields"), try value.isInstance(ofBuiltin: "tuple") {
            let names = try value.attribute("_fields").elements().map { try $0.text() }
            return zip(names, try value.elements()).map { (name: $0.0, value: $0.1) }
        }
        if value.has("__dataclass_fields__"), try !value.isInstance(ofBuiltin: "type") {
            return try value.attribute("__dataclass_fields__").elements().map { field in
                let name = try field.text()
                return (name, try value.attribute(name))
            }
        }
        return nil
    }

    /// The tensor's numbers in row-major order; quantised ones in real units, sparse ones in full.
    private func tensor(_ value: PythonObject, _ name: String) throws -> Tensor {
        var value = try value.callMethod("detach")
        if try value.attribute("is_quantized").isTrue() { value = try value.callMethod("dequantize") }
        if try value.attribute("layout").text() != "torch.strided" { value = try value.callMethod("to_dense") }
        value = try value.callMethod("cpu")
        for lazy in ["resolve_conj", "resolve_neg"] where value.has(lazy) { value = try value.callMethod(lazy) }
        let dtypeName = String(try value.attribute("dtype").text().dropFirst("torch.".count))
        guard let dtype = DType(rawValue: dtypeName) else {
            guard dtypeName.hasPrefix("float8") || dtypeName == "complex32" else {
                throw Failure(
                    type: "OutputError",
                    message: "\(name) is a tensor of \(dtypeName), which Smokehouse cannot compare",
                )
            }
            let wider = try torch.attribute(dtypeName == "complex32" ? "complex64" : "float32")
            return try tensor(try value.callMethod("to", [wider]), name)
        }
        value = try value.callMethod("contiguous")
        let shape = try value.attribute("shape").elements().map { Int(try $0.integer()) }
        let count = shape.reduce(1, *) * dtype.size
        var bytes: [UInt8] = []
        let address = Int(try value.callMethod("data_ptr").integer())
        if count > 0, let memory = UnsafeRawPointer(bitPattern: address) {
            bytes = Array(UnsafeRawBufferPointer(start: memory, count: count))
        }
        // The bytes are the tensor's as long as it lives.
        return withExtendedLifetime(value) { Tensor(dtype: dtype, shape: shape, bytes: bytes) }
    }
}
