// Written by Scripts/allow-lists/generate; don't edit.
extension NameTable {
    /// What objects of Category Encoders name when they are pickled: the use, the versions seen, the module, its names.
    static let categoryEncoders = NameTable(
        framework: "Category Encoders",
        versions: "2.3.0 2.6.3 2.8.1",
        rows: """
            make 0-2 category_encoders.backward_difference BackwardDifferenceEncoder
            make 1-2 category_encoders.base_contrast_encoder BaseContrastEncoder
            make 0-2 category_encoders.basen BaseNEncoder
            make 0-2 category_encoders.binary BinaryEncoder
            make 0-2 category_encoders.cat_boost CatBoostEncoder
            make 0-2 category_encoders.count CountEncoder
            make 0-2 category_encoders.glmm GLMMEncoder
            make 1-2 category_encoders.gray GrayEncoder
            make 0-2 category_encoders.hashing HashingEncoder
            make 0-2 category_encoders.helmert HelmertEncoder
            make 0-2 category_encoders.james_stein JamesSteinEncoder
            make 0-2 category_encoders.leave_one_out LeaveOneOutEncoder
            make 0-2 category_encoders.m_estimate MEstimateEncoder
            make 0-2 category_encoders.one_hot OneHotEncoder
            make 0-2 category_encoders.ordinal OrdinalEncoder
            make 0-2 category_encoders.polynomial PolynomialEncoder
            make 1-2 category_encoders.quantile_encoder QuantileEncoder SummaryEncoder
            make 1-2 category_encoders.rankhot RankHotEncoder
            make 0-2 category_encoders.sum_coding SumEncoder
            make 0-2 category_encoders.target_encoder TargetEncoder
            make 1-2 category_encoders.utils BaseEncoder SupervisedTransformerMixin UnsupervisedTransformerMixin
            make 0-2 category_encoders.woe WOEEncoder
            make 0-2 category_encoders.wrapper NestedCVWrapper PolynomialWrapper
            """,
    )
}
