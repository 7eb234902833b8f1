import Files
import JSON
import Testing

/// The demo's models in containers and in virtual environments of the same versions.
@Suite(
    "Containers beside virtual environments", .tags(.container), .enabled(if: !Engine.available.isEmpty, Engine.absence)
)
struct ContainerParityTests {
    private static let artifacts = Places.repository + "matrices/artifacts"

    private func artifact(_ name: String, _ ending: String, inputs: String, call: String?) -> String {
        """
          \(name):
            path: \(Self.artifacts)/\(name).\(ending)
            inputs: \(Self.artifacts)/\(name).inputs.\(inputs)
        \(call.map { "    call: \($0)\n" } ?? "")
        """
    }

    @Test("The same versions give the same verdicts and the same bytes", arguments: Engine.available)
    func same(engine: Engine) throws {
        let place = try Workplace()
        let boosting = Self.artifacts + "/boosting"
        let models =
            ["iris-pipeline": "npz", "digits-forest": "npz", "reviews-tfidf": "json"]
            .map { artifact($0.key, "joblib", inputs: $0.value, call: "predict_proba") }.joined()
            + ["iris-onnx": "npz", "digits-onnx": "npz", "reviews-onnx": "json"]
            .map { artifact($0.key, "onnx", inputs: $0.value, call: nil) }.joined()
            + [
                "xgboost-native": "xgboost.json", "xgboost-hosted": "xgboost.json, call: Booster.predict",
                "lightgbm-native": "lightgbm.txt", "lightgbm-hosted": "lightgbm-booster.pkl",
            ]
            .map { "  \($0.key): {path: \(boosting)/\($0.value), inputs: \(boosting)/iris.inputs.npz}\n" }.joined()
        // One set for all models: Docker's vfs copies the image for every container.
        let packages = """
            {scikit-learn: "1.3.2", numpy: "1.26.4", scipy: "1.11.4", joblib: "1.3.2", threadpoolctl: "3.5.0", \
            onnxruntime: "1.20.1", xgboost-cpu: "3.2.0", lightgbm: "4.6.0"}
            """
        try place.write(
            """
            version: 1
            artifacts:
            \(models)
            environments:
              venv: {kind: venv, python: "3.11", packages: \(packages)}
              box: {kind: container, image: "\(Engine.base)", packages: \(packages)}

            """, to: "m.yaml")
        let results = try place.run("m.yaml", variables: engine.variables).requireResults()
        // Every model of matrices/demo.yaml, and two boosters with Python and without.
        let inside = results.cells.filter { $0.environment == "box" }
        #expect(inside.count == 10)
        for cell in inside {
            let name = cell.id.split(separator: "@")[0]
            let outside = try results.cell("\(name)@venv")
            #expect(cell.verdict == "compatible", "\(cell.id): \(cell.reason)")
            #expect(cell.verdict == outside.verdict)
            #expect(cell.json["route"] == outside.json["route"])
            let digest = cell.json["output-digest"]?.string
            #expect(digest != nil && digest == outside.json["output-digest"]?.string, "\(cell.id)")
        }
    }

    @Test("Ten containers run side by side")
    func ten() throws {
        let engine = try #require(Engine.available.first)
        let place = try Workplace()
        try place.write("def load(path):\n    return lambda rows: rows * 2\n", to: "code/load.py")
        var artifacts = ""
        for number in 0..<10 {
            try place.write("\(number)\n", to: "\(number).txt")
            artifacts += """
                  m\(number):
                    path: \(number).txt
                    format: python
                    entry: code/load.py:load
                    inputs: [[1.0]]
                    inferences: 2

                """
        }
        try place.write(
            """
            version: 1
            defaults: {isolation: environment}
            artifacts:
            \(artifacts)
            environments:
              box: {kind: container, image: "\(Engine.base)", resources: {memory: 128MiB, pids: 50}}

            """, to: "m.yaml")
        let outcome = try place.run("m.yaml", "--jobs", "10", variables: engine.variables)
        let results = try outcome.requireResults()
        #expect(results.cells.count == 10)
        #expect(results.cells.allSatisfy { $0.verdict == "compatible" }, "\(outcome.errors)")
    }
}
