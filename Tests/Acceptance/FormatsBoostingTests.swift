import Files
import Foundation
import JSON
import Testing

/// Boosters and skops files in one environment, held against the frameworks' own Python API in the same environment.
@Suite("Boosting formats", .tags(.environment))
struct FormatsBoostingTests {
    private static let folder = Places.repository + "matrices/artifacts/boosting"
    private static let environment = "models"

    /// Name, file, call, route, the verdict.
    static let truth: [(name: String, file: String, call: String, route: String, verdict: String)] = [
        ("xgboost-json", "xgboost.json", "predict", "native", "compatible"),
        ("xgboost-ubj", "xgboost.ubj", "predict", "native", "compatible"),
        ("xgboost-binary", "xgboost.bin", "predict", "native", "incompatible"),
        ("xgboost-hosted", "xgboost.json", "Booster.predict", "hosted", "compatible"),
        ("xgboost-wrapper", "xgboost.json", "predict_proba", "hosted", "compatible"),
        ("xgboost-pickle", "xgboost-booster.pkl", "predict", "hosted", "warned"),
        ("lightgbm-text", "lightgbm.txt", "predict", "native", "compatible"),
        ("lightgbm-pickle", "lightgbm-booster.pkl", "predict", "hosted", "compatible"),
        ("lightgbm-classifier", "lightgbm-classifier.joblib", "predict_proba", "hosted", "compatible"),
        ("skops", "pipeline.skops", "predict_proba", "hosted", "compatible"),
    ]

    struct Run {
        let place: Workplace
        let results: Results
        let scratch: String
    }

    nonisolated(unsafe) private static let shared = Result {
        let place = try Workplace()
        let artifacts = truth.map { row in
            "  \(row.name): {path: \(folder)/\(row.file), call: \(row.call), inputs: \(folder)/iris.inputs.npz}"
        }
        let more = [
            "columns": "{path: \(folder)/xgboost.json, inputs: \(folder)/iris.inputs.csv, "
                + "reference: \(folder)/xgboost.reference.npz}",
            "narrow": "{path: \(folder)/xgboost.json, inputs: [[1.0, 2.0, 3.0]]}",
            "misnamed": "{path: \(folder)/lightgbm.txt, format: xgboost, inputs: [[1.0, 2.0, 3.0, 4.0]]}",
            "absent": "{path: \(folder)/catboost.cbm, inputs: \(folder)/iris.inputs.npz}",
        ]
        try place.write(
            """
            version: 1
            name: boosting
            artifacts:
            \((artifacts + more.map { "  \($0): \($1)" }).joined(separator: "\n"))
            environments:
              \(environment):
                kind: venv
                python: "3.11"
                packages: {xgboost-cpu: "3.2.0", lightgbm: "4.6.0", skops: "0.13.0", scikit-learn: "1.4.2", numpy: "1.26.4"}
            """, to: "m.yaml")
        let outcome = try place.run("m.yaml", "--keep")
        let results = try outcome.requireResults()
        let scratch = try #require(try Directory.list(place.scratch).first { $0.hasPrefix("smokehouse-") })
        return Run(place: place, results: results, scratch: Path.join(place.scratch, scratch))
    }

    private func cell(_ name: String) throws -> CellView {
        try Self.shared.get().results.cell("\(name)@\(Self.environment)")
    }

    @Test("Each format loads on its route with the verdict that the framework gives it", arguments: truth.map(\.name))
    func verdict(name: String) throws {
        let row = try #require(Self.truth.first { $0.name == name })
        let cell = try cell(name)
        #expect(cell.verdict == row.verdict, "\(cell.reason)")
        guard row.verdict != "incompatible" else { return }
        #expect(cell.json["route"]?.string == row.route)
        #expect(cell.check("determinism") == "passed")
    }

