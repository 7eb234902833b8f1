import Files
import Glibc
import Matrix
import Testing

@testable import Artifacts

@Suite("OpenVINO IR")
struct OpenVINOTests {
    private static let folder = ArtifactFixtures.path("openvinos")

    private func read(_ name: String, format: String? = nil) throws -> ArtifactDescription {
        try ArtifactReader.read(path: "\(Self.folder)/\(name)", statedFormat: format)
    }

    @Test("The XML says versions, inputs and outputs without a load")
    func described() throws {
        let description = try read("several.xml")
        #expect(description.format == "openvino")
        #expect(description.formatVersion == "IR 11")
        #expect(description.embeddedVersions == ["openvino": "2025.3.0"])
        #expect(
            description.inputs.map(\.description) == [
                "a: float32[?, ?, 4]", "b: float32[?, 4, ?]", "scale: int64[?, 1, 1]",
            ])
        #expect(description.outputs.map(\.description) == ["y: float32[?, ?, ?]", "shape: int64[3]"])
        #expect(description.fault == nil && description.native != nil)
        #expect(description.scan(Policy()).verdict == .notApplicable)
    }

    @Test("A folder with one model in it is that model")
    func directory() throws {
        let folder = try Directory.createTemporary(in: "/tmp", prefix: "openvino-")
        defer { try? Directory.removeTree(folder) }
        for ending in ["xml", "bin"] {
            try File.write(try File.read("\(Self.folder)/dense.\(ending)"), to: "\(folder)/dense.\(ending)")
        }
        let description = try ArtifactReader.read(path: folder)
        #expect(description.format == "openvino" && description.fault == nil)
        #expect(description.outputs.map(\.name) == ["probabilities", "scores"])
    }

    @Test(
        "Weights that are missing or cut are told before a load",
        arguments: [
            ("cut.xml", "cut.bin has 100 bytes, the graph needs 896; it is truncated, get it again"),
            ("alone.xml", "alone.bin with the weights is not beside the XML; put it there"),
        ])
    func weights(name: String, fault: String) throws {
        let description = try read(name)
        #expect(description.fault == fault)
        #expect(description.scan(Policy()).verdict == .unreadable)
    }

    @Test("Weights that are a link out of the XML's folder are refused")
    func linkedWeights() throws {
        let folder = try Directory.createTemporary(in: "/tmp", prefix: "openvino-")
        defer { try? Directory.removeTree(folder) }
        try File.write(try File.read("\(Self.folder)/dense.xml"), to: "\(folder)/dense.xml")
        try File.write(try File.read("\(Self.folder)/dense.bin"), to: "\(folder)/weights")
        #expect(symlink("weights", "\(folder)/dense.bin") == 0)
        #expect(try ArtifactReader.read(path: "\(folder)/dense.xml").scan(Policy()).passes)
        #expect(unlink("\(folder)/dense.bin") == 0 && symlink("/etc/passwd", "\(folder)/dense.bin") == 0)
        let scan = try ArtifactReader.read(path: "\(folder)/dense.xml").scan(Policy())
        #expect(scan.verdict == .refused)
        #expect(scan.summary == "would read 'dense.bin', a link to a file outside the model's directory")
    }

    @Test("A cut XML is told with its place")
    func truncated() throws {
        let fault = try #require(try read("truncated.xml").fault)
        #expect(fault.hasPrefix("byte 16"), "\(fault)")
        #expect(fault.contains("it is cut"))
    }

    @Test("Operators of an extension are named, with what loads them")
    func extensions() throws {
        let scan = try read("custom.xml").scan(Policy())
        #expect(
            scan.notes == [
                "needs extension.Frobnicate, which OpenVINO lacks by itself; name their library: load: {extension: FILE}"
            ])
    }

    @Test("A model that keeps state goes through Python, which can reset it")
    func state() throws {
        let description = try read("running-sum.xml")
        #expect(description.native == nil)
        guard case .openVINO(let model) = description.content else { throw Mismatch() }
        #expect(model.keepsState && model.customOperators.isEmpty)
    }

    @Test("A stated format that the file is not says what it is")
    func mismatch() throws {
        let error = #expect(throws: ArtifactError.self) { try read("dense.xml", format: "onnx") }
        #expect(error?.reason == "format: onnx is stated, but the file is an OpenVINO IR")
    }

    private struct Mismatch: Error {}

    // MARK: XML

    @Test(
        "Documents that are not well-formed, or declare types, are refused with the byte",
        arguments: [
            ("<a><b></a>", "byte 10: the end of 'a', which is not open"),
            ("<a x=1/>", "byte 5: an attribute's value has no quote"),
            ("<a x='1", "byte 5: an attribute's value has no end; the file is cut, get it again"),
            ("<!DOCTYPE a [<!ENTITY x 'y'>]><a/>", "byte 1: a document type, which models do not have"),
            ("<a><!-- ", "byte 8: a comment or instruction has no end"),
            ("<a>", "byte 3: the file ends within 'a'; it is cut, get it again"),
            (String(repeating: "<a>", count: 65), "byte 194: more than 64 levels"),
        ])
    func malformed(text: String, message: String) {
        var reader = XMLReader(Array(text.utf8))
        let error = #expect(throws: XMLReader.Fault.self) { while try reader.next() != nil {} }
        #expect(error?.description.hasPrefix(message) == true, "\(String(describing: error))")
    }

    @Test("Entities, comments, instructions and text come out as XML has them")
    func wellFormed() throws {
        let text = "<?xml version='1.0'?><!-- <x> --><a t=\"&lt;&#65;&#x42;&amp;&unknown;\"><dim>4</dim><e/></a>"
        var reader = XMLReader(Array(text.utf8))
        var seen: [String] = []
        while let event = try reader.next() {
            switch event {
            case .start(let name, let attributes): seen.append("<\(name) \(attributes["t"] ?? "")")
            case .end(let name): seen.append(">\(name) \(reader.text)")
            }
        }
        #expect(seen == ["<a <AB&&unknown;", "<dim ", ">dim 4", "<e ", ">e ", ">a "])
    }

    @Test("Damage anywhere in a file is a fault or another model, never a crash")
    func damage() throws {
        let bytes = try File.read("\(Self.folder)/dense.xml")
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<300 {
            var copy = bytes
            for _ in 0..<3 { copy[Int.random(in: copy.indices, using: &generator)] = .random(in: 0...255) }
            _ = try? OpenVINOModel(copy)
            _ = try? OpenVINOModel(Array(copy.prefix(.random(in: 0...copy.count))))
        }
    }
}
