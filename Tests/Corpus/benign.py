"""Writes fitted estimators, data frames and checkpoints in every pickle protocol and every compression of joblib's.

    python benign.py FOLDER

Uses what is installed: scikit-learn, pandas, joblib, with lz4, xgboost, lightgbm, torch and skops where they are.
"""

import datetime
import io
import os
import pickle
import sys
import warnings

import joblib
import numpy as np
import pandas as pd
import scipy.interpolate
import scipy.sparse
import sklearn.cluster as cluster
import sklearn.covariance as covariance
import sklearn.cross_decomposition as cross_decomposition
import sklearn.decomposition as decomposition
import sklearn.ensemble as ensemble
import sklearn.feature_selection as feature_selection
import sklearn.kernel_approximation as kernel_approximation
import sklearn.linear_model as linear
import sklearn.manifold as manifold
import sklearn.mixture as mixture
import sklearn.naive_bayes as bayes
import sklearn.neighbors as neighbors
import sklearn.neural_network as neural
import sklearn.preprocessing as preprocessing
import sklearn.svm as svm
import sklearn.tree as tree
from sklearn.calibration import CalibratedClassifierCV
from sklearn.compose import ColumnTransformer, TransformedTargetRegressor, make_column_selector
from sklearn.datasets import load_iris
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis, QuadraticDiscriminantAnalysis
from sklearn.dummy import DummyClassifier
from sklearn.feature_extraction import DictVectorizer
from sklearn.feature_extraction.text import CountVectorizer, HashingVectorizer, TfidfVectorizer
from sklearn.gaussian_process import GaussianProcessClassifier, GaussianProcessRegressor
from sklearn.gaussian_process.kernels import RBF, ConstantKernel, WhiteKernel
from sklearn.impute import KNNImputer, MissingIndicator, SimpleImputer
from sklearn.isotonic import IsotonicRegression
from sklearn.kernel_ridge import KernelRidge
from sklearn.metrics import f1_score, make_scorer
from sklearn.model_selection import GridSearchCV, KFold, RandomizedSearchCV
from sklearn.multiclass import OneVsRestClassifier
from sklearn.multioutput import MultiOutputRegressor
from sklearn.pipeline import FeatureUnion, make_pipeline
from sklearn.random_projection import GaussianRandomProjection

warnings.simplefilter("ignore")
folder = sys.argv[1]
os.makedirs(folder, exist_ok=True)
X, y = load_iris(return_X_y=True)
X, y = X[::3], y[::3]
t = X @ [1.0, -2.0, 0.5, 1.0]
words = ["good day", "bad night", "good night", "bad day"] * 5
frame = pd.DataFrame({"length": X[:, 0], "kind": ["a", "b"] * 25, "size": pd.Categorical(["s", "m"] * 25), "gap": [1.0, None] * 25})
days = pd.date_range("2024-01-01", periods=5, freq="D")

