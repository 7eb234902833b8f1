import Files
import JSON
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
              two: {path: \(folder)/two-keras2.keras, inputs: \(folder)/two.inputs.npz,
                reference: \(folder)/two-keras2.reference.npz}
              two-missing: {path: \(folder)/two-keras2.keras, inputs: {left: [[1.0, 2.0, 3.0]]}}
              text: {path: \(folder)/text-keras2.keras, inputs: \(folder)/text.inputs.json,
                reference: \(folder)/text-keras2.reference.npz}
              lookup: {path: \(folder)/lookup-keras2.keras, inputs: [["red"], ["blue"]]}
              two-keras3: {path: \(folder)/two-keras3.keras, inputs: \(folder)/two.inputs.npz,
                reference: \(folder)/two-keras3.reference.npz}
              lite: {path: \(folder)/dense.tflite, \(features), reference: \(folder)/probabilities.reference.npz,
                compare: {outputs: {Identity: probabilities}}}
              lite-int8: {path: \(folder)/dense-int8.tflite, \(features), tolerance: {rtol: 0, atol: 0.02},
                reference: \(folder)/probabilities.reference.npz, compare: {outputs: {Identity: probabilities}}}
            environments:
              tensorflow: {kind: venv, python: "3.11", packages: {tensorflow-cpu: "2.15.1", numpy: "<2"},
                only: [dense, scores, no-signature, wrong-name, words, call-python, "keras*", custom, unnamed, lambda,
                two, two-missing, text, lookup]}
              # The wheel of 2.10 has no C library.
              python: {kind: venv, python: "3.9", packages: {tensorflow-cpu: "2.10.1", numpy: "<2"},
                only: [dense, scores, no-signature, wrong-name, words]}
              # Of the same packages as the chain of StepsTests, so that it is made once.
              keras3: {kind: venv, python: "3.11",
                packages: {keras: "3.15.1", jax: "0.5.3", numpy: "2.2.6", safetensors: "0.5.3"},
                variables: {KERAS_BACKEND: jax}, only: [two-keras3]}
              litert: {kind: venv, python: "3.11", packages: {ai-edge-litert: "2.3.0"}, only: ["lite*", dense]}

            """,
            to: "smoke.yaml",
        )
        return try place.run("smoke.yaml").requireResults()
    }

    @Test(
        "What the release reads gives the answers that were recorded",
        arguments: ["dense", "keras2", "keras2-h5", "two", "text", "lite", "lite-int8"])
    func compatible(_ name: String) throws {
        let cell = try Self.shared.get().cell("\(name)@\(name.hasPrefix("lite") ? "litert" : "tensorflow")")
        #expect(cell.verdict == "compatible", "\(cell.stage ?? "") \(cell.reason)")
        #expect(cell.check("parity") == "passed")
    }

    @Test(
        "Signatures by name, scalars, text and layers of one's own run",
        arguments: ["scores", "words", "custom", "lookup"])
    func running(_ name: String) throws {
        let cell = try Self.shared.get().cell("\(name)@tensorflow")
        #expect(cell.verdict == "compatible", "\(cell.stage ?? "") \(cell.reason)")
    }

    @Test(
        "What must fail does, with a reason that helps",
        arguments: [
            ("no-signature", "incompatible", "it has scores, serving_default"),
            ("wrong-name", "incompatible", "rename it: {features: x}"),
            ("two-missing", "incompatible", "the model's input 'right' is not given; the model takes left:"),
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

    @Test("A wheel without the C library gives the same through Python") func hosted() throws {
        let results = try Self.shared.get()
        for name in ["dense", "scores", "words"] {
            let cell = try results.cell("\(name)@python")
            #expect(cell.verdict == "compatible", "\(name): \(cell.stage ?? "") \(cell.reason)")
            #expect(cell.json["route"]?.string == "hosted")
            #expect(try results.cell("\(name)@tensorflow").json["route"]?.string == "native")
        }
        #expect(try results.cell("dense@python").check("parity") == "passed")
        for (name, reason) in [("no-signature", "it has scores, serving_default"), ("wrong-name", "{features: x}")] {
            let cell = try results.cell("\(name)@python")
            #expect(cell.verdict == "incompatible")
            #expect(cell.reason.contains(reason), "\(cell.reason)")
        }
    }

    @Test("A model of two inputs runs in Keras 3 on JAX, without TensorFlow") func withoutTensorFlow() throws {
        let cell = try Self.shared.get().cell("two-keras3@keras3")
        #expect(cell.verdict == "compatible", "\(cell.stage ?? "") \(cell.reason)")
        #expect(cell.check("parity") == "passed")
    }

    @Test("An environment without TensorFlow says which package is missing") func missing() throws {
        let cell = try Self.shared.get().cell("dense@litert")
        #expect(cell.verdict == "unprovisioned")
        #expect(cell.reason.contains("tensorflow"), "\(cell.reason)")
    }
}
