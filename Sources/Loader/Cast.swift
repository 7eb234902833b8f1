import Tensors

extension Tensor {
    /// The numbers in another dtype, rounded to nearest; `nil` for text and complex numbers, and where an integer would
    /// overflow or lose a fraction.
    func cast(to dtype: DType) -> Tensor? {
        if self.dtype == dtype { return self }
        guard let values = doubles() else { return nil }
        switch dtype {
        case .float32: return numbers(dtype, values) { Float($0) }
        case .float64: return numbers(dtype, values) { $0 }
        case .float16: return numbers(dtype, values) { Float16($0) }
        case .bool: return numbers(dtype, values) { $0 == 0 || $0 == 1 ? UInt8($0) : nil }
        case .int8: return numbers(dtype, values) { Int8(exactly: $0) }
        case .int16: return numbers(dtype, values) { Int16(exactly: $0) }
        case .int32: return numbers(dtype, values) { Int32(exactly: $0) }
        case .int64: return numbers(dtype, values) { Int64(exactly: $0) }
        case .uint8: return numbers(dtype, values) { UInt8(exactly: $0) }
        case .uint16: return numbers(dtype, values) { UInt16(exactly: $0) }
        case .uint32: return numbers(dtype, values) { UInt32(exactly: $0) }
        case .uint64: return numbers(dtype, values) { UInt64(exactly: $0) }
        case .bfloat16, .complex64, .complex128, .string: return nil
        }
    }

    private func numbers<Value>(_ dtype: DType, _ values: [Double], _ convert: (Double) -> Value?) -> Tensor? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(values.count * dtype.size)
        for value in values {
            guard let converted = convert(value) else { return nil }
            withUnsafeBytes(of: converted) { bytes.append(contentsOf: $0) }
        }
        return Tensor(dtype: dtype, shape: shape, bytes: bytes)
    }

    private func doubles() -> [Double]? {
        switch dtype {
        case .bool, .uint8: values(UInt8.self) { Double($0) }
        case .int8: values(Int8.self) { Double($0) }
        case .int16: values(Int16.self) { Double($0) }
        case .int32: values(Int32.self) { Double($0) }
        case .int64: values(Int64.self) { Double(exactly: $0) }
        case .uint16: values(UInt16.self) { Double($0) }
        case .uint32: values(UInt32.self) { Double($0) }
        case .uint64: values(UInt64.self) { Double(exactly: $0) }
        case .float16: values(Float16.self) { Double($0) }
        case .float32: values(Float.self) { Double($0) }
        case .float64: values(Double.self) { $0 }
        case .bfloat16, .complex64, .complex128, .string: nil
        }
    }

    private func values<Value>(_: Value.Type, _ convert: (Value) -> Double?) -> [Double]? {
        let values = bytes.withUnsafeBytes { buffer in
            (0..<count).compactMap { index in
                convert(buffer.loadUnaligned(fromByteOffset: index * MemoryLayout<Value>.size, as: Value.self))
            }
        }
        return values.count == count ? values : nil
    }
}
