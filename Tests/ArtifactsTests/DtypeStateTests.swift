import Matrix
import Testing

@testable import Artifacts

/// NumPy believes what a pickle says of a dtype: a false state has it take numbers for the addresses of objects.
@Suite("The state of NumPy's dtypes")
struct DtypeStateTests {
    private typealias Part = (inout PickleWriter) -> Void

    private func scan(_ build: Part) -> ScanResult {
        PickleScan.judge(PickleReader.read(PickleWriter.make(build)), policy: Policy())
    }

    private func size(_ value: Int32) -> [UInt8] {
        [UInt8(ascii: "J")] + withUnsafeBytes(of: value.littleEndian) { Array($0) }
    }

    /// `dtype(code, False, copy)` with the state `(3, '|', subarray, names, fields, size, -1, flags)`.
    private func dtype(
        _ code: String, size bytes: Int32 = -1, flags: UInt8 = 0, copy: Bool = true, subarray: Part = { $0.op("N") },
        names: Part = { $0.op("N") }, fields: Part = { $0.op("N") }, into writer: inout PickleWriter,
    ) {
        writer.global("numpy", "dtype")
        writer.text(code)
        writer.op(0x89, copy ? 0x88 : 0x89, 0x87)
        writer.op("R(K")
        writer.op(3)
        writer.text("|")
        subarray(&writer)
        names(&writer)
        fields(&writer)
        writer.bytes += size(bytes) + size(-1)
        writer.int(flags)
        writer.op("tb")
    }

    /// A structure with fields of codes and offsets.
    private func structure(
        _ fields: [(name: String, code: String, flags: UInt8, offset: Int32)], size bytes: Int32, flags: UInt8,
        into writer: inout PickleWriter,
    ) {
        dtype(
            "V\(bytes)", size: bytes, flags: flags,
            names: { writer in
                writer.op("(")
                for field in fields { writer.text(field.name) }
                writer.op("t")
            },
            fields: { writer in
                writer.op("}(")
                for field in fields {
                    writer.text(field.name)
                    let bytes = ["O", "U", "S"].contains(field.code.first) && field.code.first != "O" ? 4 : -1
                    dtype(field.code, size: Int32(bytes), flags: field.flags, into: &writer)
                    writer.bytes += size(field.offset)
                    writer.op(0x86)
                }
                writer.op("u")
            },
            into: &writer)
    }

    @Test("What NumPy writes is clean")
    func ordinary() {
        for (code, bytes, flags) in [
            ("f8", -1, 0), ("b1", -1, 0), ("O8", -1, 63), ("S3", 3, 0), ("U5", 20, 8), ("V16", 16, 0), ("M8", -1, 0),
        ] as [(String, Int32, UInt8)] {
            #expect(scan { dtype(code, size: bytes, flags: flags, into: &$0) }.passes, "\(code)")
        }
        #expect(scan { structure([("a", "f8", 0, 0), ("b", "i4", 0, 8)], size: 16, flags: 16, into: &$0) }.passes)
        #expect(scan { structure([("a", "O8", 63, 0), ("add", "U1", 8, 8)], size: 12, flags: 63, into: &$0) }.passes)
    }

    @Test(
        "A state that belies the dtype's elements is refused",
        arguments: [
            ("O8", -1, 0), ("O8", -1, 1), ("f8", -1, 63), ("S3", -1, 0), ("S3", 3, 1), ("U5", -1, 8), ("V8", 8, 63),
            ("object", -1, 0), ("f99", -1, 0),
        ] as [(String, Int32, UInt8)])
    func belied(code: String, bytes: Int32, flags: UInt8) {
        let result = scan { dtype(code, size: bytes, flags: flags, into: &$0) }
        #expect(result.summary.hasPrefix("gives a dtype a state by which NumPy could read what is no array"))
    }

    @Test("Fields of objects that the structure denies, that lie outside it or over others are refused")
    func fields() {
        func refused(_ fields: [(name: String, code: String, flags: UInt8, offset: Int32)], _ flags: UInt8) -> Bool {
            scan { structure(fields, size: 8, flags: flags, into: &$0) }.verdict == .refused
        }
        #expect(!refused([("a", "O8", 63, 0)], 63))
        #expect(refused([("a", "O8", 63, 0)], 0))
        #expect(refused([("a", "O8", 63, 4)], 63))
        #expect(refused([("a", "O8", 63, -8)], 63))
        #expect(refused([("a", "f8", 0, 1)], 0))
        #expect(refused([("a", "O8", 63, 0), ("b", "i4", 0, 4)], 63))
        #expect(!refused([("a", "f8", 0, 0), ("b", "i4", 0, 4)], 0))
    }

    @Test("A dtype gets its state once, and is a copy of its own")
    func once() {
        let twice = scan {
            dtype("f8", into: &$0)
            $0.op("(K")
            $0.op(3)
            $0.text("|")
            $0.op("NNN")
            $0.bytes += size(-1) + size(-1)
            $0.int(0)
            $0.op("tb")
        }
        #expect(twice.summary.contains("it has one already"))
        #expect(scan { dtype("f8", copy: false, into: &$0) }.verdict == .refused)
    }
}
