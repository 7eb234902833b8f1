import Testing

/// An artifact that goes wrong, and how its cell must end.
struct BadArtifact: Sendable, CustomTestStringConvertible {
    let name: String
    /// Relative to the fixtures, or a file of the test's own.
    let path: String
    let verdict: String
    let stage: String?
    /// A part of the reason.
    let reason: String
    /// Keys of the artifact besides its path.
    let keys: [String]

    init(
        _ path: String,
        _ verdict: String,
        at stage: String?,
        _ reason: String,
        name: String? = nil,
        _ keys: String...,
    ) {
        self.name = name ?? path.split(separator: "/").last.map { String($0.prefix { $0 != "." }) } ?? path
        (self.path, self.verdict, self.stage, self.reason) = (path, verdict, stage, reason)
        self.keys = keys.contains { $0.hasPrefix("inputs:") } ? keys : keys + ["inputs: [[1.0, 2.0], [3.0, 4.0]]"]
    }

    var testDescription: String { name }

    var yaml: String {
        let path = path.contains("/") ? "${FIXTURES}/\(path)" : path
        return (["  \(name):", "    path: \(path)"] + keys.map { "    \($0)" }).joined(separator: "\n")
    }
}

extension BadArtifact {
    private static let notCompared = "predictions not compared"

    /// Loaded under `policy.pickle: trusted`, all in one interpreter's session.
    static let running = [
        BadArtifact(
            "badmodels/Segfaults.pkl", "crashed", at: "inference", "SIGSEGV (segmentation fault) during inference 1"),
        BadArtifact("badmodels/SegfaultsOnLoad.pkl", "crashed", at: "load", "SIGSEGV (segmentation fault) during load"),
        BadArtifact("badmodels/KillsItself.pkl", "crashed", at: "inference", "SIGKILL during inference 1"),
        BadArtifact("badmodels/Aborts.pkl", "crashed", at: "inference", "SIGABRT"),
        BadArtifact(
            "badmodels/Sleeps.pkl", "timed-out", at: "inference", "inference 1 took longer than 1 s",
            "timeout: {inference: 1s}"),
        BadArtifact(
            "badmodels/SleepsDeafly.pkl", "timed-out", at: "inference", "longer than 1 s", "timeout: {inference: 1s}"),
        BadArtifact(
            "badmodels/SleepsOnLoad.pkl", "timed-out", at: "load", "load took longer than 1 s", "timeout: {load: 1s}"),
        BadArtifact("badmodels/Exits.pkl", "crashed", at: "inference", "ended its process with status 3"),
        BadArtifact("badmodels/ExitsCleanly.pkl", "crashed", at: "inference", "ended its process with status 0"),
        BadArtifact("badmodels/RaisesSystemExit.pkl", "incompatible", at: "inference", "SystemExit: 4"),
        BadArtifact("badmodels/Chatters.pkl", "compatible", at: nil, notCompared),
        BadArtifact("badmodels/ClosesOutput.pkl", "compatible", at: nil, notCompared),
        BadArtifact("badmodels/LeavesChild.pkl", "compatible", at: nil, notCompared),
        BadArtifact("badmodels/ChangesFolder.pkl", "compatible", at: nil, notCompared),
        BadArtifact(
            "badmodels/Allocates.pkl", "crashed", at: "inference", "memory ran out during inference 1",
            "timeout: {inference: 2m}"),
        BadArtifact("badmodels/Raises.pkl", "incompatible", at: "inference", "inference raised ValueError: bad"),
        BadArtifact("badmodels/RaisesOnThird.pkl", "incompatible", at: "inference", "RuntimeError: the third call"),
        BadArtifact("badmodels/Warns.pkl", "warned", at: nil, "FutureWarning: process … at …: this model is old"),
        BadArtifact("badmodels/Random.pkl", "drifted", at: "determinism", "keeps state or draws random numbers"),
        BadArtifact("badmodels/CountsCalls.pkl", "drifted", at: "determinism", "is 11.0, want 1.0"),
        BadArtifact("badmodels/ReturnsNothing.pkl", "incompatible", at: "inference", "predict returned None"),
        BadArtifact("badmodels/HasNoCall.pkl", "incompatible", at: "load", "HasNoCall has none of"),
        BadArtifact(
            "badmodels/Good.pkl", "incompatible", at: "load", "transform", name: "no-such-method", "call: transform"),
        BadArtifact(
            "badmodels/Good.pkl", "drifted", at: "parity", "want", name: "other-reference", "reference: other.npy"),
        BadArtifact(
            "badmodels/Good.pkl", "drifted", at: "parity", "shape", name: "other-shape", "reference: shape.npy"),
        BadArtifact("deletes.pkl", "incompatible", at: "inference", "FileNotFoundError"),
        BadArtifact("importer.pkl", "incompatible", at: "inference", "no_such_module_of_mine"),
        BadArtifact("orphan.pkl", "incompatible", at: "load", "nobodys_module"),
        BadArtifact("printer.pkl", "compatible", at: nil, notCompared),
        BadArtifact("pickles/protocol-0.pkl", "incompatible", at: "load", "dict has none of"),
        BadArtifact("pickles/broken-no-stop.pkl", "incompatible", at: "load", "truncated"),
        BadArtifact("pickles/broken-future-protocol.pkl", "incompatible", at: "load", "pickle protocol"),
        BadArtifact("pickles/broken-unknown-opcode.pkl", "incompatible", at: "load", "UnpicklingError"),
        BadArtifact("pickles/broken-empty.pkl", "refused", at: "integrity", "this is an empty file"),
        BadArtifact(
            "badmodels/Good.pkl", "refused", at: "integrity", "sha256 is", name: "wrong-digest",
            "sha256: \(String(repeating: "0", count: 64))"),
        BadArtifact(
            "badmodels/Good.pkl", "refused", at: "integrity", "format: onnx is stated, but the file is a pickle",
            name: "wrong-format", "format: onnx"),
        BadArtifact("lfs.joblib", "refused", at: "integrity", "Git LFS pointer"),
        BadArtifact("page.joblib", "refused", at: "integrity", "this is a web page"),
        BadArtifact("joblibs/text.joblib", "refused", at: "integrity", "not recognised as a model", name: "text"),
        BadArtifact("badmodels/Good.pkl", "compatible", at: nil, notCompared, name: "healthy"),
    ]

