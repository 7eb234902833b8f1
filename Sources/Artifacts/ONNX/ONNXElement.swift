import Tensors

/// What the elements of a tensor are (onnx.proto, enum TensorProto.DataType).
enum ONNXElement {
    case plain(DType)
    /// Fewer bits than any dtype has; read into a wider one.
    case narrow(NarrowType)

    init?(code: Int64) {
        switch code {
        case 1: self = .plain(.float32)
        case 2: self = .plain(.uint8)
        case 3: self = .plain(.int8)
        case 4: self = .plain(.uint16)
        case 5: self = .plain(.int16)
        case 6: self = .plain(.int32)
        case 7: self = .plain(.int64)
        case 8: self = .plain(.string)
        case 9: self = .plain(.bool)
        case 10: self = .plain(.float16)
        case 11: self = .plain(.float64)
        case 12: self = .plain(.uint32)
        case 13: self = .plain(.uint64)
        case 14: self = .plain(.complex64)
        case 15: self = .plain(.complex128)
        case 16: self = .plain(.bfloat16)
        case 17: self = .narrow(.float8e4m3fn)
        case 18: self = .narrow(.float8e4m3fnuz)
        case 19: self = .narrow(.float8e5m2)
        case 20: self = .narrow(.float8e5m2fnuz)
        case 21: self = .narrow(.uint4)
        case 22: self = .narrow(.int4)
        case 23: self = .narrow(.float4e2m1)
        case 24: self = .narrow(.float8e8m0)
        case 25: self = .narrow(.uint2)
        case 26: self = .narrow(.int2)
        default: return nil
        }
    }

    /// The name that signatures show.
    var name: String {
        switch self {
        case .plain(let dtype): dtype.rawValue
        case .narrow(let type): type.rawValue
        }
    }
}
