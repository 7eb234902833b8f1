import Files
import Testing

@Suite("TensorFlow, Keras and TensorFlow Lite", .tags(.environment))
struct FormatsTensorFlowTests {
    private static let folder = Places.fixtures + "/tensorflow"

    /// Every fixture through TensorFlow 2.15.1 with its Keras 2, the TensorFlow Lite ones through LiteRT.
    private static let shared = Result {
        let place = try Workplace()
        let features = "inputs: \(folder)/features.inputs.npz"
        let file = "\(folder)/probabilities.reference.npz"
        let probabilities = "reference: \(file), compare: {outputs: {output: probabilities}}"
        let custom = "model: {file: \(folder)/code/doubling.py, class: Doubling}"
        try place.write(
            """
            version: 1
            name: tensorflow
            defaults: {tolerance: {rtol: 1e-5, atol: 1e-6}, timeout: {provision: 10m}}
            policy: {allow: [doubling.Doubling]}
            artifacts:
              dense: {path: \(folder)/dense, inputs: \(folder)/dense.inputs.npz, reference: \(folder)/dense.reference.npz}
              scores: {path: \(folder)/dense, call: scores, batch: stacked, inputs: \(folder)/scores.inputs.npz}
              no-signature: {path: \(folder)/dense, call: predict, inputs: \(folder)/dense.inputs.npz}
              wrong-name: {path: \(folder)/dense, \(features)}
              words: {path: \(folder)/words, inputs: \(folder)/words.inputs.json}
              call-python: {path: \(folder)/call-python, inputs: [[1.0], [2.0]]}
              keras2: {path: \(folder)/dense-keras2.keras, \(features), \(probabilities)}
              keras2-h5: {path: \(folder)/dense-keras2.h5, \(features), \(probabilities)}
              keras3: {path: \(folder)/dense-keras3.keras, \(features), \(probabilities)}
              keras3-h5: {path: \(folder)/dense-keras3.h5, \(features), \(probabilities)}
              custom: {path: \(folder)/custom-keras2.keras, \(custom), \(features)}
              unnamed: {path: \(folder)/custom-keras2.keras, \(features)}
              lambda: {path: \(folder)/lambda-keras2.h5, \(features)}
              lite: {path: \(folder)/dense.tflite, \(features), reference: \(folder)/probabilities.reference.npz,
                compare: {outputs: {Identity: probabilities}}}
              lite-int8: {path: \(folder)/dense-int8.tflite, \(features), tolerance: {rtol: 0, atol: 0.02},
                reference: \(folder)/probabilities.reference.npz, compare: {outputs: {Identity: probabilities}}}
            environments:
              tensorflow: {kind: venv, python: "3.11", packages: {tensorflow-cpu: "2.15.1", numpy: "<2"},
                only: [dense, scores, no-signature, wrong-name, words, call-python, "keras*", custom, unnamed, lambda]}
              litert: {kind: venv, python: "3.11", packages: {ai-edge-litert: "2.3.0"}, only: ["lite*", dense]}

            """,
            to: "smoke.yaml",
        )
        return try place.run("smoke.yaml").requireResults()
    }

    @Test(
        "What the release reads gives the answers that were recorded",
        arguments: ["dense", "keras2", "keras2-h5", "lite", "lite-int8"])
    func compatible(_ name: String) throws {
        let cell = try Self.shared.get().cell("\(name)@\(name.hasPrefix("lite") ? "litert" : "tensorflow")")
        #expect(cell.verdict == "compatible", "\(cell.stage ?? "") \(cell.reason)")
        #expect(cell.check("parity") == "passed")
    }

    @Test("Signatures by name, scalars, text and layers of one's own run", arguments: ["scores", "words", "custom"])
    func running(_ name: String) throws {
        let cell = try Self.shared.get().cell("\(name)@tensorflow")
        #expect(cell.verdict == "compatible", "\(cell.stage ?? "") \(cell.reason)")
    }

    @Test(
        "What must fail does, with a reason that helps",
        arguments: [
            ("no-signature", "incompatible", "it has scores, serving_default"),
            ("wrong-name", "incompatible", "rename it: {features: x}"),
            ("keras3", "incompatible", "Keras 2 can't read the files of Keras 3"),
            ("keras3-h5", "incompatible", "Keras 2 can't read the files of Keras 3"),
            ("unnamed", "incompatible", "model: {file: …, class: Doubling}"),
            ("call-python", "refused", "its graph has the operator PyFunc"),
            ("lambda", "refused", "the Lambda layer 'doubling'"),
        ])
    func failing(name: String, verdict: String, reason: String) throws {
        let cell = try Self.shared.get().cell("\(name)@tensorflow")
        #expect(cell.verdict == verdict, "\(cell.reason)")
        #expect(cell.reason.contains(reason), "\(cell.reason)")
    }

    @Test("An environment without TensorFlow says which package is missing") func missing() throws {
        let cell = try Self.shared.get().cell("dense@litert")
        #expect(cell.verdict == "unprovisioned")
        #expect(cell.reason.contains("tensorflow"), "\(cell.reason)")
    }
}
