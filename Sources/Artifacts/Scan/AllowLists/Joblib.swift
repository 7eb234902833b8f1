extension AllowList {
    /// The wrapper that joblib puts before each array. The older ones load further files and are refused as findings.
    static let joblib: AllowList = {
        var list = AllowList(name: "joblib")
        list.callable = ["joblib.numpy_pickle.NumpyArrayWrapper"]
        return list
    }()
}
