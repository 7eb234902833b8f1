/// An element type of 8 bits or fewer that numpy and `DType` lack: its elements travel in a wider dtype, exactly.
///
/// Format: ONNX, "Float stored in 8 bits", "4 bit integer types", "2 bit integer types" (onnx.ai, Technical details).
public enum NarrowType: String, Sendable, Hashable, CaseIterable {
    case float8e4m3fn, float8e4m3fnuz, float8e5m2, float8e5m2fnuz, float8e8m0, float4e2m1
    case uint4, int4, uint2, int2

    /// Bits per element; elements of fewer than 8 are packed, the first in the low bits.
    public var bits: Int {
        switch self {
        case .float8e4m3fn, .float8e4m3fnuz, .float8e5m2, .float8e5m2fnuz, .float8e8m0: 8
        case .float4e2m1, .uint4, .int4: 4
        case .uint2, .int2: 2
        }
    }

    /// The dtype that holds every element exactly: float32, int8 or uint8.
    public var carrier: DType {
        switch self {
        case .uint4, .uint2: .uint8
        case .int4, .int2: .int8
        default: .float32
        }
    }

    /// The bytes that elements take.
    public func byteCount(_ elements: Int) -> Int { (elements * bits + 7) / 8 }

    /// Elements as they are stored, in the carrier; `packed` must hold `byteCount` bytes.
    public func widen(_ packed: [UInt8], shape: [Int]) -> Tensor {
        let count = shape.reduce(1, *)
        precondition(packed.count == byteCount(count), "bytes do not fit the shape")
        let perByte = 8 / bits
        let codes = (0..<count).map { index in
            packed[index / perByte] >> UInt8(index % perByte * bits) & mask
        }
        if carrier == .float32 {
            let values = allValues
            return Tensor(codes.map { values[Int($0)] }, shape: shape)
        }
        let sign = UInt8(1) << UInt8(bits - 1)
        let bytes = carrier == .int8 ? codes.map { $0 & sign == 0 ? $0 : $0 | ~mask } : codes
        return Tensor(dtype: carrier, shape: shape, bytes: bytes)
    }

    /// The elements of a tensor of the carrier's dtype as they are stored; the first that has no code is the failure.
    public func narrow(_ tensor: Tensor) -> Result<[UInt8], NarrowingError> {
        precondition(tensor.dtype == carrier, "\(rawValue) travels as \(carrier.rawValue)")
        var packed = [UInt8](repeating: 0, count: byteCount(tensor.count))
        let codes = carrier == .float32 ? floatCodes : [:]
        let perByte = 8 / bits
        for index in 0..<tensor.count {
            let code: UInt8?
            switch carrier {
            case .float32:
                let value = Float(tensor.double(at: index))
                code = value.isNaN ? notANumber : codes[value.bitPattern]
            case .int8:
                let value = Int8(bitPattern: tensor.bytes[index])
                let limit = Int8(1) << Int8(bits - 1)
                code = (-limit..<limit).contains(value) ? UInt8(bitPattern: value) & mask : nil
            default: code = tensor.bytes[index] <= mask ? tensor.bytes[index] : nil
            }
            guard let code else {
                return .failure(NarrowingError(type: self, index: index, element: tensor.text(at: index)))
            }
            packed[index / perByte] |= code << UInt8(index % perByte * bits)
        }
        return .success(packed)
    }

    private var mask: UInt8 { bits == 8 ? 0xFF : UInt8(1) << UInt8(bits) - 1 }

    /// The value of every code.
    private var allValues: [Float] { (0...mask).map(value) }

    private func value(_ code: UInt8) -> Float {
        switch self {
        case .float8e4m3fn: code & 0x7F == 0x7F ? .nan : float(code, exponentBits: 4, bias: 7)
        case .float8e4m3fnuz: code == 0x80 ? .nan : float(code, exponentBits: 4, bias: 8)
        case .float8e5m2:
            switch code & 0x7F {
            case 0x7C: code == 0x7C ? .infinity : -.infinity
            case 0x7D...0x7F: .nan
            default: float(code, exponentBits: 5, bias: 15)
            }
        case .float8e5m2fnuz: code == 0x80 ? .nan : float(code, exponentBits: 5, bias: 16)
        case .float8e8m0: code == 0xFF ? .nan : power(Int(code) - 127)
        case .float4e2m1: float(code, exponentBits: 2, bias: 1)
        case .uint4, .int4, .uint2, .int2: Float(code)
        }
    }

    private func float(_ code: UInt8, exponentBits: Int, bias: Int) -> Float {
        let mantissaBits = bits - 1 - exponentBits
        let mantissa = Float(code & (1 << UInt8(mantissaBits) - 1)) / Float(1 << mantissaBits)
        let exponent = Int(code >> UInt8(mantissaBits)) & (1 << exponentBits - 1)
        let magnitude = exponent == 0 ? mantissa * power(1 - bias) : (1 + mantissa) * power(exponent - bias)
        return code >> UInt8(bits - 1) & 1 == 0 ? magnitude : -magnitude
    }

    private func power(_ exponent: Int) -> Float {
        exponent < -126
            ? Float(bitPattern: 1 << UInt32(149 + exponent)) : Float(bitPattern: UInt32(exponent + 127) << 23)
    }

    private var notANumber: UInt8? {
        switch self {
        case .float8e4m3fn, .float8e5m2: 0x7F
        case .float8e4m3fnuz, .float8e5m2fnuz: 0x80
        case .float8e8m0: 0xFF
        case .float4e2m1, .uint4, .int4, .uint2, .int2: nil
        }
    }

    /// The code of every value, by the value's bits.
    private var floatCodes: [UInt32: UInt8] {
        var codes: [UInt32: UInt8] = [:]
        for code in 0...mask where !value(code).isNaN { codes[value(code).bitPattern] = code }
        return codes
    }
}

/// An element that a narrow type cannot hold exactly.
public struct NarrowingError: Error, Sendable, Hashable, CustomStringConvertible {
    public let type: NarrowType
    /// The element's place in row-major order.
    public let index: Int
    /// Its value as text.
    public let element: String

    public var description: String {
        "element \(index) is \(element), which \(type.rawValue) cannot hold; round it first"
    }
}
