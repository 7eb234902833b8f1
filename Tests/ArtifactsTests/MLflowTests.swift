import Files
import JSON
import Matrix
import Tensors
import Testing

@testable import Artifacts

@Suite("MLflow model directories")
struct MLflowTests {
    private func path(_ name: String) -> String { ArtifactFixtures.path("mlflow/\(name)") }

    private func read(_ name: String, format: String? = nil) throws(ArtifactError) -> ArtifactDescription {
        try ArtifactReader.read(path: path(name), statedFormat: format)
    }

    private func policy(_ pickle: Policy.Pickle = .scan, allow: String...) -> Policy {
        var policy = Policy()
        policy.pickle = pickle
        policy.allow = allow
        return policy
    }

    @Test(
        "MLmodel tells the versions, the flavour and the signature, in the layout of each MLflow",
        arguments: [
            ("sklearn-mlflow1", "1.30.1", "1.1.3", ["width: float64[?]", "height: float64[?]"]),
            ("sklearn-mlflow2", "2.9.2", "1.3.2", ["width: float64[?]", "height: float64[?]"]),
            ("sklearn-mlflow3", "3.17.2", "1.9.1", ["width: float64[?]", "height: float64[?]"]),
            ("array-mlflow1", "1.30.1", "1.1.3", [": float64[?, 3]"]),
            ("array-mlflow3", "3.17.2", "1.9.1", [": float64[?, 3]"]),
        ])
    func description(name: String, mlflow: String, sklearn: String, inputs: [String]) throws {
        let artifact = try read(name)
        #expect(artifact.format == "mlflow")
        #expect(artifact.formatVersion == "sklearn")
        #expect(artifact.embeddedVersions["mlflow"] == mlflow)
        #expect(artifact.embeddedVersions["scikit-learn"] == sklearn)
        #expect(artifact.inputs.map(\.description) == inputs)
        #expect(artifact.facts["path"] == "model.pkl")
        #expect(artifact.fault == nil)
        #expect(artifact.scan(Policy()).verdict == .clean)
    }

    @Test(
        "The example inputs are read from every layout",
        arguments: [("sklearn", ["width", "height"], [12]), ("array", [""], [10, 3])] as [(String, [String], [Int])],
        ["mlflow1", "mlflow2", "mlflow3"])
    func example(model: (name: String, inputs: [String], shape: [Int]), version: String) throws {
        let set = try #require(try InputSet.example(of: path("\(model.name)-\(version)")))
        let columns = set.columns
        #expect(columns.tensors.map(\.name) == model.inputs)
        #expect(columns.tensors.allSatisfy { $0.tensor.dtype == .float64 && $0.tensor.shape == model.shape })
    }

    @Test("An artifact without an example has no inputs of its own") func noExample() throws {
        #expect(try InputSet.example(of: path("sklearn-mlflow3/model.pkl")) == nil)
        #expect(try InputSet.example(of: ArtifactFixtures.path("tensorflow/dense")) == nil)
    }

