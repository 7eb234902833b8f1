import Files
import JSON
import Matrix
import Testing

@testable import Artifacts

@Suite("PyTorch files")
struct TorchTests {
    private func read(_ name: String, stated: String? = nil) throws(ArtifactError) -> ArtifactDescription {
        try ArtifactReader.read(path: ArtifactFixtures.path("torch/\(name)"), statedFormat: stated)
    }

    private func torch(_ artifact: ArtifactDescription) throws -> TorchFile {
        guard case .torch(let file) = artifact.content else {
            throw ArtifactError(.formatMismatch, path: artifact.path, reason: "no PyTorch file")
        }
        return file
    }

    @Test(
        "Each file is recognised by its content, whatever saved it",
        arguments: [
            ("smallnet.pt", "torch-state-dict"), ("legacy.pt", "torch-state-dict"), ("recent.pt", "torch-state-dict"),
            ("checkpoint.pt", "torch-state-dict"), ("parallel.pt", "torch-state-dict"), ("cuda.pt", "torch-state-dict"),
            ("module.pt", "torch-module"), ("module-legacy.pt", "torch-module"), ("sequential.pt", "torch-module"),
            ("smallnet.jit", "torchscript"), ("counter.jit", "torchscript"), ("smallnet.pt2", "torch-export"),
            ("smallnet.safetensors", "safetensors"),
        ])
    func recognition(name: String, format: String) throws {
        let artifact = try read(name)
        #expect(artifact.format == format)
        #expect(artifact.fault == nil)
        #expect(artifact.preload.contains("torch"))
        #expect(try read(name, stated: format).format == format)
    }

