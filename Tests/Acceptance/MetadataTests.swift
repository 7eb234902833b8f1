import Files
import JSON
import Testing

@Suite("Sidecars and inspect", .tags(.environment))
struct MetadataTests {
    /// One model in an interpreter of this machine, with a sidecar.
    private func place(metadata: String, sidecar: String?, inputs: String = "[[1.0, 2.0]]") throws -> Workplace {
        let place = try Workplace()
        try PickledClass(name: "where", predict: "return [1.0]").write(to: place)
        try place.write(
            """
            version: 1
            policy: {pickle: trusted, metadata: \(metadata)}
            artifacts:
              where: {path: where.pkl, inputs: \(inputs)}
            environments:
              here: {kind: workdir, python: "3.11", variables: {PYTHONPATH: "\(place.directory)"}}
            """, to: "m.yaml")
        if let sidecar { try place.write(sidecar, to: "where.meta.json") }
        return place
    }

    @Test(
        "metadata: required refuses what has no sidecar or one that disagrees, before anything is loaded",
        arguments: [
            (String?.none, "no metadata: NAME.meta.json is not beside it"),
            (#"{"size": 3}"#, "the sidecar says 3 bytes, the file has 15"),
            (#"{"python": 3.11}"#, "/python is a number, not a string"),
            (
                #"{"inputs": [{"name": "X", "shape": [null, 4]}]}"#,
                "the sidecar states X: [?, 4], given is 'X' of shape [1, 2]"
            ),
        ])
    func refused(sidecar: String?, reason: String) throws {
        let place = try place(metadata: "required", sidecar: sidecar)
        try place.write("import pathlib\npathlib.Path(__file__).with_name('canary').touch()\n", to: "where.py")
        let outcome = try place.run("m.yaml")
        #expect(outcome.status == 1)
        let cell = try outcome.requireResults().cell("where@here")
        #expect(cell.verdict == "refused")
        #expect(cell.stage == "metadata")
        #expect(cell.reason.contains(reason), "\(cell.reason)")
        #expect(!File.exists(place.directory + "/canary"))
    }

    @Test("What the environment has instead is said, and fails nothing")
    func installed() throws {
        let place = try place(
            metadata: "required",
            sidecar: #"{"python": "3.6.1", "versions": {"pip": "1.0"}, "inputs": [{"name": "X", "shape": [null, 2]}]}"#)
        let outcome = try place.run("m.yaml")
        #expect(outcome.status == 0, "\(outcome.errors)")
        let cell = try outcome.requireResults().cell("where@here")
        #expect(cell.verdict == "compatible")
        #expect(cell.check("metadata") == "passed")
        #expect(cell.detail("metadata").contains("(made with 3.6.1)"), "\(cell.detail("metadata"))")
    }

    @Test("Inputs that the sidecar does not state are a remark where it is optional")
    func optional() throws {
        let place = try place(
            metadata: "optional", sidecar: #"{"inputs": [{"name": "X", "dtype": "float32", "shape": [null, 4]}]}"#)
        let cell = try place.run("m.yaml").requireResults().cell("where@here")
        #expect(cell.verdict == "compatible")
        #expect(cell.detail("metadata").contains("of shape [1, 2]"), "\(cell.detail("metadata"))")
    }

    @Test("inspect tells people and programs the same, and loads nothing")
    func inspect() throws {
        let place = try Workplace()
        let iris = Places.repository + "matrices/artifacts/iris-pipeline.joblib"
        let people = try place.smokehouse("inspect", iris)
        #expect(people.status == 0, "\(people.errors)")
        for text in [
            "joblib, pickle protocol 4", "1550 bytes", "scikit-learn 1.3.2", "Python 3.11.7", "on iris",
            "sklearn.pipeline.Pipeline", "X: float64[?, 4]", "sha256, scikit-learn 1.3.2 agree", "clean: ",
        ] {
            #expect(people.output.contains(text), "\(text) in \(people.output)")
        }
        let hostile = Places.fixtures + "/pickles/hostile-global-os-system.pkl"
        let programs = try place.smokehouse("inspect", iris, hostile, "--json")
        #expect(programs.status == 0)
        let lines = try programs.output.split(separator: "\n").map { try JSONValue(parsing: String($0)) }
        try #require(lines.count == 2)
        #expect(lines[0]["format"]?.string == "joblib")
        #expect(lines[0]["metadata"]?["agrees"]?.bool == true)
        #expect(lines[0]["scan"]?["verdict"]?.string == "clean")
        #expect(lines[1]["calls"]?.strings == ["os.system"])
        #expect(lines[1]["scan"]?["verdict"]?.string == "refused")
        #expect(try Directory.list(place.directory).filter { $0.hasPrefix("smokehouse-canary") } == [])
    }

    @Test("inspect says what is no artifact and goes on with the rest")
    func inspectOthers() throws {
        let place = try Workplace()
        try place.write("hello", to: "notes.txt")
        let outcome = try place.smokehouse(
            "inspect", "notes.txt", "missing", Places.fixtures + "/torch/smallnet.safetensors")
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("error: 'notes.txt': not recognised as a model"))
        #expect(outcome.errors.contains("error: 'missing': no such file"))
        #expect(outcome.output.contains("safetensors"))
    }

    @Test("schema --sidecar is a JSON Schema that describes the demo's sidecars")
    func schema() throws {
        let outcome = try Workplace().smokehouse("schema", "--sidecar")
        let schema = try JSONValue(parsing: outcome.output)
        #expect(schema["$schema"]?.string == "https://json-schema.org/draft/2020-12/schema")
        #expect(outcome.output == (try File.readText(Places.repository + "schemas/sidecar.schema.json")))
    }
}
