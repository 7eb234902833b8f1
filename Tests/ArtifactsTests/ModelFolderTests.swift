import Files
import JSON
import Matrix
import Testing

@testable import Artifacts

/// Folders of Hugging Face's libraries whose configuration would have a load do more than compute.
@Suite("What model folders have loaded")
struct ModelFolderTests {
    /// Scans a copy of a fixture with some files written into it.
    static func scan(_ fixture: String, _ files: [String: String], policy: Policy = Policy()) throws -> ScanResult {
        try scan(fixture, files.mapValues { Array($0.utf8) }, policy: policy)
    }

    static func scan(
        _ fixture: String, _ files: [String: [UInt8]], without: Set<String> = [], policy: Policy = Policy()
    ) throws -> ScanResult {
        let folder = try Directory.createTemporary(in: "/tmp", prefix: "hub-")
        defer { try? Directory.removeTree(folder) }
        let source = ArtifactFixtures.path("huggingface/\(fixture)")
        let kept = try DirectoryManifest(source).entries.map(\.path).filter { files[$0] == nil && !without.contains($0) }
        for name in kept { try write(try File.read(Path.join(source, name)), to: Path.join(folder, name)) }
        for (name, content) in files { try write(content, to: Path.join(folder, name)) }
        return try ArtifactReader.read(path: folder).scan(policy)
    }

    private static func write(_ content: [UInt8], to path: String) throws {
        try Directory.create(Path.parent(path))
        try File.write(content, to: path)
    }

    // MARK: Files that can't be read

    @Test(
        "A configuration that is there but can't be read here makes the folder unreadable, as others may read it",
        arguments: [
            ("sentences", "modules.json"), ("classifier", "modules.json"), ("classifier", "config.json"),
            ("classifier", "tokenizer_config.json"), ("classifier", "preprocessor_config.json"),
            ("classifier", "generation_config.json"), ("classifier", "adapter_config.json"),
            ("classifier", "model.safetensors.index.json"), ("sentences", "1_Pooling/config.json"),
            ("sentences", "sentence_bert_config.json"), ("sentences", "config_sentence_transformers.json"),
        ])
    func unreadable(fixture: String, name: String) throws {
        let deep = #"[{"type": "evil.Evil", "path": "", "x": "#
            + String(repeating: "[", count: 600) + String(repeating: "]", count: 600) + "}]"
        for content in [deep, "{", ""] {
            let result = try Self.scan(fixture, [name: content])
            #expect(result.verdict == .unreadable)
            #expect(result.summary.contains("'\(name)' can't be read"), "\(result.summary)")
        }
    }
}
