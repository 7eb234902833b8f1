import Matrix
import Testing

@testable import Artifacts

/// Small files that ask for much: each is read in time and memory that its size, not its claims, bounds.
@Suite("Files made to keep a reader busy")
struct ReaderBoundsTests {
    private func expectSoon(_ body: () throws -> Void) rethrows {
        let elapsed = try ContinuousClock().measure(body)
        // Well under a second on an idle machine.
        #expect(elapsed < .seconds(20), "\(elapsed)")
    }

    private func number(_ value: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: value.littleEndian) { Array($0) }
    }

    @Test("A dictionary that lies in itself many times") func nestedDictionary() {
        var bytes: [UInt8] = [0x80, 2, UInt8(ascii: "}"), UInt8(ascii: "q"), 0, UInt8(ascii: "(")]
        for key in 0..<4000 {
            bytes += [0x58] + number(UInt32(4)) + number(UInt32(key | 0x2020_0000)) + [UInt8(ascii: "h"), 0]
        }
        bytes += Array("u.".utf8)
        expectSoon { #expect(PickleReader.readTorch(bytes).report.error == nil) }
    }

    @Test("Memo entries ever further apart") func sparseMemo() {
        var bytes: [UInt8] = [0x80, 2, UInt8(ascii: "N")]
        for index in 1...100_000 { bytes += [UInt8(ascii: "r")] + number(UInt32(index * 1024)) }
        bytes += Array(".".utf8)
        expectSoon { #expect(PickleReader.read(bytes).error == nil) }
    }

    @Test("One large state built again and again") func repeatedBuild() {
        var bytes: [UInt8] = [0x80, 2, UInt8(ascii: "c")] + Array("a\nb\n)\u{81}".utf8.filter { $0 != 0xC2 })
        bytes += [UInt8(ascii: "}"), UInt8(ascii: "q"), 0, UInt8(ascii: "(")]
        for key in 0..<4000 {
            bytes += [0x58] + number(UInt32(4)) + number(UInt32(key | 0x2020_0000)) + [UInt8(ascii: "N")]
        }
        bytes += [UInt8(ascii: "u"), UInt8(ascii: "b")]
        for _ in 0..<200_000 { bytes += [UInt8(ascii: "h"), 0, UInt8(ascii: "b")] }
        bytes += Array(".".utf8)
        expectSoon { #expect(PickleReader.read(bytes).globals.count == 1) }
    }

    @Test("Escaped keys of a wrapper's state, again and again") func wrapperKeys() {
        var bytes: [UInt8] = [0x80, 4] + Array("cjoblib.numpy_pickle\nNumpyArrayWrapper\nq".utf8) + [1, 0x30]
        bytes += Array(("S'" + String(repeating: "\\\\", count: 1990) + "'\nq").utf8) + [0, 0x30]
        bytes += Array("}(".utf8)
        for _ in 0..<4000 { bytes += [UInt8(ascii: "h"), 0, UInt8(ascii: "N")] }
        bytes += Array("uq".utf8) + [2, 0x30]
        for _ in 0..<2000 { bytes += [0x68, 1] + Array(")".utf8) + [0x81, 0x68, 2] + Array("b0".utf8) }
        expectSoon { #expect(PickleReader.read(bytes).error != nil) }
    }

    @Test("Tuples of tuples of names, handed over again and again") func handovers() {
        var bytes: [UInt8] = [0x80, 4] + Array("cnumpy\nzeros\nq".utf8) + [0, 0x30]
        bytes += Array("(".utf8) + (0..<64).flatMap { _ in [0x68, 0] as [UInt8] } + Array("tq".utf8) + [1, 0x30]
        bytes += Array("(".utf8) + (0..<64).flatMap { _ in [0x68, 1] as [UInt8] } + Array("tq".utf8) + [2, 0x30]
        bytes += Array("ccollections\nOrderedDict\nq".utf8) + [3, 0x30]
        for _ in 0..<100_000 { bytes += [0x68, 3, 0x68, 2, 0x52, 0x30] }
        bytes += Array("N.".utf8)
        expectSoon { #expect(PickleReader.read(bytes).error == nil) }
    }

    @Test("A long name looked up again and again") func longNames() {
        for count in [500, 4000] {
            let text = Array(("S'" + String(repeating: "\\\\", count: count / 2) + "'\nq").utf8)
            var bytes = [0x80, 4] + text + [0, 0x30]
            for _ in 0..<100_000 { bytes += [0x68, 0, 0x68, 0, 0x93, 0x30] }
            bytes += Array("N.".utf8)
            expectSoon { #expect(PickleReader.read(bytes).globals.count == (count > 512 ? 0 : 1)) }
        }
    }

    @Test(
        "Values, containers, objects, texts and the memo share what memory there is",
        arguments: ["N", "}0", "N\u{94}0", "S'a text of some bytes'\n0", "h\u{0})R0"])
    func memory(instruction: String) {
        let body = instruction.unicodeScalars.map { UInt8($0.value) }
        func fault(_ count: Int) -> PickleError.Problem? {
            var bytes: [UInt8] = [0x80, 4] + Array("cbuiltins\nobject\nq\u{0}0N".utf8)
            for _ in 0..<count { bytes += body }
            var reader = PickleReader(ByteStream(ByteSource(bytes + [0x2E])))
            reader.memoryLimit = 1 << 20
            reader.readAll()
            return reader.report.error?.problem
        }
        #expect(fault(1000) == nil)
        #expect(fault(200_000) == .tooLarge(limit: 1 << 20))
    }

    @Test("Very many pickles behind each other") func manyPickles() {
        var bytes: [UInt8] = []
        for index in 0..<20_000 { bytes += Array("ca\nb\(index % 500)\n.".utf8) }
        expectSoon {
            let report = PickleReader.read(bytes)
            #expect(report.pickles == 20_000 && report.globals.count == 500)
        }
    }

    @Test(
        "Lengths beyond the file, in every opcode that has one",
        arguments: [0x42, 0x54, 0x58, 0x8B, 0x8D, 0x8E, 0x95, 0x96] as [UInt8])
    func lengths(_ opcode: UInt8) {
        for claim in [UInt64.max, UInt64(Int64.max), 1 << 40, 0x7FFF_FFFF] {
            let report = PickleReader.read([0x80, 4, opcode] + number(claim) + Array("cos\nsystem\n.".utf8))
            #expect(report.error != nil)
        }
    }

    @Test("A payload skipped in pieces does not hide what follows it")
    func longPayload() {
        let payload = [UInt8](repeating: 0x2E, count: 1 << 20)
        let bytes = [0x80, 4, 0x42] + number(UInt32(payload.count)) + payload + Array("0cos\nsystem\n(tR.".utf8)
        #expect(PickleReader.read(bytes).globals.map(\.dotted) == ["os.system"])
    }

    @Test("A name too long to be kept is no way around the list")
    func longName() {
        let name = [UInt8](repeating: UInt8(ascii: "a"), count: 5000)
        let text = [0x58] + number(UInt32(name.count)) + name
        let report = PickleReader.read([0x80, 4] + text + text + [0x93, 0x2E])
        #expect(report.findings.map(\.kind) == [.unresolvedGlobal])
    }
}
