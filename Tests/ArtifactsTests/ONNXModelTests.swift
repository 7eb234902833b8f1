import Files
import Glibc
import Matrix
import Testing

@testable import Artifacts

@Suite("ONNX models")
struct ONNXModelTests {
    private func read(_ name: String) throws -> (ArtifactDescription, ONNXModel) {
        let artifact = try ArtifactReader.read(path: ArtifactFixtures.path("onnxes/\(name).onnx"))
        guard case .onnx(let model) = artifact.content else {
            Issue.record("not ONNX")
            return (artifact, ONNXModel())
        }
        return (artifact, model)
    }

    @Test("Inputs and outputs come with dtype and shape") func signature() throws {
        let (artifact, model) = try read("several-inputs")
        #expect(
            artifact.inputs.map(\.description) == [
                "a: float32[batch, rows, 4]", "b: float32[batch, 4, columns]", "scale: int64[batch, 1, 1]",
            ])
        #expect(artifact.outputs.map(\.description) == ["y: float32[batch, rows, columns]", "shape: int64[3]"])
        #expect(model.irVersion == 8)
        #expect(model.producerName == "smokehouse-fixtures")
        #expect(model.opsets == [ONNXModel.Opset(domain: "ai.onnx", version: 15)])
        #expect(model.operators.map(\.type) == ["MatMul", "Cast", "Add", "Shape"])
        #expect(artifact.scan(Policy()).verdict == .notApplicable)
        #expect(artifact.preload == ["onnxruntime"])
    }

    @Test("The demo's exports name their producer") func producer() throws {
        let artifact = try ArtifactReader.read(path: ArtifactFixtures.demo("iris-onnx.onnx"))
        #expect(artifact.embeddedVersions == ["skl2onnx": "1.16.0"])
        #expect(artifact.outputs.count == 2)
    }

    @Test("Operators of unknown domains are noted") func customDomain() throws {
        let (artifact, model) = try read("custom-operator")
        #expect(model.customDomains == ["org.example"])
        #expect(artifact.scan(Policy()).notes.first?.contains("org.example") == true)
    }

    @Test("A truncated model is described with its fault") func truncated() throws {
        let (artifact, model) = try read("truncated")
        #expect(artifact.fault?.contains("cut, damaged") == true)
        #expect(model.irVersion == 8)
    }

    @Test(
        "External data outside the model's directory are refused",
        arguments: [
            ("weights.bin", true), ("data/weights.bin", true), ("../weights.bin", false), ("/etc/passwd", false),
            ("data/../../x", false), ("*/_ORT_MEM_ADDR_/*", false), ("weights*.bin", true),
        ])
    func externalData(location: String, isPermitted: Bool) throws {
        func field(_ number: UInt8, _ content: [UInt8]) -> [UInt8] {
            [number << 3 | 2, UInt8(content.count)] + content
        }
        let entry = field(1, Array("location".utf8)) + field(2, Array(location.utf8))
        let tensor = field(8, Array("w".utf8)) + [13 << 3 | 2, UInt8(entry.count)] + entry
        let bytes: [UInt8] = [8, 8] + field(2, Array("test".utf8)) + field(7, field(5, tensor))
        let artifact = try ArtifactReader.describe(path: "m.onnx", bytes: bytes, sha256: "", statedFormat: nil)
        guard case .onnx(let model) = artifact.content else {
            Issue.record("not ONNX")
            return
        }
        #expect(model.externalData == [location])
        #expect(artifact.scan(Policy()).passes == isPermitted)
    }

    @Test(
        "External data are found in sparse tensors, training graphs and functions as well",
        arguments: 0..<4, ["../x", "*/_ORT_MEM_ADDR_/*"])
    func hiddenData(_ place: Int, location: String) throws {
        func field(_ number: Int, _ content: [UInt8]) -> [UInt8] {
            let tag = number << 3 | 2
            let key = tag < 128 ? [UInt8(tag)] : [UInt8(tag & 127 | 128), UInt8(tag >> 7)]
            return key + [UInt8(content.count)] + content
        }
        let entry = field(1, Array("location".utf8)) + field(2, Array(location.utf8))
        let tensor = field(13, entry)
        let sparse = field(2, tensor)
        let body: [UInt8] =
            switch place {
            case 0: field(7, field(15, sparse))
            case 1: field(7, []) + field(20, field(2, field(5, tensor)))
            case 2: field(7, field(1, field(5, field(22, sparse))))
            default: field(7, []) + field(25, field(11, field(5, tensor)))
            }
        let bytes: [UInt8] = [8, 8] + field(2, Array("test".utf8)) + body
        let artifact = try ArtifactReader.describe(path: "m.onnx", bytes: bytes, sha256: "", statedFormat: nil)
        #expect(artifact.scan(Policy()).verdict == .refused)
    }

    @Test("A model whose producer's version is of many lines is recognised, as CatBoost writes it")
    func longVersion() throws {
        let version = Array(("Git info:\n    Commit: b1bd2a6d" + String(repeating: "\n\tline", count: 60)).utf8)
        let bytes: [UInt8] =
            [0x08, 3, 0x12, 8] + Array("CatBoost".utf8) + [0x1A] + [UInt8(version.count & 0x7F | 0x80)]
            + [UInt8(version.count >> 7)] + version + [0x3A, 3, 0x12, 1, 0x67]
        let artifact = try ArtifactReader.describe(path: "x", bytes: bytes, sha256: "", statedFormat: nil)
        #expect(artifact.format == "onnx")
        #expect(artifact.scan(Policy()).passes)
        #expect(artifact.producers == [])
    }

    @Test(
        "The file that a compiled node names must lie beside the model; a note says that nothing judges its code",
        arguments: [("net.bin", 0, true), ("../net.bin", 0, false), ("/net.bin", 0, false), ("/net.bin", 1, true)])
    func compiled(context: String, embedding: UInt8, isPermitted: Bool) throws {
        func field(_ number: UInt8, _ content: [UInt8]) -> [UInt8] {
            [number << 3 | 2, UInt8(content.count)] + content
        }
        let node =
            field(5, field(1, Array("embed_mode".utf8)) + [0x18, embedding])
            + field(5, field(1, Array("ep_cache_context".utf8)) + field(4, Array(context.utf8)))
            + field(4, Array("EPContext".utf8)) + field(7, Array("com.microsoft".utf8))
        let bytes = [0x08, 9, 0x12, 1, 0x61] + field(7, field(1, node))
        let artifact = try ArtifactReader.describe(path: "x", bytes: bytes, sha256: "", statedFormat: nil)
        let result = artifact.scan(Policy())
        #expect(result.passes == isPermitted)
        #expect(artifact.companions == (isPermitted && embedding == 0 ? [context] : []))
        #expect(result.notes.contains { $0.contains("EPContext") })
    }

    @Test("External data that are a link out of the model's directory are refused")
    func linkedData() throws {
        let folder = try Directory.createTemporary(in: "/tmp", prefix: "smokehouse-onnx-")
        defer { try? Directory.removeTree(folder) }
        let model = folder + "/m.onnx"
        let entry: [UInt8] = [10, 8] + Array("location".utf8) + [18, 1] + Array("w".utf8)
        let tensor: [UInt8] = [13 << 3 | 2, UInt8(entry.count)] + entry
        let graph: [UInt8] = [5 << 3 | 2, UInt8(tensor.count)] + tensor
        try File.write([8, 8, 18, 1, 0x74, 7 << 3 | 2, UInt8(graph.count)] + graph, to: model)
        try File.write([1, 2, 3, 4], to: folder + "/w")
        #expect(try ArtifactReader.read(path: model).scan(Policy()).passes)
        #expect(unlink(folder + "/w") == 0 && symlink("/etc/passwd", folder + "/w") == 0)
        let scan = try ArtifactReader.read(path: model).scan(Policy())
        #expect(scan.verdict == .refused)
        #expect(scan.summary.contains("'w', a link to a file outside"))
    }

    @Test("More external data than are looked at make a model unreadable, with a link among them or without")
    func manyData() throws {
        func field(_ number: Int, _ content: [UInt8]) -> [UInt8] {
            var (head, count) = ([UInt8(number << 3 | 2)], content.count)
            while count > 127 { (head, count) = (head + [UInt8(count & 127 | 128)], count >> 7) }
            return head + [UInt8(count)] + content
        }
        func model(_ count: Int) -> [UInt8] {
            let tensors = (0..<count).flatMap { index in
                field(5, field(13, field(1, Array("location".utf8)) + field(2, Array("w\(index)".utf8))))
            }
            return [8, 8] + field(2, Array("test".utf8)) + field(7, tensors)
        }
        func scan(_ count: Int) throws -> ScanResult {
            try ArtifactReader.describe(path: "m.onnx", bytes: model(count), sha256: "", statedFormat: nil)
                .scan(Policy())
        }
        #expect(try scan(10_000).passes)
        #expect(try scan(10_001).verdict == .unreadable)
        #expect(try scan(10_001).summary.contains("names 10001 files of external data; 10000 at most"))
    }

    @Test("A model cut at any byte never crashes") func cut() {
        let bytes = ArtifactFixtures.bytes("onnxes/several-inputs.onnx")
        for count in 0..<bytes.count {
            var model = ONNXModel()
            do throws(ProtobufError) {
                try model.read(ByteSource(Array(bytes.prefix(count))))
                #expect(model.inputs.isEmpty || count > 300)
            } catch {
                #expect((0...count).contains(error.offset))
            }
        }
    }
}
