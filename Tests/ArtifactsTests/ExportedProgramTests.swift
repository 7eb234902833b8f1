import Files
import JSON
import Matrix
import Testing

@testable import Artifacts

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
