public import Tensors

/// Why bytes are not an ONNX tensor that we read.
public struct ONNXTensorError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The tensor's name, where it has one.
    public let tensor: String
    /// What is wrong and what to do.
    public let reason: String

    public var description: String { tensor.isEmpty ? reason : "tensor '\(tensor)': \(reason)" }
}

/// ONNX' `TensorProto`, as `test_data_set_N/*.pb` and initialisers are (onnx.proto3, message TensorProto).
public enum ONNXTensor {
    /// Reads a whole `.pb` file.
    ///
    /// Elements of 8 bits or fewer that no dtype has come in a wider one (`NarrowType`). Data kept in another file are
    /// refused by name.
    public static func decode(_ bytes: [UInt8]) throws(ONNXTensorError) -> NamedTensor {
        try decode(ProtobufReader(bytes))
    }

    /// Reads a tensor within a model.
    public static func decode(_ reader: ProtobufReader) throws(ONNXTensorError) -> NamedTensor {
        var fields = ONNXTensorFields()
        do throws(ProtobufError) {
            try fields.read(reader)
        } catch {
            throw ONNXTensorError(tensor: fields.name, reason: "\(error)")
        }
        return NamedTensor(name: fields.name, tensor: try fields.tensor())
    }
}

/// The fields of a `TensorProto`; numbers are not checked against each other yet.
private struct ONNXTensorFields {
    var name = ""
    var dimensions: [Int64] = []
    var type: Int64 = 0
    var raw: ArraySlice<UInt8>?
    var floats: [Float] = []
    var doubles: [Double] = []
    var int32s: [Int64] = []
    var int64s: [Int64] = []
    var uint64s: [UInt64] = []
    var strings: [ArraySlice<UInt8>] = []
    var isExternal = false
    var hasSegment = false

    mutating func read(_ reader: ProtobufReader) throws(ProtobufError) {
        var reader = reader
        while let field = try reader.next() {
            switch field.number {
            case 1: try field.append(to: &dimensions)
            case 2: type = try field.int64()
            case 3: hasSegment = true
            case 4: try field.append(to: &floats)
            case 5: try field.append(to: &int32s)
            case 6: strings.append(try field.bytes())
            case 7: try field.append(to: &int64s)
            case 8: name = try field.string()
            case 9: raw = try field.bytes()
            case 10: try field.append(to: &doubles)
            case 11: try field.append(to: &uint64s)
            case 13: isExternal = true
            case 14: isExternal = try field.int64() == 1
            default: break
            }
        }
    }

    private func failure(_ reason: String) -> ONNXTensorError { ONNXTensorError(tensor: name, reason: reason) }

    func tensor() throws(ONNXTensorError) -> Tensor {
        // SequenceProto has its tensors in field 3, which TensorProto gives to segments that no writer uses.
        guard !hasSegment else { throw failure("this is a sequence of tensors (SequenceProto), not a tensor") }
        guard !isExternal else {
            throw failure(
                "its data are in another file; save it with its data inside (onnx.save without external data)")
        }
        let element = try element()
        var count = 1
        var shape: [Int] = []
        for extent in dimensions {
            let (product, overflow) = count.multipliedReportingOverflow(by: max(Int(extent), 1))
            guard extent >= 0, !overflow, product <= Int.max / 16 else {
                throw failure(
                    "its shape [\(dimensions.map(String.init).joined(separator: ", "))] cannot be; get the file again")
            }
            shape.append(Int(extent))
            count = product
        }
        count = shape.reduce(1, *)
        switch element {
        case .plain(.string): return try stringTensor(shape: shape, count: count)
        case .plain(let dtype):
            let bytes = raw.map { Array($0) } ?? typedBytes(dtype)
            try check(bytes, count * dtype.size, dtype.rawValue, shape)
            return Tensor(dtype: dtype, shape: shape, bytes: bytes)
        case .narrow(let type):
            // Typed data are packed too, each byte in a number of its own.
            let bytes = raw.map { Array($0) } ?? int32s.map { UInt8(truncatingIfNeeded: $0) }
            try check(bytes, type.byteCount(count), type.rawValue, shape)
            return type.widen(bytes, shape: shape)
        }
    }

    private func check(_ bytes: [UInt8], _ needed: Int, _ type: String, _ shape: [Int]) throws(ONNXTensorError) {
        guard bytes.count != needed else { return }
        throw failure(
            "it holds \(bytes.count) bytes where \(type) of its shape "
                + "[\(shape.map(String.init).joined(separator: ", "))] needs \(needed); get the file again"
        )
    }

    private func element() throws(ONNXTensorError) -> ONNXElement {
        if let element = ONNXElement(code: type) { return element }
        throw failure(
            type == 0
                ? "it has no data type: this is not a TensorProto; get the file again"
                : "data type \(type) is not known; save the data as one of ONNX 1.22's types"
        )
    }

    private func stringTensor(shape: [Int], count: Int) throws(ONNXTensorError) -> Tensor {
        guard strings.count == count else {
            throw failure("it holds \(strings.count) strings where its shape needs \(count); get the file again")
        }
        var texts: [String] = []
        for (index, bytes) in strings.enumerated() {
            guard let text = String(validating: bytes, as: UTF8.self) else {
                throw failure("string \(index) is not UTF-8; save text as UTF-8")
            }
            texts.append(text)
        }
        return Tensor(shape: shape, strings: texts)
    }

    /// The elements from the field that the specification gives to the type, small integers in `int32_data`.
    private func typedBytes(_ dtype: DType) -> [UInt8] {
        switch dtype {
        case .float32, .complex64: return bytes(floats)
        case .float64, .complex128: return bytes(doubles)
        case .int64: return bytes(int64s)
        case .uint64: return bytes(uint64s)
        case .uint32: return bytes(uint64s.map { UInt32(truncatingIfNeeded: $0) })
        case .int32: return bytes(int32s.map { Int32(truncatingIfNeeded: $0) })
        case .int16, .uint16, .float16, .bfloat16: return bytes(int32s.map { UInt16(truncatingIfNeeded: $0) })
        case .int8, .uint8: return int32s.map { UInt8(truncatingIfNeeded: $0) }
        case .bool: return int32s.map { $0 == 0 ? 0 : 1 }
        case .string: return []
        }
    }

    private func bytes(_ elements: [some BitwiseCopyable]) -> [UInt8] { elements.withUnsafeBytes { Array($0) } }
}
