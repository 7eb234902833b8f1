/// A value of Thrift's compact protocol (thrift-compact-protocol.md), read whole: structures by field number.
enum ThriftValue {
    case bool(Bool)
    case int(Int)
    case double(Double)
    case binary(ArraySlice<UInt8>)
    case list([ThriftValue])
    case structure([Int: ThriftValue])

    subscript(field: Int) -> ThriftValue? {
        if case .structure(let fields) = self { fields[field] } else { nil }
    }

    var int: Int? { if case .int(let value) = self { value } else { nil } }
    var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
    var list: [ThriftValue]? { if case .list(let values) = self { values } else { nil } }
    var text: String? { if case .binary(let bytes) = self { String(decoding: bytes, as: UTF8.self) } else { nil } }
}

/// Reads Thrift's compact protocol; no value makes it hold more than a few times the bytes that it was read from.
struct ThriftReader {
    private let bytes: ArraySlice<UInt8>
    private(set) var position: Int
    private static let deepest = 32

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        position = bytes.startIndex
    }

    mutating func structure(depth: Int = 0) throws(ParquetError) -> ThriftValue {
        guard depth < Self.deepest else { throw ParquetError("the metadata is nested too deeply") }
        var fields: [Int: ThriftValue] = [:]
        var number = 0
        while true {
            let head = try byte()
            if head == 0 { return .structure(fields) }
            // Fields have numbers of 16 bits.
            number = head >> 4 == 0 ? try zigzag() : number + Int(head >> 4)
            guard (-32_768...32_767).contains(number) else { throw ParquetError("the metadata has a field \(number)") }
            // A boolean field's value is its type.
            switch head & 0xF {
            case 1: fields[number] = .bool(true)
            case 2: fields[number] = .bool(false)
            default: fields[number] = try value(head & 0xF, depth: depth)
            }
        }
    }

    private mutating func value(_ type: UInt8, depth: Int) throws(ParquetError) -> ThriftValue {
        switch type {
        case 1, 2: return .bool(try byte() == 1)
        case 3: return .int(Int(Int8(bitPattern: try byte())))
        case 4, 5, 6: return .int(try zigzag())
        case 7:
            var bits: UInt64 = 0
            for shift in 0..<8 { bits |= UInt64(try byte()) << UInt64(8 * shift) }
            return .double(Double(bitPattern: bits))
        case 8:
            let length = try count()
            defer { position += length }
            return .binary(bytes[position..<position + length])
        case 9, 10:
            let head = try byte()
            let length = head >> 4 == 15 ? try count() : Int(head >> 4)
            var values: [ThriftValue] = []
            for _ in 0..<length { values.append(try value(head & 0xF, depth: depth + 1)) }
            return .list(values)
        case 12: return try structure(depth: depth + 1)
        default: throw ParquetError("the metadata has a value of type \(type), which Parquet does not use")
        }
    }

    private mutating func byte() throws(ParquetError) -> UInt8 {
        guard position < bytes.endIndex else { throw ParquetError("the metadata is cut; get the file again") }
        defer { position += 1 }
        return bytes[position]
    }

    private mutating func varint() throws(ParquetError) -> UInt64 {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 64, by: 7) {
            let next = try byte()
            value |= UInt64(next & 0x7F) << shift
            if next < 0x80 { return value }
        }
        throw ParquetError("the metadata has a number of more than 64 bits")
    }

    private mutating func zigzag() throws(ParquetError) -> Int {
        let value = try varint()
        return Int(bitPattern: UInt(value >> 1)) ^ -Int(value & 1)
    }

    /// A length, which the bytes that are left bound: each element takes one at least.
    private mutating func count() throws(ParquetError) -> Int {
        guard let count = Int(exactly: try varint()), count <= bytes.endIndex - position else {
            throw ParquetError("the metadata is cut; get the file again")
        }
        return count
    }
}

/// What is wrong with a Parquet file, or what it holds that no input can be.
struct ParquetError: Error, Sendable, Hashable {
    let message: String

    init(_ message: String) { self.message = message }
}
