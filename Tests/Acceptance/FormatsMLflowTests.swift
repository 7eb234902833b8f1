import Files
import Testing

/// MLflow models of three major versions, with MLflow, without it, and in the environments that they ask for themselves.
@Suite("MLflow models", .tags(.environment))
struct FormatsMLflowTests {
    private static let models = [
        "sklearn-mlflow1", "sklearn-mlflow2", "sklearn-mlflow3", "array-mlflow1", "array-mlflow3", "python-mlflow3",
    ]

    private static func matrix(_ policy: String, _ artifacts: [String], _ environments: String) -> String {
        var text = "version: 1\nname: mlflow\npolicy: \(policy)\nartifacts:\n"
        for name in artifacts {
            text += "  \(name): {path: '${FIXTURES}/mlflow/\(name)', "
            text += "reference: '${FIXTURES}/mlflow/\(name).reference.npz', tolerance: {rtol: 0, atol: 1e-12}}\n"
        }
        return text + "environments:\n" + environments
    }

    private static func run(_ matrix: String) throws -> Results {
        let place = try Workplace()
        try place.write(matrix, to: "smoke.yaml")
        return try place.run("smoke.yaml", variables: ["FIXTURES": Places.fixtures]).requireResults()
    }

    private static let scanned = Result {
        try run(
            matrix(
                "{pickle: scan}", models,
                """
                  mlflow:
                    kind: venv
                    python: "3.11"
                    packages: {mlflow-skinny: 3.17.2, scikit-learn: 1.9.1, numpy: 2.4.6, pandas: 3.1.1}
                  plain: {kind: venv, python: "3.11", packages: {scikit-learn: 1.9.1, numpy: 2.4.6, pandas: 3.1.1}}

                """))
    }

    @Test(
        "Inputs are the model's own example, and the predictions MLflow's, with MLflow and without it",
        arguments: [
            ("sklearn-mlflow1", "warned"), ("sklearn-mlflow2", "warned"), ("sklearn-mlflow3", "compatible"),
            ("array-mlflow1", "warned"), ("array-mlflow3", "compatible"),
        ], ["mlflow", "plain"])
    func predicts(model: (name: String, verdict: String), environment: String) throws {
        let cell = try Self.scanned.get().cell("\(model.name)@\(environment)")
        #expect(cell.verdict == model.verdict, "\(cell.reason)")
        #expect(cell.check("parity") == "passed")
        #expect(cell.check("scan") == "passed")
    }

    @Test("Code of the model's own is refused before anything is loaded") func refuses() throws {
        let cell = try Self.scanned.get().cell("python-mlflow3@mlflow")
        #expect(cell.verdict == "refused")
        #expect(cell.reason.contains("would import the model's own code: code/limits.py"), "\(cell.reason)")
    }

    private static let own = Result {
        try run(
            matrix(
                "{pickle: trusted}", ["sklearn-mlflow1", "sklearn-mlflow3", "python-mlflow1", "python-mlflow3"],
                """
                  own: {kind: venv, packages: from-artifact}
                  bare: {kind: venv, python: "3.11", packages: {numpy: 2.4.6}, only: python-mlflow3}

                """))
    }

    @Test(
        "Each model runs with the Python and the packages that it asks for itself",
        arguments: ["sklearn-mlflow1", "sklearn-mlflow3", "python-mlflow1", "python-mlflow3"])
    func fromArtifact(name: String) throws {
        let cell = try Self.own.get().cell("\(name)@own")
        #expect(cell.verdict == "compatible", "\(cell.reason)")
        #expect(cell.check("parity") == "passed")
        let code = Path.join(Places.fixtures, "mlflow/\(name)/code")
        #expect(try !Directory.exists(code) || Directory.list(code) == ["limits.py"])
    }

    @Test("A model that only MLflow can load says so where MLflow is missing") func missing() throws {
        let cell = try Self.own.get().cell("python-mlflow3@bare")
        #expect(cell.verdict == "unprovisioned")
        #expect(cell.reason == "mlflow is not installed in this environment; add it to packages")
    }

    @Test("packages: from-artifact says what an artifact without requirements lacks") func nothing() throws {
        let results = try Self.run(
            """
            version: 1
            artifacts: {bare: {path: '${FIXTURES}/mlflow/sklearn-mlflow3/model.pkl', inputs: [[1, 2]]}}
            environments: {own: {kind: venv, packages: from-artifact}}

            """)
        let cell = try results.cell("bare@own")
        #expect(cell.verdict == "unprovisioned")
        #expect(cell.reason.contains("'bare' brings no requirements"), "\(cell.reason)")
    }
}
