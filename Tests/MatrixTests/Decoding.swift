import Matrix

/// Decodes a text as `smoke.yaml` in `/w`, where every file but those with "missing" in their name exists.
func decode(_ text: String, environment: [String: String] = [:]) throws(MatrixError) -> Matrix {
    try Matrix.decode(
        text: text,
        file: "smoke.yaml",
        directory: "/w",
        environment: environment,
        formats: ["joblib", "onnx", "pickle", "python"],
        exists: { !$0.contains("missing") },
    )
}

/// The lines that `validate` and `plan` would print for a text; empty for a good matrix.
func problems(_ text: String, environment: [String: String] = [:]) -> [String] {
    do {
        _ = try decode(text, environment: environment).plan()
        return []
    } catch {
        return error.diagnostics.map(\.description)
    }
}

/// A matrix with one artifact and one environment around the given lines.
func matrix(artifact: String = "", environment: String = "", _ rest: String = "") -> String {
    """
    version: 1
    artifacts:
      model:
        path: model.joblib
    \(artifact.indented)
    environments:
      place:
        kind: venv
        python: "3.11"
    \(environment.indented)
    \(rest)
    """
}

extension String {
    fileprivate var indented: String {
        split(separator: "\n", omittingEmptySubsequences: false).map { $0.isEmpty ? "" : "    " + $0 }.joined(
            separator: "\n")
    }
}
