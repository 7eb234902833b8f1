"""Fitted estimators of scikit-learn and of packages in its manner, in every variation of their options."""

import importlib
import inspect
import pkgutil
import sys
import warnings

import numpy as np
import scipy.sparse
import sklearn
import sklearn.base
import sklearn.metrics

try:
    from sklearn.utils import all_estimators
except ImportError:
    from sklearn.utils.testing import all_estimators

from observe import declare, observe, versions

random = np.random.RandomState(0)
X = random.rand(36, 4)
COUNTS = random.randint(0, 3, (36, 4))
Y = np.repeat([0, 1, 2], 12)
BINARY = np.repeat([0, 1], 18)
TARGET = X @ [1.0, 2.0, 3.0, 4.0] + 0.1
TEXTS = ["good day", "bad night", "good night"] * 12
NAMES = np.array([["a", "x"], ["b", "y"], ["a", "y"]] * 12, dtype=object)

DATA = [
    lambda: (X, Y), lambda: (X, TARGET), lambda: (X, BINARY), lambda: (COUNTS, Y), lambda: (X,), lambda: (TEXTS,),
    lambda: (NAMES,), lambda: (X[:, 0], TARGET), lambda: ([{"a": 1, "b": 2}] * 4,), lambda: (X, np.c_[TARGET, TARGET]),
    lambda: (X, np.c_[BINARY, 1 - BINARY]), lambda: (Y,), lambda: ([["a"], ["b", "c"]],), lambda: (X @ X.T, Y),
    lambda: (TEXTS, Y), lambda: (X > 0.5, Y), lambda: (X, np.exp(TARGET)),
]

# They fetch, run, vendor or test things; no fitted model holds them.
LEFT_OUT = ("tests", "externals", "datasets", "_testing", "testing", "_joblib", "parallel", "_show_versions", "discovery",
            "estimator_checks", "_test_common", "fixes", "_build_utils", "conftest", "setup", "show_versions", "__check_build")


def attempt(make, label=""):
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            value = make()
    except Exception:
        return False
    observe(value, label)
    return True


def parts():
    from sklearn.linear_model import LogisticRegression, Ridge
    from sklearn.preprocessing import StandardScaler

    return LogisticRegression(), Ridge(), StandardScaler()


def construct(cls, **options):
    classifier, regressor, scaler = parts()
    known = dict(options)
    for name, parameter in inspect.signature(cls.__init__).parameters.items():
        if name in known or parameter.default is not inspect.Parameter.empty or name in ("self", "args", "kwargs"):
            continue
        if name in ("estimators", "transformer_list", "steps", "transformers"):
            if name == "transformers":
                known[name] = [("a", scaler, [0, 1]), ("b", "passthrough", [2])]
            elif name == "steps":
                known[name] = [("a", scaler), ("b", classifier)]
            elif name == "transformer_list":
                known[name] = [("a", scaler), ("b", scaler)]
            else:
                known[name] = [("a", classifier), ("b", classifier)] if "Classif" in cls.__name__ else [("a", regressor)]
        elif name in ("estimator", "base_estimator", "regressor", "classifier"):
            known[name] = regressor if "Regress" in cls.__name__ or name == "regressor" else classifier
        elif name in ("param_grid", "param_distributions"):
            known[name] = {"C": [0.1, 1.0]}
        elif name == "dictionary":
            known[name] = X[:3]
        elif name == "cv":
            known[name] = 3
        elif name in ("kernel", "base_dist"):
            known[name] = None
        elif name == "score_func":
            known[name] = None
    return cls(**known)


SMALL = dict(max_iter=5, n_estimators=3, n_components=2, n_clusters=2, cv=2, n_iter=3, n_init=1, min_samples_leaf=2,
             random_state=0, n_quantiles=5, perplexity=3, max_features=2, n_neighbors=3)


def fit(cls, **options):
    """A fitted estimator, with the first data that it takes."""
    for small in (SMALL, {}):
        names = set(inspect.signature(cls.__init__).parameters)
        fitting = {name: value for name, value in small.items() if name in names}
        fitting.update(options)
        for data in DATA:
            try:
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    model = construct(cls, **fitting)
                    return model.fit(*data())
            except Exception:
                continue
    return None