    private static let ridge = "inputs: ${FIXTURES}/joblibs/ridge.inputs.npz"

    /// In scikit-learn's and ONNX Runtime's environments.
    static let frameworks = [
        BadArtifact(
            "joblibs/truncated.joblib", "incompatible", at: "load", "truncated", name: "joblib-truncated", ridge),
        BadArtifact(
            "joblibs/truncated-zlib.joblib", "incompatible", at: "load", "truncated", name: "joblib-truncated-zlib",
            ridge),
        BadArtifact(
            "joblibs/damaged-zlib.joblib", "incompatible", at: "load", "the compressed data are damaged",
            name: "joblib-damaged", ridge),
        BadArtifact(
            "joblibs/ridge-lz4.joblib", "incompatible", at: "load", "add lz4 to packages", name: "joblib-lz4", ridge),
        BadArtifact(
            "joblibs/ridge-zlib.joblib", "incompatible", at: "inference", "features", name: "joblib-features",
            "inputs: [[1.0]]"),
        BadArtifact(
            "joblibs/ridge-zlib.joblib", "incompatible", at: "inference", "", name: "joblib-words",
            "inputs: [good, bad]"),
        BadArtifact(
            "joblibs/ridge-zlib.joblib", "compatible", at: nil, "outputs", name: "joblib-healthy", ridge,
            "reference: ${FIXTURES}/joblibs/ridge.reference.npz"),
        BadArtifact(
            "onnxes/future-opset.onnx", "incompatible", at: "load", "the model needs opset 99", name: "onnx-opset"),
        BadArtifact(
            "onnxes/future-ir.onnx", "incompatible", at: "load", "the model has IR version 99", name: "onnx-ir"),
        BadArtifact(
            "onnxes/truncated.onnx", "refused", at: "scan", "not a valid Protocol Buffers message",
            name: "onnx-truncated"),
        BadArtifact(
            "onnxes/custom-operator.onnx", "incompatible", at: "load", "the operator org.example:Frobnicate",
            name: "onnx-operator"),
        BadArtifact("onnxes/relu.onnx", "incompatible", at: "inference", "batch, 3", name: "onnx-shape"),
        BadArtifact(
            "onnxes/relu.onnx", "incompatible", at: "inference", "the model takes", name: "onnx-text",
            "inputs: [good, bad]"),
        BadArtifact(
            "onnxes/several-inputs.onnx", "incompatible", at: "inference", "the inputs need names", name: "onnx-names"),
        BadArtifact(
            "onnxes/relu.onnx", "compatible", at: nil, notCompared, name: "onnx-healthy-cast",
            "inputs: [[1.0, -2.0, 3.0]]"),
        BadArtifact(
            "onnxes/relu.onnx", "incompatible", at: "inference", "is float64, the model takes float32",
            name: "onnx-dtype", "inputs: {generate: {shape: [3], dtype: float64}}"),
        BadArtifact(
            "onnxes/several-inputs.onnx", "compatible", at: nil, "outputs", name: "onnx-healthy",
            "inputs: ${FIXTURES}/onnxes/several-inputs.inputs.npz",
            "reference: ${FIXTURES}/onnxes/several-inputs.reference.npz"),
    ]

    /// Under `policy.pickle: scan`, with one class of our own allowed.
    static let scanned =
        [
            ("hostile-global-os-system", "would call os.system"),
            ("hostile-global-builtins-eval", "would call builtins.eval"),
            ("hostile-inst-posix-system", "would call posix.system"), ("hostile-obj-os-system", "would call os.system"),
            ("hostile-reduce-getattr", "would import os.path"),
            ("hostile-stack-global-dotted", "shutil.os.system"),
            ("hostile-stack-global-memo", "would call os.system"), ("hostile-after-stop", "would call os.system"),
            ("hostile-stack-global-subprocess", "would call subprocess.call"),
            ("broken-no-stop", "the pickle ends too early"), ("broken-future-protocol", "pickle protocol 9"),
            ("broken-unknown-opcode", "no pickle instruction has the code 0xff"),
            ("broken-frame-past-end", "the pickle ends too early"),
        ].map { BadArtifact("pickles/\($0.0).pkl", "refused", at: "scan", $0.1) } + [
            BadArtifact("joblibs/truncated.joblib", "refused", at: "scan", "the pickle ends too early"),
            BadArtifact("joblibs/damaged-zlib.joblib", "refused", at: "scan", "the zlib data are damaged"),
            BadArtifact("badmodels/Warns.pkl", "refused", at: "scan", "if you trust it: allow: [badmodels.Warns]"),
            BadArtifact("badmodels/Good.pkl", "compatible", at: nil, notCompared),
        ]
}
