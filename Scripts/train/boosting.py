"""Train the boosting models of matrices/boosting.yaml on Fisher's iris: XGBoost, LightGBM, CatBoost and a skops pipeline.

Each is saved in every format that its framework writes, with the first ten test rows and what plain Python predicts.
`--only xgboost-3` makes the one model that needs a newer XGBoost (see boosting-requirements-3.txt).
"""

import argparse
import pickle
import warnings
from pathlib import Path

import joblib
import numpy as np
from sklearn.datasets import load_iris
from sklearn.model_selection import train_test_split

from archives import write_npz

SEED = 20231204
NAMES = ["sepal_length", "sepal_width", "petal_length", "petal_width"]

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder to write the artifacts into")
parser.add_argument("--only", choices=["xgboost-3"])
arguments = parser.parse_args()
folder = arguments.out
folder.mkdir(parents=True, exist_ok=True)

features, species = load_iris(return_X_y=True)
features = features.astype(np.float32)
train_x, test_x, train_y, _ = train_test_split(features, species, test_size=30, stratify=species, random_state=SEED)
rows = np.ascontiguousarray(test_x[:10])


def by_row(predict):
    return np.concatenate([np.asarray(predict(rows[i : i + 1])) for i in range(len(rows))])


def xgboost_booster():
    import xgboost

    data = xgboost.DMatrix(train_x, label=train_y, feature_names=NAMES)
    options = {"objective": "multi:softprob", "num_class": 3, "max_depth": 2, "seed": SEED, "nthread": 1}
    return xgboost, xgboost.train(options, data, 4)


if arguments.only == "xgboost-3":
    # Few of the third species, so that the base score, which XGBoost 3.1 fits to the classes, is not the same for all.
    kept = (train_y != 2) | (np.arange(len(train_y)) % 4 == 0)
    train_x, train_y = train_x[kept], train_y[kept]
    xgboost, booster = xgboost_booster()
    booster.save_model(folder / "xgboost-3.json")
    predict = by_row(lambda x: booster.predict(xgboost.DMatrix(x, feature_names=NAMES)))
    write_npz(folder / "xgboost-3.reference.npz", predict=predict)
    raise SystemExit

write_npz(folder / "iris.inputs.npz", X=rows)
with open(folder / "iris.inputs.csv", "w") as file:  # as columns, in another order than the models'
    file.write(",".join(reversed(NAMES)) + "\n")
    for row in rows:
        file.write(",".join(repr(float(value)) for value in reversed(row)) + "\n")

xgboost, booster = xgboost_booster()
with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # the old format warns
    for ending in ["json", "ubj", "deprecated"]:
        booster.save_model(folder / f"xgboost.{ending}")
(folder / "xgboost.deprecated").rename(folder / "xgboost.bin")
predict = by_row(lambda x: booster.predict(xgboost.DMatrix(x, feature_names=NAMES)))
write_npz(folder / "xgboost.reference.npz", predict=predict)
(folder / "xgboost-booster.pkl").write_bytes(pickle.dumps(booster, protocol=4))
classifier = xgboost.XGBClassifier(n_estimators=4, max_depth=2, random_state=SEED, n_jobs=1).fit(train_x, train_y)
(folder / "xgboost-classifier.pkl").write_bytes(pickle.dumps(classifier, protocol=4))
write_npz(folder / "xgboost-classifier.reference.npz", predict_proba=by_row(classifier.predict_proba))

import lightgbm  # noqa: E402

options = {"objective": "multiclass", "num_class": 3, "num_leaves": 4, "seed": SEED, "num_threads": 1, "verbose": -1}
booster = lightgbm.train(options, lightgbm.Dataset(train_x, train_y, feature_name=NAMES), 4)
booster.save_model(folder / "lightgbm.txt")
write_npz(folder / "lightgbm.reference.npz", predict=by_row(booster.predict))
(folder / "lightgbm-booster.pkl").write_bytes(pickle.dumps(booster, protocol=4))
classifier = lightgbm.LGBMClassifier(n_estimators=4, num_leaves=4, random_state=SEED, n_jobs=1, verbose=-1)
classifier.fit(train_x, train_y)
joblib.dump(classifier, folder / "lightgbm-classifier.joblib", protocol=4)
write_npz(folder / "lightgbm-classifier.reference.npz", predict_proba=by_row(classifier.predict_proba))

import catboost  # noqa: E402

shared = dict(iterations=4, depth=2, random_seed=SEED, thread_count=1, verbose=0, allow_writing_files=False)
classifier = catboost.CatBoostClassifier(**shared).fit(train_x, train_y)
classifier.save_model(str(folder / "catboost.cbm"))
write_npz(folder / "catboost.reference.npz", predict_proba=by_row(classifier.predict_proba))
(folder / "catboost-classifier.pkl").write_bytes(pickle.dumps(classifier, protocol=4))
regressor = catboost.CatBoostRegressor(**shared).fit(train_x, train_x[:, 0] * 2)
regressor.save_model(str(folder / "catboost-regressor.cbm"))
write_npz(folder / "catboost-regressor.reference.npz", predict=by_row(regressor.predict))

import skops.io  # noqa: E402
from sklearn.linear_model import LogisticRegression  # noqa: E402
from sklearn.pipeline import make_pipeline  # noqa: E402
from sklearn.preprocessing import StandardScaler  # noqa: E402

model = make_pipeline(StandardScaler(), LogisticRegression(max_iter=200, random_state=SEED)).fit(train_x, train_y)
skops.io.dump(model, folder / "pipeline.skops")
write_npz(folder / "pipeline.reference.npz", predict_proba=by_row(model.predict_proba))