objects = {
    "logistic": lambda: linear.LogisticRegression(max_iter=50).fit(X, y),
    "logistic-cv": lambda: linear.LogisticRegressionCV(Cs=2, cv=2, max_iter=20).fit(X, y),
    "linear": lambda: linear.LinearRegression().fit(X, t), "ridge": lambda: linear.Ridge().fit(X, t),
    "lasso": lambda: linear.Lasso().fit(X, t), "elastic-net": lambda: linear.ElasticNet().fit(X, t),
    "bayesian-ridge": lambda: linear.BayesianRidge().fit(X, t), "huber": lambda: linear.HuberRegressor().fit(X, t),
    "sgd-log": lambda: linear.SGDClassifier(max_iter=5).fit(X, y), "sgd-huber": lambda: linear.SGDRegressor(loss="huber").fit(X, t),
    "perceptron": lambda: linear.Perceptron().fit(X, y), "poisson": lambda: linear.PoissonRegressor().fit(X, abs(t)),
    "gamma": lambda: linear.GammaRegressor().fit(X, abs(t) + 1), "ransac": lambda: linear.RANSACRegressor().fit(X, t),
    "theil-sen": lambda: linear.TheilSenRegressor(max_subpopulation=20).fit(X, t), "quantile": lambda: linear.QuantileRegressor(solver="highs").fit(X, t),
    "tree": lambda: tree.DecisionTreeClassifier().fit(X, y), "tree-regressor": lambda: tree.DecisionTreeRegressor().fit(X, t),
    "extra-tree": lambda: tree.ExtraTreeClassifier().fit(X, y), "forest": lambda: ensemble.RandomForestClassifier(5).fit(X, y),
    "forest-regressor": lambda: ensemble.RandomForestRegressor(5).fit(X, t), "extra-trees": lambda: ensemble.ExtraTreesClassifier(5).fit(X, y),
    "boosting": lambda: ensemble.GradientBoostingClassifier(n_estimators=3).fit(X, y),
    "boosting-huber": lambda: ensemble.GradientBoostingRegressor(loss="huber", n_estimators=3).fit(X, t),
    "histogram-boosting": lambda: ensemble.HistGradientBoostingClassifier(max_iter=3).fit(X, y),
    "histogram-boosting-poisson": lambda: ensemble.HistGradientBoostingRegressor(loss="poisson", max_iter=3).fit(X, abs(t)),
    "ada": lambda: ensemble.AdaBoostClassifier(n_estimators=3).fit(X, y), "bagging": lambda: ensemble.BaggingClassifier(n_estimators=3).fit(X, y),
    "isolation": lambda: ensemble.IsolationForest(n_estimators=5).fit(X),
    "voting": lambda: ensemble.VotingClassifier([("a", linear.LogisticRegression()), ("b", tree.DecisionTreeClassifier())]).fit(X, y),
    "stacking": lambda: ensemble.StackingClassifier([("a", bayes.GaussianNB()), ("b", tree.DecisionTreeClassifier())], cv=2).fit(X, y),
    "svc": lambda: svm.SVC(probability=True).fit(X, y), "linear-svc": lambda: svm.LinearSVC().fit(X, y), "nu-svr": lambda: svm.NuSVR().fit(X, t),
    "one-class": lambda: svm.OneClassSVM().fit(X), "gaussian-bayes": lambda: bayes.GaussianNB().fit(X, y),
    "multinomial-bayes": lambda: bayes.MultinomialNB().fit(abs(X), y), "complement-bayes": lambda: bayes.ComplementNB().fit(abs(X), y),
    "neighbours": lambda: neighbors.KNeighborsClassifier().fit(X, y), "neighbours-ball": lambda: neighbors.KNeighborsRegressor(algorithm="ball_tree").fit(X, t),
    "neighbours-kd": lambda: neighbors.NearestNeighbors(algorithm="kd_tree", metric="manhattan").fit(X),
    "outliers": lambda: neighbors.LocalOutlierFactor(novelty=True).fit(X), "density": lambda: neighbors.KernelDensity().fit(X),
    "perceptrons": lambda: neural.MLPClassifier((4,), max_iter=5).fit(X, y), "perceptrons-regressor": lambda: neural.MLPRegressor((4,), max_iter=5).fit(X, t),
    "k-means": lambda: cluster.KMeans(3, n_init=1).fit(X), "mini-batch": lambda: cluster.MiniBatchKMeans(3, n_init=1).fit(X),
    "dbscan": lambda: cluster.DBSCAN().fit(X), "agglomerative": lambda: cluster.AgglomerativeClustering(3).fit(X), "birch": lambda: cluster.Birch().fit(X),
    "spectral": lambda: cluster.SpectralClustering(3).fit(X), "mean-shift": lambda: cluster.MeanShift().fit(X),
    "mixture": lambda: mixture.GaussianMixture(3).fit(X), "bayesian-mixture": lambda: mixture.BayesianGaussianMixture(n_components=2, max_iter=5).fit(X),
    "pca": lambda: decomposition.PCA(2).fit(X), "svd": lambda: decomposition.TruncatedSVD(2).fit(X), "nmf": lambda: decomposition.NMF(2).fit(abs(X)),
    "ica": lambda: decomposition.FastICA(2).fit(X), "lda-topics": lambda: decomposition.LatentDirichletAllocation(2, max_iter=2).fit(abs(X)),
    "kernel-pca": lambda: decomposition.KernelPCA(2, kernel="rbf").fit(X), "dictionary": lambda: decomposition.DictionaryLearning(2, max_iter=2).fit(X),
    "pls": lambda: cross_decomposition.PLSRegression(2).fit(X, t), "isomap": lambda: manifold.Isomap().fit(X), "tsne": lambda: manifold.TSNE(perplexity=5).fit(X),
    "lda": lambda: LinearDiscriminantAnalysis().fit(X, y), "qda": lambda: QuadraticDiscriminantAnalysis().fit(X, y),
    "process": lambda: GaussianProcessRegressor(ConstantKernel() * RBF() + WhiteKernel()).fit(X, t),
    "process-classifier": lambda: GaussianProcessClassifier().fit(X, y), "kernel-ridge": lambda: KernelRidge().fit(X, t),
    "isotonic": lambda: IsotonicRegression().fit(X[:, 0], t), "covariance": lambda: covariance.EllipticEnvelope().fit(X),
    "calibrated": lambda: CalibratedClassifierCV(linear.LogisticRegression(), cv=2).fit(X, y), "dummy": lambda: DummyClassifier().fit(X, y),
    "one-vs-rest": lambda: OneVsRestClassifier(linear.LogisticRegression()).fit(X, y),
    "multi-output": lambda: MultiOutputRegressor(linear.Ridge()).fit(X, np.c_[t, t]),
    "scaler": lambda: preprocessing.StandardScaler().fit(X), "min-max": lambda: preprocessing.MinMaxScaler().fit(X), "quantiles": lambda: preprocessing.QuantileTransformer(n_quantiles=9).fit(X),
    "power": lambda: preprocessing.PowerTransformer().fit(X), "splines": lambda: preprocessing.SplineTransformer().fit(X),
    "polynomials": lambda: preprocessing.PolynomialFeatures().fit(X), "bins": lambda: preprocessing.KBinsDiscretizer(3).fit(X),
    "one-hot": lambda: preprocessing.OneHotEncoder().fit(frame[["kind"]]), "ordinal": lambda: preprocessing.OrdinalEncoder().fit(frame[["kind", "size"]]),
    "labels": lambda: preprocessing.LabelEncoder().fit(["a", "b"]), "function": lambda: preprocessing.FunctionTransformer(np.log1p).fit(X),
    "impute": lambda: SimpleImputer().fit(X), "impute-neighbours": lambda: KNNImputer().fit(X), "missing": lambda: MissingIndicator().fit(X),
    "best": lambda: feature_selection.SelectKBest(feature_selection.f_classif, k=2).fit(X, y),
    "best-mutual": lambda: feature_selection.SelectPercentile(feature_selection.mutual_info_classif).fit(X, y),
    "elimination": lambda: feature_selection.RFE(linear.LogisticRegression()).fit(X, y), "variance": lambda: feature_selection.VarianceThreshold().fit(X),
    "projection": lambda: GaussianRandomProjection(2).fit(X), "nystroem": lambda: kernel_approximation.Nystroem(n_components=5).fit(X),
    "tf-idf": lambda: TfidfVectorizer().fit(words), "counts": lambda: CountVectorizer(stop_words="english").fit(words), "hashing": lambda: HashingVectorizer().fit(words),
    "dictionaries": lambda: DictVectorizer().fit([{"a": 1, "b": "x"}]),
    "text-pipeline": lambda: make_pipeline(TfidfVectorizer(), linear.LogisticRegression()).fit(words, [1, 0, 1, 0] * 5),
    "columns": lambda: make_pipeline(ColumnTransformer([
        ("n", make_pipeline(SimpleImputer(), preprocessing.StandardScaler()), make_column_selector(dtype_include="number")),
        ("c", preprocessing.OneHotEncoder(handle_unknown="ignore"), ["kind", "size"])]), ensemble.RandomForestClassifier(3)).fit(frame, y),
    "columns-pandas": lambda: ColumnTransformer([("n", preprocessing.StandardScaler(), ["length"])], remainder="passthrough").set_output(transform="pandas").fit(frame),
    "union": lambda: FeatureUnion([("p", decomposition.PCA(2)), ("s", preprocessing.StandardScaler())]).fit(X),
    "target": lambda: TransformedTargetRegressor(linear.Ridge(), func=np.log1p, inverse_func=np.expm1).fit(X, abs(t)),
    "grid": lambda: GridSearchCV(svm.SVC(), {"C": [1.0, 2.0]}, cv=2, scoring="f1_macro").fit(X, y),
    "grid-scorer": lambda: GridSearchCV(svm.SVC(), {"C": [1.0]}, cv=KFold(2), scoring=make_scorer(f1_score, average="macro")).fit(X, y),
    "random-search": lambda: RandomizedSearchCV(linear.Ridge(), {"alpha": [1.0, 2.0]}, n_iter=1, cv=2).fit(X, t),
    "frame": lambda: frame, "frame-mixed": lambda: pd.DataFrame({"i": [1, 2], "f": [1.5, None], "t": ["a", "b"], "b": [True, False]}),
    "frame-times": lambda: pd.DataFrame({"d": days, "utc": days.tz_localize("UTC"), "delta": days - days[0], "period": days.to_period("M")}),
    "frame-nullable": lambda: pd.DataFrame({"i": pd.array([1, None], dtype="Int64"), "b": pd.array([True, None], dtype="boolean"),
                                            "t": pd.array(["a", None], dtype="string"), "f": pd.array([1.5, None], dtype="Float64")}),
    "frame-multi-index": lambda: pd.DataFrame({"v": [1, 2]}, index=pd.MultiIndex.from_tuples([("a", 1), ("b", 2)], names=["k", "n"])),
    "frame-sparse": lambda: pd.DataFrame({"s": pd.arrays.SparseArray([0, 0, 1])}), "frame-empty": lambda: pd.DataFrame(),
    "frame-intervals": lambda: pd.DataFrame({"c": pd.cut(pd.Series([1, 2, 3]), 2)}), "frame-columns": lambda: pd.DataFrame(X, columns=list("abcd")),
    "series": lambda: pd.Series([1.0, 2.0], name="x"), "series-text": lambda: pd.Series(["a", "b"]), "series-time": lambda: pd.Series([1], index=days[:1]),
    "index": lambda: pd.Index(["a", "b"]), "range-index": lambda: pd.RangeIndex(5), "timestamp": lambda: [pd.Timestamp("2024"), pd.Timedelta(1, "D"), pd.NaT, pd.NA],
    "array": lambda: X, "array-fortran": lambda: np.asfortranarray(X), "array-object": lambda: np.array([1, "a", None], dtype=object),
    "array-structured": lambda: np.zeros(3, [("a", "f4"), ("b", "U3")]), "array-text": lambda: np.array(["a", "bc"]), "array-times": lambda: np.array(["2024"], "M8[D]"),
    "array-masked": lambda: np.ma.array([1, 2], mask=[0, 1]), "array-half": lambda: X.astype("f2"), "array-big-endian": lambda: X.astype(">f8"),
    "scalars": lambda: [np.float32(1), np.int64(2), np.bool_(True), np.datetime64("2024"), np.str_("a")],
    "random-state": lambda: [np.random.RandomState(1), np.random.default_rng(1), np.random.SeedSequence(2)],
    "sparse-csr": lambda: scipy.sparse.csr_matrix(X), "sparse-all": lambda: [scipy.sparse.coo_matrix(X), scipy.sparse.csc_matrix(X), scipy.sparse.dok_matrix(X),
                                                                         scipy.sparse.lil_matrix(X), scipy.sparse.dia_matrix(X)],
    "spline": lambda: scipy.interpolate.BSpline([0, 0, 0, 1, 1, 1], [1.0, 2.0, 3.0], 2), "bunch": load_iris,
    "plain": lambda: {"weights": [1.0, 2.0], "names": ("a", "b"), "when": datetime.datetime(2024, 1, 2), "set": {1, 2}, "bytes": b"\x00\xff"},
}


