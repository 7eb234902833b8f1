/// A change of a framework that alters predictions of older models without an error.
struct KnownDrift {
    /// The end of the dotted name of a class in the model.
    let classSuffix: String
    /// The first release of scikit-learn with the change.
    let version: String
    let explanation: String

    /// From 3.1 on XGBoost writes `base_score` as a list of numbers, in text.
    static func explain(_ change: VersionChange) -> String? {
        guard change.framework == "xgboost", Release("3.1") <= Release(change.saved),
            Release(change.loaded) < Release("3.1")
        else { return nil }
        return "base_score is a list since XGBoost 3.1, which older versions take for 0.5; "
            + "use xgboost>=3.1, or train with base_score=0.5"
    }

    /// OpenVINO takes bfloat16 by itself where the processor multiplies it.
    static func explain(format: String?, _ surroundings: [String: String]) -> String? {
        guard format == "openvino", let precision = surroundings["inference-precision"],
            let name = ["bf16": "bfloat16", "f16": "float16"][precision]
        else { return nil }
        return "OpenVINO computed in \(name); load: {inference-precision: f32} keeps it to float32"
    }

    static let all = [
        KnownDrift(
            classSuffix: ".TfidfTransformer",
            version: "1.5",
            explanation:
                "the saved IDF weights are ignored ('_idf_diag' became 'idf_' in 1.5); retrain, or pin scikit-learn<1.5",
        ),
        KnownDrift(
            classSuffix: ".TfidfVectorizer",
            version: "1.5",
            explanation:
                "the saved IDF weights are ignored ('_idf_diag' became 'idf_' in 1.5); retrain, or pin scikit-learn<1.5",
        ),
    ]
}
