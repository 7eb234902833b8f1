extension Tensor: CustomStringConvertible {
    /// The signature: `float32[10, 4]`; `float64[]` for a scalar.
    public var description: String { "\(dtype.rawValue)[\(shape.map(String.init).joined(separator: ", "))]" }
}

extension Tensor {
    private func load<Value: BitwiseCopyable>(_ index: Int, as type: Value.Type) -> Value {
        let size = MemoryLayout<Value>.size
        precondition(index >= 0 && (index + 1) * size <= bytes.count, "no element \(index)")
        return bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: index * size, as: Value.self) }
    }

    /// A real number by its place in row-major order; of a complex one the real part, NaN of a string.
    public func double(at index: Int) -> Double {
        switch dtype {
        case .float64: load(index, as: Double.self)
        case .float32: Double(load(index, as: Float.self))
        case .float16: Double(SmallFloat.float(half: load(index, as: UInt16.self)))
        case .bfloat16: Double(SmallFloat.float(brain: load(index, as: UInt16.self)))
        case .complex64, .complex128: complex(at: index).real
        case .string: .nan
        default: Double(integer(at: index) ?? 0)
        }
    }

    /// An integer or boolean by its place, exactly; `nil` of other dtypes.
    public func integer(at index: Int) -> Int128? {
        switch dtype {
        case .bool: load(index, as: UInt8.self) == 0 ? 0 : 1
        case .int8: Int128(load(index, as: Int8.self))
        case .int16: Int128(load(index, as: Int16.self))
        case .int32: Int128(load(index, as: Int32.self))
        case .int64: Int128(load(index, as: Int64.self))
        case .uint8: Int128(load(index, as: UInt8.self))
        case .uint16: Int128(load(index, as: UInt16.self))
        case .uint32: Int128(load(index, as: UInt32.self))
        case .uint64: Int128(load(index, as: UInt64.self))
        default: nil
        }
    }

    /// A number by its place, with imaginary part 0 where it is real.
    func complex(at index: Int) -> (real: Double, imaginary: Double) {
        switch dtype {
        case .complex64:
            (Double(load(2 * index, as: Float.self)), Double(load(2 * index + 1, as: Float.self)))
        case .complex128: (load(2 * index, as: Double.self), load(2 * index + 1, as: Double.self))
        default: (double(at: index), 0)
        }
    }

    /// An element in the shortest text that reads back as the same value; strings quoted and cut to 80 characters.
    public func text(at index: Int) -> String {
        switch dtype {
        case .float64: return Self.text(load(index, as: Double.self))
        case .float32: return Self.text(load(index, as: Float.self))
        case .float16: return Self.text(SmallFloat.float(half: load(index, as: UInt16.self)))
        case .bfloat16: return Self.text(SmallFloat.float(brain: load(index, as: UInt16.self)))
        case .complex64:
            return Self.complexText(
                Self.text(load(2 * index, as: Float.self)), Self.text(load(2 * index + 1, as: Float.self)))
        case .complex128:
            return Self.complexText(
                Self.text(load(2 * index, as: Double.self)), Self.text(load(2 * index + 1, as: Double.self)))
        case .bool: return load(index, as: UInt8.self) == 0 ? "false" : "true"
        case .string:
            let string = strings[index]
            let cut = string.prefix(80)
            return "'\(cut)\(cut.endIndex == string.endIndex ? "" : "…")'"
        default: return integer(at: index).map { "\($0)" } ?? ""
        }
    }

    private static func text(_ value: some BinaryFloatingPoint & LosslessStringConvertible) -> String {
        value.isNaN ? "nan" : String(value)
    }

    private static func complexText(_ real: String, _ imaginary: String) -> String {
        "\(real)\(imaginary.hasPrefix("-") ? "" : "+")\(imaginary)j"
    }

    /// The index on each axis of an element's place in row-major order.
    public func position(of index: Int) -> [Int] {
        var rest = index
        var position = shape
        for axis in shape.indices.reversed() {
            position[axis] = rest % shape[axis]
            rest /= shape[axis]
        }
        return position
    }

    /// All elements as doubles, row-major; complex numbers' real parts.
    func doubles() -> [Double] {
        switch dtype {
        case .float64: withElements(as: Double.self) { Array($0) }
        case .float32: withElements(as: Float.self) { $0.map { Double($0) } }
        default: (0..<count).map { double(at: $0) }
        }
    }
}
