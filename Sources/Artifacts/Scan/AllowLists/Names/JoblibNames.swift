// Written by Scripts/allow-lists/generate; don't edit.
extension NameTable {
    /// What objects of joblib name when they are pickled: the use, the versions seen, the module, its names.
    static let joblib = NameTable(
        framework: "joblib",
        versions: "0.14.1 0.16.0 1.0.1 1.1.1 1.2.0 1.3.2 1.4.2 1.5.2 1.5.3",
        rows: """
            make 0-8 joblib.numpy_pickle NumpyArrayWrapper
            """,
    )
}
