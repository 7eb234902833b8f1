/// An element type, named as numpy names it.
public enum DType: String, Sendable, Hashable, CaseIterable {
    case bool, int8, int16, int32, int64, uint8, uint16, uint32, uint64
    case float16, bfloat16, float32, float64, complex64, complex128
    /// Text of any length; kept as strings, never as bytes.
    case string

    /// Bytes per element; 0 for `string`.
    public var size: Int {
        switch self {
        case .bool, .int8, .uint8: 1
        case .int16, .uint16, .float16, .bfloat16: 2
        case .int32, .uint32, .float32: 4
        case .int64, .uint64, .float64, .complex64: 8
        case .complex128: 16
        case .string: 0
        }
    }

    public var isFloating: Bool {
        switch self {
        case .float16, .bfloat16, .float32, .float64, .complex64, .complex128: true
        default: false
        }
    }

    public var isInteger: Bool {
        switch self {
        case .int8, .int16, .int32, .int64, .uint8, .uint16, .uint32, .uint64: true
        default: false
        }
    }
}
