import Files
import Foundation
import JSON
import Tensors
import Testing

@testable import Artifacts

@Suite("Sidecars")
struct SidecarTests {
    private func sidecar(_ json: String) throws -> Sidecar {
        try Sidecar(Array(json.utf8), path: "m.meta.json")
    }

    private func iris() throws -> ArtifactDescription {
        try ArtifactReader.read(path: ArtifactFixtures.demo("iris-pipeline.joblib"))
    }

    @Test("The demo's sidecar is read") func demo() throws {
        let path = try #require(Sidecar.find(beside: ArtifactFixtures.demo("digits-forest.joblib")))
        let sidecar = try Sidecar.read(path)
        #expect(sidecar.framework == "scikit-learn")
        #expect(sidecar.versions["numpy"] == "1.26.4")
        #expect(sidecar.python == "3.11.7")
        #expect(sidecar.call == "predict_proba")
        #expect(sidecar.created == "2023-12-04T00:00:00Z")
        #expect(sidecar.metrics == ["accuracy": 0.9694])
    }

    @Test("An artifact without a sidecar has none") func none() {
        #expect(Sidecar.find(beside: ArtifactFixtures.path("joblibs/ridge-zlib.joblib")) == nil)
    }

    @Test(
        "Disagreement with the file is told with both values",
        arguments: [
            (
                #"{"framework": "scikit-learn", "version": "1.4.0"}"#,
                "the sidecar says scikit-learn 1.4.0, the file 1.3.2"
            ),
            (#"{"versions": {"scikit-learn": "1.5.2"}}"#, "the sidecar says scikit-learn 1.5.2, the file 1.3.2"),
            (
                #"{"sha256": "\#(String(repeating: "0", count: 64))"}"#,
                "the sidecar's sha256 is 0000000000000000…, the file's is"
            ),
            (#"{"size": 3}"#, "the sidecar says 3 bytes, the file has 1550"),
        ])
    func disagreement(json: String, text: String) throws {
        guard case .disagrees(let reason) = try sidecar(json).compare(with: iris()) else {
            Issue.record("agrees")
            return
        }
        #expect(reason.hasPrefix(text))
    }

    @Test("What only one side says is no disagreement") func silence() throws {
        #expect(
            try sidecar(#"{"versions": {"numpy": "9"}}"#).compare(with: iris())
                == .agrees("nothing in common to compare"))
    }

    @Test(
        "ONNX opsets and IR version are compared",
        arguments: [
            (#"{"ir_version": 9}"#, "the sidecar says IR version 9, the file 8"),
            (#"{"opsets": {"": 16}}"#, "the sidecar says opset 16 of ai.onnx, the file 15"),
        ])
    func onnx(json: String, text: String) throws {
        let artifact = try ArtifactReader.read(path: ArtifactFixtures.path("onnxes/relu.onnx"))
        #expect(try sidecar(json).compare(with: artifact) == .disagrees(text))
    }

    @Test(
        "A sidecar that is no object or has numbers for texts is an error",
        arguments: [
            ("[1]", "it is an array, not an object"), (#"{"python": 3.11}"#, "/python is a number, not a string"),
            (#"{"versions": {"numpy": 2}}"#, "/versions/numpy is a number, not a string"),
            (
                #"{"versions": {"a/b": 2, "c~d": 3}}"#,
                "/versions/a~1b is a number, not a string; /versions/c~0d is a number, not a string"
            ),
            (
                #"{"inputs": [{"name": "X", "shape": [1, 2.5]}]}"#,
                "/inputs/0/shape/1 is a number, not a whole number or a string or null"
            ),
            (#"{"inputs": [{"dtype": "float32"}]}"#, "/inputs/0 has no 'name'"),
            (#"{"sha256": "00"}"#, "/sha256 is '00', not 64 hexadecimal digits"),
            (#"{"created": "yesterday"}"#, "/created is 'yesterday', not a date such as 2023-12-04"),
            (#"{"size": -1}"#, "/size is -1, less than 0"),
            (#"{"seeds": {"split": "x"}}"#, "/seeds/split is a string, not a whole number"),
            (
                #"{"metrics": {"a": "x", "b": [], "c": {}, "d": null}}"#,
                "/metrics/a is a string, not a number; /metrics/b is an array, not a number; "
                    + "/metrics/c is an object, not a number; /metrics/d is null, not a number"
            ),
        ])
    func invalid(json: String, reason: String) {
        let error = #expect(throws: Sidecar.ReadError.self) { try sidecar(json) }
        #expect(error?.problems.map(\.message).joined(separator: "; ") == reason)
    }

    @Test(
        "Every problem of a sidecar is told with its line and column",
        arguments: [
            (
                "{\n  \"python\": 3.11,\n  \"versions\": {\"a\": \"1\", \"b/c\": 2}\n}",
                "2:13: /python is a number, not a string; 3:33: /versions/b~1c is a number, not a string"
            ),
            ("{\"inputs\": [{\"name\": \"X\"},\n {\"dtype\": \"x\"}]}", "2:2: /inputs/1 has no 'name'"),
            ("{\"a\": [1, {}, \"]\"], \"size\": -1}", "1:29: /size is -1, less than 0"),
            ("  7", "1:3: it is a number, not an object"),
            ("{\n\"python\" \"3.11\"}", "2:10: expected ':' after the key \"python\""),
            (
                "{\"metrics\": {\"a\": [], \"b\": [], \"c\": [], \"d\": []}}",
                "1:19: /metrics/a is an array, not a number; 1:28: /metrics/b is an array, not a number; "
                    + "1:37: /metrics/c is an array, not a number; and 1 more"
            ),
        ])
    func places(json: String, reason: String) {
        let error = #expect(throws: Sidecar.ReadError.self) { try sidecar(json) }
        #expect(error?.reason == reason)
        #expect(error?.description == "cannot read the sidecar: m.meta.json:\(reason)")
    }

    @Test("A sidecar that is wrong all over is told of soon")
    func countless() {
        let many = Array(repeating: "0", count: 20_000).joined(separator: ",")
        var error: Sidecar.ReadError?
        let seconds = ProcessorTime.seconds {
            error = #expect(throws: Sidecar.ReadError.self) { try sidecar("{\"inputs\": [\(many)]}") }
        }
        #expect(error?.problems.count == 20)
        #expect(error?.reason.hasSuffix("1:17: /inputs/2 is a number, not an object; and more") == true)
        #expect(seconds < 5)
    }

    @Test(
        "Inputs and outputs of a graph are compared with what it names itself",
        arguments: [
            (#"{"inputs": [{"name": "Z"}]}"#, "the sidecar states the input 'Z', the file has 'x'"),
            (
                #"{"inputs": [{"name": "x", "dtype": "int64"}]}"#,
                "the sidecar states the input x: int64, the file has x: float32[batch, 3]"
            ),
            (
                #"{"outputs": [{"name": "y", "dtype": "float32", "shape": [null, 4]}]}"#,
                "the sidecar states the output y: float32[?, 4], the file has y: float32[batch, 3]"
            ),
            (#"{"inputs": [{"name": "x", "shape": ["n", 3]}], "outputs": [{"name": ""}]}"#, nil),
        ] as [(String, String?)])
    func graphs(json: String, text: String?) throws {
        let artifact = try ArtifactReader.read(path: ArtifactFixtures.path("onnxes/relu.onnx"))
        let agreement = try sidecar(json).compare(with: artifact)
        #expect(agreement == text.map { .disagrees($0) } ?? .agrees("nothing in common to compare"))
    }

    @Test("Every sidecar of the demo fits the schema, and the checked-in schema is the program's")
    func schema() throws {
        for name in try Directory.list(ArtifactFixtures.demo("")) where name.hasSuffix(".meta.json") {
            let json = try JSONValue(parsing: File.read(ArtifactFixtures.demo(name)))
            #expect(SidecarSchema.faults(in: json) == [], "\(name)")
        }
        let path = Path.join(ArtifactFixtures.root, "schemas/sidecar.schema.json")
        #expect(try File.readText(path) == SidecarSchema.document.serialized(pretty: true) + "\n")
    }

    private func inputs(_ tensors: [(String, DType, [Int])], columns: [String] = []) -> InputSet {
        InputSet(
            tensors.map { name, dtype, shape in
                let bytes = [UInt8](repeating: 0, count: shape.reduce(1, *) * dtype.size)
                return NamedTensor(name: name, tensor: Tensor(dtype: dtype, shape: shape, bytes: bytes))
            }, columnNames: columns)
    }

    @Test("Inputs that fit what the sidecar states are no disagreement")
    func fittingInputs() throws {
        let one = try sidecar(#"{"inputs": [{"name": "X", "dtype": "float32", "shape": [null, 4]}]}"#)
        for given in [
            inputs([("X", .float32, [10, 4])]), inputs([("", .float32, [3, 4])]), inputs([("X", .float32, [0, 4])]),
        ] {
            #expect(one.disagreement(with: given, isTyped: true, isStacked: false) == nil)
        }
        #expect(one.disagreement(with: inputs([("X", .float64, [2, 4])]), isTyped: false, isStacked: false) == nil)
        #expect(one.disagreement(with: inputs([("X", .float32, [9, 1, 4])]), isTyped: true, isStacked: true) == nil)
        let columns = try sidecar(
            #"{"inputs": [{"name": "a", "dtype": "float64", "shape": [null]}, {"name": "b", "shape": [null]}]}"#)
        for given in [
            inputs([("", .float64, [3, 2])], columns: ["b", "a"]), inputs([("X", .float64, [3, 2])]),
            inputs([("b", .int64, [3]), ("a", .float64, [3])]),
        ] {
            #expect(columns.disagreement(with: given, isTyped: true, isStacked: false) == nil)
        }
        #expect(try sidecar("{}").disagreement(with: inputs([]), isTyped: true, isStacked: false) == nil)
    }

    @Test(
        "Inputs of another name, dtype or shape are told",
        arguments: [
            ("Y", DType.float32, [10, 4], false, "the sidecar states the inputs 'X', given are 'Y'"),
            ("X", .float64, [10, 4], false, "the sidecar states 'X' as float32, given is float64"),
            (
                "X", .float32, [10, 5], false,
                "the sidecar states X: float32[?, 4], given is 'X' of shape [10, 5]"
            ),
            ("X", .float32, [4], false, "the sidecar states X: float32[?, 4], given is 'X' of shape [4]"),
            ("X", .float32, [10, 4], true, "the sidecar states X: float32[?, 4], given is 'X' of shape [10, 4]"),
        ])
    func otherInputs(name: String, dtype: DType, shape: [Int], isStacked: Bool, text: String) throws {
        let stated = try sidecar(#"{"inputs": [{"name": "X", "dtype": "float32", "shape": [null, 4]}]}"#)
        #expect(
            stated.disagreement(with: inputs([(name, dtype, shape)]), isTyped: true, isStacked: isStacked) == text)
    }

    @Test("Other versions than those where it was made are listed")
    func installed() throws {
        let sidecar = try sidecar(#"{"python": "3.11.7", "versions": {"numpy": "1.26.4", "scipy": "1.11.4"}}"#)
        #expect(sidecar.difference(installed: ["numpy": "1.26.4", "scipy": "1.11.4"], python: "3.11.7") == nil)
        #expect(
            sidecar.difference(installed: ["numpy": "2.1.0"], python: "3.12.1")
                == "here Python 3.12.1 (made with 3.11.7), numpy 2.1.0 (made with 1.26.4)")
    }

    @Test("Where there is no sidecar, the folder's MLmodel or Hugging Face's configuration speaks")
    func folders() throws {
        let root = try Directory.createTemporary(in: NSTemporaryDirectory(), prefix: "metadata-")
        defer { try? Directory.removeTree(root) }
        try File.write(#"{"model_type": "bert", "transformers_version": "4.41.2"}"#, to: root + "/config.json")
        var sidecar = try #require(try Sidecar.load(for: root + "/model.safetensors"))
        #expect(sidecar.origin == "config.json")
        #expect(sidecar.versions == ["transformers": "4.41.2"])
        let embedder =
            #"{"__version__": {"sentence_transformers": "3.0.1", "transformers": "4.41.2", "pytorch": "2.3.0+cu121"}}"#
        try File.write(embedder, to: root + "/config_sentence_transformers.json")
        sidecar = try #require(try Sidecar.load(for: root))
        #expect(sidecar.framework == "sentence-transformers")
        #expect(sidecar.versions["torch"] == "2.3.0")
        try File.write(
            """
            flavors:
              python_function: {python_version: 3.11.7}
              sklearn: {sklearn_version: 1.3.2}
            mlflow_version: 2.9.2
            signature:
              inputs: '[{"type": "double", "name": "a", "required": true}]'

            """, to: root + "/MLmodel")
        sidecar = try #require(try Sidecar.load(for: root))
        #expect(sidecar.origin == "MLmodel")
        #expect(sidecar.python == "3.11.7")
        #expect(sidecar.versions["scikit-learn"] == "1.3.2")
        #expect(sidecar.inputs.map(\.name) == ["a"])
        try File.write(#"{"framework": "torch"}"#, to: root + "/model.meta.json")
        #expect(try Sidecar.load(for: root + "/model.safetensors")?.framework == "torch")
    }
}
