import CPython
import Probe
import Tensors

/// Turns what a Python model returned into named tensors.
struct PythonOutputs {
    let python: Python
    let numpy: PythonObject?

    /// An array keeps the call's name; sequences of arrays get `name[i]`; a dictionary's keys are the names.
    func tensors(_ value: PythonObject, named name: String) throws -> [NamedTensor] {
        if try value.isInstance(ofBuiltin: "dict") {
            return try members(value).flatMap { key, value in try nested(value, try key.text()) }
        }
        return try nested(value, name)
    }

    /// Like `tensors`, with a dictionary's keys after the name: `name.key`.
    func nested(_ value: PythonObject, _ name: String) throws -> [NamedTensor] {
        if let tensor = try tensor(value, name) { return [NamedTensor(name: name, tensor: tensor)] }
        if try value.isInstance(ofBuiltin: "dict") {
            return try members(value).flatMap { key, value in try nested(value, "\(name).\(try key.text())") }
        }
        if try isSequence(value) {
            let elements = try value.elements()
            if let table = try table(elements) { return [NamedTensor(name: name, tensor: table)] }
            return try elements.enumerated().flatMap { index, element in try nested(element, "\(name)[\(index)]") }
        }
        let what = value.isNone ? "None" : "an object of type \(value.typeName)"
        throw Failure(
            type: "OutputError",
            message: "\(name) returned \(what), which is not an output Smokehouse can compare",
        )
    }

    private func tensor(_ value: PythonObject, _ name: String) throws -> Tensor? {
        if try isNumpy(value) { return try array(value, name) }
        if let scalars = try scalars(value, depth: 0), let tensor = scalars.tensor { return tensor }
        guard let numpy else { return nil }
        if try isSequence(value) {
            // A list of numpy's own scalars; of arrays, it stays a list.
            let elements = try value.elements()
            guard let generic = try? numpy.attribute("generic"), !elements.isEmpty,
                try elements.allSatisfy({ try $0.isInstance(of: generic) })
            else { return nil }
            return try array(try numpy.callMethod("asarray", [value]), name)
        }
        if let toArray = try value.optionalAttribute("toarray") { return try array(try toArray.call(), name) }
        if let toNumpy = try value.optionalAttribute("to_numpy") { return try array(try toNumpy.call(), name) }
        if try !value.isInstance(ofBuiltin: "dict"), value.has("__array__") {
            return try array(try numpy.callMethod("asarray", [value]), name)
        }
        return nil
    }

    // MARK: numpy

    private func isNumpy(_ value: PythonObject) throws(PythonError) -> Bool {
        guard let numpy else { return false }
        if try value.isInstance(of: try numpy.attribute("ndarray")) { return true }
        return try value.isInstance(of: try numpy.attribute("generic"))
    }

    private func array(_ value: PythonObject, _ name: String) throws -> Tensor {
        guard let numpy else { throw Failure(type: "OutputError", message: "\(name) needs numpy to be read") }
        var array = try numpy.callMethod("asarray", [value], [("order", try python.object("C"))])
        var type = try array.attribute("dtype")
        let kind = try type.attribute("kind").text()
        if try type.attribute("byteorder").text() == ">" {
            array = try array.callMethod("astype", [try type.callMethod("newbyteorder", [try python.object("<")])])
            type = try array.attribute("dtype")
        }
        let shape = try array.attribute("shape").elements().map { Int(try $0.integer()) }
        switch kind {
        case "U", "S", "O", "T", "M", "m": return try objects(array, kind, shape, name)
        default: break
        }
        if let dtype = DType(rawValue: try type.attribute("name").text()) {
            // Not every dtype offers the buffer protocol; as plain bytes all do.
            let bytes = try array.callMethod("reshape", [try python.object(-1)])
                .callMethod("view", [try numpy.attribute("uint8")])
            return Tensor(dtype: dtype, shape: shape, bytes: try bytes.bytes())
        }
        switch kind {
        case "f": return try self.array(try array.callMethod("astype", [try python.object("float64")]), name)
        case "c": return try self.array(try array.callMethod("astype", [try python.object("complex128")]), name)
        default:
            throw Failure(
                type: "OutputError",
                message: "\(name) returned an array of \(try type.text()), which Smokehouse cannot compare",
            )
        }
    }

