import JSON
import Matrix
import Testing

@testable import Artifacts

@Suite("TensorFlow and Keras files")
struct TensorFlowTests {
    private func read(_ name: String, format: String? = nil) throws(ArtifactError) -> ArtifactDescription {
        try ArtifactReader.read(path: ArtifactFixtures.path("tensorflow/\(name)"), statedFormat: format)
    }

    private func trusting() -> Policy {
        var policy = Policy()
        policy.pickle = .trusted
        return policy
    }

    private func allowing(_ globs: String...) -> Policy {
        var policy = Policy()
        policy.allow = globs
        return policy
    }

    @Test(
        "Content tells the format, the producer and the inputs",
        arguments: [
            ("dense", "tensorflow-savedmodel", ["tensorflow": "2.15.1"], ["x: float32[?, 4]"]),
            ("words", "tensorflow-savedmodel", ["tensorflow": "2.15.1"], ["text: string[?]"]),
            ("dense-keras2.keras", "keras", ["keras": "2.15.0"], ["features: float32[?, 4]"]),
            ("dense-keras3.keras", "keras", ["keras": "3.15.1"], ["features: float32[?, 4]"]),
            ("dense-keras2.h5", "keras-h5", ["keras": "2.15.0"], ["features: float32[?, 4]"]),
            ("dense-keras3.h5", "keras-h5", ["keras": "3.15.1"], ["features: float32[?, 4]"]),
            ("dense.tflite", "tflite", [:], ["features: float32[1, 4]"]),
            ("dense-int8.tflite", "tflite", [:], ["features: int8[1, 4]"]),
        ] as [(String, String, [String: String], [String])])
    func description(name: String, format: String, versions: [String: String], inputs: [String]) throws {
        let artifact = try read(name)
        #expect(artifact.format == format)
        #expect(artifact.embeddedVersions == versions)
        #expect(artifact.inputs.map(\.description) == inputs)
        #expect(artifact.fault == nil)
        #expect(artifact.scan(Policy()).passes)
    }

