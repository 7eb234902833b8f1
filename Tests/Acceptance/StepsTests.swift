import Files
import Foundation
import JSON
import Testing

/// A model in several files, and one with state, from the matrix to the verdict.
@Suite("Steps", .tags(.environment))
struct StepsTests {
    private static let scale = """
        class Model:
            def __init__(self, scale):
                self.scale, self.calls = scale, 0
            def clear(self):
                self.calls = 0
            def __call__(self, rows):
                self.calls += 1
                return [[value * self.scale + self.calls for value in row] for row in rows]

        def load(path):
            return Model(float(open(path).read()))

        def broken(path):
            raise ValueError("no such scale")
        """

    @Test("Steps run one after the other; checks and reasons name the step; a reset keeps answers the same")
    func steps() throws {
        let place = try Workplace()
        try place.write(Self.scale, to: "code/scale.py")
        try place.write("2", to: "two.txt")
        try place.write("10", to: "ten.txt")
        // protocol 2: os.system("id")
        try place.write(
            [0x80, 2] + Array("cos\nsystem\nX".utf8) + [2, 0, 0, 0] + Array("id".utf8) + [0x85, 0x52, 0x2E],
            to: "bad.pkl")
        let code = #"format: python, entry: "code/scale.py:load""#
        try place.write(
            """
            version: 1
            artifacts:
              chain:
                steps:
                  - {path: two.txt, \(code), reset: clear}
                  - {path: ten.txt, \(code), reset: clear}
                inputs: [[1.0], [2.0]]
              stateful: {path: two.txt, \(code), inputs: [[1.0], [2.0]]}
              refused:
                steps: [{path: two.txt, \(code)}, {path: bad.pkl}]
                inputs: [[1.0]]
              altered:
                steps: [{path: two.txt, \(code)}, {path: ten.txt, \(code), sha256: \(String(repeating: "0", count: 64))}]
                inputs: [[1.0]]
              broken:
                steps: [{path: two.txt, \(code)}, {path: ten.txt, format: python, entry: "code/scale.py:broken"}]
                inputs: [[1.0]]
            environments:
              here: {kind: workdir, python: python3}
            """, to: "smoke.yaml")
        let outcome = try place.run("smoke.yaml")
        let results = try outcome.requireResults()
        #expect(outcome.status == 1)
        #expect(
            results.verdicts == [
                "chain@here": "compatible", "stateful@here": "drifted", "refused@here": "refused",
                "altered@here": "refused", "broken@here": "incompatible",
            ])
        let chain = try results.cell("chain@here")
        #expect(chain.json["format"]?.string == "python → python")
        #expect(chain.check("determinism") == "passed")
        #expect(try results.cell("stateful@here").stage == "determinism")
        let refused = try results.cell("refused@here")
        #expect(refused.stage == "scan")
        #expect(refused.reason.hasPrefix("step 2 (bad.pkl): would call os.system"))
        let altered = try results.cell("altered@here")
        #expect(altered.stage == "integrity")
        #expect(altered.reason.hasPrefix("step 2 (ten.txt): sha256 is "))
        let broken = try results.cell("broken@here")
        #expect(broken.stage == "load")
        #expect(broken.reason == "step 2 (ten.txt): load raised ValueError: no such scale")
    }

    private static let scaling = """
        import numpy

        class Scaling:
            def __init__(self, tensors, factor=1.0):
                self.tensors, self.factor = tensors, factor
            def __call__(self, rows):
                return (rows * self.tensors["scale"] * self.factor).astype("float32")
        """

    @Test("Tensors of a safetensors file feed a model of numpy, which feeds a Keras network") func tensorsAndKeras()
        throws
    {
        let place = try Workplace()
        try place.write(Self.scaling, to: "code/scaling.py")
        // The header's length and the header (safetensors' format), then one float32 vector of ones.
        let header = Array(#"{"scale":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}}"#.utf8)
        let length = withUnsafeBytes(of: UInt64(header.count).littleEndian) { Array($0) }
        let ones = Array(repeating: [0, 0, 0x80, 0x3F] as [UInt8], count: 4).flatMap { $0 }
        try place.write(length + header + ones, to: "scale.safetensors")
        let model = "model: {file: code/scaling.py, class: Scaling"
        let folder = Places.fixtures + "/tensorflow"
        let keras = "path: \(folder)/dense-keras3.keras"
        let probabilities = "reference: \(folder)/probabilities.reference.npz"
        try place.write(
            """
            version: 1
            defaults: {tolerance: {rtol: 1e-5, atol: 1e-6}}
            artifacts:
              alone: {path: scale.safetensors, \(model), args: {factor: 2.0}}, inputs: [[1.0, 2.0, 3.0, 4.0]]}
              no-code: {path: scale.safetensors, inputs: [[1.0, 2.0, 3.0, 4.0]]}
              chain:
                steps: [{path: scale.safetensors, \(model)}}, {\(keras)}]
                inputs: \(folder)/features.inputs.npz
                \(probabilities)
                compare: {outputs: {output: probabilities}}
            environments:
              jax:
                kind: venv
                python: "3.11"
                packages: {keras: "3.15.1", jax: "0.5.3", numpy: "2.2.6", safetensors: "0.5.3"}
                variables: {KERAS_BACKEND: jax}
            """, to: "smoke.yaml")
        let results = try place.run("smoke.yaml").requireResults()
        let alone = try results.cell("alone@jax")
        #expect(alone.verdict == "compatible", "\(alone.reason)")
        let bare = try results.cell("no-code@jax")
        #expect(bare.verdict == "incompatible")
        #expect(bare.reason.contains("the file holds tensors, not the code that uses them; name it: model:"))
        let chain = try results.cell("chain@jax")
        #expect(chain.verdict == "compatible", "\(chain.stage ?? "") \(chain.reason)")
        #expect(chain.json["format"]?.string == "safetensors → keras")
        #expect(chain.check("parity") == "passed")
    }
}