    @Test("A model of the user's own is refused, its code and its pickled code by name", arguments: ["1", "2", "3"])
    func code(version: String) throws {
        let artifact = try read("python-mlflow\(version)")
        let result = artifact.scan(policy())
        #expect(result.verdict == .refused)
        #expect(
            result.findings.first?.message == "would import the model's own code: code/limits.py")
        #expect(result.findings.first?.remedy == "if you trust it: allow: [limits]")
        let rest = artifact.scan(policy(allow: "limits"))
        #expect(
            rest.findings.first?.message
                == "python_model.pkl holds Python code that cloudpickle stored in it, which a load would run")
        #expect(artifact.scan(policy(.trusted)).passes)
    }

    @Test("A hostile pickle anywhere in the folder is found") func hostile() throws {
        let folder = try Directory.createTemporary(in: "/tmp", prefix: "mlflow-")
        defer { try? Directory.removeTree(folder) }
        for name in ["MLmodel", "model.pkl"] {
            try File.write(try File.read(path("sklearn-mlflow3/\(name)")), to: Path.join(folder, name))
        }
        #expect(try ArtifactReader.read(path: folder).scan(policy()).passes)
        try Directory.create(Path.join(folder, "artifacts"))
        let bytes = PickleWriter.make { $0.call("os", "system") }
        try File.write(bytes, to: Path.join(folder, "artifacts/notes.txt"))
        let result = try ArtifactReader.read(path: folder).scan(policy())
        #expect(result.verdict == .refused)
        #expect(result.findings.first?.message.hasPrefix("artifacts/notes.txt would call os.system") == true)
    }

    /// What a scan says of a folder with some files.
    private func scan(_ files: [String: String], allow: String...) throws -> ScanResult {
        let folder = try Directory.createTemporary(in: "/tmp", prefix: "mlflow-")
        defer { try? Directory.removeTree(folder) }
        for (name, content) in files {
            try Directory.create(Path.parent(Path.join(folder, name)))
            try File.write(content, to: Path.join(folder, name))
        }
        var policy = policy()
        policy.allow = allow
        return try ArtifactReader.read(path: folder).scan(policy)
    }

    private static let memoryFile = "session.collect_node_memory_stats_to_file"
    private static let handed = "python_function: {loader_module: mlflow.transformers, config"
    private static let hostile = "cos\nsystem\n(S'touch smokehouse-canary'\ntR."

    @Test(
        "What a setting makes a load read, import or call is refused however the setting spells it",
        arguments: [
            ("python_function: {model_code_path: /home/me/agent.py}", "would run the model's own code: agent.py"),
            ("python_function: {python_model: ./notes.txt}", "notes.txt would call os.system"),
            ("python_function: {python_model: a//./b/notes.txt}", "a/b/notes.txt would call os.system"),
            ("python_function: {python_model: ../x.dat}", "would read '../x.dat' outside the model's folder"),
            ("python_function: {python_model: /tmp/x.dat}", "would read '/tmp/x.dat' outside the model's folder"),
            ("python_function: {python_model: \"../\\u0301x\"}", "outside the model's folder"),
            ("sklearn: {pickled_model: s3://b/x}", "would read 's3://b/x' outside the model's folder"),
            ("python_function: {artifacts: {a: {path: ../../x}}}", "would read '../../x' outside the model's folder"),
            ("python_function: {extras: [{path: ../x}]}", "would read '../x' outside the model's folder"),
            ("acme: {weights: ../x}", "would read '../x' outside the model's folder"),
            ("python_function: {code: ./lib/}", "would import the model's own code: lib/xgboost.py"),
            ("xgboost: {code: lib}", "would import the model's own code: lib/xgboost.py"),
            ("python_function: {code: .}", "would import the model's own code: agent.py"),
            ("xgboost: {code: z/__pycache__}", "would import the model's own code: z/__pycache__/xgboost.py"),
            ("xgboost: {code: ./agent.py}", "would import from the archive 'agent.py': xgboost.code"),
            ("xgboost: {code: notes.txt/lib}", "would import from the archive 'notes.txt': xgboost.code"),
            ("xgboost: {model_class: tempfile.mkdtemp}", "would call tempfile.mkdtemp, which"),
            ("acme: {class: acme.Model}", "may import acme.Model, which acme.class names"),
            ("tensorflow: {keras_module: antigravity}", "would import antigravity, which"),
            ("python_function: {loader_module: mlflow.cli}", "would import mlflow.cli and call its loader"),
            (
                "transformers: {model_binary: model, source_model_name: acme/m, source_model_revision: 0a1b}",
                "would download 'acme/m', which is not part of the model"
            ),
            (
                "transformers: {components: [tokenizer], tokenizer_name: acme/t, tokenizer_revision: main}",
                "would download 'acme/t', which is not part of the model"
            ),
            ("transformers: {local_base_model_path: acme/m}", "would load 'acme/m', which is not part of the model"),
            ("python_function: {pickle_module_name: acme.pickles}", "would import acme.pickles, which"),
            ("onnx: {onnx_session_options: {optimized_model_filepath: x}}", "would give ONNX Runtime an option"),
            ("onnx: {onnx_session_options: {extra_session_config: {\(memoryFile): x.csv}}}", memoryFile),
            ("onnx: {onnx_session_options: {extra_session_config: {ep.context_enable: '1'}}}", "ep.context_enable"),
            ("onnx: {providers: [[CUDAExecutionProvider, {a: b}]]}", "would give ONNX Runtime's provider options"),
            ("acme: {log: /tmp/a log.csv}", "would read '/tmp/a log.csv' outside the model's folder"),
            ("acme: {log: a b/../../c}", "outside the model's folder"),
            ("\(handed): {custom_generate: acme/g}}", "would run code from 'acme/g': python_function.config.custom"),
            ("\(handed): {a: [{trust_remote_code: true}]}}", "would run code that comes with other models"),
            ("\(handed): {assistant_model: acme/m}}", "would load 'acme/m', which is not part of the model"),
            ("\(handed): {tokenizer: acme/m}}", "would load 'acme/m', which is not part of the model"),
            ("\(handed): {a: {image: /etc/passwd}}}", "would read '/etc/passwd' outside the model's folder"),
            ("python_function: {model_config: {custom_generate: x}}", "would run code from 'x'"),
        ])
    func settings(flavor: String, message: String) throws {
        let files = [
            "MLmodel": "flavors: {\(flavor)}\n", "agent.py": "", "lib/xgboost.py": "", "notes.txt": Self.hostile,
            "a/b/notes.txt": Self.hostile, "z/__pycache__/xgboost.py": "",
        ]
        let result = try scan(files)
        #expect(result.verdict == .refused)
        #expect(result.summary.contains(message), "\(result.summary)")
    }

    @Test("A module that a file beside the weights names is judged", arguments: ["pickle_module_info", "keras_module"])
    func moduleFiles(name: String) throws {
        let settings = ["MLmodel": "flavors: {pytorch: {model_data: data}}\n"]
        let result = try scan(settings.merging(["data/\(name).txt": "this"]) { $1 })
        #expect(result.verdict == .refused)
        #expect(result.summary.contains("would import this, which data/\(name).txt names"))
        let own = name == "keras_module" ? "tensorflow.keras" : "mlflow.pytorch.pickle_module"
        #expect(try scan(settings.merging(["data/\(name).txt": own]) { $1 }).passes)
    }

    @Test(
        "What an MLmodel in an inner folder says is judged like the outer one's",
        arguments: [
            ("{model_code_path: agent.py}", "would run the model's own code: sub/agent.py"),
            ("{python_model: notes.txt}", "sub/notes.txt would call os.system"),
            ("{python_model: ../notes.txt}", "would read '../notes.txt' outside the model's folder"),
            ("{code: lib}", "would import the model's own code: sub/lib/xgboost.py"),
            ("{data: x}", "would import the model's own code: sub/code/a.py"),
            ("{code: agent.py}", "would import from the archive 'sub/agent.py'"),
            ("{loader_module: acme.loading}", "would import acme.loading and call its loader"),
        ])
    func innerModels(flavor: String, message: String) throws {
        let files = [
            "MLmodel": "flavors: {python_function: {loader_module: mlflow.pyfunc.model, data: sub}}\n",
            "sub/MLmodel": "flavors: {python_function: \(flavor)}\n", "sub/agent.py": "", "sub/lib/xgboost.py": "",
            "sub/code/a.py": "", "sub/notes.txt": Self.hostile,
        ]
        let result = try scan(files)
        #expect(result.verdict == .refused)
        #expect(result.findings.contains { $0.message.contains(message) }, "\(result.findings.map(\.message))")
    }

    @Test("An MLmodel in an inner folder that can't be read makes the model unreadable, and an ordinary one does not")
    func innerFaults() throws {
        let outer = "flavors: {python_function: {loader_module: mlflow.pyfunc.model, artifacts: {m: {path: sub}}}}\n"
        let ordinary = try scan(["MLmodel": outer, "sub/MLmodel": "flavors: {onnx: {data: model.onnx}}\n"])
        #expect(ordinary.findings == [])
        let result = try scan(["MLmodel": outer, "sub/MLmodel": "flavors: ["])
        #expect(result.verdict == .unreadable)
        #expect(result.summary.contains("sub/MLmodel: MLmodel is no valid YAML"), "\(result.summary)")
    }

    @Test(
        "A loader of Hugging Face's makes its folder one of theirs, with or without its flavour",
        arguments: ["mlflow.transformers", "mlflow.sentence_transformers"])
    func hubLoader(name: String) throws {
        let result = try scan([
            "MLmodel": "flavors: {python_function: {loader_module: \(name), data: st}}\n",
            "st/config.json": #"{"auto_map": {"AutoModel": "net.Net"}}"#,
        ])
        #expect(result.verdict == .refused)
        #expect(result.summary.contains("config.json names net.Net"), "\(result.summary)")
    }

    @Test("What an old pipeline's file of settings hands on is judged like those in MLmodel")
    func inferenceConfig() throws {
        let settings = ["MLmodel": "flavors: {transformers: {model_binary: model}}\n"]
        let file = "components/inference_config.txt"
        for (text, message) in [
            (#"{"custom_generate": "acme/g", "trust_remote_code": true}"#, "would run code from 'acme/g'"),
            (#"{"a": {"tokenizer": "acme/t"}}"#, "would load 'acme/t'"),
            (#"{"images": ["/etc/passwd"]}"#, "would read '/etc/passwd' outside the model's folder"),
            ("{", "can't be read"),
        ] {
            let result = try scan(settings.merging([file: text]) { $1 })
            #expect(result.verdict == .refused)
            #expect(result.summary.contains(message), "\(result.summary)")
        }
        let plain = #"{"max_length": 512, "trust_remote_code": false, "tokenizer": null}"#
        #expect(try scan(settings.merging([file: plain]) { $1 }).findings == [])
    }

    @Test(
        "A requirements file elsewhere that MLflow would read and print is refused",
        arguments: [
            "-r /etc/passwd", "-c ../../x", "--requirement /etc/passwd  # why", "--constraint ../x",
            "numpy\u{2028}-c /x",
            "-\\ # why\nr /etc/passwd", "-\\\r\nr /etc/passwd", "numpy\\\n\n-r /etc/passwd", "-r /etc/passwd\\",
            "-r more.txt",
        ])
    func strayRequirements(line: String) throws {
        let flavor = "flavors: {xgboost: {data: model.xgb}}\n"
        let result = try scan(["MLmodel": flavor, "requirements.txt": line, "more.txt": "-r ../x\n"])
        #expect(result.verdict == .refused)
        #expect(result.summary.contains("outside the model's folder, which"), "\(result.summary)")
        let inner = ["requirements.txt": "numpy\n-r more.txt\n-c none.txt", "more.txt": "-r more.txt"]
        #expect(try scan(inner.merging(["MLmodel": flavor]) { $1 }).findings == [])
    }

    @Test(
        "Settings that would take long to judge are refused soon",
        arguments: [
            ("code: \(String(repeating: "a/", count: 200_000))", "would read a path of 400000 bytes"),
            (
                "a: b\n \((0..<3000).map { "f\($0): {code: a\($0)}" }.joined(separator: "\n "))",
                "from more than 100 folders"
            ),
            ("? \(String(repeating: "k", count: 200_000))\n  : 1", "a key of 200000 bytes"),
            (
                "? \(String(repeating: "k", count: 4000))\n  : [\(String(repeating: "1, ", count: 8000))]",
                "whose names take more than"
            ),
            ("a: b.c\(String(repeating: "\u{316}\u{301}", count: 200_000))", "may import b.c"),
            ("loader_module: c\(String(repeating: "\u{316}\u{301}", count: 200_000))", "would import c"),
        ])
    func long(setting: String, message: String) throws {
        let seconds = try ProcessorTime.seconds {
            let result = try scan(["MLmodel": "flavors:\n python_function:\n  \(setting)\n"])
            #expect(!result.passes)
            let messages = result.findings.map { String($0.message.unicodeScalars.prefix(200)) }
            #expect(messages.contains { $0.contains(message) }, "\(messages.first ?? "")")
        }
        #expect(seconds < 20)
    }

    @Test(
        "Ordinary settings of the flavours pass",
        arguments: [
            "xgboost: {code: null, data: model.xgb, model_class: xgboost.sklearn.XGBClassifier, xgb_version: 2.0.3}",
            "lightgbm: {data: model.lgb, model_class: lightgbm.basic.Booster}",
            "lightgbm: {data: model.skops, serialization_format: skops, skops_trusted_types: "
                + "[lightgbm.sklearn.LGBMClassifier, collections.OrderedDict]}",
            "catboost: {data: model.cb, model_type: CatBoostClassifier, save_format: cbm}",
            "tensorflow: {data: data, keras_version: 2.15.0, model_type: keras, save_format: tf, keras_module: keras}",
            "pytorch: {model_data: data, pytorch_version: 2.3.0+cpu, requirements_file: {path: requirements.txt}}",
            "onnx: {data: model.onnx, onnx_version: 1.16.0, providers: [CUDAExecutionProvider]}",
            "transformers: {model_binary: model, source_model_name: org/m, pipeline_model_type: BertModel, "
                + "components: [tokenizer], tokenizer_type: BertTokenizer, torch_dtype: torch.float32}",
            "python_function: {loader_module: mlflow.pytorch, data: data, config: {device: null}, "
                + "pickle_module_name: mlflow.pytorch.pickle_module}, pytorch: {model_data: data}",
            "onnx: {data: model.onnx, providers: [CUDAExecutionProvider, CPUExecutionProvider], onnx_session_options: "
                + "{execution_mode: sequential, graph_optimization_level: 99, intra_op_num_threads: 2, "
                + "extra_session_config: {session.intra_op.allow_spinning: '0'}}}",
            "\(handed): {max_new_tokens: 3, do_sample: true, stop: ['</s>', see https://a.example/ for more]}}",
            "python_function: {loader_module: mlflow.pyfunc.model, artifacts: {a: {path: artifacts/a.csv, "
                + "uri: /home/me/a.csv}}, config: {prompt: ../x, class: a.b}, streamable: false}",
        ])
    func ordinary(flavor: String) throws {
        #expect(try scan(["MLmodel": "flavors: {\(flavor)}\n"]).findings == [])
    }

    @Test(
        "A setting that is there twice is a fault, as MLflow takes the last",
        arguments: [
            "flavors: {sklearn: {pickled_model: a, pickled_model: b}}", "flavors: {sklearn: {a: {b: c}, a.b: d}}",
            "flavors: {sklearn: {a: b}, sklearn: {a: c}}",
        ])
    func twice(text: String) throws {
        #expect(try scan(["MLmodel": text]).verdict == .unreadable)
    }

    @Test("A graph of TensorFlow's is judged wherever in the folder a setting may have it, in whichever form")
    func graphs() throws {
        let folder = try Directory.createTemporary(in: "/tmp", prefix: "mlflow-")
        defer { try? Directory.removeTree(folder) }
        try File.write("flavors: {tensorflow: {saved_model_dir: .}}\n", to: Path.join(folder, "MLmodel"))
        let graph = try File.read(ArtifactFixtures.path("tensorflow/write-file/saved_model.pb"))
        try File.write(graph, to: Path.join(folder, "saved_model.pb"))
        let result = try ArtifactReader.read(path: folder).scan(policy())
        #expect(result.verdict == .refused)
        #expect(result.summary.contains("saved_model.pb would write files"), "\(result.summary)")
        for name in ["saved_model.pbtxt", "data/saved_model.pbtxt", "data/saved_model.cpb"] {
            let other = try scan(["MLmodel": "flavors: {tensorflow: {saved_model_dir: .}}\n", name: "meta_graphs {}"])
            #expect(other.verdict == .unreadable)
            #expect(other.summary.contains("its graph is in '\(Path.name(name))', which"), "\(other.summary)")
        }
    }

    @Test(
        "A model's archive or HDF5 that nothing at a file's start tells makes the folder unreadable or refused",
        arguments: ["XXXXXXXX", "(lp0\n", "{ "])
    func hidden(start: String) throws {
        let folder = try Directory.createTemporary(in: "/tmp", prefix: "mlflow-")
        defer { try? Directory.removeTree(folder) }
        try File.write("flavors: {tensorflow: {data: data}}\n", to: Path.join(folder, "MLmodel"))
        try Directory.create(Path.join(folder, "data"))
        let zip = ZipWriter.zip([ZipWriter.Member(name: "config.json")], before: Array(start.utf8))
        try File.write(zip, to: Path.join(folder, "data/model"))
        #expect(try ArtifactReader.read(path: folder).scan(policy()).verdict == .unreadable)
        let model = try File.read(ArtifactFixtures.path("tensorflow/dense-keras2.h5"))
        let space = [UInt8](repeating: 0x20, count: 512 - start.utf8.count)
        try File.write(Array(start.utf8) + space + model, to: Path.join(folder, "data/model"))
        #expect(try !ArtifactReader.read(path: folder).scan(policy()).passes)
    }

    @Test("A named file that can't be judged is unreadable, as is a model's archive; archives beside it are not")
    func unjudged() throws {
        let settings = "flavors: {python_function: {python_model: model.bin}}\n"
        // The end of an empty zip archive.
        let zip = "PK\u{5}\u{6}" + String(repeating: "\0", count: 18)
        let named = try scan(["MLmodel": settings, "model.bin": zip])
        #expect(named.verdict == .unreadable)
        #expect(named.summary.contains("model.bin can't be judged: this is a zip archive"), "\(named.summary)")
        #expect(try scan(["MLmodel": settings, "data/model.keras": zip]).verdict == .unreadable)
        #expect(try scan(["MLmodel": settings, "data/weights.pkl": "no pickle"]).verdict == .unreadable)
        #expect(try scan(["MLmodel": settings, "data/more.zip": zip, "notes.txt": "Notes\n", "a.csv": "c\n"]).passes)
    }

    @Test("Code that a transformer's configuration within names is refused, as MLflow trusts it") func inner() throws {
        let settings = ["MLmodel": "flavors: {transformers: {model_binary: model}}\n"]
        for (name, content) in [
            ("model/config.json", #"{"auto_map": {"AutoModel": "net.Net"}}"#),
            ("components/tokenizer/tokenizer_config.json", #"{"auto_map": {"AutoTokenizer": ["net.Net", null]}}"#),
            ("model/modules.json", #"[{"type": "net.Net", "path": ""}]"#),
            ("components/image_processor/preprocessor_config.json", #"{"auto_map": {"A": "net.Net"}}"#),
        ] {
            let result = try scan(settings.merging([name: content]) { $1 })
            #expect(result.verdict == .refused)
            #expect(result.summary.contains("\(Path.name(name)) names net.Net"), "\(result.summary)")
        }
        #expect(try scan(settings.merging(["model/config.json": "{"]) { $1 }).verdict == .unreadable)
    }

    @Test(
        "A folder within that Hugging Face's libraries load is judged by its configurations",
        arguments: [
            ("model/tokenizer_config.json", #"{"auto_map": {"AutoTokenizer": "evil.Evil"}}"#, "names evil.Evil"),
            ("components/tokenizer/tokenizer_config.json", #"{"trust_remote_code": true}"#, "says trust_remote_code"),
            ("model/1_M/config.json", #"{"activation_function": "tempfile.mkdtemp"}"#, "names tempfile.mkdtemp"),
            ("model/modules.json", #"[{"path": "", "type": "evil.Evil"}]"#, "names evil.Evil"),
            ("config.json", #"{"trust_remote_code": true}"#, "says trust_remote_code"),
            ("model/modules.json", "[", "'modules.json' can't be read"),
            ("model/pytorch_model.bin", "", "model/pytorch_model.bin can't be judged: this is an empty file"),
        ])
    func hub(name: String, content: String, finding: String) throws {
        let folder = try Directory.createTemporary(in: "/tmp", prefix: "mlflow-")
        defer { try? Directory.removeTree(folder) }
        func scan(_ files: [String: String]) throws -> ScanResult {
            for (name, content) in files {
                try Directory.create(Path.parent(Path.join(folder, name)))
                try File.write(content, to: Path.join(folder, name))
            }
            return try ArtifactReader.read(path: folder).scan(Policy())
        }
        let flavors =
            "flavors: {transformers: {model_binary: model}, python_function: {loader_module: mlflow.transformers}}"
        let clean = ["MLmodel": flavors, "model/config.json": #"{"model_type": "bert"}"#]
        #expect(try scan(clean).passes)
        let result = try scan([name: content])
        #expect(!result.passes)
        #expect(result.summary.contains(finding), "\(result.summary)")
    }

    @Test(
        "A loader that is no module of MLflow's, or one whose files are not read, is named",
        arguments: ["acme.loading", "mlflow.spacy"])
    func loader(name: String) throws {
        let folder = try Directory.createTemporary(in: "/tmp", prefix: "mlflow-")
        defer { try? Directory.removeTree(folder) }
        try File.write(
            "flavors: {python_function: {loader_module: \(name), data: data}}\n", to: Path.join(folder, "MLmodel"))
        let result = try ArtifactReader.read(path: folder).scan(policy())
        #expect(result.verdict == .refused)
        #expect(result.summary.contains("would import \(name)"))
        #expect(try ArtifactReader.read(path: folder).scan(policy(allow: name)).passes)
    }

    @Test(
        "A damaged MLmodel is a fault, not a guess",
        arguments: [
            ("", "no valid YAML"), ("flavors: [1", "no valid YAML"), ("flavors: {}\n", "names no flavors"),
            ("flavors: {sklearn: {}}\nsignature: {inputs: '[{'}\n", "no valid JSON"),
        ])
    func damaged(text: String, reason: String) throws {
        let folder = try Directory.createTemporary(in: "/tmp", prefix: "mlflow-")
        defer { try? Directory.removeTree(folder) }
        try File.write(text, to: Path.join(folder, "MLmodel"))
        let artifact = try ArtifactReader.read(path: folder)
        #expect(artifact.fault?.contains(reason) == true, "\(artifact.fault ?? "no fault")")
        #expect(artifact.scan(policy()).verdict == .unreadable)
    }
}