    @Test("A SavedModel lists its signatures, with scalars and without the one that only restores") func signatures()
        throws
    {
        guard case .savedModel(let model) = try read("dense").content else {
            Issue.record("no SavedModel")
            return
        }
        #expect(model.tags == [["serve"]])
        #expect(model.signatures.map(\.name) == ["scores", "serving_default"])
        #expect(model.signatures.first?.inputs.map(\.description) == ["scale: float32[]", "x: float32[?, 4]"])
        #expect(
            model.servingSignature?.outputs.map(\.description) == ["class: int64[?]", "probabilities: float32[?, 3]"])
        #expect(model.operators.contains("MatMul"))
    }

    @Test(
        "Operators that reach out of a graph are refused by name",
        arguments: [
            ("call-python", "would call a Python function: its graph has the operator PyFunc"),
            ("read-file", "would read '/etc/hostname': its graph has the operator ReadFile"),
            ("write-file", "would write files: its graph has the operator WriteFile"),
            ("write-checkpoint", "would write files: its graph has the operator SaveV2"),
        ])
    func operators(name: String, message: String) throws {
        let artifact = try read(name)
        let scan = artifact.scan(Policy())
        #expect(scan.verdict == .refused)
        #expect(scan.findings.first?.message == message)
        #expect(artifact.scan(trusting()).verdict == .clean)
    }

    @Test("An operator that the policy allows passes") func allowedOperator() throws {
        let artifact = try read("read-file")
        #expect(artifact.scan(allowing("tf.raw_ops.ReadFile")).verdict == .clean)
        #expect(artifact.scan(allowing("tf.raw_ops.WriteFile")).verdict == .refused)
    }

    @Test(
        "A Lambda layer is refused unless its file is trusted",
        arguments: ["lambda-keras2.keras", "lambda-keras3.keras", "lambda-keras2.h5", "lambda-keras3.h5"])
    func lambda(name: String) throws {
        let artifact = try read(name)
        let scan = artifact.scan(allowing("*"))
        #expect(scan.verdict == .refused)
        #expect(scan.summary.hasPrefix("would run Python bytecode: the Lambda layer 'doubling'"), "\(scan.summary)")
        #expect(artifact.scan(trusting()).verdict == .clean)
    }

    @Test("A layer of one's own is refused until its name is allowed", arguments: ["custom-keras2", "custom-keras3"])
    func custom(name: String) throws {
        let artifact = try read("\(name).keras")
        #expect(artifact.scan(Policy()).findings.map(\.message) == ["would import doubling.Doubling"])
        #expect(artifact.scan(allowing("doubling.Doubling")).verdict == .clean)
    }

    /// More than a path may have, in letters that Base64 has.
    private static let encoded = String(repeating: "CgU8dW5r", count: 300)

    @Test(
        "Only those modules of Keras that hold parts of models pass",
        arguments: [
            (#"{"module": "keras.layers", "class_name": "Dense", "config": {}}"#, []),
            (#"{"module": "keras.src.ops.numpy", "class_name": "Add", "config": {}}"#, []),
            (#"{"module": "keras.src.applications.convnext", "class_name": "LayerScale", "config": {}}"#, []),
            (#"{"module": "keras.utils", "class_name": "FeatureSpace", "config": {}}"#, []),
            (#"{"module": "keras.src.backend.torch.optimizers.torch_adam", "class_name": "Adam"}"#, []),
            (
                #"{"module": "keras.src.backend.torch.optimizers.torch_adam", "class_name": "function", "config": "torch"}"#,
                [.foreign("keras.src.backend.torch.optimizers.torch_adam.torch")]
            ),
            (
                #"{"module": "keras.src.backend.torch.core", "class_name": "Adam"}"#,
                [.foreign("keras.src.backend.torch.core.Adam")]
            ),
            (#"{"module": "builtins", "class_name": "function", "config": "relu"}"#, []),
            (#"{"module": "builtins", "class_name": "function", "config": "eval"}"#, [.foreign("builtins.eval")]),
            (
                #"{"module": "keras.utils", "class_name": "function", "config": "get_file"}"#,
                [.foreign("keras.utils.get_file")]
            ),
            (#"{"module": "os", "class_name": "function", "config": "system"}"#, [.foreign("os.system")]),
            (#"{"module": "kerasish.layers", "class_name": "Dense"}"#, [.foreign("kerasish.layers.Dense")]),
            (
                #"{"module": "keras.layers", "class_name": "TFSMLayer", "config": {"name": "inner"}}"#,
                [.loader("TFSMLayer", layer: "inner")]
            ),
            (
                #"{"module": "keras.layers", "class_name": "StringLookup", "config": {"name": "v", "vocabulary": "/etc/passwd"}}"#,
                [.file("/etc/passwd", layer: "v")]
            ),
            (
                #"{"module": "keras_hub.tokenizers", "class_name": "BytePairTokenizer", "config": {"name": "t", "merges": "/x"}}"#,
                [.file("/x", layer: "t")]
            ),
            // A dot in the name leads on from the module.
            (
                #"{"module": "keras", "class_name": "layers.TFSMLayer", "config": {}}"#,
                [.foreign("keras.layers.TFSMLayer")]
            ),
            (
                #"{"module": "keras", "class_name": "config.enable_unsafe_deserialization", "config": {}}"#,
                [.foreign("keras.config.enable_unsafe_deserialization")]
            ),
            (#"{"module": "keras.models", "class_name": "load_model"}"#, [.foreign("keras.models.load_model")]),
            (#"{"module": "keras.layers", "class_name": "Input"}"#, [.foreign("keras.layers.Input")]),
            (
                #"{"module": "keras.src.layers", "class_name": "nope", "registered_name": "Lambda"}"#,
                [.lambda(layer: "Sequential"), .foreign("keras.src.layers.nope")]
            ),
            (
                #"{"module": "builtins", "class_name": "function", "config": "relu", "registered_name": "exec"}"#,
                [.foreign("builtins.exec")]
            ),
            (
                #"{"module": "keras", "class_name": "__typespec__", "spec_name": "utils.get_file", "config": []}"#,
                [.foreign("keras.utils.get_file")]
            ),
            (#"{"module": "builtins", "class_name": "eval"}"#, [.foreign("builtins.eval")]),
            (#"{"module": "keras.layers", "class_name": "Dense", "registered_name": "Custom>Dense"}"#, []),
            (#"{"module": "keras.src.models.functional", "class_name": "Functional"}"#, []),
            (#"{"module": "keras.engine.functional", "class_name": "Functional"}"#, []),
            (#"{"module": "keras", "class_name": "DTypePolicy", "config": {"name": "float32"}}"#, []),
            (#"{"module": "keras.optimizers.schedules", "class_name": "CosineDecay"}"#, []),
            (
                #"{"module": "keras.activations", "class_name": "function", "config": "gelu", "registered_name": "gelu"}"#,
                []
            ),
            (#"{"module": "builtins", "class_name": "function", "config": "relu", "registered_name": "relu"}"#, []),
            (#"{"class_name": "TFOpLambda", "config": {"function": "compat.v1.nn.relu"}}"#, []),
            (#"{"class_name": "TFOpLambda", "config": {"function": "reduce_sum"}}"#, []),
            (
                #"{"class_name": "TFOpLambda", "config": {"function": "io.write_file"}}"#,
                [.foreign("tensorflow.io.write_file")]
            ),
            (
                #"{"class_name": "ClassMethod", "config": {"cls_symbol": "io.TFRecordWriter", "method_name": "x"}}"#,
                [.foreign("tensorflow.io.TFRecordWriter.x")]
            ),
            (#"{"module": "keras_hub.layers", "class_name": "TransformerEncoder"}"#, []),
            (
                #"{"module": "keras_hub.layers", "class_name": "X", "config": {"proto": "/etc/passwd"}}"#,
                [.file("/etc/passwd", layer: "Sequential")]
            ),
            (
                #"{"module": "keras_hub.layers", "class_name": "X", "config": {"proto": "\#(encoded)"}}"#, []
            ),
            (#"{"module": "keras_hub.layers", "class_name": "load"}"#, [.foreign("keras_hub.layers.load")]),
        ] as [(String, [KerasModel.Risk])])
    func risks(layer: String, risks: [KerasModel.Risk]) throws {
        let text = #"{"module": "keras", "class_name": "Sequential", "config": {"layers": [\#(layer)]}}"#
        #expect(KerasModel(config: try .init(parsing: Array(text.utf8)), version: "3").risks == risks)
    }

    @Test(
        "Functions of TensorFlow that Keras 2 makes layers of are judged by what they are",
        arguments: [
            ("TFOpLambda", #"{"function": "math.multiply"}"#, nil), ("TFOpLambda", #"{"function": "cast"}"#, nil),
            ("TFOpLambda", #"{"function": "compat.v1.gather"}"#, nil),
            ("TFOpLambda", #"{"function": "io.decode_jpeg"}"#, nil),
            ("SlicingOpLambda", #"{"function": "__operators__.getitem"}"#, nil),
            ("TFOpLambda", #"{"function": "io.write_file"}"#, "tensorflow.io.write_file"),
            ("TFOpLambda", #"{"function": "compat.v1.py_func"}"#, "tensorflow.compat.v1.py_func"),
            ("TFOpLambda", #"{"function": "keras.utils.get_file"}"#, "tensorflow.keras.utils.get_file"),
            ("TFOpLambda", #"{"function": "print"}"#, "tensorflow.print"), ("TFOpLambda", "{}", "tensorflow.?"),
            ("TFOpLambda", #"{"function": "raw_ops.AddV2"}"#, nil),
            ("TFOpLambda", #"{"function": "raw_ops.ReadFile"}"#, "tensorflow.raw_ops.ReadFile"),
            ("ClassMethod", #"{"cls_symbol": "RaggedTensor", "method_name": "from_row_splits"}"#, nil),
            (
                "ClassMethod", #"{"cls_symbol": "data.TFRecordDataset", "method_name": "list_files"}"#,
                "tensorflow.data.TFRecordDataset.list_files"
            ),
            ("TensorFlowOpLayer", #"{"node_def": {"op": "Mul", "name": "m"}}"#, nil),
            ("TensorFlowOpLayer", #"{"node_def": {"op": "WriteFile"}}"#, "tensorflow.raw_ops.WriteFile"),
            ("TensorFlowOpLayer", #"{"node_def": "CgFtEgNNdWw="}"#, "tensorflow.raw_ops.?"),
        ] as [(String, String, String?)])
    func tensorFlowFunctions(layer: String, config: String, foreign: String?) throws {
        let part = #"{"class_name": "\#(layer)", "config": \#(config)}"#
        let text = #"{"class_name": "Functional", "config": {"layers": [\#(part)]}}"#
        let model = KerasModel(config: try .init(parsing: Array(text.utf8)), version: "2.15.0")
        #expect(model.risks == (foreign.map { [.foreign($0)] } ?? []))
    }

    // MARK: Folders

    private static func config(_ layers: String) -> String {
        #"{"module": "keras", "class_name": "Sequential", "config": {"name": "s", "layers": [\#(layers)]}}"#
    }

    private static let hostile = config(#"{"module": "os", "class_name": "function", "config": "system"}"#)

    @Test("A folder that Keras takes for an archive that is unpacked is judged as one")
    func folder() throws {
        let plain = Self.config(#"{"module": "keras.layers", "class_name": "Dense", "config": {"name": "d"}}"#)
        let clean = try ModelFolderTests.scan(files: ["config.json": plain, "metadata.json": "{}"])
        #expect(clean.passes, "\(clean.summary)")
        let preset = try ModelFolderTests.scan(files: ["config.json": plain, "task.json": Self.hostile])
        #expect(preset.summary.contains("would import os.system"), "\(preset.summary)")
        for weights in ["model.weights.h5", "model.weights.npz"] {
            let cut = try ModelFolderTests.scan(files: ["config.json": plain, weights: "cut"])
            #expect(cut.verdict == .unreadable)
            #expect(cut.summary.contains(weights), "\(cut.summary)")
        }
        #expect(throws: ArtifactError.self) {
            try ModelFolderTests.scan(files: ["config.json": #"{"class_name": "of something else"}"#])
        }
    }

    @Test(
        "A folder that Keras loads is judged wherever it lies, and whatever else its folder is",
        arguments: [
            ["config.json": hostile], ["config.json": hostile.replacing("class_name", with: "class_n\\u0061me")],
            ["config.json": hostile.replacing(#"{"module""#, with: #"{"model_type": "bert", "module""#)],
            ["config.json": hostile, "tokenizer_config.json": "{}"],
            ["config.json": #"{"model_type": "bert"}"#, "keras/config.json": hostile],
            [
                "MLmodel": "flavors:\n  python_function:\n    loader_module: mlflow.keras\n",
                "data/config.json": hostile,
            ],
            ["saved_model.pb": "", "config.json": hostile], ["saved_model.pb": "", "assets/config.json": hostile],
        ])
    func folders(files: [String: String]) throws {
        let result = try ModelFolderTests.scan(files: files)
        #expect(!result.passes)
        #expect(result.findings.contains { $0.message.contains("would import os.system") }, "\(result.summary)")
    }

    @Test("A cut file is called so, whatever its length", arguments: [0.2, 0.5, 0.9, 0.99])
    func truncated(share: Double) throws {
        let flat = ArtifactFixtures.bytes("tensorflow/dense.tflite")
        let model = try ArtifactReader.describe(
            path: "cut", bytes: Array(flat.prefix(Int(Double(flat.count) * share))), sha256: "", statedFormat: nil)
        #expect(model.format == "tflite")
        #expect(model.fault != nil || !model.inputs.isEmpty)
        let zip = ArtifactFixtures.bytes("tensorflow/dense-keras3.keras")
        #expect(throws: ArtifactError.self) {
            try ArtifactReader.describe(
                path: "cut", bytes: Array(zip.prefix(Int(Double(zip.count) * share))), sha256: "", statedFormat: nil)
        }
        var graph = SavedModel()
        let bytes = ArtifactFixtures.bytes("tensorflow/dense/saved_model.pb")
        #expect(throws: ProtobufError.self) {
            try graph.read(ByteSource(Array(bytes.prefix(Int(Double(bytes.count) * share)))))
        }
    }

    @Test("Any byte of a TensorFlow Lite model may be wrong without a crash") func damage() throws {
        let bytes = ArtifactFixtures.bytes("tensorflow/dense.tflite")
        for index in bytes.indices where !(4..<8).contains(index) {
            var damaged = bytes
            damaged[index] ^= 0xFF
            let model = try ArtifactReader.describe(path: "x", bytes: damaged, sha256: "", statedFormat: nil)
            #expect(model.format == "tflite")
        }
    }

    @Test(
        "A wrong stated format is told what the artifact is",
        arguments: [
            ("dense", "onnx", "format: onnx is stated, but the folder is tensorflow-savedmodel"),
            ("dense-keras3.keras", "keras-h5", "but the file is a Keras model (.keras, zip)"),
            ("dense-keras3.h5", "tflite", "but the file is an HDF5 file (Keras .h5)"),
            ("dense.tflite", "keras", "but the file is a TensorFlow Lite model"),
        ])
    func mismatch(name: String, format: String, reason: String) {
        let error = #expect(throws: ArtifactError.self) { try read(name, format: format) }
        #expect(error?.reason.contains(reason) == true, "\(error?.reason ?? "")")
    }

    @Test(
        "Messages of the frameworks become reasons with a remedy",
        arguments: [
            (
                "keras", ["keras": "3.15.1"], ["keras": "2.15.0", "tensorflow-cpu": "2.15.1"], "load",
                "Error when deserializing class 'InputLayer' using config={}.\n\nException encountered: "
                    + "Unrecognized keyword arguments: ['batch_shape', 'optional']",
                "saved with keras 3.15.1, loaded with keras 2.15.0: Keras 2 can't read the files of Keras 3; "
                    + "use tensorflow>=2.16, or save it as a SavedModel (model.export)"
            ),
            (
                "keras", ["keras": "3.15.1"], ["keras": "3.15.1"], "load",
                "Could not locate class 'Doubling'. Make sure custom classes and functions are decorated",
                "the layer 'Doubling' is not Keras' own; name its code: model: {file: …, class: Doubling}"
            ),
            (
                "tensorflow-savedmodel", ["tensorflow": "2.15.1"], ["tensorflow-cpu": "2.9.3"], "load",
                "Op type not registered 'DisableCopyOnRead' in binary running on host.",
                "saved with tensorflow 2.15.1, loaded with 2.9.3: the graph uses the operator DisableCopyOnRead, which "
                    + "tensorflow 2.9.3 lacks; use the TensorFlow that saved it, or add the package that has the operator"
            ),
        ] as [(String, [String: String], [String: String], String, String, String)])
    func advice(
        format: String, embedded: [String: String], installed: [String: String], stage: String, message: String,
        reason: String,
    ) {
        let text = VersionAdvice.reason(
            format: format, embedded: embedded, installed: installed, stage: stage, exceptionType: "ValueError",
            message: message)
        #expect(text == VersionAdvice.clip(reason))
    }
}
