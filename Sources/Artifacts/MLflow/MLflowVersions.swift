extension MLmodel {
    /// The distribution whose version a flavour's setting gives.
    private static let versionKeys: KeyValuePairs = [
        "sklearn_version": "scikit-learn", "xgb_version": "xgboost", "lgb_version": "lightgbm",
        "catboost_version": "catboost", "pytorch_version": "torch", "onnx_version": "onnx",
        "transformers_version": "transformers", "sentence_transformers_version": "sentence-transformers",
        "statsmodels_version": "statsmodels", "spacy_version": "spacy", "prophet_version": "prophet",
        "pmdarima_version": "pmdarima", "cloudpickle_version": "cloudpickle",
    ]

    /// What is far too long for a version would only take long to compare.
    private static func version(_ text: String?) -> String? { text.flatMap { $0.utf8.count <= 256 ? $0 : nil } }

    /// Every version that the file names: the framework's first, then MLflow's own.
    var producers: [ArtifactDescription.Producer] {
        var producers: [ArtifactDescription.Producer] = []
        for flavor in flavors.sorted(by: { $0.name != "python_function" && $1.name == "python_function" }) {
            for (key, distribution) in Self.versionKeys {
                guard let version = Self.version(flavor.settings[key]),
                    !producers.contains(where: { $0.framework == distribution })
                else { continue }
                producers.append(.init(framework: distribution, version: version))
            }
        }
        if let flavor = self[flavor: "tensorflow"] ?? self[flavor: "keras"] {
            for key in ["tensorflow", "keras"] {
                if let version = Self.version(flavor.settings["\(key)_version"]) {
                    producers.append(.init(framework: key, version: version))
                }
            }
        }
        if let version = Self.version(version) { producers.append(.init(framework: "mlflow", version: version)) }
        return producers
    }
}