    @Test(
        "Outputs have the bits that the framework's Python API computes in the same environment",
        arguments: truth.filter { $0.verdict != "incompatible" }.map(\.name))
    func outputs(name: String) throws {
        let run = try Self.shared.get()
        let row = try #require(Self.truth.first { $0.name == name })
        let call = row.call.split(separator: ".").last.map(String.init) ?? row.call
        let interpreter = try #require(try run.results.environment(Self.environment)["interpreter"]?.string)
        let place = try Workplace()
        let python = try ChildProcess(
            interpreter,
            [
                "-B", Places.truth + "/plain_boosting.py", "\(Self.folder)/\(row.file)",
                "\(Self.folder)/iris.inputs.npz", call,
            ],
            in: place.directory,
            variables: ["PATH": "/usr/bin:/bin", "HOME": place.directory, "OMP_NUM_THREADS": "1"],
            output: place.directory + "/stdout",
            errors: place.directory + "/stderr",
        )
        let end = try python.wait()
        let complaints = try File.readText(python.errors)
        #expect(end == .exited(0), "\(complaints)")
        let report = try JSONValue(
            parsing: try File.readText(python.output).split(separator: "\n").last.map(String.init) ?? "")
        #expect(report["outcome"]?.string == "ok")
        let outputs = try KeptOutputs(
            directory: "\(run.scratch)/cells/\(name)@\(Self.environment)/outputs", inferences: 10)
        #expect(outputs.names.count == 1)
        #expect(try outputs.sha256(try #require(outputs.names.first)) == report["sha256"]?.string)
        #expect(try cell(name).warningCategories == report["warnings"]?.strings)
    }

    @Test("The binary format's end is told with its remedy") func binary() throws {
        let cell = try cell("xgboost-binary")
        #expect(cell.stage == "load")
        #expect(
            cell.reason.hasPrefix(
                "XGBoost 3.1 dropped the binary format (xgboost 3.2.0 is installed); load it with xgboost<3.1"))
    }

    @Test("Columns of a CSV file go where the model's feature names say") func columns() throws {
        let cell = try cell("columns")
        #expect(cell.verdict == "compatible", "\(cell.reason)")
        #expect(cell.maximumDifference == 0)
    }

    @Test("A table of another width is reported with what the model takes") func narrow() throws {
        let cell = try cell("narrow")
        #expect(cell.verdict == "incompatible")
        #expect(cell.message?.hasPrefix("the input has 3 columns; the model takes float32[?, 4]") == true)
    }

    @Test("A wrong format says what the file is") func misnamed() throws {
        let cell = try cell("misnamed")
        #expect(cell.verdict == "refused")
        #expect(cell.reason == "format: xgboost is stated, but the file is a LightGBM model (text)")
    }

    @Test("A missing framework is named") func absent() throws {
        let cell = try cell("absent")
        #expect(cell.verdict == "unprovisioned")
        #expect(cell.reason.contains("catboost is not installed in this environment; add it to packages"))
    }

    @Test("CatBoost takes text, categories and numbers as columns of a table, by their names") func catBoost() throws {
        let folder = Places.fixtures + "/catboost"
        let place = try Workplace()
        func artifact(_ name: String) -> String {
            "{path: \(folder)/\(name).cbm, inputs: \(folder)/\(name).inputs.csv, "
                + "reference: \(folder)/\(name).reference.npz}"
        }
        try place.write(
            """
            version: 1
            defaults: {tolerance: {rtol: 0, atol: 1e-12}}
            artifacts:
              categories: \(artifact("categories"))
              text: \(artifact("text"))
              rows: {path: \(folder)/text.cbm, inputs: [["good work", "red", "1.5"]]}
              missing: {path: \(folder)/text.cbm, inputs: \(folder)/categories.inputs.csv}
            environments:
              catboost: {kind: venv, python: "3.11", packages: {catboost: "1.2.7", numpy: "<2"}}

            """, to: "m.yaml")
        let results = try place.run("m.yaml").requireResults()
        for name in ["categories", "text", "rows"] {
            let cell = try results.cell("\(name)@catboost")
            #expect(cell.verdict == "compatible", "\(name): \(cell.reason)")
            if name != "rows" { #expect(cell.check("parity") == "passed") }
        }
        let missing = try results.cell("missing@catboost")
        #expect(missing.verdict == "incompatible")
        #expect(
            missing.message?.hasPrefix("the model's feature 'review' is not given; the model takes ") == true,
            "\(missing.reason)")
    }
}
