import Files
import Foundation
import JSON
import Tensors
import Testing

/// OpenVINO IRs in one environment, held against its own Python API there.
@Suite("OpenVINO IR in an environment", .tags(.environment))
struct FormatsOpenVINOTests {
    private static let folder = Places.fixtures + "/openvinos"
    private static let environment = "place"

    private struct Run {
        let place: Workplace
        let results: Results
        let scratch: String
    }

    nonisolated(unsafe) private static let shared = Result {
        let place = try Workplace()
        let exact = "load: {inference-precision: f32}"
        let dense = "path: \(folder)/dense.xml, \(exact)"
        let artifacts = [
            "exact": "{\(dense), inputs: \(folder)/dense.inputs.npz, reference: \(folder)/dense.reference.npz}",
            "several":
                "{path: \(folder)/several.xml, \(exact), inputs: \(folder)/several.inputs.npz, "
                + "reference: \(folder)/several.reference.npz}",
            "state": "{path: \(folder)/running-sum.xml, \(exact), inputs: \(folder)/running-sum.inputs.npz}",
            "reset":
                "{path: \(folder)/running-sum.xml, \(exact), reset: reset_state, "
                + "inputs: \(folder)/running-sum.inputs.npz, reference: \(folder)/running-sum.inputs.npz, "
                + "compare: {outputs: {total_so_far: step}}}",
            "inexact":
                "{path: \(folder)/dense.xml, load: {inference-precision: bf16}, inputs: \(folder)/dense.inputs.npz, "
                + "reference: \(folder)/dense.reference.npz}",
            "dtype": "{\(dense), inputs: {generate: {shape: [4], dtype: float64}}}",
            "rank": "{\(dense), inputs: {generate: {shape: [2, 4], dtype: float32}}}",
            "name": "{\(dense), inputs: {y: {generate: {shape: [4], dtype: float32}}, z: [[1.0]]}}",
            "option": "{path: \(folder)/dense.xml, load: {precision: f32}, inputs: \(folder)/dense.inputs.npz}",
            "custom": "{path: \(folder)/custom.xml, inputs: \(folder)/dense.inputs.npz}",
            "cut": "{path: \(folder)/cut.xml, inputs: \(folder)/dense.inputs.npz}",
        ]
        try place.write(
            """
            version: 1
            name: openvino
            artifacts:
            \(artifacts.map { "  \($0): \($1)" }.joined(separator: "\n"))
            environments:
              \(environment): {kind: venv, python: "3.11", packages: {openvino: "2025.3.0", numpy: "1.26.4"}}
            """, to: "m.yaml")
        let outcome = try place.run("m.yaml", "--keep")
        let results = try outcome.requireResults()
        let scratch = try #require(try Directory.list(place.scratch).first { $0.hasPrefix("smokehouse-") })
        return Run(place: place, results: results, scratch: Path.join(place.scratch, scratch))
    }

    private func cell(_ name: String) throws -> CellView {
        try Self.shared.get().results.cell("\(name)@\(Self.environment)")
    }

    @Test(
        "Models run on their route and give the reference's numbers",
        arguments: [("exact", "native"), ("several", "native"), ("reset", "hosted")])
    func compatible(name: String, route: String) throws {
        let cell = try cell(name)
        #expect(cell.verdict == "compatible", "\(cell.reason)")
        #expect(cell.json["route"]?.string == route)
    }

    @Test(
        "Outputs have the bits that OpenVINO's Python API computes in the same environment", arguments: [true, false])
    func outputs(isExact: Bool) throws {
        let run = try Self.shared.get()
        let name = isExact ? "exact" : "inexact"
        let interpreter = try #require(try run.results.environment(Self.environment)["interpreter"]?.string)
        let script = """
            import hashlib, sys
            import numpy, openvino
            core = openvino.Core()
            settings = {"INFERENCE_NUM_THREADS": "1", "INFERENCE_PRECISION_HINT": sys.argv[3]}
            model = core.compile_model(core.read_model(sys.argv[1]), "CPU", settings)
            rows = numpy.load(sys.argv[2])["x"]
            for output in model.outputs:
                answers = [model(rows[i : i + 1])[output].copy() for i in range(len(rows))]
                print(output.get_any_name(), hashlib.sha256(b"".join(a.tobytes() for a in answers)).hexdigest())
            """
        let place = try Workplace()
        let python = try ChildProcess(
            interpreter,
            [
                "-B", "-W", "ignore", "-c", script, "\(Self.folder)/dense.xml", "\(Self.folder)/dense.inputs.npz",
                isExact ? "f32" : "bf16",
            ],
            in: place.directory,
            variables: ["PATH": "/usr/bin:/bin", "HOME": place.directory, "OMP_NUM_THREADS": "1"],
            output: place.directory + "/stdout",
            errors: place.directory + "/stderr",
        )
        let end = try python.wait()
        let complaints = try File.readText(python.errors)
        #expect(end == .exited(0), "\(complaints)")
        let kept = try KeptOutputs(
            directory: "\(run.scratch)/cells/\(name)@\(Self.environment)/outputs", inferences: 10)
        let lines = try File.readText(python.output).split(separator: "\n")
        #expect(lines.count == 2)
        for line in lines {
            let words = line.split(separator: " ").map(String.init)
            #expect(try kept.sha256(words[0]) == words[1])
        }
    }

    @Test("What it computed in is reported, and blamed where outputs drift for it")
    func surroundings() throws {
        let exact = try cell("exact").json["surroundings"]
        #expect(exact?["inference-precision"]?.string == "f32")
        #expect(exact?["threads"]?.string == "1")
        #expect(exact?["processor"]?.string?.isEmpty == false)
        let inexact = try cell("inexact")
        // A processor without bfloat16 computes in float32 whatever it is told.
        guard inexact.json["surroundings"]?["inference-precision"]?.string == "bf16" else { return }
        guard inexact.verdict == "drifted" else { return }
        #expect(
            inexact.reason.hasPrefix(
                "OpenVINO computed in bfloat16; load: {inference-precision: f32} keeps it to float32; "))
    }

    @Test("State that outlives an inference is found without a reset")
    func state() throws {
        let cell = try cell("state")
        #expect(cell.verdict == "drifted" && cell.stage == "determinism")
    }

    @Test(
        "Wrong inputs and options are reported with the signature before OpenVINO's own error",
        arguments: [
            ("dtype", "input 'x' is float64, the model takes float32; the model takes x: float32[?, 4]"),
            ("rank", "input 'x' has the shape [1, 2, 4]; the model takes x: float32[?, 4]"),
            ("name", "the model has no input 'y'; the model takes x: float32[?, 4]"),
            ("option", "load: 'precision' is no option of OpenVINO; known are device, inference-precision"),
        ])
    func wrong(name: String, message: String) throws {
        let cell = try cell(name)
        #expect(cell.verdict == "incompatible")
        #expect(cell.message?.hasPrefix(message) == true, "\(cell.message ?? "")")
    }

    @Test("An operator that OpenVINO lacks, and weights that are cut, are named")
    func broken() throws {
        let custom = try cell("custom")
        #expect(custom.verdict == "incompatible" && custom.stage == "load")
        #expect(custom.reason.hasPrefix("the operator Frobnicate of 'extension' is none of OpenVINO's own"))
        let cut = try cell("cut")
        #expect(cut.verdict == "refused" && cut.stage == "scan")
    }
}
