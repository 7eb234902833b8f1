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

@Suite("Persistent objects in PyTorch's pickles")
struct TorchPersistentTests {
    private func scan(_ build: (inout PickleWriter) -> Void) -> ScanResult {
        PickleScan.judge(PickleReader.readTorch(PickleWriter.make(build)).report, policy: Policy())
    }

    /// `('module', X, '', '')` as an id, of what `build` writes.
    private func module(_ writer: inout PickleWriter, _ build: (inout PickleWriter) -> Void) {
        writer.op("(")
        writer.text("module")
        build(&writer)
        writer.text("")
        writer.text("")
        writer.op("t")
    }

    @Test("A class that is saved with its source is one of the file's names")
    func classes() {
        let linear = scan {
            module(&$0) { $0.global("torch.nn.modules.linear", "Linear") }
            $0.op("Q)")
            $0.op(0x81)
        }
        #expect(linear.verdict == .clean)
        let other = scan {
            module(&$0) { $0.global("os", "system") }
            $0.op("Q")
        }
        #expect(other.findings.map(\.global) == ["os.system"])
    }

    @Test("A name that is hidden in an id within an id is refused, as is changing it")
    func nested() {
        let scan = scan { writer in
            module(&writer) { writer in
                module(&writer) { $0.global("torch._utils", "_rebuild_tensor_v2") }
            }
            writer.op("QQ}b")
        }
        #expect(scan.verdict == .refused)
        #expect(
            scan.findings.map(\.message) == [
                "refers to a persistent object that is neither a storage nor a class (byte 65)",
                "changes something that can't be told from the file (byte 68)",
            ])
    }

    @Test(
        "Ids that PyTorch does not write are refused",
        arguments: ["NQ", "]Q", "Pabc\n", "(K\u{1}tQ", "(U\u{7}storageNtQ"])
    func ids(operations: String) { #expect(scan { $0.op(operations) }.verdict == .refused) }

    @Test("In a plain pickle an id only makes a load fail, but what it stands for can't be changed")
    func plain() {
        let report = PickleReader.read(PickleWriter.make { $0.op("NQ") })
        #expect(PickleScan.judge(report, policy: Policy()).verdict == .clean)
        let changed = PickleReader.read(PickleWriter.make { $0.op("NQ}b") })
        #expect(PickleScan.judge(changed, policy: Policy()).verdict == .refused)
    }
}

@Suite("Exported PyTorch programs")
struct ExportedProgramTests {
    /// The texts that `{"A": …, "B": "x"}` and the like would have a load compile or call.
    private func risks(_ json: String) throws -> [String] {
        ExportedGraph(try JSONValue(parsing: json)).risks.map(\.message)
    }