def choices(cls):
    """One option at a time, by the constraints that scikit-learn 1.2 and later state, else by words known to occur."""
    names = inspect.signature(cls.__init__).parameters
    constraints = getattr(cls, "_parameter_constraints", None)
    for name in names:
        options = set()
        rules = constraints.get(name) if isinstance(constraints, dict) else None
        for rule in rules if isinstance(rules, list) else []:
            options |= set(getattr(rule, "options", ()) or ())
            if rule == "boolean" or rule == "verbose":
                options |= {True, False} if rule == "boolean" else set()
        if rules is None:
            options |= set(OLD.get(name, ()))
        for option in sorted(options, key=str)[:14]:
            yield {name: option}


OLD = dict(
    algorithm=["auto", "ball_tree", "kd_tree", "brute", "SAMME"], loss=[
        "hinge", "log", "modified_huber", "squared_hinge", "perceptron", "squared_loss", "huber", "epsilon_insensitive",
        "squared_epsilon_insensitive", "deviance", "exponential", "ls", "lad", "quantile", "least_squares",
        "least_absolute_deviation", "poisson", "binary_crossentropy", "categorical_crossentropy", "squared_error",
        "absolute_error", "log_loss"],
    criterion=["gini", "entropy", "mse", "mae", "friedman_mse", "poisson", "squared_error"], splitter=["best", "random"],
    kernel=["linear", "rbf", "poly", "sigmoid", "cosine"], solver=["lbfgs", "saga", "svd", "eigen", "sgd", "adam", "lsqr"],
    metric=["euclidean", "manhattan", "minkowski", "chebyshev", "cosine"], learning_rate=["optimal", "invscaling"],
)


def modules(root):
    package = importlib.import_module(root)
    yield package
    for found in pkgutil.walk_packages(package.__path__, root + "."):
        if any(part in LEFT_OUT for part in found.name.split(".")):
            continue
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                yield importlib.import_module(found.name)
        except Exception:
            continue


def families():
    """The bases whose subclasses models are made of."""
    names = [
        "sklearn.base:BaseEstimator", "sklearn.base:TransformerMixin", "sklearn.gaussian_process.kernels:Kernel",
        "sklearn.model_selection:BaseCrossValidator", "sklearn.model_selection._split:BaseShuffleSplit",
        "sklearn.model_selection._split:_RepeatedSplits", "sklearn.metrics._scorer:_BaseScorer",
        "sklearn._loss.loss:BaseLoss", "sklearn._loss.link:BaseLink", "sklearn.ensemble._gb_losses:LossFunction",
        "sklearn.ensemble._hist_gradient_boosting.loss:BaseLoss", "sklearn._loss.glm_distribution:ExponentialDispersionModel",
        "sklearn.linear_model._glm.link:BaseLink",
    ]
    for name in names:
        module, name = name.split(":")
        try:
            yield getattr(importlib.import_module(module), name)
        except (ImportError, AttributeError):
            continue


def declare_families(root):
    bases = tuple(families())
    for module in modules(root):
        for value in list(vars(module).values()):
            if isinstance(value, type) and issubclass(value, bases) and value.__module__ == module.__name__:
                declare(value)


def observe_estimators(estimators):
    for _, cls in estimators:
        attempt(lambda: cls)
        attempt(lambda: construct(cls))
        model = fit(cls)
        if model is None:
            print("not fitted:", cls.__name__, file=sys.stderr)
            continue
        observe(model, cls.__name__)
        if "n_jobs" in inspect.signature(cls.__init__).parameters and cls.__name__.startswith("Spectral"):
            continue
        for option in choices(cls):
            attempt(lambda: fit(cls, **option))


def observe_all():
    try:
        estimators = all_estimators()
    except Exception:  # before 0.22 it imports the tests, too
        estimators = [(cls.__name__, cls) for cls in relatives("sklearn")]
    observe_estimators(estimators)
    observe_kernels_and_trees()
    observe_compositions()
    observe_functions()
    for splitter in [c for c in vars(importlib.import_module("sklearn.model_selection")).values() if isinstance(c, type)]:
        attempt(lambda: splitter())
        attempt(lambda: splitter(2))
        attempt(lambda: splitter(3, random_state=0, shuffle=True))
    declare_families("sklearn")
    for package in ("imblearn", "category_encoders"):
        if package in versions:
            observe_relatives(package)


