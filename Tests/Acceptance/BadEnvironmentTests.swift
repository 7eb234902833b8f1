import Testing

/// Environments that cannot be made.
@Suite("Bad environments", .tags(.environment))
struct BadEnvironmentTests {
    private static let shared = Result {
        let place = try Workplace()
        try place.write("scikit-learn==1.7.2\nnumpy==1.19.5\n", to: "conflict.txt")
        try place.write(
            """
            version: 1
            policy: {pickle: trusted}
            artifacts:
              good: {path: "${FIXTURES}/badmodels/Good.pkl", inputs: [[1.0, 2.0]]}
            environments:
              version: {kind: venv, python: "3.11", packages: {scikit-learn: "99.0.0"}}
              version-pip: {kind: venv, python: "3.11", packages: {scikit-learn: "99.0.0"}, installer: pip}
              package: {kind: venv, python: "3.11", packages: {smokehouse-no-such-package: "1.0"}}
              conflict: {kind: venv, python: "3.11", requirements: conflict.txt}
              python: {kind: venv, python: "3.99"}
              program: {kind: workdir, python: no-such-python}
              healthy: {kind: workdir, python: "3.11", variables: {PYTHONPATH: "${FIXTURES}/badmodels"}}
            """, to: "m.yaml")
        return try place.run("m.yaml", variables: ["FIXTURES": Places.fixtures])
    }

    @Test(
        "An environment that cannot be made says why, and harms no other",
        arguments: [
            ("version", "there is no scikit-learn 99.0.0"), ("version-pip", "there is no scikit-learn 99.0.0"),
            ("package", "there is no package named 'smokehouse-no-such-package'"),
            ("conflict", "no set of versions satisfies the requirements"),
            ("python", "there is no Python '3.99' here"), ("program", "there is no Python 'no-such-python' here"),
        ])
    func unprovisioned(environment: String, reason: String) throws {
        let outcome = try Self.shared.get()
        let cell = try outcome.requireResults().cell("good@\(environment)")
        #expect(cell.verdict == "unprovisioned")
        #expect(cell.stage == "provision")
        #expect(cell.reason.contains(reason), "\(cell.reason)")
        #expect(try outcome.requireResults().cell("good@healthy").verdict == "compatible")
    }

    @Test("A run of which only environments failed ends with 3")
    func status() throws {
        #expect(try Self.shared.get().status == 3)
    }
}
