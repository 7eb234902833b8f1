import CPython
import Probe
import Tensors

/// Turns tensors into what Python models take: numpy arrays, lists of text, DataFrames; plain lists without numpy.
struct PythonInputs {
    let python: Python
    let numpy: PythonObject?

    init(_ python: Python) throws(PythonError) {
        self.python = python
        do {
            numpy = try python.importModule("numpy")
        } catch {
            guard error.kind == .moduleNotFound else { throw error }
            numpy = nil
        }
    }

    /// A numpy array of the tensor's dtype and shape (`object` for text), or nested lists where there is no numpy.
    func array(_ tensor: Tensor) throws -> PythonObject {
        guard let numpy else { return try list(tensor) }
        let shape = try python.tuple(try tensor.shape.map { try python.object($0) })
        if tensor.dtype == .string {
            let array = try numpy.callMethod(
                "empty", [try python.object(tensor.count)],
                [
                    ("dtype", try python.builtin("object"))
                ])
            for (index, text) in tensor.strings.enumerated() {
                try array.set(item: try python.object(index), to: try python.object(text))
            }
            return try array.callMethod("reshape", [shape])
        }
        guard tensor.dtype != .bfloat16 else {
            throw Failure(type: "InputError", message: "numpy has no bfloat16; give this input as float32")
        }
        let dtype = try python.object(tensor.dtype.rawValue)
        if tensor.count == 0 { return try numpy.callMethod("zeros", [shape, dtype]) }
        return try numpy.callMethod("frombuffer", [try python.byteArray(tensor.bytes), dtype])
            .callMethod("reshape", [shape])
    }

    /// Text of one dimension as a list of `str`, which is what vectorizers take; everything else as `array`.
    func value(_ tensor: Tensor) throws -> PythonObject {
        tensor.dtype == .string && tensor.shape.count == 1 ? try list(tensor) : try array(tensor)
    }

    /// Nested lists of Python's own scalars; a scalar itself for rank 0.
    func list(_ tensor: Tensor) throws -> PythonObject {
        var index = 0
        func level(_ depth: Int) throws -> PythonObject {
            guard depth < tensor.shape.count else {
                defer { index += 1 }
                return try scalar(tensor, index)
            }
            var elements: [PythonObject] = []
            for _ in 0..<tensor.shape[depth] { elements.append(try level(depth + 1)) }
            return try python.list(elements)
        }
        return try level(0)
    }

    private func scalar(_ tensor: Tensor, _ index: Int) throws -> PythonObject {
        func load<Value>(_: Value.Type) -> Value {
            tensor.bytes.withUnsafeBytes {
                $0.loadUnaligned(fromByteOffset: index * tensor.dtype.size, as: Value.self)
            }
        }
        switch tensor.dtype {
        case .bool: return try python.object(load(UInt8.self) != 0)
        case .int8: return try python.object(Int(load(Int8.self)))
        case .int16: return try python.object(Int(load(Int16.self)))
        case .int32: return try python.object(Int(load(Int32.self)))
        case .int64: return try python.object(Int(load(Int64.self)))
        case .uint8: return try python.object(Int(load(UInt8.self)))
        case .uint16: return try python.object(Int(load(UInt16.self)))
        case .uint32: return try python.object(Int(load(UInt32.self)))
        case .uint64: return try python.builtin("int").call([try python.object(String(load(UInt64.self)))])
        case .float32: return try python.object(Double(load(Float.self)))
        case .float64: return try python.object(load(Double.self))
        case .string: return try python.object(tensor.strings[index])
        case .float16, .bfloat16, .complex64, .complex128:
            throw Failure(
                type: "InputError",
                message: "an input of \(tensor.dtype.rawValue) needs numpy, which the environment lacks",
            )
        }
    }
}
