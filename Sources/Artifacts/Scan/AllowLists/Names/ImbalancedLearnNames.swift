// Written by Scripts/allow-lists/generate; don't edit.
extension NameTable {
    /// What objects of imbalanced-learn name when they are pickled: the use, the versions seen, the module, its names.
    static let imbalancedLearn = NameTable(
        framework: "imbalanced-learn",
        versions: "0.8.1 0.9.0 0.10.1 0.11.0 0.12.4 0.13.0 0.14.0",
        rows: """
            make 0-4 imblearn.base SamplerMixin
            make 0-6 imblearn.base BaseSampler FunctionSampler
            make 0-6 imblearn.combine._smote_enn SMOTEENN
            make 0-6 imblearn.combine._smote_tomek SMOTETomek
            make 0-6 imblearn.ensemble._bagging BalancedBaggingClassifier
            make 0-6 imblearn.ensemble._easy_ensemble EasyEnsembleClassifier
            make 0-6 imblearn.ensemble._forest BalancedRandomForestClassifier
            make 0-6 imblearn.ensemble._weight_boosting RUSBoostClassifier
            make 0-6 imblearn.metrics.pairwise ValueDifferenceMetric
            make 6 imblearn.model_selection._split InstanceHardnessCV
            make 0-6 imblearn.over_sampling._adasyn ADASYN
            make 0-6 imblearn.over_sampling._random_over_sampler RandomOverSampler
            make 0-6 imblearn.over_sampling._smote.base BaseSMOTE SMOTE SMOTEN SMOTENC
            make 0-6 imblearn.over_sampling._smote.cluster KMeansSMOTE
            make 0-6 imblearn.over_sampling._smote.filter BorderlineSMOTE SVMSMOTE
            make 0-6 imblearn.over_sampling.base BaseOverSampler
            make 0-6 imblearn.pipeline Pipeline
            make 0-6 imblearn.under_sampling._prototype_generation._cluster_centroids ClusterCentroids
            make 0-6 imblearn.under_sampling._prototype_selection._condensed_nearest_neighbour CondensedNearestNeighbour
            make 0-6 imblearn.under_sampling._prototype_selection._edited_nearest_neighbours AllKNN
            make 0-6 imblearn.under_sampling._prototype_selection._edited_nearest_neighbours EditedNearestNeighbours
            make 0-6 imblearn.under_sampling._prototype_selection._edited_nearest_neighbours RepeatedEditedNearestNeighbours
            make 0-6 imblearn.under_sampling._prototype_selection._instance_hardness_threshold InstanceHardnessThreshold
            make 0-6 imblearn.under_sampling._prototype_selection._nearmiss NearMiss
            make 0-6 imblearn.under_sampling._prototype_selection._neighbourhood_cleaning_rule NeighbourhoodCleaningRule
            make 0-6 imblearn.under_sampling._prototype_selection._one_sided_selection OneSidedSelection
            make 0-6 imblearn.under_sampling._prototype_selection._random_under_sampler RandomUnderSampler
            make 0-6 imblearn.under_sampling._prototype_selection._tomek_links TomekLinks
            make 0-6 imblearn.under_sampling.base BaseCleaningSampler BaseUnderSampler
            """,
    )
}