    @Test(
        "A name that is no plain one would become Python source, wherever it stands",
        arguments: [
            #"{"as_tensor":{"name":"@"}}"#, #"{"target":"torch.ops.aten.sin.default","inputs":[],"name":"@"}"#,
            #"{"name":"@","arg":{}}"#, #"{"as_name":"@"}"#, #"{"as_graph":{"name":"@","graph":{}}}"#,
            #"{"tensor_values":{"@":{}}}"#, #"{"sym_int_values":{"@":{}}}"#, #"{"sym_bool_values":{"@":{}}}"#,
            #"{"sym_float_values":{"@":{}}}"#, #"{"custom_obj_values":{"@":{}}}"#,
            #"{"custom_obj_values":{"metadata":{"name":"@"}}}"#, #"{"forward_arg_names":["x","@"]}"#,
            #"{"forward_arg_names":"@"}"#, #"{"user_input_name":"@"}"#, #"{"parameter":{"parameter_name":"a.@"}}"#,
            #"{"buffer_name":"@"}"#, #"{"tensor_constant_name":"@"}"#, #"{"custom_obj_name":"@"}"#, #"{"fqn":"@"}"#,
            #"""
            {"in_spec":"[1,{\"type\":\"builtins.tuple\",\"context\":\"null\",\"children_spec\":[{},{\"type\":\"builtins.dict\",\"context\":\"[\\\"@\\\"]\"}]}]"}
            """#,
        ])
    func names(json: String) throws {
        let hostile = "x=__import__('os').system('touch canary')"
        #expect(try risks(json.replacing("@", with: "weight")).isEmpty)
        #expect(try !risks(json.replacing("@", with: hostile)).isEmpty, "\(json)")
        #expect(try !risks(json.replacing("@", with: "a'b")).isEmpty, "\(json)")
    }

    @Test(
        "Names that PyTorch itself writes are plain",
        arguments: [
            #"{"parameter_name":"m.a-b.0.c d.é"}"#, #"{"as_tensor":{"name":"p_layers_0_weight"}}"#,
            #"{"name":"from","arg":{}}"#, #"{"name":"","arg":{}}"#, #"{"name":null,"inputs":[]}"#, #"{"fqn":"l@1"}"#,
            #"{"forward_arg_names":["größe"]}"#, #"{"forward_arg_names":null}"#, #"{"tensor_values":{"name":{}}}"#,
            #"{"class_fqn":"__torch__.torch.classes.quantized.LinearPackedParamsBase"}"#,
        ])
    func plainNames(json: String) throws { #expect(try risks(json).isEmpty) }

    @Test(
        "Python's own attributes, keywords and what is no text are no names",
        arguments: [
            #"{"buffer_name":"__class__.forward"}"#, #"{"as_name":"lambda"}"#, #"{"as_name":"1x"}"#,
            #"{"name":["x"]}"#, #"{"expr_str":["s0"]}"#, #"{"guards_code":[1]}"#,
            #"{"target":"torch.sym_x(1)","inputs":[]}"#,
        ])
    func improperNames(json: String) throws { #expect(try risks(json).count == 1) }

    /// An archive of the members, of which a pickle is `{}`.
    private func scan(_ members: [(String, String)]) throws -> ScanResult {
        let fine = PickleWriter.make { $0.op("}") }
        let inner = ZipWriter.zip([.init(name: "b/data.pkl", data: fine), .init(name: "b/version", data: [0x33])])
        let zip = ZipWriter.zip(
            members.map { name, content in
                let data = content == "pickle" ? fine : content == "file" ? inner : Array(content.utf8)
                return .init(name: name, data: data)
            })
        let artifact = try ArtifactReader.describe(path: "a.pt2", bytes: zip, sha256: "", statedFormat: nil)
        return artifact.scan(Policy())
    }

    private static let program = [
        ("a/models/model.json", "{}"), ("a/archive_format", "pt2"), ("a/archive_version", "0"),
        ("a/byteorder", "little"), ("a/.data/version", "3"), ("a/.data/serialization_id", "1"),
        ("a/extra/notes.txt", "n"), ("a/data/sample_inputs/model.pt", "file"), ("a/data/weights/weight_0", "w"),
        ("a/data/weights/model_weights_config.json", #"{"config":{}}"#),
    ]
    private static let oldProgram = [
        ("serialized_exported_program.json", "{}"), ("serialized_state_dict.pt", "file"),
        ("serialized_constants.pt", "file"), ("serialized_example_inputs.pt", ""), ("version", "8.5"),
        ("extra_files/notes.txt", "n"),
    ]

    @Test("All that PyTorch writes into a program's archive is known, also an empty part, which stands for nothing")
    func knownMembers() throws {
        #expect(try scan(Self.program).verdict == .clean)
        #expect(try scan(Self.oldProgram).verdict == .clean)
        #expect(try scan(Self.program + [("a/data/sample_inputs/other.pt", "")]).verdict == .clean)
        #expect(try scan(Self.oldProgram + [("serialized_state_dict.json", "file")]).verdict == .clean)
    }

    @Test(
        "What another loader would read in a program's archive, or this one by another ending, is refused",
        arguments: [
            "models/model.jsox", "models/model", "Models/x.JSON5", "data.pkl", "DATA.pkl", "constants.pkl",
            "code/__torch__.py", "data/0", "data/model.pkl", ".data/extern_modules", "attributes.pkl",
            "serialized_state_dict.json", "data/executorch/m.pte", "data/sample_inputs/model.pkl",
        ])
    func strangers(name: String) throws {
        let scan = try scan(Self.program + [("a/" + name, "pickle")])
        #expect(scan.verdict == .refused)
        #expect(scan.summary == "in the archive, 'a/\(name)' is no part of an exported program")
        let old = try self.scan(Self.oldProgram + [(name.hasPrefix("serialized") ? "other.json" : name, "{}")])
        #expect(old.verdict == .refused)
    }

    @Test("A program is one whatever else the file is, and however its members' names are written")
    func mixed() throws {
        let weights = [("a/data.pkl", "pickle"), ("a/version", "3")]
        #expect(try scan(weights).verdict == .clean)
        for more in [("a/ARCHIVE_FORMAT", "pt2"), ("a/archive_format", "pt2")] {
            #expect(try scan(weights + [more]).verdict == .refused)
        }
        let native = try scan([("a/archive_format", "pt2"), ("a/data/aotinductor/m/m.so", "ELF")])
        #expect(native.summary.contains("is native code"))
    }

    @Test("Old programs have pickles under names of JSON, and every pickle in a file of weights is judged")
    func hiddenPickles() throws {
        for name in ["serialized_state_dict.json", "serialized_constants.json"] {
            #expect(try scan(Self.oldProgram + [(name, "cos\nsystem\n(S'x'\ntR.")]).verdict != .clean)
            #expect(try scan(Self.oldProgram + [(name, "no pickle")]).verdict == .unreadable)
        }
        let weights = [("a/data.pkl", "pickle"), ("a/version", "3")]
        #expect(try scan(weights + [("a/more.PKL", "cos\nsystem\n(S'x'\ntR.")]).verdict == .refused)
    }

    @Test("What inputs are compared with is quoted in Python source: texts that would end it are refused, others not")
    func quotedInputs() throws {
        func risks(_ json: String) throws -> [String] {
            ExportedGraph(try JSONValue(parsing: json)).risks.map(\.message)
        }
        let fine = #"{"graph": {"nodes": [], "inputs": [{"as_string": "a-b c"}, {"as_float": "NaN"}, {"as_int": 3}]}}"#
        #expect(try risks(fine) == [])
        for (kind, value) in [
            ("as_string", #""a'b""#), ("as_strings", #"["a", "b\\"]"#), ("as_int", #""1""#), ("as_bool", #""x""#),
        ] {
            let json = #"{"graph": {"target": "", "nodes": [], "inputs": [{"\#(kind)": \#(value)}]}}"#
            #expect(try risks(json).contains { $0.hasPrefix("would make Python source of the value") }, "\(json)")
        }
        // An operator's own arguments are constants, as an assertion's message is.
        let operation =
            #"{"target": "torch.ops.aten.relu.default", "inputs": [{"name": "m", "arg": {"as_string": "'ge'"}}]}"#
        #expect(try risks(operation) == [])
        let key =
            #"{"in_spec": "[1, {\"type\":\"builtins.dict\",\"context\":\"[\\\"don't\\\"]\",\"children_spec\":[]}]"}"#
        #expect(try risks(key) == ["would make Python source of the key 'don't'"])
    }

    @Test("Example inputs hold no text that would end one in Python source, and weights have files' names")
    func exampleInputs() throws {
        func inputs(_ build: (inout PickleWriter) -> Void) throws -> ScanResult {
            let inner = ZipWriter.zip([
                .init(name: "b/data.pkl", data: PickleWriter.make(build)), .init(name: "b/version", data: [0x33]),
            ])
            let zip = ZipWriter.zip(
                Self.program.filter { !$0.0.contains("sample_inputs") }.map {
                    .init(name: $0.0, data: Array($0.1.utf8))
                }
                    + [.init(name: "a/data/sample_inputs/model.pt", data: inner)])
            let artifact = try ArtifactReader.describe(path: "a.pt2", bytes: zip, sha256: "", statedFormat: nil)
            return artifact.scan(Policy())
        }
        #expect(
            try inputs {
                $0.op("}"); $0.text("meta data"); $0.op("Ns")
            }.passes)
        for build: (inout PickleWriter) -> Void in [
            {
                $0.op("}"); $0.text("a'b"); $0.op("Ns")
            }, { $0.op("}C\u{1}\"Ns") }, { $0.op("(S'\\x27'\nN.") },
            { $0.op("}X\u{0}\u{14}\u{0}\u{0}" + String(repeating: "a", count: 5120) + "Ns") },
        ] {
            #expect(try inputs(build).summary.contains("holds a text that would end one in Python source"))
        }
        let config = #"{"config":{"w":{"path_name":"weight_0\u0000x","use_pickle":true}}}"#
        let weights = Self.program.filter { !$0.0.contains("weights_config") }
        let result = try scan(weights + [("a/data/weights/model_weights_config.json", config)])
        #expect(result.verdict == .unreadable)
    }

    @Test("A structure of inputs that is too deep, too long or no JSON is refused, but keys may look like JSON")
    func structures() throws {
        let leaf = #"{"type":null,"context":null,"children_spec":[]}"#
        func risks(_ structure: String) -> [String] {
            ExportedGraph(.object(["in_spec": .string(structure)])).risks.map(\.message)
        }
        #expect(risks("[1, \(leaf)]").isEmpty)
        #expect(risks(#"[1, {"type":"builtins.dict","context":"[\"[CLS]\", \"{a\"]","children_spec":[]}]"#).isEmpty)
        let nested = String(repeating: "[", count: 600) + String(repeating: "]", count: 600)
        #expect(risks("[1, \(leaf.dropLast()), \"z\": \(nested)}]").first?.contains("can't be read") == true)
        #expect(risks(#"[1, {"type":"a","context":"[\#(nested)","children_spec":[]}]"#).count == 1)
        #expect(risks("[1" + String(repeating: ",0", count: 1 << 20) + "]").first?.contains("too long") == true)
    }

    @Test("A program of too many values, or what unpacks to too much, is not read", .timeLimit(.minutes(15)))
    func bombs() throws {
        let many = "[0" + String(repeating: ",0", count: 9 << 20) + "]"
        let scan = try scan(Self.program.dropFirst() + [("a/models/model.json", many)])
        #expect(scan.verdict == .unreadable)
        #expect(scan.summary.contains("more than 8000000 values"))
    }

    @Test(
        "Checks of inputs that compare sizes and values are plain",
        arguments: [
            "L['x'].size()[0] <= 9", "((-1) + L['x'].size()[0]) == L['y'].size()[0]", "L['n'] > 3",
            "math.isnan(L['f'])", "L['f'] == -math.inf", "L['mode'] == 'a-b'", "L['y']['k 1'].size()[1] % 2 == 0",
            "not (L['x'].size()[0]*L['y'].size()[0] // 3 > 4 and L['b'] == True)", "L['p'][0].a.stride()[1] != 1e5",
            "max(L['x'].size()[0], math.trunc(torch.sym_float(L['n']) / 2.0)) < 100", "L['x'] if L['b'] else 2 == 2",
        ])
    func guards(text: String) throws { #expect(GuardExpression.isPlain(text)) }

    @Test(
        "Other Python among the checks of inputs is refused",
        arguments: [
            "__import__('os').system('touch canary') == 0", "L['x'].__class__", "L['x'].__class__()", "exec('x')",
            "L['x'].sum()", "L['x'](1)", "(max)(1)", "max", "math.os", "torch.load('x')", "torch.hub", "[x for x in L]",
            "lambda: 0", "L['x\\']", "L['a\"b'] == 1", "L[L['x']]", "L['x'] == 1, 'm')\n  exec('x", "", "x", "L #",
            "args[0]", "torch.sym_max(1).x(2)", "(1)(2)", "L['x'] 'y'",
        ])
    func otherGuards(text: String) throws {
        #expect(!GuardExpression.isPlain(text))
        let json = JSONValue.object(["guards_code": [.string(text)]])
        #expect(ExportedGraph(json).risks.map(\.message).first?.hasPrefix("would compile a text as Python: ") == true)
    }
}

@Suite("Safetensors files")
struct SafetensorsTests {
    private func file(_ header: String, data: Int, length: Int? = nil) -> [UInt8] {
        var bytes: [UInt8] = []
        withUnsafeBytes(of: UInt64(length ?? header.utf8.count).littleEndian) { bytes += $0 }
        return bytes + Array(header.utf8) + [UInt8](repeating: 0, count: data)
    }

    @Test("Tensors and metadata are read") func header() throws {
        let header = try SafetensorsHeader(ArtifactFixtures.bytes("torch/smallnet.safetensors"))
        #expect(header.metadata == ["format": "pt"])
        #expect(header.entries.count == 9)
        #expect(header.entries.first { $0.name == "hidden.weight" }?.shape == [8, 4])
        #expect(header.entries.first { $0.name == "hidden.weight" }?.dtype == "F32")
    }

    @Test(
        "Headers that no writer makes are refused with the reason",
        arguments: [
            (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#, 4, "the tensor 'a' reaches to byte 8 of 4"),
            (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#, 9, "1 bytes at the end belong to no tensor"),
            (
                #"{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}"#, 8,
                "the tensor 'a' has 8 bytes, but F32 [3] takes 12"
            ),
            (
                #"{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,8]}}"#, 8,
                "the tensor 'a' is larger"
            ),
            (#"{"a":{"dtype":"F31","shape":[2],"data_offsets":[0,8]}}"#, 8, "the tensor 'a' has the dtype 'F31'"),
            (#"{"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}"#, 8, "the tensor 'a' has no shape"),
            (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}"#, 8, "the tensor 'a' has no data_offsets"),
            (
                #"{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}}"#,
                3, "the tensor 'b' overlaps the one before it"
            ),
            (
                #"{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"b":{"dtype":"U8","shape":[1],"data_offsets":[2,3]}}"#,
                3, "1 bytes before the tensor 'b' belong to none"
            ),
            (#"{"__metadata__":{"a":1}}"#, 0, "__metadata__ has a number under 'a'"),
            (#"{"a": "#, 0, "the header is no JSON"),
        ])
    func broken(header: String, data: Int, reason: String) {
        let error = #expect(throws: SafetensorsError.self) { try SafetensorsHeader(file(header, data: data)) }
        #expect(error?.description.hasPrefix(reason) == true, "\(error?.description ?? "")")
    }

    @Test("A header's length beyond the file or the limit is refused before it is read") func lengths() throws {
        let cut = #expect(throws: SafetensorsError.self) { try SafetensorsHeader(file("{}", data: 0, length: 9)) }
        #expect(cut?.description.contains("truncated") == true)
        let huge = #expect(throws: SafetensorsError.self) {
            try SafetensorsHeader(file("{}", data: 0, length: 100_000_001))
        }
        #expect(huge?.description.contains("100000000") == true)
    }

    @Test("A damaged file may not be loaded") func scan() throws {
        let bytes = ArtifactFixtures.bytes("torch/smallnet.safetensors")
        let cut = try ArtifactReader.describe(
            path: "cut.safetensors", bytes: bytes.dropLast(1), sha256: "", statedFormat: nil)
        #expect(!cut.scan(Policy()).passes)
    }

    @Test(
        "TorchScript code that reaches files is found, whatever stands between its words",
        arguments: [
            "torch.save(x, 'f')", "torch . save (x, 'f')", "torch.\\\n  save(x, 'f')", "y = '#'; torch.save(x, 'f')",
            "torch.# a\n save(x)", "ops.aten.from_file( 'x')", "getattr(torch, \"save\")(x)",
            "g = getattr; g(torch, 'save')",
            #"getattr(torch, "\163ave")(x)"#, #"getattr(torch, 'sa\166e')(x)"#, "getattr(torch, \"sa\" # a\n 've')(x)",
            "getattr(torch, \"\"\"save\"\"\")(x)", #"y = "it's"; getattr(torch, 'from_file')('x')"#,
            "getattr(torch, ''\(String(repeating: " ", count: 80))'save')",
        ])
    func fileFunctions(code: String) {
        #expect(TorchScriptCode.fileFunctions(in: Array("def forward(self):\n  \(code)\n".utf8)).count == 1)
    }

    @Test(
        "TorchScript as PyTorch writes it calls nothing of files",
        arguments: [
            "_0 = getattr(self, \"0\")", "_1 = getattr(self.layers, \"1\")", "x = torch.add(x, 1)",
            "ops.prim.RaiseException(\"\", \"save\")", "x.savedata", "# save",
            "getattr(self, \"\"); y = ['', 'a', \" \"]",
            "getattr(self, \"saved\")", "y = getattr(self, \"\\303\\251\")", "torch.\"save\"", "save.x", "torch.()save",
        ])
    func ordinaryCode(code: String) {
        #expect(TorchScriptCode.fileFunctions(in: Array(code.utf8)).isEmpty)
    }

    private func script(_ more: [(String, String)]) throws -> ScanResult {
        let fine = PickleWriter.make { $0.op("}") }
        let members = [("a/data.pkl", "pickle"), ("a/constants.pkl", "pickle"), ("a/version", "3")] + more
        let zip = ZipWriter.zip(
            members.map { .init(name: $0, data: $1 == "pickle" ? fine : Array($1.utf8)) })
        return try ArtifactReader.describe(path: "a.pt", bytes: zip, sha256: "", statedFormat: nil).scan(Policy())
    }

    /// A tensor of so many numbers.
    private func tensor(of count: UInt8) -> [UInt8] {
        PickleWriter.make {
            $0.op("}")
            $0.text("w")
            $0.global("torch._utils", "_rebuild_tensor_v2")
            $0.op("((")
            $0.text("storage")
            $0.global("torch", "FloatStorage")
            $0.text("0")
            $0.text("cpu")
            $0.int(count)
            $0.op("tQK")
            $0.op(0)
            $0.int(count)
            $0.op(0x85)
            $0.int(1)
            $0.op(0x85, 0x89)
            $0.global("collections", "OrderedDict")
            $0.op(")RtRs")
        }
    }

    @Test(
        "A storage with fewer bytes than its pickle says is unreadable: PyTorch would go on into other memory",
        arguments: ["a/data", "a/constants"])
    func shortStorage(folder: String) throws {
        for (count, isWhole) in [(4 as UInt8, true), (5, false)] {
            for isScript in [false, true] where isScript || folder == "a/data" {
                var members = [folder + ".pkl": tensor(of: count), folder + "/0": [UInt8](repeating: 0, count: 16)]
                members["a/version"] = [0x33]
                for name in ["a/data.pkl", "a/constants.pkl"] where isScript && members[name] == nil {
                    members[name] = PickleWriter.make { $0.op("}") }
                }
                let zip = ZipWriter.zip(members.sorted { $0.key < $1.key }.map { .init(name: $0, data: $1) })
                let artifact = try ArtifactReader.describe(path: "a.pt", bytes: zip, sha256: "", statedFormat: nil)
                let scan = artifact.scan(Policy())
                #expect(scan.verdict == (isWhole ? .clean : .unreadable), "\(scan.summary)")
                guard !isWhole else { continue }
                #expect(scan.summary.contains("has 16 bytes where its pickle says 5 elements; it is damaged"))
            }
        }
    }

    @Test("Members of TorchScript are judged whatever the case of their names")
    func caseOfMembers() throws {
        #expect(try script([("a/code/__torch__.py", "x = 1")]).verdict == .clean)
        for name in ["code/__torch__.py", "code/__torch__.PY", "CODE/__torch__.py"] {
            #expect(try script([("a/" + name, "torch.save(x, 'f')")]).summary.contains("torch.save"))
        }
        #expect(try script([("a/bytecode.PKL", "cos\nsystem\n(S'x'\ntR.")]).verdict == .refused)
        #expect(try script([("a/Model.json", "{}")]).verdict == .refused)
    }
}
