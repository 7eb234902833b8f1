extension AllowList {
    /// Estimators, trees, losses and kernels by the shape of their names; functions by name.
    ///
    /// The foreign names are the classes that modules of scikit-learn 1.3 to 1.7 import from elsewhere.
    static let scikitLearn: AllowList = {
        var list = AllowList(name: "scikit-learn")
        list.packages = ["sklearn"]
        // They fetch, run or vendor things that no fitted model holds.
        list.excludedModules = [
            "sklearn.externals", "sklearn.datasets", "sklearn.utils._testing", "sklearn.utils.testing",
            "sklearn.utils._joblib", "sklearn.utils.parallel", "sklearn.utils._show_versions",
            "sklearn.utils.discovery",
            "sklearn.utils.estimator_checks", "sklearn.utils._test_common", "sklearn.utils.fixes",
            "sklearn._build_utils",
        ]
        list.foreignNames = [
            "ABC", "ABCMeta", "Any", "Array", "AxisError", "BSpline", "BytesIO", "Callable", "CalledProcessError",
            "ClassVar", "Collection", "Counter", "DOUBLE", "DTYPE", "DType", "DataSource", "Delayed", "Device", "Dict",
            "Enum", "Final", "Generator", "GzipFile", "HTTPError", "Hashable", "Integral", "Iterable", "Iterator",
            "List", "Literal", "Logger", "LooseVersion", "Mapping", "Memory", "MemorizedFunc", "MethodType",
            "ModuleType",
            "MutableMapping", "NamedTemporaryFile", "NamedTuple", "Namespace", "NoneType", "Number", "Optional",
            "OrderedDict", "Parallel", "ParamSpec", "Parameter", "Path", "PathLike", "Popen", "Protocol", "Queue",
            "Real", "Request", "Sequence", "SkipTest", "StringIO", "SupportsInt", "Template", "TemporaryDirectory",
            "TestCase", "Thread", "ThreadPool", "Pool", "ThreadpoolController", "TimeoutExpired", "Tuple", "TypeVar",
            "TypedDict", "URLError", "Union", "UserDict", "UserList", "ZipFile",
        ]
        list.callable = [
            "sklearn.utils._encode._nandict", "sklearn.compose._column_transformer.make_column_selector",
            "sklearn.neighbors._kd_tree.newObj", "sklearn.neighbors._ball_tree.newObj",
            "sklearn.neighbors.kd_tree.newObj", "sklearn.neighbors.ball_tree.newObj",
            "sklearn.neighbors._dist_metrics.newObj", "sklearn.neighbors.dist_metrics.newObj",
            "sklearn.metrics._dist_metrics.newObj",
        ]
        // The losses' modules call themselves `_loss` from 1.6 on.
        for loss in [
            "AbsoluteError", "ExponentialLoss", "HalfBinomialLoss", "HalfGammaLoss", "HalfMultinomialLoss",
            "HalfPoissonLoss", "HalfSquaredError", "HalfTweedieLoss", "HalfTweedieLossIdentity", "HuberLoss",
            "PinballLoss",
        ] {
            list.callable.insert("_loss.Cy\(loss)")
            list.callable.insert("sklearn._loss._loss.__pyx_unpickle_Cy\(loss)")
        }
        let functions: [String: [String]] = [
            "sklearn.feature_selection._univariate_selection": [
                "chi2", "f_classif", "f_oneway", "f_regression", "r_regression",
            ],
            "sklearn.feature_selection.univariate_selection": ["chi2", "f_classif", "f_oneway", "f_regression"],
            "sklearn.feature_selection._mutual_info": ["mutual_info_classif", "mutual_info_regression"],
            "sklearn.metrics._classification": [
                "accuracy_score", "balanced_accuracy_score", "brier_score_loss", "cohen_kappa_score", "f1_score",
                "fbeta_score", "hinge_loss", "jaccard_score", "log_loss", "matthews_corrcoef", "precision_score",
                "recall_score", "zero_one_loss",
            ],
            "sklearn.metrics._ranking": ["average_precision_score", "roc_auc_score", "ndcg_score", "dcg_score"],
            "sklearn.metrics._regression": [
                "explained_variance_score", "max_error", "mean_absolute_error", "mean_absolute_percentage_error",
                "mean_squared_error", "mean_squared_log_error", "median_absolute_error", "r2_score",
                "root_mean_squared_error",
            ],
            "sklearn.metrics._scorer": ["_passthrough_scorer"],
            "sklearn.metrics.pairwise": [
                "cosine_similarity", "cosine_distances", "euclidean_distances", "laplacian_kernel", "linear_kernel",
                "manhattan_distances", "polynomial_kernel", "rbf_kernel", "sigmoid_kernel", "chi2_kernel",
            ],
        ]
        for (module, names) in functions { list.referable.formUnion(names.map { "\(module).\($0)" }) }
        return list
    }()
}
