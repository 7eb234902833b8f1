/// A dense array of any rank, row-major (C order), little-endian.
public struct Tensor: Sendable, Hashable {
    public let dtype: DType
    /// The extents, outermost first; empty for a scalar (rank 0).
    public let shape: [Int]
    /// The elements' bytes; empty for `string`.
    public let bytes: [UInt8]
    /// The elements of a `string` tensor; empty otherwise.
    public let strings: [String]

    /// The number of elements.
    public var count: Int { shape.reduce(1, *) }

    /// A numeric tensor; `bytes` must hold exactly the elements that `shape` asks for.
    public init(dtype: DType, shape: [Int], bytes: [UInt8]) {
        precondition(dtype != .string && bytes.count == shape.reduce(1, *) * dtype.size, "bytes do not fit the shape")
        self.dtype = dtype
        self.shape = shape
        self.bytes = bytes
        strings = []
    }

    /// A string tensor; `strings` must hold exactly the elements that `shape` asks for.
    public init(shape: [Int], strings: [String]) {
        precondition(strings.count == shape.reduce(1, *), "strings do not fit the shape")
        dtype = .string
        self.shape = shape
        bytes = []
        self.strings = strings
    }
}

/// A tensor with the name of the model's input or output that it belongs to.
public struct NamedTensor: Sendable, Hashable {
    public let name: String
    public let tensor: Tensor

    public init(name: String, tensor: Tensor) {
        self.name = name
        self.tensor = tensor
    }
}
