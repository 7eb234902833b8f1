import Glibc
import Probe
import Tensors

/// Moves tensors in and out of ONNX Runtime's values.
struct OrtTensors {
    typealias Handle = OrtLibrary.Handle
    typealias Status = OrtLibrary.Status
    let library: OrtLibrary

    /// A value that owns copies of what it holds; freed with `releaseValue`.
    ///
    /// - Parameter environment: ONNX Runtime's, for empty sequences, which only a model can make.
    func value(_ value: ONNXValue, _ type: ONNXType, _ environment: Handle?) throws(Failure) -> Handle {
        switch (value, type) {
        case (_, .optional(let inner)): return try self.value(value, inner, environment)
        case (.tensor(let tensor), .tensor(let element)): return try self.value(tensor, element)
        case (.sequence(let elements), .sequence(let inner)):
            if elements.isEmpty { return try OrtEmptySequence(library, environment).make(inner) }
            var handles: [Handle?] = []
            defer { for handle in handles { library.release(handle, .releaseValue) } }
            for element in elements { handles.append(try self.value(element, inner, environment)) }
            return try compound(handles, kind: 2)
        case (.map(let keys, let values), .map(let key, .tensor(let element))):
            var handles: [Handle?] = []
            defer { for handle in handles { library.release(handle, .releaseValue) } }
            handles.append(try self.value(keys, key))
            handles.append(try self.value(values, element))
            return try compound(handles, kind: 3)
        default: throw Failure(type: "InputError", message: "no value of \(type.text) can be made")
        }
    }

    /// A sequence (kind 2) of values, or a map (kind 3) of a tensor of keys and one of values.
    private func compound(_ values: [Handle?], kind: Int32) throws(Failure) -> Handle {
        typealias Create =
            @convention(c) (
                UnsafePointer<Handle?>, Int, Int32, UnsafeMutablePointer<Handle?>
            ) -> Status
        return try library.make { library.function(.createValue, Create.self)(values, values.count, kind, $0) }
    }

    private func value(_ tensor: Tensor, _ element: ONNXElement) throws(Failure) -> Handle {
        typealias Create =
            @convention(c) (
                Handle, UnsafePointer<Int64>, Int, Int32, UnsafeMutablePointer<Handle?>
            ) -> Status
        typealias Data = @convention(c) (Handle, UnsafeMutablePointer<UnsafeMutableRawPointer?>) -> Status
        let bytes = try bytes(tensor, element)
        let allocator = try library.allocator()
        let shape = tensor.shape.map { Int64($0) }
        let value = try library.make { out in
            library.function(.createTensor, Create.self)(allocator, shape, shape.count, element.ort, out)
        }
        do {
            if tensor.dtype == .string {
                try fill(value, tensor.strings)
            } else {
                var data: UnsafeMutableRawPointer?
                try library.check(library.function(.tensorData, Data.self)(value, &data))
                data?.copyMemory(from: bytes, byteCount: bytes.count)
            }
        } catch {
            library.release(value, .releaseValue)
            throw error
        }
        return value
    }

    /// The elements as ONNX Runtime stores them.
    private func bytes(_ tensor: Tensor, _ element: ONNXElement) throws(Failure) -> [UInt8] {
        guard case .narrow(let type) = element else { return tensor.bytes }
        do throws(NarrowingError) {
            return try type.narrow(tensor).get()
        } catch {
            throw Failure(type: "InputError", message: "an input's \(error)")
        }
    }

    private func fill(_ value: Handle, _ strings: [String]) throws(Failure) {
        typealias Fill = @convention(c) (Handle, UnsafePointer<UnsafePointer<CChar>?>, Int) -> Status
        let pointers = strings.map { UnsafePointer(strdup($0)) }
        defer { for pointer in pointers { free(UnsafeMutableRawPointer(mutating: pointer)) } }
        try library.check(library.function(.fillStrings, Fill.self)(value, pointers, pointers.count))
    }

    /// The tensors in a value: a tensor has the name itself, a sequence `name[i]`, a map `name.key`; a sequence of maps
    /// with the same keys is one table with its columns by sorted key.
    func tensors(_ value: Handle, named name: String) throws(Failure) -> [NamedTensor] {
        guard try library.code(.hasValue, of: value) != 0 else {
            return [NamedTensor(name: name, tensor: ONNXValue.noneMark)]
        }
        // enum ONNXType: 1 tensor, 2 sequence, 3 map.
        switch try library.code(.valueKind, of: value) {
        case 1: return [NamedTensor(name: name, tensor: try tensor(value))]
        case 2: return try sequence(value, name)
        case 3:
            let (keys, values) = try map(value)
            let names = keys.text
            return names.indices.map { index in
                NamedTensor(name: "\(name).\(names[index])", tensor: values.rows([index], shape: []))
            }
        case let kind:
            throw Failure(
                type: "OutputError",
                message: "\(name) is of ONNX type \(kind), which Smokehouse cannot compare",
            )
        }
    }

