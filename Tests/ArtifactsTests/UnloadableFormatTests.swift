import Files
import Matrix
import Testing

@testable import Artifacts

@Suite("Formats that are judged but not loaded")
struct UnloadableFormatTests {
    private func read(_ name: String) throws -> ArtifactDescription {
        try ArtifactReader.read(path: ArtifactFixtures.path("arrays/\(name)"), forLoading: false)
    }

    @Test(
        "Arrays are judged by their pickles, where they have any",
        arguments: [
            ("floats.npy", .notApplicable), ("structured.npy", .notApplicable), ("objects.npy", .clean),
            ("structured-objects.npy", .clean), ("hostile.npy", .refused), ("floats.npz", .notApplicable),
            ("objects.npz", .clean), ("hostile.npz", .refused),
        ] as [(String, ScanResult.Verdict)])
    func arrays(_ name: String, _ verdict: ScanResult.Verdict) throws {
        let artifact = try read(name)
        let scan = artifact.scan(Policy())
        #expect(artifact.fault == nil)
        #expect(scan.verdict == verdict, "\(scan.summary)")
        if verdict == .refused { #expect(scan.findings.contains { $0.global?.hasSuffix(".system") == true }) }
    }

    @Test("What no runtime loads stays an error for the matrix", arguments: ["objects.npy", "floats.npz", "tiny.gguf"])
    func loading(_ name: String) {
        #expect(throws: ArtifactError.self) { try ArtifactReader.read(path: ArtifactFixtures.path("arrays/\(name)")) }
    }

    @Test("A GGUF header is read, and its claims are checked against the file")
    func gguf() throws {
        let tiny = try read("tiny.gguf")
        #expect(tiny.fault == nil && tiny.formatVersion == "v3" && tiny.modelClass == "tiny")
        #expect(tiny.scan(Policy()).verdict == .notApplicable)
        for (name, fault) in [
            ("far.gguf", "beyond the file's end"), ("future.gguf", "version 9"),
            ("many.gguf", "claims 1099511627776 tensors"),
        ] {
            let artifact = try read(name)
            #expect(artifact.fault?.contains(fault) == true, "\(artifact.fault ?? "no fault")")
            #expect(artifact.scan(Policy()).verdict == .unreadable)
        }
    }

    /// A tar archive of one or more files, as Python's `tarfile` writes it.
    private func tar(_ members: [(String, [UInt8])], type: UInt8 = 0x30) -> [UInt8] {
        func field(_ text: String, _ size: Int) -> [UInt8] {
            Array(text.utf8) + [UInt8](repeating: 0, count: size - text.utf8.count)
        }
        var bytes: [UInt8] = []
        for (name, data) in members {
            var header = field(name, 100) + field("0000644", 8) + field("0000000", 8) + field("0000000", 8)
            let size = String(data.count, radix: 8)
            header += field(String(repeating: "0", count: 11 - size.count) + size, 12) + field("00000000000", 12)
            header += [UInt8](repeating: 0x20, count: 8) + [type] + field("", 100) + Array("ustar  \0".utf8)
            header += [UInt8](repeating: 0, count: 512 - header.count)
            let sum = String(header.reduce(0) { $0 + Int($1) }, radix: 8)
            header.replaceSubrange(
                148..<156, with: Array((String(repeating: "0", count: 6 - sum.count) + sum).utf8) + [0, 0x20])
            bytes += header + data + [UInt8](repeating: 0, count: (512 - data.count % 512) % 512)
        }
        return bytes + [UInt8](repeating: 0, count: 1024)
    }

    @Test("PyTorch's old tar is refused for what its pickle names, and unreadable without")
    func torchTar() throws {
        func scan(_ bytes: [UInt8]) throws -> ScanResult {
            try ArtifactReader.describe(path: "x", bytes: bytes, sha256: "", statedFormat: nil, forLoading: false)
                .scan(Policy())
        }
        let hostile = PickleWriter.make { $0.call("os", "system") }
        #expect(
            try scan(tar([("sys_info", [0x80, 2, 0x4E, 0x2E]), ("pickle", hostile)])).findings.first?.global
                == "os.system")
        #expect(try scan(tar([("pickle", [0x80, 2, 0x4E, 0x2E])])).verdict == .unreadable)
        #expect(try scan(tar([("pickle", [0x80, 2, 0x4E, 0x2E])], type: 0x32)).verdict != .clean)
        #expect(try scan(tar([("storages", []), ("../x", [])])).verdict != .clean)
        let error = #expect(throws: ArtifactError.self) {
            try ArtifactReader.describe(path: "x", bytes: tar([("pickle", hostile)]), sha256: "", statedFormat: nil)
        }
        #expect(error?.reason.contains("from before 0.1.10 (tar)") == true)
    }

    @Test("A file that is both a tar archive and a pickle with PyTorch's magic number is taken for the archive")
    func polyglot() throws {
        // torch.load tries tar first; the first 100 bytes of a tar header are a free name.
        let magic: [UInt8] = [0x80, 0x02, 0x8A, 0x0A, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, 0x2E]
        var bytes = tar([("x", PickleWriter.make { $0.call("os", "system") })])
        bytes.replaceSubrange(0..<magic.count, with: magic)
        bytes.replaceSubrange(148..<156, with: [UInt8](repeating: 0x20, count: 8))
        let sum = String(bytes.prefix(512).reduce(0) { $0 + Int($1) }, radix: 8)
        bytes.replaceSubrange(
            148..<156, with: Array((String(repeating: "0", count: 6 - sum.count) + sum).utf8) + [0, 0x20])
        let error = #expect(throws: ArtifactError.self) {
            try ArtifactReader.describe(path: "x", bytes: bytes, sha256: "", statedFormat: nil)
        }
        #expect(error?.reason.contains("tar") == true)
    }
}
