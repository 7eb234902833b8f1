extension AllowList {
    /// The scikit-learn faces of XGBoost, LightGBM and CatBoost with the boosters in them.
    static let boosters: AllowList = {
        var list = AllowList(name: "XGBoost, LightGBM and CatBoost")
        for name in ["Model", "Classifier", "Regressor", "Ranker", "RFClassifier", "RFRegressor"] {
            list.callable.insert("xgboost.sklearn.XGB\(name)")
        }
        for name in ["Model", "Classifier", "Regressor", "Ranker"] {
            list.callable.insert("lightgbm.sklearn.LGBM\(name)")
        }
        for name in ["", "Classifier", "Regressor", "Ranker"] { list.callable.insert("catboost.core.CatBoost\(name)") }
        list.callable.formUnion(["xgboost.core.Booster", "lightgbm.basic.Booster"])
        return list
    }()
}
