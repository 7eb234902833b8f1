"""Load one artifact of matrices/boosting.yaml with the framework's own Python API and predict row by row.

Arguments: artifact, inputs (.npz), call. Prints one line of JSON: the outcome and the digest of the outputs' bytes.
No code of ours takes part.
"""

import hashlib
import importlib
import json
import pickle
import sys
import warnings

import numpy as np


def load(path, call):
    name = path.rsplit("/", 1)[1]
    if name.endswith((".pkl", ".joblib")):
        if name.endswith(".joblib"):
            import joblib

            model = joblib.load(path)
        else:
            with open(path, "rb") as file:
                model = pickle.load(file)
        if type(model).__name__ == "Booster" and type(model).__module__ == "xgboost.core":
            return booster(model)
        return getattr(model, call)
    if name.startswith("xgboost"):
        import xgboost

        if call == "predict_proba":
            model = xgboost.XGBClassifier()
            model.load_model(path)
            return model.predict_proba
        model = xgboost.Booster()
        model.load_model(path)
        return booster(model)
    if name.startswith("lightgbm"):
        import lightgbm

        return lightgbm.Booster(model_file=path).predict
    if name.startswith("catboost"):
        import catboost

        model = catboost.CatBoostClassifier() if call == "predict_proba" else catboost.CatBoostRegressor()
        model.load_model(path)
        return getattr(model, call)
    import skops.io

    return getattr(skops.io.load(path, trusted=skops.io.get_untrusted_types(file=path)), call)


def booster(model):
    import xgboost

    return lambda rows: model.predict(xgboost.DMatrix(rows, feature_names=model.feature_names))


def prepare(artifact):
    """Import the framework first: what it warns of then is not the artifact's."""
    name = artifact.rsplit("/", 1)[1].split("-")[0].split(".")[0]
    importlib.import_module("skops.io" if name == "pipeline" else name)


def main(artifact, inputs, call):
    rows = np.load(inputs)["X"]
    prepare(artifact)
    stage = "load"
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("default")
            predict = load(artifact, call)
            stage = "inference"
            outputs = [np.asarray(predict(rows[i : i + 1])) for i in range(len(rows))]
        digest = hashlib.sha256(b"".join(np.ascontiguousarray(output).tobytes() for output in outputs)).hexdigest()
        categories = sorted({warning.category.__name__ for warning in caught if warning.category is not ResourceWarning})
        report = {"outcome": "ok", "shape": list(outputs[0].shape), "sha256": digest, "warnings": categories}
    except Exception as error:
        report = {"outcome": stage + "-raised", "exception": type(error).__name__, "message": str(error)[:200]}
    print(json.dumps(report))


main(*sys.argv[1:])