    @Test(
        "Weights have names, dtypes and shapes",
        arguments: ["smallnet.pt", "legacy.pt", "recent.pt", "checkpoint.pt", "cuda.pt"])
    func tensors(name: String) throws {
        let file = try torch(read(name))
        #expect(
            file.tensors.map(\.name) == [
                "hidden.weight", "hidden.bias", "norm.weight", "norm.bias", "norm.running_mean", "norm.running_var",
                "norm.num_batches_tracked", "last.weight", "last.bias",
            ])
        #expect(file.tensors[0] == TorchFile.Tensor(name: "hidden.weight", dtype: "float32", shape: [8, 4]))
        #expect(file.tensors[6] == TorchFile.Tensor(name: "norm.num_batches_tracked", dtype: "int64", shape: []))
        #expect(file.isLegacy == (name == "legacy.pt"))
        #expect(file.kind == .stateDict(key: name == "checkpoint.pt" ? "state_dict" : nil))
    }

    @Test("Weights saved from a GPU are reported so") func cuda() throws {
        let artifact = try read("cuda.pt")
        #expect(try torch(artifact).devices == ["cuda:0"])
        let scan = artifact.scan(Policy())
        #expect(scan.verdict == .clean)
        #expect(scan.notes == ["saved from a GPU (cuda:0); loaded onto the CPU"])
        #expect(try torch(read("smallnet.pt")).devices.isEmpty)
    }

    @Test(
        "What holds only weights, PyTorch's own modules or compiled programs passes the scan",
        arguments: [
            "smallnet.pt", "legacy.pt", "recent.pt", "checkpoint.pt", "parallel.pt", "numpy-scalar.pt", "named.pt",
            "compressed.pt", "sequential.pt", "smallnet.jit", "counter.jit", "smallnet.pt2", "smallnet.safetensors",
        ])
    func benign(name: String) throws {
        let scan = try read(name).scan(Policy())
        #expect(scan.passes, "\(scan.summary)")
    }

    @Test("A module of one's own class is refused until it is permitted", arguments: ["module.pt", "module-legacy.pt"])
    func ownClass(name: String) throws {
        let artifact = try read(name)
        #expect(artifact.modelClass == "smallnet.SmallNet")
        #expect(artifact.scan(Policy()).findings.map(\.global) == ["smallnet.SmallNet"])
        var policy = Policy()
        policy.allow = ["smallnet.*"]
        #expect(artifact.scan(policy).passes)
        policy.pickle = .deny
        #expect(artifact.scan(policy).verdict == .refused)
    }

    @Test("Hostile pickles are refused with the exact global", arguments: ["hostile.pt", "hostile-legacy.pt"])
    func hostile(name: String) throws {
        let scan = try read(name).scan(Policy())
        #expect(scan.verdict == .refused)
        #expect(scan.findings.compactMap(\.global) == ["posix.system"])
    }

    @Test("TorchScript that writes files is refused") func writes() throws {
        let scan = try read("writes.jit").scan(Policy())
        #expect(scan.verdict == .refused)
        #expect(scan.summary.contains("torch.save"))
    }

    @Test(
        "Archives that PyTorch might read otherwise than the scan are refused",
        arguments: [
            ("escaping.pt", "'smallnet/../../canary' leads out of the archive"),
            ("twice.pt", "'smallnet/DATA.pkl' is there twice, and readers differ in which one counts"),
            ("renamed.pt", "'smallnet/data/1' has another name in its own header"),
        ])
    func archives(name: String, problem: String) throws {
        let artifact = try read(name)
        let scan = artifact.scan(Policy())
        #expect(scan.verdict == .refused)
        #expect(scan.findings.map(\.message) == ["in the archive, \(problem)"])
        var trusting = Policy()
        trusting.pickle = .trusted
        #expect(artifact.scan(trusting).passes)
    }

    @Test("Damaged files say what is wrong") func damage() throws {
        #expect(throws: ArtifactError.self) { try read("truncated.pt") }
        #expect(throws: ArtifactError.self) { try read("tensor.pt") }
        let scan = try read("without-storage.pt").scan(Policy())
        #expect(scan.verdict == .unreadable)
        #expect(scan.summary == "the storage data/2 is not in the archive; it is damaged, get it again")
        let legacy = ArtifactFixtures.bytes("torch/legacy.pt")
        for length in stride(from: 14, to: 600, by: 7) {
            let cut = try ArtifactReader.describe(
                path: "cut.pt", bytes: Array(legacy.prefix(length)), sha256: "", statedFormat: nil)
            #expect(!cut.scan(Policy()).passes, "\(length)")
        }
    }

    @Test(
        "A wrong format says what the file is",
        arguments: [
            (
                "smallnet.pt", "torch-module",
                "format: torch-module is stated, but the file holds a state_dict; state format: torch-state-dict"
            ),
            (
                "checkpoint.pt", "torch-module",
                "format: torch-module is stated, but the file holds a checkpoint with weights under 'state_dict'; state format: torch-state-dict"
            ),
            (
                "module.pt", "torch-state-dict",
                "format: torch-state-dict is stated, but the file holds a whole module, smallnet.SmallNet; state format: torch-module"
            ),
            (
                "smallnet.jit", "torch-state-dict",
                "format: torch-state-dict is stated, but the file is a TorchScript archive"
            ),
            ("smallnet.pt", "torchscript", "format: torchscript is stated, but the file is a PyTorch checkpoint (zip)"),
            ("legacy.pt", "pickle", "format: pickle is stated, but the file is a PyTorch checkpoint (legacy format)"),
            ("smallnet.pt2", "onnx", "format: onnx is stated, but the file is an exported PyTorch program (.pt2)"),
            ("smallnet.safetensors", "joblib", "format: joblib is stated, but the file is a safetensors file"),
        ])
    func mismatch(name: String, stated: String, reason: String) throws {
        let error = #expect(throws: ArtifactError.self) { try read(name, stated: stated) }
        #expect(error?.reason == reason)
        #expect(error?.problem == .formatMismatch)
    }

    @Test("An exported program tells its signature and its PyTorch") func exported() throws {
        let artifact = try read("smallnet.pt2")
        #expect(artifact.embeddedVersions["torch"] == "2.13.0")
        #expect(artifact.inputs.count == 1)
        #expect(artifact.inputs.first?.name == "x")
        #expect(artifact.inputs.first?.type == "float32")
        #expect(artifact.inputs.first?.shape?.last == .fixed(4))
        #expect(artifact.outputs.map(\.type) == ["float32"])
        #expect(try torch(artifact).pickles.map(\.member) == ["smallnet/data/sample_inputs/model.pt"])
    }

    @Test("TorchScript tells its class and the arguments of forward") func script() throws {
        let artifact = try read("smallnet.jit")
        #expect(artifact.modelClass == "smallnet.SmallNet")
        #expect(artifact.inputs.map(\.description) == ["x: tensor"])
        #expect(artifact.scan(Policy()).verdict == .clean)
    }

    @Test("Every prefix of an archive is described or refused, never worse") func prefixes() {
        let bytes = ArtifactFixtures.bytes("torch/smallnet.pt")
        for length in stride(from: 1, to: bytes.count, by: 37) {
            let artifact = try? ArtifactReader.describe(
                path: "cut.pt", bytes: Array(bytes.prefix(length)), sha256: "", statedFormat: nil)
            #expect(artifact == nil, "\(length)")
        }
    }

    @Test(
        "Failures are told in the user's words",
        arguments: [
            (
                "torch-state-dict", "load", "UnpicklingError",
                "Weights only load failed. Re-running … WeightsUnpickler error: Unsupported class numpy.core.multiarray.scalar",
                "the file holds numpy.core.multiarray.scalar, which torch.load(weights_only=True), the default since torch 2.6, refuses; save the state_dict alone, or set load: {weights-only: false}"
            ),
            (
                "torch-state-dict", "load", "UnpicklingError",
                "Weights only load failed. Re-running … WeightsUnpickler error: Unsupported operand 71",
                "torch.load(weights_only=True) of torch 2.6.0 can't read all that the file holds beside tensors; use a newer torch, save the state_dict alone, or set load: {weights-only: false}"
            ),
            (
                "torch-export", "load", "KeyError", "There is no item named 'version' in the archive",
                "exported programs are in another format from release to release; export it again with torch 2.6.0"
            ),
            (
                "torch-module", "load", "UnpicklingError",
                "Weights only load failed. In PyTorch 2.6, we changed …\n\tWeightsUnpickler error: Unsupported global: GLOBAL smallnet.SmallNet was not an allowed global by default.",
                "the file holds smallnet.SmallNet, which torch.load(weights_only=True), the default since torch 2.6, refuses; save the state_dict alone, or set load: {weights-only: false}"
            ),
            (
                "torch-state-dict", "load", "RuntimeError",
                "Error(s) in loading state_dict for SmallNet:\n\tsize mismatch for a.weight: copying a param with shape torch.Size([16, 4]) from checkpoint, the shape in current model is torch.Size([8, 4]).",
                "the weights do not fit the code: 'a.weight' is [16, 4] in the file, [8, 4] in the model; give model.args what it was trained with"
            ),
            (
                "torch-module", "load", "ModuleNotFoundError", "No module named 'smallnet'",
                "the module's class is in 'smallnet', which this environment lacks; name its code: model: {file: …}, or save the state_dict instead"
            ),
            (
                "torchscript", "inference", "RuntimeError", "expected scalar type Double but found Float",
                "the inputs have another dtype than the model computes in (expected scalar type Double but found Float); save them so, or set load: {cast-inputs: true}"
            ),
        ])
    func advice(format: String, stage: String, type: String, message: String, reason: String) {
        let said = VersionAdvice.reason(
            format: format, embedded: [:], installed: ["torch": "2.6.0+cpu"], stage: stage, exceptionType: type,
            message: message)
        #expect(said == reason)
    }
}
