extension AllowList {
    /// The scikit-learn faces of XGBoost and LightGBM with the boosters in them.
    static let boosters: AllowList = {
        var list = AllowList(name: "XGBoost and LightGBM")
        for name in ["Model", "Classifier", "Regressor", "Ranker", "RFClassifier", "RFRegressor"] {
            list.callable.insert("xgboost.sklearn.XGB\(name)")
        }
        for name in ["Model", "Classifier", "Regressor", "Ranker"] {
            list.callable.insert("lightgbm.sklearn.LGBM\(name)")
        }
        list.callable.formUnion(["xgboost.core.Booster", "lightgbm.basic.Booster"])
        return list
    }()
}
