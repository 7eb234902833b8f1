/// The fields of a Protocol Buffers message ("Encoding", protobuf.dev), for the few that C libraries hand out.
///
/// Ends silently where the bytes are no message: they come from a library that made them, not from a file.
struct ProtobufFields: Sequence, IteratorProtocol {
    struct Field {
        let number: Int
        /// Of a varint or fixed number.
        let value: UInt64
        /// Of a string, bytes or message.
        let bytes: ArraySlice<UInt8>

        var text: String { String(decoding: bytes, as: UTF8.self) }
        var fields: ProtobufFields { ProtobufFields(bytes) }
    }

    private var rest: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

    mutating func next() -> Field? {
        guard let tag = varint() else { return nil }
        switch tag & 7 {
        case 0: return varint().map { Field(number: Int(tag >> 3), value: $0, bytes: []) }
        case 1: return fixed(8, tag)
        case 5: return fixed(4, tag)
        case 2:
            guard let length = varint(), length <= UInt64(rest.count) else { return nil }
            defer { rest = rest.dropFirst(Int(length)) }
            return Field(number: Int(tag >> 3), value: 0, bytes: rest.prefix(Int(length)))
        default: return nil
        }
    }

    private mutating func fixed(_ size: Int, _ tag: UInt64) -> Field? {
        guard rest.count >= size else { return nil }
        let value = rest.prefix(size).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        rest = rest.dropFirst(size)
        return Field(number: Int(tag >> 3), value: value, bytes: [])
    }

    private mutating func varint() -> UInt64? {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while let byte = rest.popFirst(), shift < 64 {
            value |= UInt64(byte & 0x7F) << shift
            if byte & 0x80 == 0 { return value }
            shift += 7
        }
        return nil
    }
}