    /// Text, dates (as ISO text), and arrays of Python objects, which must be all text or all numbers.
    private func objects(_ array: PythonObject, _ kind: String, _ shape: [Int], _ name: String) throws -> Tensor {
        var flat = try array.callMethod("reshape", [try python.object(-1)])
        if kind == "M" || kind == "m" { flat = try flat.callMethod("astype", [try python.object("U")]) }
        let elements = try flat.callMethod("tolist").elements()
        var scalars = Scalars(shape: shape, values: [])
        for element in elements {
            guard let value = try scalar(element) else {
                throw Failure(
                    type: "OutputError",
                    message: "\(name) returned an array holding an object of type \(element.typeName), "
                        + "which is not an output Smokehouse can compare",
                )
            }
            scalars.values.append(value)
        }
        if scalars.values.isEmpty, kind != "O" { return Tensor(shape: shape, strings: []) }
        guard let tensor = scalars.tensor else {
            throw Failure(type: "OutputError", message: "\(name) returned an array that mixes text and numbers")
        }
        return tensor
    }

    // MARK: Python's own values

    private func isSequence(_ value: PythonObject) throws(PythonError) -> Bool {
        if try value.isInstance(ofBuiltin: "list") { return true }
        return try value.isInstance(ofBuiltin: "tuple")
    }

    private func scalar(_ value: PythonObject) throws -> Scalars.Value? {
        if try value.isInstance(ofBuiltin: "bool") { return .bool(try value.isTrue()) }
        if try value.isInstance(ofBuiltin: "int") {
            if let integer = try? value.integer() { return .integer(integer) }
            return .double(try value.double())
        }
        if try value.isInstance(ofBuiltin: "float") { return .double(try value.double()) }
        if try value.isInstance(ofBuiltin: "str") { return .text(try value.text()) }
        if try value.isInstance(ofBuiltin: "bytes") {
            return .text(String(decoding: try value.bytes(), as: UTF8.self))
        }
        if try value.isInstance(ofBuiltin: "complex") {
            return .complex(try value.attribute("real").double(), try value.attribute("imag").double())
        }
        return nil
    }

    /// A scalar, or a regular nest of lists of scalars; a tuple only where it holds scalars itself.
    private func scalars(_ value: PythonObject, depth: Int) throws -> Scalars? {
        if let scalar = try scalar(value) { return Scalars(shape: [], values: [scalar]) }
        let isTuple = try value.isInstance(ofBuiltin: "tuple")
        guard depth < 16, try isSequence(value) else { return nil }
        let elements = try value.elements()
        var nest = Scalars(shape: [elements.count], values: [])
        for (index, element) in elements.enumerated() {
            guard let inner = try scalars(element, depth: depth + 1) else { return nil }
            if isTuple, depth == 0, !inner.shape.isEmpty { return nil }
            if index == 0 { nest.shape += inner.shape }
            guard Array(nest.shape.dropFirst()) == inner.shape else { return nil }
            nest.values += inner.values
        }
        return nest
    }

    /// Dictionaries with the same keys, as ONNX's ZipMap gives them: one row each, columns by sorted key.
    private func table(_ rows: [PythonObject]) throws -> Tensor? {
        guard !rows.isEmpty, try rows.allSatisfy({ try $0.isInstance(ofBuiltin: "dict") }) else { return nil }
        var values: [Scalars.Value] = []
        var columns: [String]?
        for row in rows {
            let sorted = try python.builtin("sorted").call([row]).elements()
            let keys = try sorted.map { try $0.text() }
            if columns == nil { columns = keys }
            guard keys == columns else { return nil }
            for key in sorted {
                var item = try row.item(key)
                if try isNumpy(item) { item = try item.callMethod("item") }
                guard let value = try scalar(item) else { return nil }
                values.append(value)
            }
        }
        return Scalars(shape: [rows.count, columns?.count ?? 0], values: values).tensor
    }

    private func members(_ dictionary: PythonObject) throws -> [(PythonObject, PythonObject)] {
        try dictionary.callMethod("items").elements().map { item in
            let pair = try item.elements()
            return (pair[0], pair[1])
        }
    }
}
