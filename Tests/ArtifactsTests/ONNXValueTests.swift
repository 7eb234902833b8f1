import Files
import Matrix
import Tensors
import Testing

@testable import Artifacts

@Suite("ONNX test data of any type")
struct ONNXValueTests {
    private func inputs(_ name: String) throws -> [NamedTensor] {
        let set = try InputSet.load(.file(Self.folder(name)), generatedRows: 1)
        #expect(set.isStacked)
        return set.part(inference: 0, batch: nil)
    }

    private static func folder(_ name: String) -> String {
        ArtifactFixtures.path("onnx-backend/test_\(name)/test_data_set_0")
    }

    @Test("Every input and output of a case is read, under the model's name")
    func names() throws {
        let cases = try Directory.list(ArtifactFixtures.path("onnx-backend"))
        #expect(cases.count > 30)
        for name in cases {
            let folder = ArtifactFixtures.path("onnx-backend/\(name)")
            let model = try ArtifactReader.read(path: Path.join(folder, "model.onnx"))
            let data = Path.join(folder, "test_data_set_0")
            let inputs = try InputSet.load(.file(data), generatedRows: 1).tensors
            let outputs = try ReferenceSet.load(data, inputRows: 1).outputs
            for (tensors, ports) in [(inputs, model.inputs), (outputs, model.outputs)] {
                for tensor in tensors {
                    let name = tensor.name.split(separator: "[")[0]
                    #expect(ports.contains { $0.name == name }, "\(folder): \(tensor.name)")
                }
                for port in ports {
                    #expect(
                        tensors.contains { $0.name == port.name || $0.name.hasPrefix(port.name + "[") },
                        "\(folder): \(port.name)")
                }
            }
        }
    }

    @Test("The elements of a sequence have its name and their index")
    func sequence() throws {
        let tensors = try inputs("sequence_insert_at_front")
        #expect(tensors.map(\.name) == ["sequence[0]", "sequence[1]", "sequence[2]", "tensor", "position"])
        #expect(tensors.map(\.tensor.shape) == [[4], [3], [2], [3], [1]])
    }

    @Test("An optional without a value is bool[0], one with a value is the value")
    func optional() throws {
        let none = try inputs("optional_has_element_empty_optional_input")
        #expect(none.map(\.tensor.description) == ["bool[0]"])
        let some = try inputs("optional_get_element_optional_sequence")
        #expect(some.map(\.name) == ["optional_input[0]"])
        #expect(some[0].tensor.dtype == .int32)
    }

    @Test("A model that takes nothing has no inputs")
    func nothing() throws { #expect(try inputs("constant").isEmpty) }

    @Test("4-bit integers come as int8")
    func narrow() throws {
        let tensor = try #require(try inputs("dequantizelinear_int4").first?.tensor)
        #expect(tensor.dtype == .int8)
        #expect((0..<tensor.count).allSatisfy { (-8..<8).contains(tensor.double(at: $0)) })
    }

    @Test("Maps have their keys sorted, and maps with the same keys are a table")
    func maps() throws {
        // MapProto: keys 2 and 1, values float 0.5 and 0.25.
        func scalar(_ bytes: [UInt8]) -> [UInt8] { [0x10, 1, 0x4A, 4] + bytes }
        func message(_ field: UInt8, _ bytes: [UInt8]) -> [UInt8] { [field << 3 | 2, UInt8(bytes.count)] + bytes }
        let values = message(3, scalar([0, 0, 0, 0x3F])) + message(3, scalar([0, 0, 0x80, 0x3E]))
        let map: [UInt8] = [0x10, 7, 0x1A, 2, 2, 1] + message(5, values)
        let read = try ONNXValue.decode(map, as: .map, named: "m")
        #expect(read.map(\.name) == ["m.1", "m.2"])
        #expect(read.map { $0.tensor.double(at: 0) } == [0.25, 0.5])
        let table = try ONNXValue.decode(message(6, map) + message(6, map), as: .sequence, named: "s")
        #expect(table.map(\.name) == ["s"])
        #expect(table[0].tensor == Tensor([Float(0.25), 0.5, 0.25, 0.5], shape: [2, 2]))
    }

    @Test("A graph's types are told to the innermost")
    func types() throws {
        func input(_ name: String) throws -> String? {
            let model = ArtifactFixtures.path("onnx-backend/test_\(name)/model.onnx")
            return try ArtifactReader.read(path: model).inputs.first?.description
        }
        #expect(try input("identity_sequence") == "x: sequence(float32)")
        #expect(try input("optional_get_element_optional_sequence") == "optional_input: optional(sequence(int32))")
        #expect(try input("dequantizelinear_int4") == "x: int4[5]")
    }

    @Test("A cut file is an error, never a trap")
    func cut() throws {
        let path = Path.join(Self.folder("sequence_insert_at_front"), "input_0.pb")
        let bytes = try File.read(path)
        for length in bytes.indices { _ = try? ONNXValue.decode(Array(bytes[..<length]), as: .sequence, named: "s") }
        for length in bytes.indices { _ = try? ONNXValue.decode(Array(bytes[..<length]), as: .optional, named: "s") }
    }
}
