import Testing

@testable import Artifacts

@Suite("Protocol Buffers fields")
struct InputsProtobufTests {
    static func fields(_ bytes: [UInt8]) throws -> [ProtobufField] {
        var reader = ProtobufReader(bytes)
        var fields: [ProtobufField] = []
        while let field = try reader.next() { fields.append(field) }
        return fields
    }

    @Test(
        "An entry of a map is read alike, whichever of key and value comes first",
        arguments: [[0x0A, 1, 0x61, 0x12, 2, 0x08, 7], [0x12, 2, 0x08, 7, 0x0A, 1, 0x61]] as [[UInt8]])
    func mapEntry(bytes: [UInt8]) throws {
        let entry = try ProtobufReader(bytes).mapEntry()
        #expect(entry.key == "a")
        var value = try #require(entry.value)
        #expect(try value.next()?.uint64() == 7)
    }

    @Test("A message that parsers would merge with one before it is an error, unless its field is a list")
    func repeatedMessage() throws {
        let fields = try Self.fields([0x12, 0, 0x1A, 0, 0x12, 0])
        #expect(throws: Never.self) { try (fields[0].soleMessage(), fields[1].soleMessage(), fields[2].message()) }
        let error = #expect(throws: ProtobufError.self) { try fields[2].soleMessage() }
        #expect(error == ProtobufError(.repeated(field: 2), offset: 4))
        let entry = ProtobufReader([0x0A, 1, 0x61, 0x12, 0, 0x12, 0])
        #expect(throws: ProtobufError.self) { try entry.mapEntry() }
    }

    @Test("Numbers, text and messages are read as the encoding guide shows them")
    func guide() throws {
        // protobuf.dev, "Encoding": a = 150; b = "testing"; c = {a: 150}; a = -2.
        let fields = try Self.fields(
            [0x08, 0x96, 0x01, 0x12, 0x07] + Array("testing".utf8) + [0x1A, 0x03, 0x08, 0x96, 0x01]
                + [0x08, 0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01]
        )
        #expect(fields.map(\.number) == [1, 2, 3, 1])
        #expect(fields.map(\.offset) == [0, 3, 12, 17])
        #expect(try fields[0].int64() == 150)
        #expect(try fields[1].string() == "testing")
        var inner = try fields[2].message()
        let field = try #require(try inner.next())
        #expect(try field.int64() == 150)
        #expect(field.offset == 14)
        #expect(try inner.next() == nil)
        #expect(try fields[3].int64() == -2)
    }

    @Test("Packed and single numbers give the same list")
    func packed() throws {
        var packed: [UInt64] = []
        for field in try Self.fields([0x32, 0x06, 0x03, 0x8E, 0x02, 0x9E, 0xA7, 0x05]) { try field.append(to: &packed) }
        var single: [UInt64] = []
        for field in try Self.fields([0x30, 0x03, 0x30, 0x8E, 0x02, 0x30, 0x9E, 0xA7, 0x05]) {
            try field.append(to: &single)
        }
        #expect(packed == [3, 270, 86942])
        #expect(single == packed)
    }

    @Test(
        "Damage is reported with its byte",
        arguments: [
            ([0x08], ProtobufError(.truncated, offset: 1)),
            ([0x08, 0x96], ProtobufError(.truncated, offset: 1)),
            ([0x08, 0x01, 0x12, 0x05, 0x41], ProtobufError(.truncated, offset: 2)),
            ([0x0D, 0x00, 0x00], ProtobufError(.truncated, offset: 1)),
            ([0x00, 0x01], ProtobufError(.fieldNumber(0), offset: 0)),
            ([0x0B], ProtobufError(.wireType(3), offset: 0)),
            ([0x08] + Array(repeating: 0xFF, count: 11), ProtobufError(.varint, offset: 1)),
            ([0x12] + Array(repeating: 0xFF, count: 9) + [0x01], ProtobufError(.truncated, offset: 0)),
        ])
    func damaged(_ bytes: [UInt8], _ expected: ProtobufError) {
        #expect(throws: expected) { try Self.fields(bytes) }
    }

    @Test("Messages nested without end are refused")
    func deep() throws {
        var bytes: [UInt8] = []
        for _ in 0..<200 { bytes = [0x0A] + Self.varint(bytes.count) + bytes }
        var reader = ProtobufReader(bytes)
        let error = #expect(throws: ProtobufError.self) {
            while let field = try reader.next() { reader = try field.message() }
        }
        #expect(error?.problem == .depth(limit: 100))
    }

    static func varint(_ value: Int) -> [UInt8] {
        var (rest, bytes) = (value, [UInt8]())
        repeat {
            bytes.append(UInt8(rest & 0x7F) | (rest > 0x7F ? 0x80 : 0))
            rest >>= 7
        } while rest > 0
        return bytes
    }
}
