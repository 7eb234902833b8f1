/// A change of a framework that alters predictions of older models without an error.
struct KnownDrift {
    /// The end of the dotted name of a class in the model.
    let classSuffix: String
    /// The first release of scikit-learn with the change.
    let version: String
    let explanation: String

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