def optional(name, make):
    try:
        __import__(name)
    except ImportError:
        return
    objects.update(make())


def xgboosts():
    import xgboost

    return {"xgboost": lambda: xgboost.XGBClassifier(n_estimators=2, n_jobs=1).fit(X, y),
            "xgboost-pipeline": lambda: make_pipeline(preprocessing.StandardScaler(), xgboost.XGBRegressor(n_estimators=2, n_jobs=1)).fit(X, t)}


def lightgbms():
    import lightgbm

    return {"lightgbm": lambda: lightgbm.LGBMClassifier(n_estimators=2, n_jobs=1, verbose=-1).fit(X, y),
            "lightgbm-booster": lambda: lightgbm.LGBMRegressor(n_estimators=2, n_jobs=1, verbose=-1).fit(X, t).booster_}


optional("xgboost", xgboosts)
optional("lightgbm", lightgbms)
compressions = [0, ("zlib", 3), ("gzip", 3), ("bz2", 3), ("lzma", 3), ("xz", 3)]
try:
    import lz4.frame  # noqa

    compressions.append(("lz4", 3))
except ImportError:
    pass

count = 0
for name, make in objects.items():
    value = make()
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        try:
            data = pickle.dumps(value, protocol=protocol)
        except Exception as error:  # slots, before protocol 2
            if protocol >= 2:
                raise SystemExit("%s in protocol %d: %s" % (name, protocol, error))
            continue
        with open(os.path.join(folder, "%s-protocol-%d.pkl" % (name, protocol)), "wb") as file:
            file.write(data)
        count += 1
    for compression in compressions:
        kind = compression[0] if compression else "plain"
        joblib.dump(value, os.path.join(folder, "%s-%s.joblib" % (name, kind)), compress=compression)
        count += 1


