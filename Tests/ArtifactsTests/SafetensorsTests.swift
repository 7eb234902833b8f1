import Files
import JSON
import Matrix
import Testing

@testable import Artifacts

@Suite("Safetensors files")
struct SafetensorsTests {
    private func file(_ header: String, data: Int, length: Int? = nil) -> [UInt8] {
        var bytes: [UInt8] = []
        withUnsafeBytes(of: UInt64(length ?? header.utf8.count).littleEndian) { bytes += $0 }
        return bytes + Array(header.utf8) + [UInt8](repeating: 0, count: data)
    }

    @Test("Tensors and metadata are read") func header() throws {
        let header = try SafetensorsHeader(ArtifactFixtures.bytes("torch/smallnet.safetensors"))
        #expect(header.metadata == ["format": "pt"])
        #expect(header.entries.count == 9)
        #expect(header.entries.first { $0.name == "hidden.weight" }?.shape == [8, 4])
        #expect(header.entries.first { $0.name == "hidden.weight" }?.dtype == "F32")
    }

    @Test(
        "Headers that no writer makes are refused with the reason",
        arguments: [
            (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#, 4, "the tensor 'a' reaches to byte 8 of 4"),
            (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#, 9, "1 bytes at the end belong to no tensor"),
            (
                #"{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}"#, 8,
                "the tensor 'a' has 8 bytes, but F32 [3] takes 12"
            ),
            (
                #"{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,8]}}"#, 8,
                "the tensor 'a' is larger"
            ),
            (#"{"a":{"dtype":"F31","shape":[2],"data_offsets":[0,8]}}"#, 8, "the tensor 'a' has the dtype 'F31'"),
            (#"{"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}"#, 8, "the tensor 'a' has no shape"),
            (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}"#, 8, "the tensor 'a' has no data_offsets"),
            (
                #"{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}}"#,
                3, "the tensor 'b' overlaps the one before it"
            ),
            (
                #"{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"b":{"dtype":"U8","shape":[1],"data_offsets":[2,3]}}"#,
                3, "1 bytes before the tensor 'b' belong to none"
            ),
            (#"{"__metadata__":{"a":1}}"#, 0, "__metadata__ has a number under 'a'"),
            (#"{"a": "#, 0, "the header is no JSON"),
        ])
    func broken(header: String, data: Int, reason: String) {
        let error = #expect(throws: SafetensorsError.self) { try SafetensorsHeader(file(header, data: data)) }
        #expect(error?.description.hasPrefix(reason) == true, "\(error?.description ?? "")")
    }

    @Test("A header's length beyond the file or the limit is refused before it is read") func lengths() throws {
        let cut = #expect(throws: SafetensorsError.self) { try SafetensorsHeader(file("{}", data: 0, length: 9)) }
        #expect(cut?.description.contains("truncated") == true)
        let huge = #expect(throws: SafetensorsError.self) {
            try SafetensorsHeader(file("{}", data: 0, length: 100_000_001))
        }
        #expect(huge?.description.contains("100000000") == true)
    }

    @Test("A damaged file may not be loaded") func scan() throws {
        let bytes = ArtifactFixtures.bytes("torch/smallnet.safetensors")
        let cut = try ArtifactReader.describe(
            path: "cut.safetensors", bytes: bytes.dropLast(1), sha256: "", statedFormat: nil)
        #expect(!cut.scan(Policy()).passes)
    }
}
