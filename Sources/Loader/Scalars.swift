import Tensors

/// Plain values in a regular nest of lists, on the way to a tensor.
struct Scalars {
    enum Value {
        case bool(Bool)
        case integer(Int64)
        case double(Double)
        case complex(Double, Double)
        case text(String)
    }

    var shape: [Int]
    var values: [Value]

    /// The tensor, in the narrowest of bool, int64, float64, complex128 and string that holds all values exactly as
    /// numpy would choose; `nil` where text and numbers are mixed.
    var tensor: Tensor? {
        if values.isEmpty { return Tensor(dtype: .float64, shape: shape, bytes: []) }
        let texts = values.compactMap { if case .text(let text) = $0 { text } else { nil } }
        if texts.count == values.count { return Tensor(shape: shape, strings: texts) }
        guard texts.isEmpty else { return nil }
        switch values.map(\.rank).max() ?? 0 {
        case 0: return numeric(.bool) { $0.integer == 0 ? [0] : [1] }
        case 1: return numeric(.int64) { bytes(of: $0.integer) }
        case 2: return numeric(.float64) { bytes(of: $0.parts.0) }
        default: return numeric(.complex128) { bytes(of: $0.parts.0) + bytes(of: $0.parts.1) }
        }
    }

    private func numeric(_ dtype: DType, _ bytes: (Value) -> [UInt8]) -> Tensor {
        Tensor(dtype: dtype, shape: shape, bytes: values.flatMap(bytes))
    }

    private func bytes(of value: some Any) -> [UInt8] {
        withUnsafeBytes(of: value) { Array($0) }
    }
}

extension Scalars.Value {
    fileprivate var rank: Int {
        switch self {
        case .bool: 0
        case .integer: 1
        case .double: 2
        case .complex, .text: 3
        }
    }

    fileprivate var integer: Int64 {
        switch self {
        case .bool(let value): value ? 1 : 0
        case .integer(let value): value
        default: 0
        }
    }

    fileprivate var parts: (Double, Double) {
        switch self {
        case .bool(let value): (value ? 1 : 0, 0)
        case .integer(let value): (Double(value), 0)
        case .double(let value): (value, 0)
        case .complex(let real, let imaginary): (real, imaginary)
        case .text: (0, 0)
        }
    }
}