def relatives(package):
    found = {}
    for module in modules(package):
        for name, value in vars(module).items():
            if (isinstance(value, type) and issubclass(value, sklearn.base.BaseEstimator)
                    and value.__module__.startswith(package) and not inspect.isabstract(value)):
                found[value.__module__ + name] = value
    return list(found.values())


def observe_relatives(package):
    for cls in relatives(package):
        attempt(lambda: construct(cls))
        attempt(lambda: fit(cls), cls.__name__)
        attempt(lambda: construct(cls).fit(*encoder_data()), cls.__name__)
    declare_families(package)


def encoder_data():
    import pandas

    return pandas.DataFrame({"a": ["x", "y", "z"] * 12, "b": ["u", "v"] * 18, "c": X[:, 0]}), BINARY


def observe_kernels_and_trees():
    from sklearn.gaussian_process import GaussianProcessClassifier, GaussianProcessRegressor, kernels
    from sklearn.neighbors import BallTree, KDTree, KernelDensity, KNeighborsClassifier, NearestNeighbors

    k = kernels
    for kernel in [
        k.RBF(), k.Matern(), k.RationalQuadratic(), k.ExpSineSquared(), k.DotProduct(), k.WhiteKernel() + k.RBF(),
        k.ConstantKernel() * k.RBF() ** 2, k.PairwiseKernel(), k.CompoundKernel([k.RBF()]), k.Exponentiation(k.RBF(), 2),
    ]:
        attempt(lambda: kernel)
        attempt(lambda: GaussianProcessRegressor(kernel).fit(X, TARGET))
        attempt(lambda: GaussianProcessClassifier(kernel).fit(X, Y))
    try:
        from sklearn.metrics import DistanceMetric
    except ImportError:
        from sklearn.neighbors import DistanceMetric
    for dtype in ("f8", "f4"):
        for name in ("euclidean manhattan chebyshev minkowski hamming canberra braycurtis jaccard dice haversine "
                     "seuclidean mahalanobis wminkowski p cityblock infinity matching kulsinski rogerstanimoto russellrao "
                     "sokalmichener sokalsneath").split():
            options = dict(p=3) if name in ("minkowski", "p") else {}
            if name == "seuclidean":
                options = dict(V=[1.0] * 4)
            if name == "mahalanobis":
                options = dict(V=np.eye(4))
            if name == "wminkowski":
                options = dict(p=2, w=[1.0] * 4)
            data = X[:, :2] if name == "haversine" else X
            attempt(lambda: DistanceMetric.get_metric(name, dtype=np.dtype(dtype).type, **options))
            attempt(lambda: DistanceMetric.get_metric(name, **options))
            for tree in (BallTree, KDTree):
                attempt(lambda: tree(data.astype(dtype), metric=name, **options))
            for algorithm in ("ball_tree", "kd_tree", "brute"):
                attempt(lambda: NearestNeighbors(algorithm=algorithm, metric=name, metric_params=options or None).fit(data))
                attempt(lambda: KNeighborsClassifier(3, algorithm=algorithm, metric=name, metric_params=options or None)
                        .fit(data.astype(dtype), Y))
    attempt(lambda: KernelDensity().fit(X))


