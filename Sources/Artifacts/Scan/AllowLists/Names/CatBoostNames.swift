// Written by Scripts/allow-lists/generate; don't edit.
extension NameTable {
    /// What objects of CatBoost name when they are pickled: the use, the versions seen, the module, its names.
    static let catBoost = NameTable(
        framework: "CatBoost",
        versions: "1.2.2 1.2.8",
        rows: """
            make 0-1 catboost.core CatBoost CatBoostClassifier CatBoostRanker CatBoostRegressor
            """,
    )
}
