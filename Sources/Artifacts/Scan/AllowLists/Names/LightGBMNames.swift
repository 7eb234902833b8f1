// Written by Scripts/allow-lists/generate; don't edit.
extension NameTable {
    /// What objects of LightGBM name when they are pickled: the use, the versions seen, the module, its names.
    static let lightGBM = NameTable(
        framework: "LightGBM",
        versions: "3.2.1 3.3.5 4.1.0 4.5.0 4.6.0",
        rows: """
            make 0-4 lightgbm.basic Booster
            make 2-4 lightgbm.callback _EarlyStoppingCallback _LogEvaluationCallback
            make 0-4 lightgbm.sklearn LGBMClassifier LGBMModel LGBMRanker LGBMRegressor
            """,
    )
}
