import JSON
import Matrix
import Testing

@testable import Artifacts

/// Small files that ask for much: each is read in time and memory that its size, not its claims, bounds.
@Suite("Files made to keep a reader busy")
struct ReaderBoundsTests {
    private func expectSoon(_ body: () throws -> Void) rethrows {
        let seconds = try ProcessorTime.seconds(body)
        // Well under a second with optimisation.
        #expect(seconds < 20)
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

    private func keys(_ count: Int, value: String) -> [UInt8] {
        var bytes: [UInt8] = []
        for key in 0..<count {
            bytes.append(0x58)
            bytes += number(UInt32(4))
            bytes += number(UInt32(key | 0x2020_0000))
            bytes += Array(value.utf8)
        }
        return bytes
    }

    @Test(
        "One large state of many objects that is looked at for each",
        arguments: ["ordered", "vectorizer", "dtype", "methods"])
    func manyBuilt(kind: String) {
        var bytes: [UInt8] = [0x80, 2]
        let made: String
        switch kind {
        case "ordered":
            bytes += Array("ccollections\nOrderedDict\n)R(".utf8) + keys(4000, value: "N") + Array("uq\0".utf8)
            made = "(cargparse\nNamespace\noh\0b0"
        case "vectorizer":
            bytes += Array("}(".utf8) + keys(4000, value: "N") + Array("uq\0".utf8)
            made = "(csklearn.feature_extraction.text\nTfidfVectorizer\noh\0b0"
        case "dtype":
            bytes += Array("}(".utf8) + keys(4000, value: "(cnumpy\ndtype\n(U\u{2}f8tRK\0t")
            bytes += Array("uq\u{1}(".utf8) + keys(4000, value: "") + Array("tq\u{2}".utf8)
            bytes += Array("(K\u{3}U\u{1}|Nh\u{2}h\u{1}K\u{8}K\u{1}K\0tq\0".utf8)
            made = "cnumpy\ndtype\n(U\u{2}V8I00\nI01\ntRh\0b0"
        default:
            bytes += Array("(".utf8)
            for _ in 0..<2000 { bytes += Array("U\u{7}predict".utf8) }
            bytes += Array("tq\u{1}".utf8)
            bytes += Array("}U\u{D}stack_method_h\u{1}sq\0".utf8)
            made = "(cargparse\nNamespace\no}U\u{D}stack_method_h\u{1}sb0"
        }
        for _ in 0..<30_000 { bytes += Array(made.utf8) }
        bytes += Array(".".utf8)
        expectSoon {
            let report = PickleReader.read(bytes)
            #expect(report.error == nil || report.error?.isReaders ?? false, "\(report.error?.description ?? "")")
        }
    }

    @Test("A small packed file with many millions of instructions") func packedInstructions() throws {
        // One value, and nine million times an instruction that does nothing to it.
        let packed: [UInt8] = [
            0x42, 0x5A, 0x68, 0x39, 0x31, 0x41, 0x59, 0x26, 0x53, 0x59, 0x72, 0x58, 0x79, 0x5B, 0x00, 0x00,
            0x01, 0xD4, 0x60, 0x82, 0x00, 0x00, 0x01, 0x00, 0x01, 0x40, 0x04, 0x00, 0x40, 0x00, 0x08, 0x20,
            0x00, 0x31, 0x0C, 0x00, 0x54, 0x84, 0x66, 0x7A, 0xF3, 0xE6, 0x84, 0x20, 0x43, 0x6C, 0x08, 0x40,
            0x87, 0x0B, 0xB9, 0x22, 0x9C, 0x28, 0x48, 0x39, 0x2C, 0x3C, 0xAD, 0x80,
        ]
        try expectSoon {
            let artifact = try ArtifactReader.describe(path: "a.pkl", bytes: packed, sha256: "", statedFormat: nil)
            #expect(artifact.scan(Policy()).summary.contains("far more instructions than its size allows"))
        }
    }

    @Test("Memo entries with thousands of zeros") func zeros() {
        var bytes: [UInt8] = [0x80, 2, UInt8(ascii: "N")]
        let line = Array(("p" + String(repeating: "0", count: 4000) + "7\n").utf8)
        for _ in 0..<5000 { bytes += line }
        bytes += Array(".".utf8)
        expectSoon { #expect(PickleReader.read(bytes).error?.isReaders ?? false) }
    }

    @Test("Names of many packages") func manyPackages() throws {
        var bytes: [UInt8] = [0x80, 2]
        for index in 0..<100_000 { bytes += Array("cm\(index)\nn\n0".utf8) }
        bytes += Array("N.".utf8)
        try expectSoon {
            let artifact = try ArtifactReader.describe(path: "a.pkl", bytes: bytes, sha256: "", statedFormat: nil)
            #expect(artifact.requiredPackages.count == 100_000)
        }
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

    @Test("A Keras model with very many inputs") func manyInputs() {
        let names = (0..<20_000).map { "x\($0)" }
        let layers = names.map { #"{"class_name": "InputLayer", "config": {"name": "\#($0)", "batch_shape": [1]}}"# }
        let order = names.reversed().map { #"["\#($0)", 0, 0]"# }.joined(separator: ",")
        let config = #"{"layers": [\#(layers.joined(separator: ","))], "input_layers": [\#(order)]}"#
        expectSoon {
            let json = try? JSONValue(parsing: #"{"class_name": "Functional", "config": \#(config)}"#)
            let model = KerasModel(config: json ?? .null, version: "3")
            #expect(model.inputs.map(\.name) == names.reversed())
        }
    }

    @Test("A skops file with a version at each of very many nodes") func manyVersions() {
        let nodes = (0..<100_000).map { index -> JSONValue in
            ["_sklearn_version": ["__loader__": "JsonNode", "content": .string("\"1.\(index)\"")]]
        }
        expectSoon { #expect(SkopsReport(schema: ["content": .array(nodes)]).sklearnVersions.count == 100) }
    }

    @Test("A SavedModel with many graphs, each of which leads far to each of its files", arguments: [1, 10])
    func manyGraphs(count: Int) {
        func field(_ number: Int, _ content: [UInt8]) -> [UInt8] {
            var bytes = [UInt8(number << 3 | 2)]
            var length = content.count
            while length > 127 {
                bytes.append(UInt8(length & 127 | 128))
                length >>= 7
            }
            return bytes + [UInt8(length)] + content
        }
        func node(_ name: String, _ operation: String, _ input: String) -> [UInt8] {
            field(1, field(1, Array(name.utf8)) + field(2, Array(operation.utf8)) + field(3, Array(input.utf8)))
        }
        let chain = (0..<490).flatMap { node("c\($0)", "Identity", "c\($0 + 1)") } + node("c490", "Placeholder", "")
        let graph = chain + (0..<2000).flatMap { node("r\($0)", "ReadFile", "c0") }
        let meta = field(2, field(1, field(4, Array("serve".utf8))) + field(2, graph))
        expectSoon {
            var model = SavedModel()
            try? model.read(ByteSource((0..<count).flatMap { _ in meta }))
            #expect(model.risks == [.init(operation: "ReadFile", deed: "would read files")])
        }
    }

    @Test("Texts in lists in lists, of which each list would be copied") func deepTexts() throws {
        let texts = Array(repeating: #""a""#, count: 100_000).joined(separator: ",")
        let deep = String(repeating: "[", count: 500) + texts + String(repeating: "]", count: 500)
        let files = ["config.json": #"{"model_type": "bert", "weight_map": \#(deep)}"#]
        try expectSoon {
            let result = try ModelFolderTests.scan("classifier", files)
            #expect(result.passes)
        }
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
