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
        let kept = try DirectoryManifest(source).entries.map(\.path).filter {
            files[$0] == nil && !without.contains($0)
        }
        for name in kept { try write(try File.read(Path.join(source, name)), to: Path.join(folder, name)) }
        for (name, content) in files { try write(content, to: Path.join(folder, name)) }
        return try ArtifactReader.read(path: folder).scan(policy)
    }

    /// Scans a folder of some files.
    static func scan(files: [String: String]) throws -> ScanResult {
        let folder = try Directory.createTemporary(in: "/tmp", prefix: "folder-")
        defer { try? Directory.removeTree(folder) }
        for (name, content) in files { try write(Array(content.utf8), to: Path.join(folder, name)) }
        return try ArtifactReader.read(path: folder, forLoading: false).scan(Policy())
    }

    private static func write(_ content: [UInt8], to path: String) throws {
        try Directory.create(Path.parent(path))
        try File.write(content, to: path)
    }

    // MARK: Files that can't be read

    /// Expects a folder with one configuration more to be refused for what that names.
    private static func expectRefused(_ naming: Naming, in fixture: String) throws {
        let result = try scan(fixture, [naming.file: naming.content])
        #expect(result.verdict == .refused)
        #expect(result.summary.contains(naming.finding), "\(result.summary)")
    }

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
        let deep =
            #"[{"type": "evil.Evil", "path": "", "x": "#
            + String(repeating: "[", count: 600) + String(repeating: "]", count: 600) + "}]"
        for content in [deep, "{", ""] {
            let result = try Self.scan(fixture, [name: content])
            #expect(result.verdict == .unreadable)
            #expect(result.summary.contains("'\(name)' can't be read"), "\(result.summary)")
        }
    }

    // MARK: What configurations name

    /// A file with what is added to it, and what the scan says.
    struct Naming: Sendable, CustomTestStringConvertible {
        let file: String
        let content: String
        let finding: String
        var testDescription: String { "\(file): \(content)" }

        init(_ file: String, _ content: String, _ finding: String) {
            self.file = file
            self.content = content
            self.finding = finding
        }
    }

    private static let modules = #"""
        [{"path": "", "type": "sentence_transformers.models.Transformer"},
         {"path": "1_Pooling", "type": "sentence_transformers.models.Pooling"}, NEXT]
        """#

    @Test(
        "What modules of sentence-transformers import and call by name is refused where it is none of the library's own",
        arguments: [
            Naming(
                "1_Pooling/config.json", #"{"types": {"q.json": "joblib._store_backends.numpy_pickle"}}"#,
                "would import joblib._store_backends: 1_Pooling/config.json names joblib._store_backends.numpy_pickle"),
            Naming(
                "1_Pooling/router_config.json", #"{"types": {"q": "sentence_transformers.models.Dense.torch"}}"#,
                "would import sentence_transformers.models.Dense: 1_Pooling/router_config.json names"),
            Naming(
                "2_Dense/config.json", #"{"in_features": 8, "activation_function": "tempfile.mkdtemp"}"#,
                "would import tempfile: 2_Dense/config.json names tempfile.mkdtemp"),
            Naming(
                "2_Dense/config.json", #"{"model_type": "bert", "activation_function": "tempfile.mkdtemp"}"#,
                "2_Dense/config.json names tempfile.mkdtemp"),
            Naming(
                "2_Dense/config.json", #"{"activation_function": "torch.nn.modules.activation.torch.hub.load"}"#,
                "2_Dense/config.json names torch.nn.modules.activation.torch.hub.load"),
            Naming("2_X/x_config.json", #"{"to_come": {"later": "os.system"}}"#, "2_X/x_config.json names os.system"),
            Naming(
                "0_W/wordembedding_config.json", #"{"tokenizer_class": "shelve.Shelf"}"#, "names shelve.Shelf"),
            Naming(
                "config_sentence_transformers.json", #"{"activation_fn": "tempfile.mkdtemp"}"#,
                "config_sentence_transformers.json names tempfile.mkdtemp"),
            Naming(
                "modules.json",
                modules.replacing("NEXT", with: #"{"path": "q", "type": "sentence_transformers.util.os"}"#),
                "would import sentence_transformers.util: modules.json names sentence_transformers.util.os"),
            Naming(
                "modules.json", modules.replacing("NEXT", with: #"{"path": "../q", "type": "torch.nn.Tanh"}"#),
                "modules.json names a place outside of the folder: path '../q'"),
            Naming(
                "1_Pooling/config.json", #"{"types": {"/q": "sentence_transformers.models.Transformer"}}"#,
                "1_Pooling/config.json names a place outside of the folder: types '/q'"),
        ])
    func named(naming: Naming) throws {
        let result = try Self.scan("sentences", [naming.file: naming.content])
        #expect(result.verdict == .refused)
        #expect(result.summary.contains(naming.finding), "\(result.summary)")
        #expect(!result.summary.contains("allow:"), "\(result.summary)")
    }

    @Test(
        "A module of the folder's own is found by any name that a file may have, as sentence-transformers finds it",
        arguments: [
            Naming(
                "1_Pooling/router_config.json", #"{"types": {"q": "my-module.Evil"}}"#,
                "the model's own code: 1_Pooling/router_config.json names my-module.Evil"),
            Naming(
                "1_Pooling/router_config.json", #"{"types": {"q": "them/it--1st.Evil"}}"#, "names them/it--1st.Evil"),
            Naming("0_W/wordembedding_config.json", #"{"tokenizer_class": "1st mod.Evil"}"#, "names 1st mod.Evil"),
        ])
    func oddNames(naming: Naming) throws {
        let result = try Self.scan("sentences", [naming.file: naming.content, "my-module.py": "class Evil: pass\n"])
        #expect(result.verdict == .refused)
        #expect(result.summary.contains(naming.finding), "\(result.summary)")
    }

    @Test("A folder of an adapter alone is judged as a model's is")
    func adapterAlone() throws {
        func scan(_ config: String, _ files: [String: String] = [:]) throws -> ScanResult {
            let weights = try File.read(ArtifactFixtures.path("huggingface/classifier/model.safetensors"))
            var all = files.mapValues { Array($0.utf8) }
            all["adapter_config.json"] = Array(config.utf8)
            all["adapter_model.safetensors"] = weights
            return try Self.scan("classifier", all, without: ["config.json", "model.safetensors"])
        }
        let plain = #"{"peft_type": "LORA", "task_type": "CAUSAL_LM", "base_model_name_or_path": "acme/base"}"#
        #expect(try scan(plain).passes)
        let elsewhere = try scan(#"{"peft_type": "LORA", "base_model_name_or_path": "../base"}"#)
        #expect(elsewhere.summary.contains("sends the load to another folder"), "\(elsewhere.summary)")
        let library = try scan(#"{"peft_type": "LORA", "auto_mapping": {"parent_library": "antigravity.x"}}"#)
        #expect(library.summary.contains("would import antigravity"), "\(library.summary)")
        let tokenizer = try scan(plain, ["tokenizer_config.json": #"{"auto_map": {"AutoTokenizer": "evil.Evil"}}"#])
        #expect(tokenizer.verdict == .refused)
        #expect(try scan("{").verdict == .unreadable)
    }

    @Test("Inputs may be given to methods that compute, and to no others of the model")
    func methods() throws {
        func scan(_ name: String) throws -> ScanResult {
            let modalities = #"{"image": {"method": "\#(name)", "method_output_name": "pooler_output"}}"#
            return try Self.scan("sentences", ["sentence_bert_config.json": #"{"modality_config": \#(modalities)}"#])
        }
        #expect(try scan("forward").passes)
        #expect(try scan("get_image_features").passes)
        #expect(try scan("push_to_hub").summary.contains("calls another method than one that computes: 'push_to_hub'"))
    }

    @Test("Kernels within kernels are looked at once", .timeLimit(.minutes(10)))
    func nestedKernels() throws {
        let names = Array(repeating: #""a/b""#, count: 20_000).joined(separator: ",")
        let opening = String(repeating: #"{"a_implementation":"#, count: 200)
        let deep = opening + "[\(names)]" + String(repeating: "}", count: 200)
        let seconds = try ProcessorTime.seconds {
            let result = try Self.scan("classifier", ["config.json": #"{"model_type": "bert", "x": \#(deep)}"#])
            #expect(result.summary.contains("names code of the Hub: a_implementation 'a/b'"), "\(result.summary)")
        }
        #expect(seconds < 5)
    }

    @Test("A cross-encoder's activation may be one of the library's, and nothing else")
    func activation() throws {
        func scan(_ name: String) throws -> ScanResult {
            let config = #"{"model_type": "bert", "sbert_ce_default_activation_function": "\#(name)"}"#
            return try Self.scan("classifier", ["config.json": config])
        }
        #expect(try scan("torch.nn.modules.linear.Identity").passes)
        #expect(try scan("tempfile.mkdtemp").summary.contains("config.json names tempfile.mkdtemp"))
    }

    @Test("What sentence-transformers 2 to 6 write passes, with names of their own at every place")
    func ownNames() throws {
        let files = [
            "modules.json": Self.modules.replacing(
                "NEXT",
                with: #"""
                    {"path": "2_Dense", "type": "sentence_transformers.base.modules.dense.Dense"},
                    {"path": "3_Router", "type": "sentence_transformers.models.Router", "kwargs": ["task"]},
                    {"path": "4_S", "type": "sentence_transformers.sparse_encoder.models.SpladePooling"}
                    """#),
            "2_Dense/config.json": #"{"activation_function": "torch.nn.modules.activation.Tanh", "bias": true}"#,
            "3_Router/router_config.json": #"""
            {"types": {"q_0_StaticEmbedding": "sentence_transformers.models.StaticEmbedding.StaticEmbedding",
             "d_0_Transformer": "sentence_transformers.models.Transformer"},
             "structure": {"query": ["q_0_StaticEmbedding"], "document": ["d_0_Transformer"]}}
            """#,
            "4_S/config.json": #"{"pooling_strategy": "max", "activation_function": "relu"}"#,
            "5_BoW/config.json": #"{"vocab": ["U.S", "e.g"], "word_weights": {"U.S": 1.5}}"#,
            "config_sentence_transformers.json": #"""
            {"__version__": {"pytorch": "2.1.0"}, "prompts": {"query": "s2p.query"}, "similarity_fn_name": "dot"}
            """#,
        ]
        let result = try Self.scan("sentences", files)
        #expect(result.passes, "\(result.summary)")
    }

    @Test(
        "Code that any configuration of any module's folder names is refused, and so is one that says trust_remote_code",
        arguments: [
            Naming(
                "1_T/tokenizer_config.json", #"{"auto_map": {"AutoTokenizer": ["evilmod.Evil", null]}}"#,
                "the model's own code: 1_T/tokenizer_config.json names evilmod.Evil"),
            Naming(
                "video_preprocessor_config.json", #"{"auto_map": {"AutoVideoProcessor": "evilmod.Evil"}}"#,
                "video_preprocessor_config.json names evilmod.Evil"),
            Naming(
                "generation_config.json", #"{"x": [{"auto_map": {"A": "them/it--evilmod.Evil"}}]}"#,
                "generation_config.json names them/it--evilmod.Evil"),
            Naming(
                "config.json", #"{"model_type": "bert", "custom_pipelines": {"t": {"impl": "evilmod.Evil"}}}"#,
                "config.json names evilmod.Evil"),
            Naming(
                "1_T/sentence_bert_config.json", #"{"tokenizer_args": {"trust_remote_code": true}}"#,
                "1_T/sentence_bert_config.json says trust_remote_code"),
            Naming(
                "1_T/sentence_bert_config.json", #"{"processor_kwargs": {"x": [{"trust_remote_code": "1"}]}}"#,
                "1_T/sentence_bert_config.json says trust_remote_code"),
            // CVE-2026-5241: LightGlue's configuration hands it on.
            Naming(
                "config.json", #"{"model_type": "lightglue", "trust_remote_code": true}"#,
                "config.json says trust_remote_code"),
        ], ["sentences", "classifier"])
    func code(naming: Naming, fixture: String) throws {
        try Self.expectRefused(naming, in: fixture)
    }

    @Test("A configuration that says not to trust passes, and the user's word permits what is refused")
    func distrust() throws {
        let distrust = ["sentence_bert_config.json": #"{"model_args": {"trust_remote_code": false}}"#]
        #expect(try Self.scan("sentences", distrust).passes)
        let code = ["1_T/tokenizer_config.json": #"{"auto_map": {"AutoTokenizer": ["evilmod.Evil", null]}}"#]
        var policy = Policy()
        policy.allow = ["evilmod"]
        #expect(try Self.scan("sentences", code, policy: policy).passes)
    }

    @Test(
        "What would send a load to another folder, or to code on the Hub, is refused",
        arguments: [
            Naming(
                "model.safetensors.index.json", #"{"weight_map": {"a": "model.safetensors", "b": "../b.safetensors"}}"#,
                "model.safetensors.index.json names a file outside of the folder: weight_map '../b.safetensors'"),
            Naming(
                "pytorch_model.bin.index.fp16.json", #"{"weight_map": {"a": "/tmp/x.bin"}}"#, "weight_map '/tmp/x.bin'"),
            Naming("model.safetensors.index.json", #"{"weight_map": {"a": "sub/x.bin"}}"#, "weight_map 'sub/x.bin'"),
            Naming(
                "config.json", #"{"model_type": "bert", "transformers_weights": "../x.safetensors"}"#,
                "config.json names a file outside of the folder: transformers_weights '../x.safetensors'"),
            Naming(
                "adapter_config.json", #"{"base_model_name_or_path": "/srv/model"}"#,
                "adapter_config.json sends the load to another folder: base_model_name_or_path '/srv/model'"),
            Naming("adapter_config.json", #"{"base_model_name_or_path": "../model"}"#, "another folder"),
            Naming("adapter_config.json", #"{"base_model_name_or_path": "."}"#, "another folder"),
            // A folder of that name in the working directory.
            Naming("adapter_config.json", #"{"base_model_name_or_path": "Sources/Artifacts"}"#, "another folder"),
            Naming("adapter_config.json", #"{"tokenizer_name_or_path": "./x"}"#, "another folder"),
            Naming(
                "config.json", #"{"model_type": "timm_wrapper", "model_args": {"checkpoint_path": "x.pth"}}"#,
                "config.json has a checkpoint read: model_args 'x.pth'"),
            Naming(
                "config.json", #"{"model_type": "detr", "backbone_kwargs": {"checkpoint_path": "x.pth"}}"#,
                "config.json has a checkpoint read: backbone_kwargs 'x.pth'"),
            Naming(
                "config.json", #"{"model_type": "b", "backbone_kwargs": {"pretrained_cfg": {"file": "x.pth"}}}"#,
                "config.json has a checkpoint read: backbone_kwargs 'x.pth'"),
            Naming(
                "config.json", #"{"model_type": "b", "model_args": {"pretrained_cfg_overlay": {"url": "https://x"}}}"#,
                "config.json has a checkpoint read: model_args 'https://x'"),
            Naming(
                "tokenizer_config.json", #"{"sudachi_kwargs": {"sudachi_config_path": "sudachi.json"}}"#,
                "tokenizer_config.json has another file read: sudachi_config_path 'sudachi.json'"),
            Naming(
                "tokenizer_config.json", #"{"sudachi_kwargs": {"sudachi_resource_dir": "x"}}"#, "sudachi_resource_dir"),
            Naming("tokenizer_config.json", #"{"mecab_kwargs": {"mecab_dic": "./x"}}"#, "mecab_dic './x'"),
            Naming("tokenizer_config.json", #"{"mecab_kwargs": {"mecab_option": "-a -r x"}}"#, "mecab_option '-a -r"),
            Naming("tokenizer_config.json", #"{"mecab_kwargs": {"mecab_option": "--dicdir=x"}}"#, "mecab_option"),
            Naming(
                "tokenizer_config.json", #"{"vocab_file": "/etc/passwd"}"#,
                "tokenizer_config.json has another file read: vocab_file '/etc/passwd'"),
            Naming("tokenizer_config.json", #"{"source_spm": "../x"}"#, "source_spm '../x'"),
            Naming(
                "config.json", #"{"model_type": "timm_wrapper", "architecture": "local-dir:x"}"#,
                "config.json sends the load to another folder: architecture 'local-dir:x'"),
            Naming(
                "processor_config.json", #"{"audio_tokenizer": {"audio_tokenizer_name_or_path": "../x"}}"#,
                "processor_config.json sends the load to another folder: audio_tokenizer_name_or_path '../x'"),
            Naming("adapter_config.json", #"{"adapters": {"0": "~/x"}}"#, "adapters '~/x'"),
            Naming(
                "adapter_config.json", #"{"megatron_config": {"a": 1}, "megatron_core": "antigravity"}"#,
                "would import antigravity: adapter_config.json names antigravity"),
            Naming(
                "adapter_config.json", #"{"auto_mapping": {"parent_library": "os.path"}}"#, "would import os"),
            Naming("sentence_bert_config.json", #"{"tokenizer_name_or_path": "../x"}"#, "another folder"),
            Naming(
                "sentence_bert_config.json", #"{"tokenizer_args": {"subfolder": "../x"}}"#,
                "sentence_bert_config.json names a place outside of the folder: subfolder '../x'"),
            Naming(
                "config.json", #"{"model_type": "dpt", "x": {"backbone": "../x", "use_pretrained_backbone": true}}"#,
                "config.json sends the load to another folder: backbone '../x'"),
            Naming(
                "config.json", #"{"model_type": "x", "quantization_config": {"format": "./evil.PY:Evil"}}"#,
                "config.json names code by its file: './evil.PY:Evil'"),
            // CVE-2026-4372: the value was taken for a kernel's repository.
            Naming(
                "config.json", #"{"model_type": "bert", "_attn_implementation_internal": "them/it"}"#,
                "config.json names code of the Hub: _attn_implementation_internal 'them/it'"),
            Naming("config.json", #"{"attn_implementation": {"": "them/it:f"}, "model_type": "b"}"#, "code of the Hub"),
            Naming(
                "sentence_bert_config.json", #"{"model_args": {"kernel_config": {"N": "a/b:N"}}}"#, "code of the Hub"),
            Naming(
                "sentence_bert_config.json", #"{"model_args": {"allow_all_kernels": true}}"#, "says allow_all_kernels"),
        ], ["sentences", "classifier"])
    func elsewhere(naming: Naming, fixture: String) throws {
        try Self.expectRefused(naming, in: fixture)
    }

    @Test("Adapters, backbones and attention as libraries write them pass")
    func ordinaryConfigurations() throws {
        let files = [
            "adapter_config.json": #"""
            {"base_model_name_or_path": "google-bert/bert-base-uncased", "peft_type": "LORA", "auto_mapping":
             {"base_model_class": "BertModel", "parent_library": "transformers.models.bert.modeling_bert"},
             "megatron_config": null, "megatron_core": "megatron.core", "target_modules": ".*\\.(query|value)$"}
            """#,
            "config.json": #"""
            {"model_type": "bert", "_name_or_path": "/home/them/out/checkpoint-500", "backbone": "resnet50",
             "backbone_kwargs": {"out_indices": [1, 2]}, "pretrained_cfg": {"url": "https://x", "tag": "a1_in1k"},
             "_attn_implementation": "sdpa", "id2label": {"0": "comp.graphics"},
                 "quantization_config": {"format": "pack-quantized", "config_groups": {"g": {"targets": ["re:.*k"]}}}, "activation_function": "gelu_new"}
            """#,
            "tokenizer_config.json": #"""
            {"tokenizer_class": "BertTokenizer", "tokenizer_file": "/home/them/t.json", "vocab_file": "vocab.txt",
             "special_tokens_map_file": "/home/them/special_tokens_map.json", "merges_file": null,
             "sudachi_kwargs": {"sudachi_config_path": null, "sudachi_dict_type": "core"},
             "mecab_kwargs": {"mecab_dic": "unidic_lite", "mecab_option": "-Owakati"}}
            """#,
        ]
        let result = try Self.scan("classifier", files)
        #expect(result.passes, "\(result.summary)")
    }

    // MARK: Weights

    @Test(
        "Weights that a load would read but that can't be read here make the folder unreadable",
        arguments: [
            ("pytorch_model.bin", ""), ("pytorch_model.bin", "cut"), ("pytorch_model.fp16.bin", "lmgg"),
            ("adapter_model.bin", "{}"), ("pytorch_model.bin", "storages"), ("x/pytorch_model.bin", "\n"),
            ("model.pt", ""), ("model.pth", "text"), ("model.ckpt", "text"), ("x.pkl", ""), ("other.bin", "text"),
            ("flax_model.msgpack", ""), ("tf_model.h5", "\u{1}"), ("model-2.safetensors", ""),
        ], ["sentences", "classifier"])
    func weights(file: (name: String, content: String), fixture: String) throws {
        let result = try Self.scan(fixture, [file.name: file.content])
        #expect(result.verdict == .unreadable)
        #expect(result.summary.contains("\(file.name)"), "\(result.summary)")
    }

    @Test("A list of shards makes any file weights, whatever its name, and PyTorch's must be PyTorch's")
    func shards() throws {
        let index = #"{"weight_map": {"a": "notes.json"}}"#
        let hostile = Array("cposix\nsystem\n(Vtouch smokehouse-canary\ntR.".utf8)
        let files = ["pytorch_model.bin.index.json": Array(index.utf8), "notes.json": hostile]
        let result = try Self.scan("classifier", files)
        #expect(result.verdict == .refused)
        #expect(result.summary.contains("notes.json would call posix.system"), "\(result.summary)")
        let arrays = try File.read(ArtifactFixtures.path("huggingface/classifier/model.safetensors"))
        let renamed = try Self.scan("classifier", ["pytorch_model.bin": arrays])
        #expect(renamed.verdict == .unreadable)
        #expect(renamed.summary.contains("'pytorch_model.bin' is no file of PyTorch's"), "\(renamed.summary)")
    }

    @Test("Weights of other libraries beside PyTorch's pass")
    func otherWeights() throws {
        let files: [String: [UInt8]] = [
            "flax_model.msgpack": [0x82, 0xA1, 0x61, 0xC0, 0xA1, 0x62, 0xC0],
            "openvino_model.bin": [0, 0, 128, 63], "openvino_model.xml": Array("<?xml version=\"1.0\"?><net/>".utf8),
            "lid.176.bin": [0xBA, 0x16, 0x4F, 0x2F, 12, 0, 0, 0],
            "tf_model.h5.index.json": Array(#"{"weight_map": {"a": "tf_model.h5"}}"#.utf8),
        ]
        let result = try Self.scan("classifier", files)
        #expect(result.passes, "\(result.summary)")
    }

    // MARK: The Trainer's files

    private static let hostile = PickleWriter.make { $0.call("os", "system") }

    @Test(
        "What the Trainer leaves beside a model and no load reads is a note, not a refusal",
        arguments: [
            "training_args.bin", "optimizer.pt", "scheduler.pt", "scaler.pt", "rng_state.pth", "rng_state_12.pth",
            "checkpoint-500/training_args.bin",
        ], ["sentences", "classifier"])
    func trainer(name: String, fixture: String) throws {
        let result = try Self.scan(fixture, [name: Self.hostile])
        #expect(result.passes, "\(result.summary)")
        #expect(result.notes.contains { $0.hasPrefix("\(name) would call os.system") }, "\(result.notes)")
    }

    @Test(
        "Files by any other name or place, or that a load may read after all, are judged",
        arguments: [
            ("training_args.pt", [:]), ("Training_args.bin", [:]), ("x/training_args.bin", [:]),
            ("a/checkpoint-1/optimizer.pt", [:]), ("rng_state_x.pth", [:]), ("rng_state_.pth", [:]),
            ("optimizer.pt", ["pytorch_model.bin.index.json": #"{"weight_map": {"a": "optimizer.pt"}}"#]),
            ("optimizer.pt", ["x_config.json": #"{"weights": ["optimizer.pt"]}"#]),
            ("optimizer.pt", ["config.json": #"{"model_type": "x", "auto_map": {"AutoModel": "mine.Model"}}"#]),
        ] as [(String, [String: String])])
    func notTrainer(name: String, others: [String: String]) throws {
        var policy = Policy()
        policy.allow = ["mine"]
        let files = others.mapValues { Array($0.utf8) }.merging([name: Self.hostile]) { first, _ in first }
        let result = try Self.scan("classifier", files, policy: policy)
        #expect(result.verdict == .refused)
        #expect(result.summary.contains("\(name) would call os.system"), "\(result.summary)")
    }
}
