/// What the elements of an ONNX tensor are (onnx.proto, enum TensorProto.DataType).
public enum ONNXElement: Sendable, Hashable {
    case plain(DType)
    /// Fewer bits than any dtype has; its elements travel in a wider one.
    case narrow(NarrowType)

    /// From onnx.proto's numbering; `nil` for 0 (undefined) and for numbers that it does not have.
    public init?(code: Int64) {
        guard let place = Int(exactly: code), Self.order.indices.contains(place - 1) else { return nil }
        self = Self.order[place - 1]
    }

    /// onnx.proto's number.
    public var code: Int64 { Int64((Self.order.firstIndex(of: self) ?? -1) + 1) }

    /// The dtype that the elements have in tensors.
    public var dtype: DType {
        switch self {
        case .plain(let dtype): dtype
        case .narrow(let type): type.carrier
        }
    }

    /// The name in signatures: numpy's, where numpy has one.
    public var name: String {
        switch self {
        case .plain(let dtype): dtype.rawValue
        case .narrow(let type): type.rawValue
        }
    }

    /// By number, from 1.
    private static let order: [ONNXElement] = [
        .plain(.float32), .plain(.uint8), .plain(.int8), .plain(.uint16), .plain(.int16), .plain(.int32),
        .plain(.int64), .plain(.string), .plain(.bool), .plain(.float16), .plain(.float64), .plain(.uint32),
        .plain(.uint64), .plain(.complex64), .plain(.complex128), .plain(.bfloat16), .narrow(.float8e4m3fn),
        .narrow(.float8e4m3fnuz), .narrow(.float8e5m2), .narrow(.float8e5m2fnuz), .narrow(.uint4), .narrow(.int4),
        .narrow(.float4e2m1), .narrow(.float8e8m0), .narrow(.uint2), .narrow(.int2),
    ]
}