def checkpoints():
    import torch

    net = torch.nn.Sequential(torch.nn.Linear(4, 3), torch.nn.ReLU(), torch.nn.BatchNorm1d(3), torch.nn.Linear(3, 1))
    optimizer = torch.optim.Adam(net.parameters())
    net(torch.ones(5, 4)).sum().backward()
    optimizer.step()
    for name, value in {
        "state": net.state_dict(), "module": net, "lstm": torch.nn.LSTM(4, 3), "half": {k: v.half() for k, v in net.state_dict().items()},
        "checkpoint": {"epoch": 3, "state_dict": net.state_dict(), "optimizer": optimizer.state_dict(), "loss": 0.5},
        "encoder": torch.nn.TransformerEncoderLayer(4, 2), "convolutions": torch.nn.Sequential(torch.nn.Conv2d(1, 2, 3), torch.nn.MaxPool2d(2)),
        "integers": {"a": torch.arange(3), "b": torch.ones(2, dtype=torch.bool)}, "brain": {"w": torch.ones(2, dtype=torch.bfloat16)},
    }.items():
        for zipped in (True, False):
            torch.save(value, os.path.join(folder, "torch-%s-%s.pt" % (name, "zip" if zipped else "legacy")), _use_new_zipfile_serialization=zipped)
            yield name


def skopses():
    import skops.io

    for name in ("logistic", "forest", "columns", "text-pipeline", "grid", "boosting", "svc", "k-means"):
        skops.io.dump(objects[name](), os.path.join(folder, name + ".skops"))
        yield name


for module, write in (("torch", checkpoints), ("skops", skopses)):
    try:
        __import__(module)
    except ImportError:
        continue
    count += len(list(write()))
np.savez(os.path.join(folder, "arrays.npz"), a=X, b=y)
# An archive in a pickle's last bytes, which Python's zipfile finds there.
held = io.BytesIO()
np.savez(held, X)
with open(os.path.join(folder, "held-arrays.pkl"), "wb") as file:
    pickle.dump({"arrays": held.getvalue()}, file)
print("%d files of %d objects" % (count, len(objects)))
