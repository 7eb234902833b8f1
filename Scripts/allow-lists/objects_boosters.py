"""Fitted models of XGBoost, LightGBM and CatBoost."""

import numpy as np

from observe import observe, versions
from objects_sklearn import BINARY, TARGET, X, Y, attempt


def observe_all():
    if "xgboost" in versions:
        import xgboost as xgb

        for name in "XGBClassifier XGBRegressor XGBRFClassifier XGBRFRegressor XGBModel".split():
            target = Y if "Classifier" in name else TARGET
            attempt(lambda: getattr(xgb, name)(n_estimators=2, n_jobs=1).fit(X, target))
            attempt(lambda: getattr(xgb, name)())
        attempt(lambda: xgb.XGBClassifier(n_estimators=2, n_jobs=1).fit(X, BINARY))
        attempt(lambda: xgb.XGBRanker(n_estimators=2, n_jobs=1).fit(X, Y, group=[36]))
        attempt(lambda: xgb.train({"nthread": 1}, xgb.DMatrix(X, TARGET), 2))
        for make in [lambda: xgb.callback.EarlyStopping(2), lambda: xgb.callback.LearningRateScheduler([0.1]),
                     lambda: xgb.callback.EvaluationMonitor()]:
            attempt(make)
        attempt(lambda: xgb.XGBClassifier(n_estimators=3, n_jobs=1, callbacks=[xgb.callback.EarlyStopping(2)])
                .fit(X, BINARY, eval_set=[(X, BINARY)]))
    if "lightgbm" in versions:
        import lightgbm as lgb

        for name in "LGBMClassifier LGBMRegressor LGBMModel".split():
            target = Y if "Classifier" in name else TARGET
            attempt(lambda: getattr(lgb, name)(n_estimators=2, n_jobs=1, objective=None if name != "LGBMModel" else "regression")
                    .fit(X, target))
            attempt(lambda: getattr(lgb, name)())
        attempt(lambda: lgb.LGBMClassifier(n_estimators=2, n_jobs=1).fit(X, BINARY, eval_set=[(X, BINARY)]))
        attempt(lambda: lgb.LGBMRanker(n_estimators=2, n_jobs=1).fit(X, Y, group=[36]))
        attempt(lambda: lgb.train({"verbose": -1}, lgb.Dataset(X, TARGET), 2))
        attempt(lambda: lgb.early_stopping(2))
        attempt(lambda: lgb.log_evaluation(2))
    if "catboost" in versions:
        import catboost

        options = dict(iterations=2, verbose=False, thread_count=1, allow_writing_files=False)
        for name in "CatBoostClassifier CatBoostRegressor CatBoost".split():
            target = Y if "Classifier" in name else TARGET
            make = getattr(catboost, name)
            attempt(lambda: (make(options) if name == "CatBoost" else make(**options)).fit(X, target))
            attempt(lambda: make())
        attempt(lambda: catboost.CatBoostRanker(**options).fit(X, Y, group_id=np.zeros(36, int)))
    for package in ("xgboost", "lightgbm"):
        if package in versions:
            from objects_sklearn import declare_families

            module = __import__(package + ".sklearn").sklearn
            import sklearn.base
            from observe import declare

            for value in vars(module).values():
                if isinstance(value, type) and issubclass(value, sklearn.base.BaseEstimator):
                    if value.__module__.startswith(package):
                        declare(value)
