import Files
import JSON
import Matrix
import Testing

@testable import Artifacts

@Suite("Hugging Face directories")
struct HuggingFaceTests {
    private func path(_ name: String) -> String { ArtifactFixtures.path("huggingface/\(name)") }

    @Test(
        "The content tells the library, the architecture and the version",
        arguments: [
            ("classifier", "huggingface", "BertForSequenceClassification"),
            ("tagger", "huggingface", "BertForTokenClassification"), ("encoder", "huggingface", "BertModel"),
            ("generator", "huggingface", "GPT2LMHeadModel"),
            ("sentences", "sentence-transformers", "SentenceTransformer"),
        ])
    func description(name: String, format: String, architecture: String) throws {
        let artifact = try ArtifactReader.read(path: path(name))
        #expect(artifact.format == format)
        #expect(artifact.modelClass == architecture)
        #expect(artifact.embeddedVersions["transformers"] == "5.24.0")
        #expect(artifact.scan(Policy()).passes)
    }

    private func copy(_ change: (String) throws -> Void) throws -> ScanResult {
        let folder = try Directory.createTemporary(in: "/tmp", prefix: "hub-")
        defer { try? Directory.removeTree(folder) }
        for name in ["config.json", "model.safetensors", "tokenizer.json"] {
            try File.write(try File.read(path("classifier/\(name)")), to: Path.join(folder, name))
        }
        try change(folder)
        return try ArtifactReader.read(path: folder).scan(Policy())
    }

    @Test("A hostile pickle of weights is refused") func pickle() throws {
        let result = try copy { folder in
            let bytes = PickleWriter.make { $0.call("os", "system") }
            try File.write(bytes, to: Path.join(folder, "pytorch_model.bin"))
        }
        #expect(result.verdict == .refused)
        #expect(result.summary.contains("pytorch_model.bin would call os.system"), "\(result.summary)")
    }

    @Test(
        "Weights, and configurations that may name code, are unreadable where they can't be judged",
        arguments: [
            ("pytorch_model.bin", "PK\u{5}\u{6}zip"), ("tokenizer_config.json", "{\"auto_map\": "), ("rng.pth", ""),
        ])
    func unjudged(name: String, content: String) throws {
        let result = try copy { try File.write(content, to: Path.join($0, name)) }
        #expect(result.verdict == .unreadable)
        #expect(result.summary.contains(name), "\(result.summary)")
    }

    @Test("Code that the configuration names is refused, code that nothing names is not run") func code() throws {
        let unnamed = try copy { try File.write("raise SystemExit\n", to: Path.join($0, "modeling_x.py")) }
        #expect(unnamed.passes)
        let named = try copy { folder in
            try File.write(
                #"{"model_type": "x", "auto_map": {"AutoModel": "modeling_x.XModel"}}"#,
                to: Path.join(folder, "config.json"))
        }
        #expect(named.verdict == .refused)
        #expect(named.summary.contains("config.json names modeling_x.XModel"), "\(named.summary)")
        #expect(named.summary.contains("allow: [modeling_x]"), "\(named.summary)")
    }

    @Test("Weights that are a Git LFS pointer are named") func pointer() throws {
        do {
            _ = try copy { folder in
                try File.write(
                    "version https://git-lfs.github.com/spec/v1\n", to: Path.join(folder, "model.safetensors"))
            }
            Issue.record("a pointer passed")
        } catch let error as ArtifactError {
            #expect(error.reason.contains("'model.safetensors' is a Git LFS pointer"))
        }
    }
}
