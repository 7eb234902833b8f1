/// What a `.npy` file says of its array: element type, order and shape (NEP 1, "Format specification").
public struct NPYHeader: Sendable, Hashable {
    public var dtype: DType
    public var shape: [Int]
    /// Whether the first axis varies fastest.
    public var isFortranOrder: Bool
    var isBigEndian: Bool
    /// Bytes per element in the file: of a string as many as its longest needs.
    var itemSize: Int
    var isUnicode: Bool
    /// Where the elements begin.
    var dataOffset: Int

    static let magic: [UInt8] = [0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59]
    /// numpy refuses more than 10,000 by default; structured types have long headers.
    static let longest = 1 << 16

    /// Reads the header from a file's first bytes.
    public init(parsing bytes: [UInt8]) throws(NPYError) { try self.init(parsing: bytes[...]) }

    init(parsing bytes: ArraySlice<UInt8>) throws(NPYError) {
        let (literal, end) = try Self.literal(bytes)
        try self.init(literal, offset: bytes.count > 6 && bytes[bytes.startIndex + 6] == 1 ? 10 : 12)
        dataOffset = end
    }

    /// The header's dictionary, and where what follows it begins.
    static func literal(_ bytes: ArraySlice<UInt8>) throws(NPYError) -> (PythonLiteral, end: Int) {
        let start = bytes.startIndex
        guard bytes.starts(with: Self.magic) else { throw NPYError(.notNPY, offset: 0) }
        guard bytes.count >= 8 else { throw NPYError(.truncated(needed: 2, found: bytes.count - 6), offset: 6) }
        let (major, minor) = (bytes[start + 6], bytes[start + 7])
        guard (1...3).contains(major), minor == 0 else {
            throw NPYError(.version(major: major, minor: minor), offset: 6)
        }
        let lengthSize = major == 1 ? 2 : 4
        guard bytes.count >= 8 + lengthSize else {
            throw NPYError(.truncated(needed: lengthSize, found: bytes.count - 8), offset: 8)
        }
        var length = 0
        for index in 0..<lengthSize { length |= Int(bytes[start + 8 + index]) << (8 * index) }
        guard length <= Self.longest else { throw NPYError(.header("it claims \(length) bytes"), offset: 8) }
        let begin = 8 + lengthSize
        guard bytes.count >= begin + length else {
            throw NPYError(.truncated(needed: length, found: bytes.count - begin), offset: begin)
        }
        var parser = PythonLiteralParser(bytes[(start + begin)..<(start + begin + length)], offset: begin)
        return (try parser.parse(), begin + length)
    }

    private init(_ literal: PythonLiteral, offset: Int) throws(NPYError) {
        guard case .dictionary(let members) = literal else {
            throw NPYError(.header("it is not a dictionary"), offset: offset)
        }
        var found: [String: PythonLiteral] = [:]
        for (key, value) in members { found[key] = value }
        guard case .boolean(let fortran)? = found["fortran_order"] else {
            throw NPYError(.header("'fortran_order' is not True or False"), offset: offset)
        }
        guard case .tuple(let extents)? = found["shape"] else {
            throw NPYError(.header("'shape' is not a tuple"), offset: offset)
        }
        shape = []
        for extent in extents {
            guard case .integer(let value) = extent, value >= 0 else {
                throw NPYError(.header("'shape' holds something that is no extent"), offset: offset)
            }
            shape.append(value)
        }
        isFortranOrder = fortran
        dataOffset = 0
        switch found["descr"] {
        case .string(let name)?:
            guard let type = ElementType(descr: name) else {
                throw NPYError(name.hasSuffix("O") ? .objects : .dtype(name), offset: offset)
            }
            (dtype, itemSize, isBigEndian, isUnicode) = (type.dtype, type.itemSize, type.isBigEndian, type.isUnicode)
        case .list?: throw NPYError(.dtype("structured"), offset: offset)
        default: throw NPYError(.header("'descr' is not a type"), offset: offset)
        }
        // Extents of 0 count as 1, so that no later product over some of the axes can overflow either.
        var bytes = max(itemSize, 1)
        for extent in shape {
            let (product, overflow) = bytes.multipliedReportingOverflow(by: max(extent, 1))
            guard !overflow else { throw NPYError(.shape(shape), offset: offset) }
            bytes = product
        }
        // Elements of no bytes would let a header of 100 bytes ask for any amount of memory.
        guard itemSize > 0 || bytes <= 1 << 20 else { throw NPYError(.shape(shape), offset: offset) }
    }
}

/// numpy's array protocol type string: byte order, kind, bytes (or characters, for `U`).
private struct ElementType {
    var dtype: DType
    var itemSize: Int
    var isBigEndian: Bool
    var isUnicode = false

    init?(descr: String) {
        var rest = Substring(descr)
        guard let order = rest.popFirst() else { return nil }
        switch order {
        case "<", "|", "=": isBigEndian = false
        case ">": isBigEndian = true
        default: return nil
        }
        guard let kind = rest.popFirst(), !rest.isEmpty, rest.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let size = Int(rest), size <= 1 << 40
        else { return nil }
        itemSize = size
        switch (kind, size) {
        case ("b", 1), ("?", 1): dtype = .bool
        case ("i", 1): dtype = .int8
        case ("i", 2): dtype = .int16
        case ("i", 4): dtype = .int32
        case ("i", 8): dtype = .int64
        case ("u", 1): dtype = .uint8
        case ("u", 2): dtype = .uint16
        case ("u", 4): dtype = .uint32
        case ("u", 8): dtype = .uint64
        case ("f", 2): dtype = .float16
        case ("f", 4): dtype = .float32
        case ("f", 8): dtype = .float64
        case ("c", 8): dtype = .complex64
        case ("c", 16): dtype = .complex128
        // numpy has no bfloat16; ml_dtypes' (JAX, TensorFlow) is saved as two opaque bytes.
        case ("V", 2): dtype = .bfloat16
        case ("S", _), ("a", _): dtype = .string
        case ("U", _):
            dtype = .string
            itemSize = size * 4
            isUnicode = true
        default: return nil
        }
    }
}

extension DType {
    /// numpy's type string of a fixed-size type, as `NPY` writes it.
    var descr: String {
        switch self {
        case .bool: "|b1"
        case .int8: "|i1"
        case .uint8: "|u1"
        case .int16: "<i2"
        case .int32: "<i4"
        case .int64: "<i8"
        case .uint16: "<u2"
        case .uint32: "<u4"
        case .uint64: "<u8"
        case .float16: "<f2"
        case .bfloat16: "<V2"
        case .float32: "<f4"
        case .float64: "<f8"
        case .complex64: "<c8"
        case .complex128: "<c16"
        case .string: "<U"
        }
    }
}