    private func sequence(_ value: Handle, _ name: String) throws(Failure) -> [NamedTensor] {
        let count = try library.count(.valueCount, of: value)
        var elements: [NamedTensor] = []
        var rows: [(keys: Tensor, values: Tensor)] = []
        for index in 0..<count {
            try withElement(index, of: value) { element throws(Failure) in
                if try library.code(.valueKind, of: element) == 3 { rows.append(try map(element)) }
                elements += try tensors(element, named: "\(name)[\(index)]")
            }
        }
        guard let first = rows.first, rows.count == count else {
            // An empty list, as the Python module gives it.
            if count == 0 { return [NamedTensor(name: name, tensor: ONNXValue.emptyMark)] }
            return elements
        }
        let keys = first.keys.text
        let tables = rows.map { row in (row.keys.text, row.values) }
        guard tables.allSatisfy({ $0.0 == keys }) else { return elements }
        let shape = [count, keys.count]
        if first.values.dtype == .string {
            return [NamedTensor(name: name, tensor: Tensor(shape: shape, strings: rows.flatMap(\.values.strings)))]
        }
        let bytes = rows.flatMap(\.values.bytes)
        return [NamedTensor(name: name, tensor: Tensor(dtype: first.values.dtype, shape: shape, bytes: bytes))]
    }

    /// A map's keys, sorted, and its values in their order.
    private func map(_ value: Handle) throws(Failure) -> (keys: Tensor, values: Tensor) {
        var parts: [Tensor] = []
        for index in 0..<2 {
            try withElement(index, of: value) { element throws(Failure) in parts.append(try tensor(element)) }
        }
        let order = parts[0].sortedIndices
        return (
            parts[0].rows(order, shape: [order.count]), parts[1].rows(order, shape: [order.count])
        )
    }

    private func withElement(
        _ index: Int,
        of value: Handle,
        _ body: (Handle) throws(Failure) -> Void,
    ) throws(Failure) {
        typealias Element = @convention(c) (Handle, Int32, Handle, UnsafeMutablePointer<Handle?>) -> Status
        let allocator = try library.allocator()
        let element = try library.make { out in
            library.function(.value, Element.self)(value, Int32(index), allocator, out)
        }
        defer { library.release(element, .releaseValue) }
        try body(element)
    }

    private func tensor(_ value: Handle) throws(Failure) -> Tensor {
        typealias Data = @convention(c) (Handle, UnsafeMutablePointer<UnsafeMutableRawPointer?>) -> Status
        let info = try library.get(.shape, of: value)
        defer { library.release(info, .releaseShape) }
        let shape = try dimensions(info).map { Int($0) }
        let code = try library.code(.elementType, of: info)
        guard let element = ONNXElement(ort: code) else {
            throw Failure(
                type: "OutputError",
                message: "an output has the element type \(code), which Smokehouse cannot compare",
            )
        }
        let count = shape.reduce(1, *)
        guard element != .plain(.string) else { return Tensor(shape: shape, strings: try strings(value, count)) }
        var data: UnsafeMutableRawPointer?
        try library.check(library.function(.tensorData, Data.self)(value, &data))
        switch element {
        case .plain(let dtype):
            let bytes = Array(UnsafeRawBufferPointer(start: data, count: count * dtype.size))
            return Tensor(dtype: dtype, shape: shape, bytes: bytes)
        case .narrow(let type):
            return type.widen(Array(UnsafeRawBufferPointer(start: data, count: type.byteCount(count))), shape: shape)
        }
    }

    /// The extents of a tensor's type or value; -1 where the type leaves one open.
    func dimensions(_ info: Handle) throws(Failure) -> [Int64] {
        typealias Fill = @convention(c) (Handle, UnsafeMutablePointer<Int64>, Int) -> Status
        var dimensions = [Int64](repeating: 0, count: try library.count(.dimensionCount, of: info))
        try library.check(library.function(.dimensions, Fill.self)(info, &dimensions, dimensions.count))
        return dimensions
    }

    private func strings(_ value: Handle, _ count: Int) throws(Failure) -> [String] {
        typealias Content =
            @convention(c) (
                Handle, UnsafeMutablePointer<UInt8>, Int, UnsafeMutablePointer<Int>, Int
            ) -> Status
        let length = try library.count(.stringsLength, of: value)
        var bytes = [UInt8](repeating: 0, count: length)
        var offsets = [Int](repeating: 0, count: count)
        try library.check(library.function(.strings, Content.self)(value, &bytes, length, &offsets, count))
        return offsets.indices.map { index in
            let end = index + 1 < count ? offsets[index + 1] : length
            return String(decoding: bytes[offsets[index]..<end], as: UTF8.self)
        }
    }
}

extension Tensor {
    /// Each element as text: strings as they are, int64 in decimal.
    fileprivate var text: [String] {
        dtype == .string ? strings : integers.map { String($0) }
    }

    fileprivate var sortedIndices: [Int] {
        if dtype == .string {
            // Python sorts text by code point, as UTF-8 bytes sort too; Swift's own order is by grapheme.
            return strings.indices.sorted { Array(strings[$0].utf8).lexicographicallyPrecedes(Array(strings[$1].utf8)) }
        }
        let keys = integers
        return keys.indices.sorted { keys[$0] < keys[$1] }
    }

    private var integers: [Int64] {
        guard dtype == .int64 else { return [] }
        return bytes.withUnsafeBytes { buffer in
            (0..<count).map { buffer.loadUnaligned(fromByteOffset: $0 * 8, as: Int64.self) }
        }
    }
}