def observe_compositions():
    from sklearn.compose import ColumnTransformer, TransformedTargetRegressor
    from sklearn.datasets import load_iris
    from sklearn.ensemble import RandomForestClassifier, StackingClassifier, VotingClassifier
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.feature_selection import RFECV, SelectFromModel, SelectKBest, f_classif
    from sklearn.impute import SimpleImputer
    from sklearn.linear_model import LogisticRegression, Ridge, SGDClassifier
    from sklearn.model_selection import GridSearchCV, RandomizedSearchCV
    from sklearn.multiclass import OneVsRestClassifier
    from sklearn.pipeline import FeatureUnion, make_pipeline
    from sklearn.preprocessing import FunctionTransformer, OneHotEncoder, OrdinalEncoder, StandardScaler
    from sklearn.svm import SVC

    attempt(load_iris)
    attempt(lambda: make_pipeline(TfidfVectorizer(), LogisticRegression()).fit(TEXTS, Y))
    attempt(lambda: make_pipeline(TfidfVectorizer(stop_words="english", sublinear_tf=True), SGDClassifier()).fit(TEXTS, Y))
    for scoring in ("accuracy", "roc_auc_ovr", "f1_macro", "neg_log_loss", None):
        attempt(lambda: GridSearchCV(LogisticRegression(), {"C": [1.0]}, scoring=scoring, cv=2).fit(X, Y))
    attempt(lambda: GridSearchCV(SVC(probability=True), {"C": [1.0], "kernel": ["linear", "rbf"]}, cv=2).fit(X, Y))
    attempt(lambda: RandomizedSearchCV(Ridge(), {"alpha": [1.0, 2.0]}, n_iter=2, cv=2, scoring=["r2", "max_error"],
                                       refit="r2").fit(X, TARGET))
    attempt(lambda: OneVsRestClassifier(LogisticRegression()).fit(X, Y))
    attempt(lambda: VotingClassifier([("a", LogisticRegression()), ("b", RandomForestClassifier(2))]).fit(X, Y))
    attempt(lambda: StackingClassifier([("a", LogisticRegression()), ("b", RandomForestClassifier(2))]).fit(X, Y))
    attempt(lambda: RFECV(LogisticRegression(), cv=2).fit(X, Y))
    attempt(lambda: SelectFromModel(RandomForestClassifier(3)).fit(X, Y))
    attempt(lambda: make_pipeline(SelectKBest(f_classif, k=2), StandardScaler(), LogisticRegression()).fit(X, Y))
    attempt(lambda: FeatureUnion([("a", StandardScaler()), ("b", SimpleImputer())]).fit(X))
    attempt(lambda: TransformedTargetRegressor(Ridge(), func=np.log1p, inverse_func=np.expm1).fit(X, TARGET))
    attempt(lambda: FunctionTransformer(np.log1p).fit(X))
    try:
        import pandas as pd
    except ImportError:
        return
    frame = pd.DataFrame(dict(a=X[:, 0], b=["u", "v", "w"] * 12, c=pd.Categorical(["p", "q"] * 18), d=[1, None, 3] * 12))
    try:
        from sklearn.compose import make_column_selector
    except ImportError:
        return
    columns = ColumnTransformer([
        ("n", make_pipeline(SimpleImputer(), StandardScaler()), make_column_selector(dtype_include="number")),
        ("b", OneHotEncoder(handle_unknown="ignore"), ["b"]), ("c", OrdinalEncoder(), ["c"]),
    ], remainder="drop")
    attempt(lambda: make_pipeline(columns, LogisticRegression()).fit(frame, Y))
    attempt(lambda: make_pipeline(columns, RandomForestClassifier(3)).fit(frame, pd.Series(Y).map({0: "a", 1: "b", 2: "c"})))
    for remainder in ("passthrough", StandardScaler()):
        attempt(lambda: ColumnTransformer([("b", OneHotEncoder(), ["b"])], remainder=remainder).fit(frame[["a", "b"]]))
    attempt(lambda: make_pipeline(columns).set_output(transform="pandas").fit(frame))
    attempt(lambda: StandardScaler().fit(frame[["a"]]))


def observe_functions():
    """Functions that estimators hold by name: scores, kernels, tests of features, plain transformations."""
    for name in ("sklearn.metrics", "sklearn.metrics.pairwise", "sklearn.feature_selection", "sklearn.preprocessing"):
        module = importlib.import_module(name)
        for function in list(vars(module).values()):
            if inspect.isfunction(function) and not function.__name__.startswith(("_", "check_", "get_", "make_", "plot_")):
                if function.__module__.startswith(("sklearn.metrics", "sklearn.feature_selection", "sklearn.preprocessing")):
                    observe(function)
    try:
        from sklearn.metrics import get_scorer_names as names
        scorers = names()
    except ImportError:
        scorers = sorted(sklearn.metrics.SCORERS)
    for name in scorers:
        attempt(lambda: sklearn.metrics.get_scorer(name))
    attempt(lambda: sklearn.metrics.make_scorer(sklearn.metrics.mean_squared_error))
    attempt(lambda: sklearn.metrics.check_scoring(parts()[0]))
    observe(sklearn.base.clone(parts()[0]))
