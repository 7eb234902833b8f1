// Written by Scripts/allow-lists/generate; don't edit.
extension NameTable {
    /// What objects of XGBoost name when they are pickled: the use, the versions seen, the module, its names.
    static let xgboost = NameTable(
        framework: "XGBoost",
        versions: "1.5.2 2.1.4 3.1.2",
        rows: """
            make 0-2 xgboost.callback EarlyStopping EvaluationMonitor
            name 2 xgboost.collective communicator_print
            make 0 xgboost.compat XGBoostLabelEncoder
            make 0-2 xgboost.core Booster
            make 0-2 xgboost.sklearn XGBClassifier XGBModel XGBRFClassifier XGBRFRegressor XGBRanker XGBRegressor
            """,
    )
}
