// Rounding is libm's in unoptimised builds.
import Glibc

/// A Swift type whose memory is an element's.
public protocol TensorElement: BitwiseCopyable, Sendable {
    static var dtype: DType { get }
}

extension Int8: TensorElement { public static var dtype: DType { .int8 } }
extension Int16: TensorElement { public static var dtype: DType { .int16 } }
extension Int32: TensorElement { public static var dtype: DType { .int32 } }
extension Int64: TensorElement { public static var dtype: DType { .int64 } }
extension UInt8: TensorElement { public static var dtype: DType { .uint8 } }
extension UInt16: TensorElement { public static var dtype: DType { .uint16 } }
extension UInt32: TensorElement { public static var dtype: DType { .uint32 } }
extension UInt64: TensorElement { public static var dtype: DType { .uint64 } }
extension Float: TensorElement { public static var dtype: DType { .float32 } }
extension Double: TensorElement { public static var dtype: DType { .float64 } }

extension Tensor {
    /// A tensor of the elements' own dtype; their number must be the product of `shape`.
    public init<Element: TensorElement>(_ elements: [Element], shape: [Int]) {
        self.init(dtype: Element.dtype, shape: shape, bytes: elements.withUnsafeBytes(Array.init))
    }

    /// A vector of the elements' own dtype.
    public init<Element: TensorElement>(_ elements: [Element]) { self.init(elements, shape: [elements.count]) }

    /// Numbers turned into `dtype`, which must not be `string`.
    ///
    /// Integers are cut to whole numbers within their range, NaN to 0; complex numbers get the imaginary part 0.
    public init(_ values: [Double], shape: [Int], as dtype: DType) {
        switch dtype {
        case .float64: self.init(values, shape: shape)
        case .float32: self.init(values.map { Float($0) }, shape: shape)
        case .float16: self.init(dtype, shape, values.map(SmallFloat.half))
        case .bfloat16: self.init(dtype, shape, values.map(SmallFloat.brain))
        case .bool: self.init(dtype, shape, values.map { $0 == 0 ? 0 : 1 as UInt8 })
        case .int8: self.init(values.map { Int8(clamping: $0) }, shape: shape)
        case .int16: self.init(values.map { Int16(clamping: $0) }, shape: shape)
        case .int32: self.init(values.map { Int32(clamping: $0) }, shape: shape)
        case .int64: self.init(values.map { Int64(clamping: $0) }, shape: shape)
        case .uint8: self.init(values.map { UInt8(clamping: $0) }, shape: shape)
        case .uint16: self.init(values.map { UInt16(clamping: $0) }, shape: shape)
        case .uint32: self.init(values.map { UInt32(clamping: $0) }, shape: shape)
        case .uint64: self.init(values.map { UInt64(clamping: $0) }, shape: shape)
        case .complex64: self.init(dtype, shape, values.flatMap { [Float($0), 0] })
        case .complex128: self.init(dtype, shape, values.flatMap { [$0, 0] })
        case .string: preconditionFailure("numbers are not strings")
        }
    }

    private init(_ dtype: DType, _ shape: [Int], _ elements: [some BitwiseCopyable]) {
        self.init(dtype: dtype, shape: shape, bytes: elements.withUnsafeBytes(Array.init))
    }

    /// Lends the elements as an array in memory; `Element` must be the tensor's dtype.
    public func withElements<Element: TensorElement, Result>(
        as type: Element.Type,
        _ body: (UnsafeBufferPointer<Element>) -> Result,
    ) -> Result {
        precondition(Element.dtype == dtype, "the elements are \(dtype), not \(Element.dtype)")
        return bytes.withUnsafeBytes { body($0.bindMemory(to: Element.self)) }
    }
}

extension FixedWidthInteger {
    fileprivate init(clamping value: Double) {
        if value.isNaN {
            self = 0
        } else if let exact = Self(exactly: value.rounded(.towardZero)) {
            self = exact
        } else {
            self = value < 0 ? .min : .max
        }
    }
}
