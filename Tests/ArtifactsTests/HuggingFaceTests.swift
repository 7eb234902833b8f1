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

    @Test(
        "A folder is the library's by what configures it, whatever its weights are called and whether it has any",
        arguments: [
            ["config.json": #"{"model_type": "x", "attn_implementation": "them/it"}"#, "weights.safetensors": ""],
            ["config.json": #"{"auto_map": {"AutoConfig": "evil.Evil"}}"#],
            ["tokenizer_config.json": #"{"auto_map": {"AutoTokenizer": ["evil.Evil", null]}}"#],
            ["preprocessor_config.json": #"{"auto_map": {"AutoImageProcessor": "evil.Evil"}}"#],
            ["processor_config.json": #"{"auto_map": {"AutoProcessor": "evil.Evil"}}"#, "config.json": "{}"],
            ["config.json": #"{"architectures": ["X"], "trust_remote_code": true}"#, "flax_model.msgpack": "\u{1}"],
        ])
    func configured(files: [String: String]) throws {
        let result = try ModelFolderTests.scan(files: files)
        #expect(result.verdict == .refused, "\(result.summary)")
    }

    @Test("A tokenizer alone passes, and other folders with a config.json are none of the library's")
    func others() throws {
        let files = ["tokenizer_config.json": #"{"tokenizer_class": "BertTokenizer"}"#, "vocab.txt": "a\nb\n"]
        #expect(try ModelFolderTests.scan(files: files).passes)
        for config in [#"{"name": "site"}"#, "{ // a comment\n}", "[]"] {
            #expect(throws: ArtifactError.self) { try ModelFolderTests.scan(files: ["config.json": config]) }
        }
    }

    // MARK: Pipelines of diffusers

    private static func index(_ members: String, _ name: String = #""StableDiffusionPipeline""#) -> String {
        #"{"_class_name": \#(name), "_diffusers_version": "0.30.0", \#(members)}"#
    }

    @Test("A pipeline of diffusers' and transformers' own parts passes")
    func pipeline() throws {
        let parts = #"""
            "unet": ["diffusers", "UNet2DConditionModel"], "text_encoder": ["transformers", "CLIPTextModel"],
            "safety_checker": ["stable_diffusion", "StableDiffusionSafetyChecker"], "image_encoder": [null, null],
            "requires_safety_checker": true
            """#
        let files = [
            "model_index.json": Self.index(parts), "unet/config.json": #"{"_class_name": "UNet2DConditionModel"}"#,
            "scheduler/scheduler_config.json": #"{"_class_name": "DDIMScheduler", "trained_betas": null}"#,
        ]
        let result = try ModelFolderTests.scan(files: files)
        #expect(result.passes, "\(result.summary)")
    }

    @Test(
        "Code of a pipeline's own, or of another library, is refused",
        arguments: [
            (index(#""x": 1"#, #"["evil", "Evil"]"#), "the model's own code: model_index.json names evil.Evil"),
            (index(#""unet": ["os", "System"]"#), "would import os: model_index.json names os.System"),
            (index(#""unet": ["diffusers", "utils.os"]"#), "model_index.json names diffusers.utils.os"),
            (index(#""../x": ["diffusers", "UNet"]"#), "model_index.json names diffusers.UNet"),
            (index(#""unet": ["transformers", "pipeline"]"#), "model_index.json names transformers.pipeline"),
        ])
    func pipelineCode(index: String, finding: String) throws {
        for folder in ["", "adapter/"] {
            var files = [folder + "model_index.json": index, folder + "evil.py": "class Evil: pass\n"]
            if !folder.isEmpty { files["tokenizer_config.json"] = "{}" }
            let result = try ModelFolderTests.scan(files: files)
            #expect(result.verdict == .refused)
            let isThere = result.findings.contains { $0.message.contains(finding.split(separator: " ").last ?? "") }
            #expect(isThere, "\(result.summary)")
            if folder.isEmpty { #expect(result.summary.contains(finding), "\(result.summary)") }
        }
        let files = [
            "model_index.json": Self.index(#""unet": ["diffusers", "UNet2DConditionModel"]"#), "unet/diffusers.py": "",
        ]
        let own = try ModelFolderTests.scan(files: files).summary
        #expect(own.contains("the model's own code: model_index.json names unet.diffusers.UNet2D"), "\(own)")
        let part = try ModelFolderTests.scan(files: [
            "model_index.json": Self.index(#""x": 1"#), "unet/config.json": #"{"auto_map": {"A": "evil.Evil"}}"#,
        ])
        #expect(part.verdict == .refused)
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
