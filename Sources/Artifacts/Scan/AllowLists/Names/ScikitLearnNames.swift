// Written by Scripts/allow-lists/generate; don't edit.
extension NameTable {
    /// What objects of scikit-learn name when they are pickled: the use, the versions seen, the module, its names.
    static let scikitLearn = NameTable(
        framework: "scikit-learn",
        versions: "0.21.3 0.23.2 0.24.2 1.0.2 1.1.3 1.2.2 1.3.2 1.4.2 1.5.2 1.6.1 1.7.2",
        rows: """
            call 8-10 _loss CyAbsoluteError CyExponentialLoss CyHalfGammaLoss CyHalfPoissonLoss CyHalfSquaredError
            call 8-10 _loss CyHalfTweedieLoss CyHalfTweedieLossIdentity CyHuberLoss CyPinballLoss
            call 9-10 _loss CyHalfBinomialLoss
            construct 8 _loss __pyx_unpickle_CyAbsoluteError __pyx_unpickle_CyExponentialLoss
            construct 8 _loss __pyx_unpickle_CyHalfGammaLoss __pyx_unpickle_CyHalfPoissonLoss
            construct 8 _loss __pyx_unpickle_CyHalfSquaredError __pyx_unpickle_CyHalfTweedieLoss
            construct 8 _loss __pyx_unpickle_CyHalfTweedieLossIdentity __pyx_unpickle_CyHuberLoss
            construct 8 _loss __pyx_unpickle_CyPinballLoss
            construct 8-10 _loss __pyx_unpickle_CyHalfMultinomialLoss
            make 8-10 _loss CyHalfMultinomialLoss
            construct 4-5 sklearn._loss._loss __pyx_unpickle_CyHalfBinomialLoss
            construct 4-7 sklearn._loss._loss __pyx_unpickle_CyAbsoluteError __pyx_unpickle_CyHalfGammaLoss
            construct 4-7 sklearn._loss._loss __pyx_unpickle_CyHalfMultinomialLoss __pyx_unpickle_CyHalfPoissonLoss
            construct 4-7 sklearn._loss._loss __pyx_unpickle_CyHalfSquaredError __pyx_unpickle_CyHalfTweedieLossIdentity
            construct 5-7 sklearn._loss._loss __pyx_unpickle_CyHalfTweedieLoss
            construct 7 sklearn._loss._loss __pyx_unpickle_CyExponentialLoss __pyx_unpickle_CyHuberLoss
            construct 7 sklearn._loss._loss __pyx_unpickle_CyPinballLoss
            make 4-5 sklearn._loss._loss CyHalfBinomialLoss
            make 4-7 sklearn._loss._loss CyAbsoluteError CyHalfGammaLoss CyHalfMultinomialLoss CyHalfPoissonLoss
            make 4-7 sklearn._loss._loss CyHalfSquaredError CyHalfTweedieLossIdentity
            make 5-7 sklearn._loss._loss CyHalfTweedieLoss
            make 7 sklearn._loss._loss CyExponentialLoss CyHuberLoss CyPinballLoss
            call 1-3 sklearn._loss.glm_distribution DistributionBoundary
            make 1-5 sklearn._loss.glm_distribution ExponentialDispersionModel GammaDistribution
            make 1-5 sklearn._loss.glm_distribution InverseGaussianDistribution NormalDistribution PoissonDistribution
            make 1-5 sklearn._loss.glm_distribution TweedieDistribution
            make 4-10 sklearn._loss.link BaseLink IdentityLink Interval LogLink LogitLink MultinomialLogit
            make 6-10 sklearn._loss.link HalfLogitLink
            make 4-10 sklearn._loss.loss AbsoluteError BaseLoss HalfBinomialLoss HalfGammaLoss HalfMultinomialLoss
            make 4-10 sklearn._loss.loss HalfPoissonLoss HalfSquaredError HalfTweedieLoss HalfTweedieLossIdentity
            make 4-10 sklearn._loss.loss PinballLoss
            make 6-10 sklearn._loss.loss ExponentialLoss HuberLoss
            make 0-10 sklearn.base BaseEstimator
            make 1-10 sklearn.base TransformerMixin
            make 0-10 sklearn.calibration CalibratedClassifierCV _CalibratedClassifier _SigmoidCalibration
            make 1-10 sklearn.cluster._affinity_propagation AffinityPropagation
            make 1-10 sklearn.cluster._agglomerative AgglomerativeClustering FeatureAgglomeration
            make 1-10 sklearn.cluster._bicluster BaseSpectral SpectralBiclustering SpectralCoclustering
            make 1-10 sklearn.cluster._birch Birch _CFNode _CFSubcluster
            make 4-10 sklearn.cluster._bisect_k_means BisectingKMeans _BisectingTree
            make 1-10 sklearn.cluster._dbscan DBSCAN
            make 1-10 sklearn.cluster._feature_agglomeration AgglomerationTransform
            make 6-10 sklearn.cluster._hdbscan.hdbscan HDBSCAN
            make 1-10 sklearn.cluster._kmeans KMeans MiniBatchKMeans
            make 4-10 sklearn.cluster._kmeans _BaseKMeans
            name 4-10 sklearn.cluster._kmeans _kmeans_single_lloyd
            name 5-10 sklearn.cluster._kmeans _kmeans_single_elkan
            make 1-10 sklearn.cluster._mean_shift MeanShift
            make 1-10 sklearn.cluster._optics OPTICS
            make 1-10 sklearn.cluster._spectral SpectralClustering
            make 0 sklearn.cluster.affinity_propagation_ AffinityPropagation
            make 0 sklearn.cluster.bicluster SpectralBiclustering SpectralCoclustering
            make 0 sklearn.cluster.birch Birch _CFNode _CFSubcluster
            make 0 sklearn.cluster.dbscan_ DBSCAN
            make 0 sklearn.cluster.hierarchical AgglomerativeClustering FeatureAgglomeration
            make 0 sklearn.cluster.k_means_ KMeans MiniBatchKMeans
            make 0 sklearn.cluster.mean_shift_ MeanShift
            make 0 sklearn.cluster.optics_ OPTICS
            make 0 sklearn.cluster.spectral SpectralClustering
            make 0-10 sklearn.compose._column_transformer ColumnTransformer
            make 1-10 sklearn.compose._column_transformer make_column_selector
            make 0-10 sklearn.compose._target TransformedTargetRegressor
            make 1-10 sklearn.covariance._elliptic_envelope EllipticEnvelope
            make 1-10 sklearn.covariance._empirical_covariance EmpiricalCovariance
            make 1-10 sklearn.covariance._graph_lasso GraphicalLasso GraphicalLassoCV
            make 3-4 sklearn.covariance._graph_lasso _DictWithDeprecatedKeys
            make 5-10 sklearn.covariance._graph_lasso BaseGraphicalLasso
            make 1-10 sklearn.covariance._robust_covariance MinCovDet
            make 1-10 sklearn.covariance._shrunk_covariance LedoitWolf OAS ShrunkCovariance
            make 0 sklearn.covariance.elliptic_envelope EllipticEnvelope
            make 0 sklearn.covariance.empirical_covariance_ EmpiricalCovariance
            make 0 sklearn.covariance.graph_lasso_ GraphLasso GraphLassoCV GraphicalLasso GraphicalLassoCV
            make 0 sklearn.covariance.robust_covariance MinCovDet
            make 0 sklearn.covariance.shrunk_covariance_ LedoitWolf OAS ShrunkCovariance
            make 1 sklearn.cross_decomposition._cca CCA
            make 1-10 sklearn.cross_decomposition._pls PLSCanonical PLSRegression PLSSVD _PLS
            make 2-10 sklearn.cross_decomposition._pls CCA
            make 0 sklearn.cross_decomposition.cca_ CCA
            make 0 sklearn.cross_decomposition.pls_ PLSCanonical PLSRegression PLSSVD
            make 1-10 sklearn.decomposition._base _BasePCA
            make 1 sklearn.decomposition._dict_learning SparseCodingMixin
            make 1-10 sklearn.decomposition._dict_learning DictionaryLearning MiniBatchDictionaryLearning SparseCoder
            make 2-10 sklearn.decomposition._dict_learning _BaseSparseCoding
            make 1-10 sklearn.decomposition._factor_analysis FactorAnalysis
            make 1-10 sklearn.decomposition._fastica FastICA
            make 1-10 sklearn.decomposition._incremental_pca IncrementalPCA
            make 1-10 sklearn.decomposition._kernel_pca KernelPCA
            make 1-10 sklearn.decomposition._lda LatentDirichletAllocation
            make 1-10 sklearn.decomposition._nmf NMF
            make 4-10 sklearn.decomposition._nmf MiniBatchNMF
            make 5-10 sklearn.decomposition._nmf _BaseNMF
            make 1-10 sklearn.decomposition._pca PCA
            make 1-10 sklearn.decomposition._sparse_pca MiniBatchSparsePCA SparsePCA
            make 5-10 sklearn.decomposition._sparse_pca _BaseSparsePCA
            make 1-10 sklearn.decomposition._truncated_svd TruncatedSVD
            make 0 sklearn.decomposition.dict_learning DictionaryLearning MiniBatchDictionaryLearning SparseCoder
            make 0 sklearn.decomposition.factor_analysis FactorAnalysis
            make 0 sklearn.decomposition.fastica_ FastICA
            make 0 sklearn.decomposition.incremental_pca IncrementalPCA
            make 0 sklearn.decomposition.kernel_pca KernelPCA
            make 0 sklearn.decomposition.nmf NMF
            make 0 sklearn.decomposition.online_lda LatentDirichletAllocation
            make 0 sklearn.decomposition.pca PCA
            make 0 sklearn.decomposition.sparse_pca MiniBatchSparsePCA SparsePCA
            make 0 sklearn.decomposition.truncated_svd TruncatedSVD
            make 0-10 sklearn.discriminant_analysis LinearDiscriminantAnalysis QuadraticDiscriminantAnalysis
            make 0-10 sklearn.dummy DummyClassifier DummyRegressor
            make 1-10 sklearn.ensemble._bagging BaggingClassifier BaggingRegressor BaseBagging
            make 1-10 sklearn.ensemble._base BaseEnsemble _BaseHeterogeneousEnsemble
            make 1-10 sklearn.ensemble._forest BaseForest ExtraTreesClassifier ExtraTreesRegressor ForestClassifier
            make 1-10 sklearn.ensemble._forest ForestRegressor RandomForestClassifier RandomForestRegressor
            make 1-10 sklearn.ensemble._forest RandomTreesEmbedding
            make 1-10 sklearn.ensemble._gb BaseGradientBoosting GradientBoostingClassifier GradientBoostingRegressor
            make 0-6 sklearn.ensemble._gb_losses ExponentialLoss HuberLossFunction LeastAbsoluteError LeastSquaresError
            make 0-6 sklearn.ensemble._gb_losses MultinomialDeviance
            make 1-6 sklearn.ensemble._gb_losses BinomialDeviance ClassificationLossFunction LossFunction
            make 1-6 sklearn.ensemble._gb_losses QuantileLossFunction RegressionLossFunction
            make 0-10 sklearn.ensemble._hist_gradient_boosting.binning _BinMapper
            make 0-10 sklearn.ensemble._hist_gradient_boosting.gradient_boosting HistGradientBoostingClassifier
            make 0-10 sklearn.ensemble._hist_gradient_boosting.gradient_boosting HistGradientBoostingRegressor
            make 1-10 sklearn.ensemble._hist_gradient_boosting.gradient_boosting BaseHistGradientBoosting
            make 0-3 sklearn.ensemble._hist_gradient_boosting.loss BinaryCrossEntropy CategoricalCrossEntropy
            make 0-3 sklearn.ensemble._hist_gradient_boosting.loss LeastSquares
            make 1-3 sklearn.ensemble._hist_gradient_boosting.loss BaseLoss LeastAbsoluteDeviation Poisson
            make 0-10 sklearn.ensemble._hist_gradient_boosting.predictor TreePredictor
            make 1-10 sklearn.ensemble._iforest IsolationForest
            make 1-10 sklearn.ensemble._stacking StackingClassifier StackingRegressor _BaseStacking
            make 1-10 sklearn.ensemble._voting VotingClassifier VotingRegressor _BaseVoting
            make 1-10 sklearn.ensemble._weight_boosting AdaBoostClassifier AdaBoostRegressor BaseWeightBoosting
            make 0 sklearn.ensemble.bagging BaggingClassifier BaggingRegressor
            make 0 sklearn.ensemble.forest ExtraTreesClassifier ExtraTreesRegressor RandomForestClassifier
            make 0 sklearn.ensemble.forest RandomForestRegressor RandomTreesEmbedding
            make 0 sklearn.ensemble.gradient_boosting GradientBoostingClassifier GradientBoostingRegressor
            make 0 sklearn.ensemble.iforest IsolationForest
            make 0 sklearn.ensemble.voting VotingClassifier VotingRegressor
            make 0 sklearn.ensemble.weight_boosting AdaBoostClassifier AdaBoostRegressor
            make 1-10 sklearn.feature_extraction._dict_vectorizer DictVectorizer
            make 1-10 sklearn.feature_extraction._hash FeatureHasher
            make 0 sklearn.feature_extraction.dict_vectorizer DictVectorizer
            make 0 sklearn.feature_extraction.hashing FeatureHasher
            make 0-10 sklearn.feature_extraction.image PatchExtractor
            make 0-10 sklearn.feature_extraction.text CountVectorizer HashingVectorizer TfidfTransformer TfidfVectorizer
            make 1-10 sklearn.feature_selection._base SelectorMixin
            make 1-10 sklearn.feature_selection._from_model SelectFromModel
            name 1-10 sklearn.feature_selection._mutual_info mutual_info_classif mutual_info_regression
            make 1-10 sklearn.feature_selection._rfe RFE RFECV
            make 2-10 sklearn.feature_selection._sequential SequentialFeatureSelector
            make 1-10 sklearn.feature_selection._univariate_selection GenericUnivariateSelect SelectFdr SelectFpr
            make 1-10 sklearn.feature_selection._univariate_selection SelectFwe SelectKBest SelectPercentile _BaseFilter
            name 1-10 sklearn.feature_selection._univariate_selection chi2 f_classif f_oneway f_regression
            name 3-10 sklearn.feature_selection._univariate_selection r_regression
            make 1-10 sklearn.feature_selection._variance_threshold VarianceThreshold
            make 0 sklearn.feature_selection.from_model SelectFromModel
            make 0 sklearn.feature_selection.rfe RFE RFECV
            make 0 sklearn.feature_selection.univariate_selection GenericUnivariateSelect SelectFdr SelectFpr SelectFwe
            make 0 sklearn.feature_selection.univariate_selection SelectKBest SelectPercentile
            name 0 sklearn.feature_selection.univariate_selection f_classif
            make 0 sklearn.feature_selection.variance_threshold VarianceThreshold
            make 9-10 sklearn.frozen._frozen FrozenEstimator
            make 1-10 sklearn.gaussian_process._gpc GaussianProcessClassifier _BinaryGaussianProcessClassifierLaplace
            make 1-10 sklearn.gaussian_process._gpr GaussianProcessRegressor
            make 0 sklearn.gaussian_process.gpc GaussianProcessClassifier _BinaryGaussianProcessClassifierLaplace
            make 0 sklearn.gaussian_process.gpr GaussianProcessRegressor
            make 0-10 sklearn.gaussian_process.kernels CompoundKernel ConstantKernel DotProduct ExpSineSquared
            make 0-10 sklearn.gaussian_process.kernels Exponentiation Matern PairwiseKernel Product RBF
            make 0-10 sklearn.gaussian_process.kernels RationalQuadratic Sum WhiteKernel
            make 1-10 sklearn.gaussian_process.kernels Kernel KernelOperator
            make 0-10 sklearn.impute._base MissingIndicator SimpleImputer
            make 1-10 sklearn.impute._base _BaseImputer
            call 1-4 sklearn.impute._iterative _ImputerTriplet
            make 0-10 sklearn.impute._iterative IterativeImputer
            make 1-10 sklearn.impute._knn KNNImputer
            make 0-10 sklearn.isotonic IsotonicRegression
            make 0-10 sklearn.kernel_approximation AdditiveChi2Sampler Nystroem RBFSampler SkewedChi2Sampler
            make 2-10 sklearn.kernel_approximation PolynomialCountSketch
            make 0-10 sklearn.kernel_ridge KernelRidge
            make 1-10 sklearn.linear_model._base LinearModel LinearRegression
            make 1-10 sklearn.linear_model._bayes ARDRegression BayesianRidge
            make 1-10 sklearn.linear_model._coordinate_descent ElasticNet ElasticNetCV Lasso LassoCV LinearModelCV
            make 1-10 sklearn.linear_model._coordinate_descent MultiTaskElasticNet MultiTaskElasticNetCV MultiTaskLasso
            make 1-10 sklearn.linear_model._coordinate_descent MultiTaskLassoCV
            make 1-10 sklearn.linear_model._glm.glm GammaRegressor PoissonRegressor TweedieRegressor
            make 1-3 sklearn.linear_model._glm.glm GeneralizedLinearRegressor
            make 4-10 sklearn.linear_model._glm.glm _GeneralizedLinearRegressor
            make 1-3 sklearn.linear_model._glm.link BaseLink IdentityLink LogLink LogitLink
            make 1-10 sklearn.linear_model._huber HuberRegressor
            make 1-10 sklearn.linear_model._least_angle Lars LarsCV LassoLars LassoLarsCV LassoLarsIC
            make 1-10 sklearn.linear_model._logistic LogisticRegression LogisticRegressionCV
            make 1-10 sklearn.linear_model._omp OrthogonalMatchingPursuit OrthogonalMatchingPursuitCV
            make 1-10 sklearn.linear_model._passive_aggressive PassiveAggressiveClassifier PassiveAggressiveRegressor
            make 1-10 sklearn.linear_model._perceptron Perceptron
            make 3-10 sklearn.linear_model._quantile QuantileRegressor
            make 1-10 sklearn.linear_model._ransac RANSACRegressor
            make 1-10 sklearn.linear_model._ridge Ridge RidgeCV RidgeClassifier RidgeClassifierCV _BaseRidge
            make 1-10 sklearn.linear_model._ridge _BaseRidgeCV _RidgeGCV
            make 9-10 sklearn.linear_model._ridge _IdentityClassifier _IdentityRegressor
            call 1-10 sklearn.linear_model._sgd_fast EpsilonInsensitive Hinge
            call 1-8 sklearn.linear_model._sgd_fast Huber Log
            call 5-10 sklearn.linear_model._sgd_fast ModifiedHuber SquaredEpsilonInsensitive SquaredHinge
            call 5-8 sklearn.linear_model._sgd_fast SquaredLoss
            make 1-10 sklearn.linear_model._stochastic_gradient BaseSGD BaseSGDClassifier BaseSGDRegressor SGDClassifier
            make 1-10 sklearn.linear_model._stochastic_gradient SGDRegressor
            make 3-10 sklearn.linear_model._stochastic_gradient SGDOneClassSVM
            make 1-10 sklearn.linear_model._theil_sen TheilSenRegressor
            make 0 sklearn.linear_model.base LinearRegression
            make 0 sklearn.linear_model.bayes ARDRegression BayesianRidge
            make 0 sklearn.linear_model.coordinate_descent ElasticNet ElasticNetCV Lasso LassoCV MultiTaskElasticNet
            make 0 sklearn.linear_model.coordinate_descent MultiTaskElasticNetCV MultiTaskLasso MultiTaskLassoCV
            make 0 sklearn.linear_model.huber HuberRegressor
            make 0 sklearn.linear_model.least_angle Lars LarsCV LassoLars LassoLarsCV LassoLarsIC
            make 0 sklearn.linear_model.logistic LogisticRegression LogisticRegressionCV
            make 0 sklearn.linear_model.omp OrthogonalMatchingPursuit OrthogonalMatchingPursuitCV
            make 0 sklearn.linear_model.passive_aggressive PassiveAggressiveClassifier PassiveAggressiveRegressor
            make 0 sklearn.linear_model.perceptron Perceptron
            make 0 sklearn.linear_model.ransac RANSACRegressor
            make 0 sklearn.linear_model.ridge Ridge RidgeCV RidgeClassifier RidgeClassifierCV _BaseRidgeCV _RidgeGCV
            call 0 sklearn.linear_model.sgd_fast EpsilonInsensitive Hinge Huber Log
            make 0 sklearn.linear_model.stochastic_gradient SGDClassifier SGDRegressor
            make 0 sklearn.linear_model.theil_sen TheilSenRegressor
            make 1-10 sklearn.manifold._isomap Isomap
            make 1-10 sklearn.manifold._locally_linear LocallyLinearEmbedding
            make 1-10 sklearn.manifold._mds MDS
            make 1-10 sklearn.manifold._spectral_embedding SpectralEmbedding
            make 1-10 sklearn.manifold._t_sne TSNE
            make 0 sklearn.manifold.isomap Isomap
            make 0 sklearn.manifold.locally_linear LocallyLinearEmbedding
            make 0 sklearn.manifold.mds MDS
            make 0 sklearn.manifold.spectral_embedding_ SpectralEmbedding
            make 0 sklearn.manifold.t_sne TSNE
            name 1-10 sklearn.metrics._classification accuracy_score balanced_accuracy_score brier_score_loss
            name 1-10 sklearn.metrics._classification classification_report cohen_kappa_score confusion_matrix f1_score
            name 1-10 sklearn.metrics._classification fbeta_score hamming_loss hinge_loss jaccard_score log_loss
            name 1-10 sklearn.metrics._classification matthews_corrcoef multilabel_confusion_matrix
            name 1-10 sklearn.metrics._classification precision_recall_fscore_support precision_score recall_score
            name 1-10 sklearn.metrics._classification zero_one_loss
            name 5-10 sklearn.metrics._classification class_likelihood_ratios
            name 8-10 sklearn.metrics._classification d2_log_loss_score
            construct 3-10 sklearn.metrics._dist_metrics newObj
            make 3-5 sklearn.metrics._dist_metrics BrayCurtisDistance CanberraDistance ChebyshevDistance DiceDistance
            make 3-5 sklearn.metrics._dist_metrics EuclideanDistance HammingDistance HaversineDistance JaccardDistance
            make 3-5 sklearn.metrics._dist_metrics KulsinskiDistance MahalanobisDistance ManhattanDistance
            make 3-5 sklearn.metrics._dist_metrics MatchingDistance MinkowskiDistance RogersTanimotoDistance
            make 3-5 sklearn.metrics._dist_metrics RussellRaoDistance SEuclideanDistance SokalMichenerDistance
            make 3-5 sklearn.metrics._dist_metrics SokalSneathDistance WMinkowskiDistance
            make 6-10 sklearn.metrics._dist_metrics BrayCurtisDistance32 BrayCurtisDistance64 CanberraDistance32
            make 6-10 sklearn.metrics._dist_metrics CanberraDistance64 ChebyshevDistance32 ChebyshevDistance64
            make 6-10 sklearn.metrics._dist_metrics DiceDistance32 DiceDistance64 EuclideanDistance32
            make 6-10 sklearn.metrics._dist_metrics EuclideanDistance64 HammingDistance32 HammingDistance64
            make 6-10 sklearn.metrics._dist_metrics HaversineDistance32 HaversineDistance64 JaccardDistance32
            make 6-10 sklearn.metrics._dist_metrics JaccardDistance64 KulsinskiDistance32 KulsinskiDistance64
            make 6-10 sklearn.metrics._dist_metrics MahalanobisDistance32 MahalanobisDistance64 ManhattanDistance32
            make 6-10 sklearn.metrics._dist_metrics ManhattanDistance64 MatchingDistance32 MatchingDistance64
            make 6-10 sklearn.metrics._dist_metrics MinkowskiDistance32 MinkowskiDistance64 RogersTanimotoDistance32
            make 6-10 sklearn.metrics._dist_metrics RogersTanimotoDistance64 RussellRaoDistance32 RussellRaoDistance64
            make 6-10 sklearn.metrics._dist_metrics SEuclideanDistance32 SEuclideanDistance64 SokalMichenerDistance32
            make 6-10 sklearn.metrics._dist_metrics SokalMichenerDistance64 SokalSneathDistance32 SokalSneathDistance64
            name 1-10 sklearn.metrics._ranking auc average_precision_score coverage_error dcg_score
            name 1-10 sklearn.metrics._ranking label_ranking_average_precision_score label_ranking_loss ndcg_score
            name 1-10 sklearn.metrics._ranking precision_recall_curve roc_auc_score roc_curve
            name 2-10 sklearn.metrics._ranking det_curve top_k_accuracy_score
            name 1-10 sklearn.metrics._regression explained_variance_score max_error mean_absolute_error
            name 1-10 sklearn.metrics._regression mean_gamma_deviance mean_poisson_deviance mean_squared_error
            name 1-10 sklearn.metrics._regression mean_squared_log_error mean_tweedie_deviance median_absolute_error
            name 1-10 sklearn.metrics._regression r2_score
            name 2-10 sklearn.metrics._regression mean_absolute_percentage_error
            name 3-10 sklearn.metrics._regression d2_tweedie_score mean_pinball_loss
            name 4-10 sklearn.metrics._regression d2_absolute_error_score d2_pinball_score
            name 7-10 sklearn.metrics._regression root_mean_squared_error root_mean_squared_log_error
            make 1-10 sklearn.metrics._scorer _BaseScorer
            make 1-6 sklearn.metrics._scorer _PredictScorer _ProbaScorer _ThresholdScorer
            make 6-10 sklearn.metrics._scorer _PassthroughScorer
            make 7-10 sklearn.metrics._scorer _Scorer
            make 9-10 sklearn.metrics._scorer _CurveScorer
            name 1-5 sklearn.metrics._scorer _passthrough_scorer
            name 5-10 sklearn.metrics._scorer negative_likelihood_ratio positive_likelihood_ratio
            name 1-10 sklearn.metrics.cluster._bicluster consensus_score
            name 1-10 sklearn.metrics.cluster._supervised adjusted_mutual_info_score adjusted_rand_score
            name 1-10 sklearn.metrics.cluster._supervised completeness_score fowlkes_mallows_score
            name 1-10 sklearn.metrics.cluster._supervised homogeneity_completeness_v_measure homogeneity_score
            name 1-10 sklearn.metrics.cluster._supervised mutual_info_score normalized_mutual_info_score v_measure_score
            name 2-10 sklearn.metrics.cluster._supervised pair_confusion_matrix rand_score
            name 1-10 sklearn.metrics.cluster._unsupervised calinski_harabasz_score davies_bouldin_score
            name 1-10 sklearn.metrics.cluster._unsupervised silhouette_samples silhouette_score
            name 1-10 sklearn.metrics.pairwise additive_chi2_kernel chi2_kernel cosine_distances cosine_similarity
            name 1-10 sklearn.metrics.pairwise distance_metrics euclidean_distances haversine_distances kernel_metrics
            name 1-10 sklearn.metrics.pairwise laplacian_kernel linear_kernel manhattan_distances
            name 1-10 sklearn.metrics.pairwise nan_euclidean_distances paired_cosine_distances paired_distances
            name 1-10 sklearn.metrics.pairwise paired_euclidean_distances paired_manhattan_distances pairwise_distances
            name 1-10 sklearn.metrics.pairwise pairwise_distances_argmin pairwise_distances_argmin_min
            name 1-10 sklearn.metrics.pairwise pairwise_distances_chunked pairwise_kernels polynomial_kernel rbf_kernel
            name 1-10 sklearn.metrics.pairwise sigmoid_kernel
            name 0 sklearn.metrics.scorer _passthrough_scorer
            make 1-10 sklearn.mixture._base BaseMixture
            make 1-10 sklearn.mixture._bayesian_mixture BayesianGaussianMixture
            make 1-10 sklearn.mixture._gaussian_mixture GaussianMixture
            make 0 sklearn.mixture.bayesian_mixture BayesianGaussianMixture
            make 0 sklearn.mixture.gaussian_mixture GaussianMixture
            make 8 sklearn.model_selection._classification_threshold _CurveScorer
            make 8-10 sklearn.model_selection._classification_threshold BaseThresholdClassifier FixedThresholdClassifier
            make 8-10 sklearn.model_selection._classification_threshold TunedThresholdClassifierCV
            make 0-10 sklearn.model_selection._search GridSearchCV RandomizedSearchCV
            make 1-10 sklearn.model_selection._search BaseSearchCV
            make 2-10 sklearn.model_selection._search_successive_halving BaseSuccessiveHalving HalvingGridSearchCV
            make 2-10 sklearn.model_selection._search_successive_halving HalvingRandomSearchCV
            name 2 sklearn.model_selection._search_successive_halving _refit_callable
            make 1-10 sklearn.model_selection._split BaseCrossValidator BaseShuffleSplit GroupKFold GroupShuffleSplit
            make 1-10 sklearn.model_selection._split KFold LeaveOneGroupOut LeaveOneOut LeavePGroupsOut LeavePOut
            make 1-10 sklearn.model_selection._split PredefinedSplit RepeatedKFold RepeatedStratifiedKFold ShuffleSplit
            make 1-10 sklearn.model_selection._split StratifiedKFold StratifiedShuffleSplit TimeSeriesSplit _BaseKFold
            make 1-10 sklearn.model_selection._split _CVIterableWrapper _RepeatedSplits
            make 3-10 sklearn.model_selection._split StratifiedGroupKFold
            make 0-10 sklearn.multiclass OneVsOneClassifier OneVsRestClassifier OutputCodeClassifier _ConstantPredictor
            make 0-10 sklearn.multioutput ClassifierChain MultiOutputClassifier MultiOutputRegressor RegressorChain
            make 1 sklearn.multioutput MultiOutputEstimator
            make 1-10 sklearn.multioutput _BaseChain _MultiOutputEstimator
            make 0-10 sklearn.naive_bayes BernoulliNB ComplementNB GaussianNB MultinomialNB
            make 1 sklearn.naive_bayes BaseDiscreteNB BaseNB
            make 1-10 sklearn.naive_bayes CategoricalNB _BaseDiscreteNB _BaseNB
            construct 1-10 sklearn.neighbors._ball_tree newObj
            make 1-10 sklearn.neighbors._ball_tree BallTree
            make 1-10 sklearn.neighbors._base NeighborsBase
            make 1-10 sklearn.neighbors._classification KNeighborsClassifier RadiusNeighborsClassifier
            construct 1-2 sklearn.neighbors._dist_metrics newObj
            make 1-2 sklearn.neighbors._dist_metrics BrayCurtisDistance CanberraDistance ChebyshevDistance DiceDistance
            make 1-2 sklearn.neighbors._dist_metrics EuclideanDistance HammingDistance HaversineDistance JaccardDistance
            make 1-2 sklearn.neighbors._dist_metrics KulsinskiDistance MahalanobisDistance ManhattanDistance
            make 1-2 sklearn.neighbors._dist_metrics MatchingDistance MinkowskiDistance RogersTanimotoDistance
            make 1-2 sklearn.neighbors._dist_metrics RussellRaoDistance SEuclideanDistance SokalMichenerDistance
            make 1-2 sklearn.neighbors._dist_metrics SokalSneathDistance WMinkowskiDistance
            make 1-10 sklearn.neighbors._graph KNeighborsTransformer RadiusNeighborsTransformer
            construct 1-10 sklearn.neighbors._kd_tree newObj
            make 1-10 sklearn.neighbors._kd_tree KDTree
            make 1-10 sklearn.neighbors._kde KernelDensity
            make 1-10 sklearn.neighbors._lof LocalOutlierFactor
            make 1-10 sklearn.neighbors._nca NeighborhoodComponentsAnalysis
            make 1-10 sklearn.neighbors._nearest_centroid NearestCentroid
            make 1-10 sklearn.neighbors._regression KNeighborsRegressor RadiusNeighborsRegressor
            make 1-10 sklearn.neighbors._unsupervised NearestNeighbors
            construct 0 sklearn.neighbors.ball_tree newObj
            make 0 sklearn.neighbors.ball_tree BallTree
            make 0 sklearn.neighbors.classification KNeighborsClassifier RadiusNeighborsClassifier
            construct 0 sklearn.neighbors.dist_metrics newObj
            make 0 sklearn.neighbors.dist_metrics BrayCurtisDistance CanberraDistance ChebyshevDistance DiceDistance
            make 0 sklearn.neighbors.dist_metrics EuclideanDistance HammingDistance HaversineDistance JaccardDistance
            make 0 sklearn.neighbors.dist_metrics KulsinskiDistance MahalanobisDistance ManhattanDistance
            make 0 sklearn.neighbors.dist_metrics MatchingDistance MinkowskiDistance RogersTanimotoDistance
            make 0 sklearn.neighbors.dist_metrics RussellRaoDistance SEuclideanDistance SokalMichenerDistance
            make 0 sklearn.neighbors.dist_metrics SokalSneathDistance WMinkowskiDistance
            construct 0 sklearn.neighbors.kd_tree newObj
            make 0 sklearn.neighbors.kd_tree KDTree
            make 0 sklearn.neighbors.kde KernelDensity
            make 0 sklearn.neighbors.lof LocalOutlierFactor
            make 0 sklearn.neighbors.nca NeighborhoodComponentsAnalysis
            make 0 sklearn.neighbors.nearest_centroid NearestCentroid
            make 0 sklearn.neighbors.regression KNeighborsRegressor RadiusNeighborsRegressor
            make 0 sklearn.neighbors.unsupervised NearestNeighbors
            make 1-10 sklearn.neural_network._multilayer_perceptron BaseMultilayerPerceptron MLPClassifier MLPRegressor
            make 1-10 sklearn.neural_network._rbm BernoulliRBM
            make 0-10 sklearn.neural_network._stochastic_optimizers AdamOptimizer SGDOptimizer
            make 0 sklearn.neural_network.multilayer_perceptron MLPClassifier MLPRegressor
            make 0 sklearn.neural_network.rbm BernoulliRBM
            make 0-10 sklearn.pipeline FeatureUnion Pipeline
            make 1-10 sklearn.preprocessing._data Binarizer KernelCenterer MaxAbsScaler MinMaxScaler Normalizer
            make 1-10 sklearn.preprocessing._data PowerTransformer QuantileTransformer RobustScaler StandardScaler
            make 1-2 sklearn.preprocessing._data PolynomialFeatures
            name 1-10 sklearn.preprocessing._data add_dummy_feature binarize maxabs_scale minmax_scale normalize
            name 1-10 sklearn.preprocessing._data power_transform quantile_transform robust_scale scale
            make 0-10 sklearn.preprocessing._discretization KBinsDiscretizer
            make 0-10 sklearn.preprocessing._encoders OneHotEncoder OrdinalEncoder _BaseEncoder
            make 0-10 sklearn.preprocessing._function_transformer FunctionTransformer
            make 1-10 sklearn.preprocessing._label LabelBinarizer LabelEncoder MultiLabelBinarizer
            name 1-10 sklearn.preprocessing._label label_binarize
            make 3-10 sklearn.preprocessing._polynomial PolynomialFeatures SplineTransformer
            make 6-10 sklearn.preprocessing._target_encoder TargetEncoder
            make 0 sklearn.preprocessing.data Binarizer KernelCenterer MaxAbsScaler MinMaxScaler Normalizer
            make 0 sklearn.preprocessing.data PolynomialFeatures PowerTransformer QuantileTransformer RobustScaler
            make 0 sklearn.preprocessing.data StandardScaler
            make 0 sklearn.preprocessing.imputation Imputer
            make 0 sklearn.preprocessing.label LabelBinarizer LabelEncoder MultiLabelBinarizer
            make 0-10 sklearn.random_projection GaussianRandomProjection SparseRandomProjection
            make 1-10 sklearn.random_projection BaseRandomProjection
            make 1-10 sklearn.semi_supervised._label_propagation BaseLabelPropagation LabelPropagation LabelSpreading
            make 2-10 sklearn.semi_supervised._self_training SelfTrainingClassifier
            make 0 sklearn.semi_supervised.label_propagation LabelPropagation LabelSpreading
            make 1-10 sklearn.svm._base BaseLibSVM BaseSVC
            make 1-10 sklearn.svm._classes LinearSVC LinearSVR NuSVC NuSVR OneClassSVM SVC SVR
            make 0 sklearn.svm.classes LinearSVC LinearSVR NuSVC NuSVR OneClassSVM SVC SVR
            make 1-10 sklearn.tree._classes BaseDecisionTree DecisionTreeClassifier DecisionTreeRegressor
            make 1-10 sklearn.tree._classes ExtraTreeClassifier ExtraTreeRegressor
            call 0-10 sklearn.tree._tree Tree
            make 0 sklearn.tree.tree DecisionTreeClassifier DecisionTreeRegressor ExtraTreeClassifier ExtraTreeRegressor
            make 0-3 sklearn.utils Bunch
            make 4-10 sklearn.utils._bunch Bunch
            make 8-10 sklearn.utils._metadata_requests MetadataRequest MethodMetadataRequest
            make 1-10 sklearn.utils._mocking CheckingClassifier NoSampleWeightWrapper
            make 6-10 sklearn.utils._mocking _MockEstimatorOnOffPrediction
            make 1-10 sklearn.utils.metaestimators _BaseComposition
            make 0 sklearn.utils.mocking CheckingClassifier
            """,
    )
}
