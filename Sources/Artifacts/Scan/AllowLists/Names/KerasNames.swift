// Written by Scripts/allow-lists/keras; don't edit.
extension KerasTable {
    /// Parts of models in each area of Keras: the versions seen, the classes, the functions.
    static let known = KerasTable(
        versions: "2.12.0 2.15.0 3.0.5 3.4.1 3.6.0 3.8.0 3.10.0 3.12.0 3.15.1",
        classes: """
            keras DTypePolicy FloatDTypePolicy Function Initializer InputSpec Layer Loss Metric Model Operation
            keras Optimizer Quantizer Regularizer Sequential
            activations Mish ReLU
            applications CustomScaleLayer LayerScale StochasticDepth
            constraints Constraint MaxNorm MinMaxNorm NonNeg RadialConstraint UnitNorm max_norm maxnorm min_max_norm
            constraints non_neg nonneg radial_constraint unit_norm unitnorm
            dtype_policies AWQDTypePolicy DTypePolicy DTypePolicyMap FloatDTypePolicy GPTQDTypePolicy Int4DTypePolicy
            dtype_policies QuantizedDTypePolicy QuantizedFloat8DTypePolicy
            engine AddLoss AddMetric BaseRandomLayer DistributedCallbackModel Functional InputLayer InputSpec Layer
            engine LossesContainer Model ModuleWrapper PreprocessingLayer Sequential TensorFlowOpLayer
            initializers Constant ConstantV2 GlorotNormal GlorotNormalV2 GlorotUniform GlorotUniformV2 HeNormal
            initializers HeNormalV2 HeUniform HeUniformV2 Identity IdentityInitializer IdentityV2 Initializer
            initializers LecunNormal LecunNormalV2 LecunUniform LecunUniformV2 Ones OnesV2 Orthogonal
            initializers OrthogonalInitializer OrthogonalV2 RandomInitializer RandomNormal RandomNormalV2
            initializers RandomUniform RandomUniformV2 STFT STFTInitializer TruncatedNormal TruncatedNormalV2
            initializers VarianceScaling VarianceScalingV2 Zeros ZerosV2 constant glorot_normal glorot_normalV2
            initializers glorot_uniform glorot_uniformV2 he_normal he_normalV2 he_uniform he_uniformV2 identity
            initializers initializer lecun_normal lecun_normalV2 lecun_uniform lecun_uniformV2 normal one ones
            initializers orthogonal random_normal random_uniform stft truncated_normal uniform variance_scaling zero
            initializers zeros
            layers AbstractRNNCell Activation ActivityRegularization AdaptiveAveragePooling1D AdaptiveAveragePooling2D
            layers AdaptiveAveragePooling3D AdaptiveMaxPooling1D AdaptiveMaxPooling2D AdaptiveMaxPooling3D Add
            layers AdditiveAttention AlphaDropout Attention AugMix AutoContrast Average AveragePooling1D
            layers AveragePooling2D AveragePooling3D AvgPool1D AvgPool2D AvgPool3D BaseAdaptiveAveragePooling
            layers BaseAdaptiveMaxPooling BaseAdaptivePooling BaseConv BaseConvTranspose BaseDenseAttention
            layers BaseDepthwiseConv BaseGlobalPooling BaseImagePreprocessingLayer BasePooling BaseSeparableConv
            layers BaseSpatialDropout BasicLSTMCell BasicRNNCell BatchNormalization BatchNormalizationBase
            layers BatchNormalizationV1 BatchNormalizationV2 Bidirectional CategoryEncoding CenterCrop ClassMethod
            layers Concatenate ContrastLimitedAdaptiveHistogramEqualization Conv Conv1D Conv1DTranspose Conv2D
            layers Conv2DTranspose Conv3D Conv3DTranspose ConvLSTM ConvLSTM1D ConvLSTM2D ConvLSTM3D ConvLSTMCell
            layers ConvRNN Convolution1D Convolution1DTranspose Convolution2D Convolution2DTranspose Convolution3D
            layers Convolution3DTranspose Cropping1D Cropping2D Cropping3D Cross CuDNNGRU CuDNNLSTM CutMix
            layers DTypePolicyMap DataLayer Dense DenseFeatures DepthwiseConv DepthwiseConv1D DepthwiseConv2D
            layers DeviceWrapper Discretization Dot Dropout DropoutWrapper ELU EinsumDense Embedding Equalization
            layers Feature FeatureSpace Flatten FunctionalPreprocessingStage GRU GRUCell GRUCellV1 GRUCellV2 GRUV1
            layers GRUV2 GaussianDropout GaussianNoise GlobalAveragePooling1D GlobalAveragePooling2D
            layers GlobalAveragePooling3D GlobalAvgPool1D GlobalAvgPool2D GlobalAvgPool3D GlobalMaxPool1D
            layers GlobalMaxPool2D GlobalMaxPool3D GlobalMaxPooling1D GlobalMaxPooling2D GlobalMaxPooling3D
            layers GlobalPooling1D GlobalPooling2D GlobalPooling3D GroupNormalization GroupQueryAttention
            layers GroupedQueryAttention HashedCrossing Hashing Identity IndexLookup InputLayer InputSpec
            layers InstanceMethod InstanceProperty IntegerLookup LSTM LSTMCell LSTMCellV1 LSTMCellV2 LSTMV1 LSTMV2
            layers Layer LayerNormalization LayerRNNCell LeakyReLU LocallyConnected1D LocallyConnected2D Masking
            layers MaxNumBoundingBoxes MaxPool1D MaxPool2D MaxPool3D MaxPooling1D MaxPooling2D MaxPooling3D Maximum
            layers MelSpectrogram Merge Metric Minimum MixUp MultiHeadAttention MultiRNNCell Multiply Normalization
            layers Operation PReLU Permute Pipeline Pooling1D Pooling2D Pooling3D PreprocessingLayer
            layers PreprocessingStage QuantizationConfig RMSNormalization RNN RNNCell RandAugment RandomBrightness
            layers RandomColorDegeneration RandomColorJitter RandomContrast RandomCrop RandomElasticTransform
            layers RandomErasing RandomFlip RandomFourierFeatures RandomGaussianBlur RandomGrayscale RandomHeight
            layers RandomHue RandomInvert RandomPerspective RandomPosterization RandomRotation RandomSaturation
            layers RandomSharpness RandomShear RandomTranslation RandomWidth RandomZoom ReLU RepeatVector Rescaling
            layers Reshape ResidualWrapper Resizing ReversibleEmbedding STFTSpectrogram SeedGenerator SeparableConv
            layers SeparableConv1D SeparableConv2D SeparableConvolution1D SeparableConvolution2D SimpleRNN
            layers SimpleRNNCell SlicingOpLambda Softmax Solarization SpatialDropout1D SpatialDropout2D
            layers SpatialDropout3D SpectralNormalization StackedRNNCells StringLookup Subtract SyncBatchNormalization
            layers TFDConcat TFDIdentity TFDataLayer TFOpLambda TextVectorization ThresholdedReLU TimeDistributed
            layers TruncatedNormal UnitNormalization UpSampling1D UpSampling2D UpSampling3D VarianceScaling Wrapper
            layers ZeroPadding1D ZeroPadding2D ZeroPadding3D
            losses BinaryCrossentropy BinaryFocalCrossentropy CTC CategoricalCrossentropy CategoricalFocalCrossentropy
            losses CategoricalGeneralizedCrossEntropy CategoricalHinge Circle CosineSimilarity Dice Hinge Huber
            losses KLDivergence LogCosh Loss LossFunctionWrapper MeanAbsoluteError MeanAbsolutePercentageError
            losses MeanSquaredError MeanSquaredLogarithmicError Poisson SparseCategoricalCrossentropy SquaredHinge
            losses Tversky
            metrics AUC Accuracy BinaryAccuracy BinaryCrossentropy BinaryIoU CategoricalAccuracy
            metrics CategoricalCrossentropy CategoricalHinge ConcordanceCorrelation CosineSimilarity F1Score
            metrics FBetaScore FalseNegatives FalsePositives Hinge IoU KLDivergence LogCoshError Mean
            metrics MeanAbsoluteError MeanAbsolutePercentageError MeanIoU MeanMetricWrapper MeanRelativeError
            metrics MeanSquaredError MeanSquaredLogarithmicError MeanTensor Metric OneHotIoU OneHotMeanIoU
            metrics PearsonCorrelation Poisson Precision PrecisionAtRecall PyMetric R2Score Recall RecallAtPrecision
            metrics Reduce RootMeanSquaredError SensitivityAtSpecificity SensitivitySpecificityBase
            metrics SparseCategoricalAccuracy SparseCategoricalCrossentropy SparseTopKCategoricalAccuracy
            metrics SpecificityAtSensitivity SquaredHinge Sum SumOverBatchSize SumOverBatchSizeMetricWrapper
            metrics TopKCategoricalAccuracy TrueNegatives TruePositives
            mixed_precision AssertTypeLayer DTypePolicy IdentityRegularizer LossScaleOptimizer LossScaleOptimizerV3
            mixed_precision MultiplyLayer MultiplyLayerWithoutAutoCast Policy ReduceSumRegularizer
            models AddMetric Function Functional InputLayer InputSpec Layer Metric Model Operation Optimizer
            models Sequential SharpnessAwareMinimization
            ops Abs Absolute AdaptiveAveragePool AdaptiveMaxPool Add AffineTransform All AllClose Amax Amin Angle Any
            ops Append Arange Arccos Arccosh Arcsin Arcsinh Arctan Arctan2 Arctanh Argmax Argmin Argpartition Argsort
            ops Array ArraySplit AssociativeScan Average AveragePool Bartlett BatchNorm BinaryCrossentropy Bincount
            ops BitwiseAnd BitwiseInvert BitwiseLeftShift BitwiseNot BitwiseOr BitwiseRightShift BitwiseXor Blackman
            ops BroadcastTo CDist CTCDecode CTCLoss Cast CategoricalCrossentropy Cbrt Ceil Celu Cholesky
            ops CholeskyInverse Clip Concatenate Cond Conj Conjugate Conv ConvTranspose ConvertToTensor Copy Corrcoef
            ops Correlate Cos Cosh CountNonzero CropImages Cross CtcLoss Cumprod Cumsum Deg2rad DepthToSpace
            ops DepthwiseConv Det Diag Diagflat Diagonal Diff Digitize Divide DivideNoNan Dot DotProductAttention
            ops Dsplit Dstack Eig Eigh Einsum ElasticTransform Elu Empty EmptyLike Equal Erf Erfc Erfinv Exp Exp2
            ops ExpandDims Expm1 ExtractPatches ExtractPatches3D ExtractSequences Eye FFT FFT2 Fabs Flip Fliplr Flipud
            ops Floor FloorDivide Fmax Fmin Fmod Fold ForiLoop Full FullLike Function GaussianBlur Gcd Gelu Geomspace
            ops GetItem Glu Greater GreaterEqual HSVToRGB Hamming Hanning HardShrink HardSigmoid HardSilu HardTanh
            ops Heaviside Histogram Hsplit Hstack Hypot I0 IFFT2 IRFFT ISTFT Identity Imag InTopK Inner Inv IsIn
            ops Isclose Isfinite Isinf Isnan Isneginf Isposinf Isreal JVP Kaiser Kron LayerNorm Lcm Ldexp LeakyRelu
            ops LeftShift Less LessEqual Linspace Log Log10 Log1p Log2 LogSigmoid LogSoftmax Logaddexp Logaddexp2
            ops Logdet LogicalAnd LogicalNot LogicalOr LogicalXor Logspace Logsumexp Lstsq LuFactor Map MapCoordinates
            ops Matmul MatrixRank Max MaxPool Maximum Mean Median Meshgrid Min Minimum Mod Moments Moveaxis MultiHot
            ops Multiply NanToNum Nanargmax Nanargmin Nancumprod Nancumsum Nanmax Nanmean Nanmedian Nanmin
            ops Nanpercentile Nanprod Nanquantile Nanstd Nansum Nanvar Ndim Negative Nextafter Nonzero Norm Normalize
            ops NotEqual OneHot Ones OnesLike Operation Outer PSNR Pad PadImages Percentile PerspectiveTransform Pinv
            ops Polar Power Prod Ptp Qr Quantile RFFT RGBToGrayscale RGBToHSV RMSNorm Rad2deg Ravel Real Rearrange
            ops Reciprocal Relu Relu6 Repeat Reshape Resize RightShift Roll Rot90 Round Rsqrt SSIM STFT SVD
            ops SaturateCast ScaleAndTranslate Scan Scatter ScatterUpdate SearchSorted SegmentMax SegmentMin
            ops SegmentProd SegmentReduction SegmentSum Select Selu SeparableConv Sigmoid Sign Signbit Silu Sin Sinc
            ops Sinh Size Slice SliceUpdate Slogdet SobelEdges SoftShrink Softmax Softplus Softsign Solve
            ops SolveTriangular Sort SpaceToDepth SparseCategoricalCrossentropy SparsePlus SparseSigmoid Sparsemax
            ops Split Sqrt Square Squareplus Squeeze Stack Std StopGradient Subtract Sum Swapaxes Switch Take
            ops TakeAlongAxis Tan Tanh TanhShrink Tensordot Threshold Tile TopK Trace Transpose Trapezoid Tri Tril
            ops Triu TrueDivide Trunc Unfold Unique UnravelIndex Unstack Vander Var Vdot VectorizedMap View
            ops ViewAsComplex ViewAsReal Vsplit Vstack Where WhileLoop Zeros ZerosLike
            optimizers Adadelta Adafactor Adagrad Adam AdamW Adamax BackendOptimizer BaseOptimizer CosineDecay
            optimizers CosineDecayRestarts ExponentialDecay Ftrl InverseTimeDecay Lamb LearningRateSchedule
            optimizers LinearCosineDecay Lion LossScaleOptimizer MultiOptimizer Muon Nadam NoisyLinearCosineDecay
            optimizers NonFusedAdam Optimizer OptimizerMap OptimizerV2 PiecewiseConstantDecay PolynomialDecay RMSProp
            optimizers RMSprop RestoredOptimizer SGD ScheduleFreeAdamW TFOptimizer adadelta adagrad adam adamax nadam
            optimizers rmsprop sgd
            quantizers AWQConfig AWQDTypePolicy AbsMaxQuantizer DTypePolicyMap Dense EinsumDense Embedding
            quantizers FakeQuantWithMinMaxVars Float8QuantizationConfig GPTQConfig GPTQDTypePolicy GPTQQuantizer
            quantizers Int4QuantizationConfig Int8QuantizationConfig Operation QuantizationConfig Quantizer
            random SeedGenerator
            regularizers L1 L1L2 L2 OrthogonalRegularizer Regularizer l1 l1_l2 l2 orthogonal_regularizer
            utils FeatureSpace
            """,
        functions: """
            activations celu elu exponential gelu glu hard_shrink hard_sigmoid hard_silu hard_swish hard_tanh
            activations leaky_relu linear log_sigmoid log_softmax mish relu relu6 selu sigmoid silu soft_shrink
            activations softmax softplus softsign sparse_plus sparse_sigmoid sparsemax squareplus swish tanh
            activations tanh_shrink threshold
            losses BCE KLD MAE MAPE MSE MSLE bce binary_crossentropy binary_focal_crossentropy
            losses categorical_crossentropy categorical_focal_crossentropy categorical_generalized_cross_entropy
            losses categorical_hinge circle cosine_similarity ctc dice hinge huber huber_loss kl_divergence kld
            losses kullback_leibler_divergence log_cosh logcosh mae mape mean_absolute_error
            losses mean_absolute_percentage_error mean_squared_error mean_squared_logarithmic_error mse msle poisson
            losses sparse_categorical_crossentropy squared_hinge tversky
            metrics ACC BCE KLD MAE MAPE MSE MSLE acc accuracy bce binary_accuracy binary_crossentropy
            metrics binary_focal_crossentropy categorical_accuracy categorical_crossentropy
            metrics categorical_focal_crossentropy categorical_hinge concordance_correlation cosine_proximity
            metrics cosine_similarity hinge huber kl_divergence kld kullback_leibler_divergence log_cosh logcosh mae
            metrics mape mean_absolute_error mean_absolute_percentage_error mean_squared_error
            metrics mean_squared_logarithmic_error mse msle pearson_correlation poisson sparse_categorical_accuracy
            metrics sparse_categorical_crossentropy sparse_top_k_categorical_accuracy squared_hinge
            metrics top_k_categorical_accuracy
            ops abs absolute adaptive_average_pool adaptive_max_pool add all allclose amax amin angle any append
            ops arange arccos arccosh arcsin arcsinh arctan arctan2 arctanh argmax argmin argpartition argsort array
            ops array_split average average_pool bartlett batch_normalization binary_crossentropy bincount bitwise_and
            ops bitwise_invert bitwise_left_shift bitwise_not bitwise_or bitwise_right_shift bitwise_xor blackman
            ops broadcast_to cast categorical_crossentropy cbrt cdist ceil celu cholesky cholesky_inverse clip
            ops concatenate conj conjugate conv conv_transpose copy corrcoef correlate cos cosh count_nonzero cross
            ops ctc_decode ctc_loss cumprod cumsum deg2rad depth_to_space depthwise_conv det diag diagflat diagonal
            ops diff digitize divide divide_no_nan dot dot_product_attention dsplit dstack dtype eig eigh einsum elu
            ops empty empty_like equal erf erfc erfinv exp exp2 expand_dims expm1 extract_sequences eye fabs fft fft2
            ops flip fliplr flipud floor floor_divide fmax fmin fmod fold full full_like gcd gelu geomspace get_item
            ops glu greater greater_equal hamming hanning hard_shrink hard_sigmoid hard_silu hard_swish hard_tanh
            ops heaviside histogram hsplit hstack hypot i0 identity ifft2 imag in_top_k inner inv irfft isclose
            ops isfinite isin isinf isnan isneginf isposinf isreal istft jvp kaiser kron layer_normalization lcm ldexp
            ops leaky_relu left_shift less less_equal linspace log log10 log1p log2 log_sigmoid log_softmax logaddexp
            ops logaddexp2 logdet logical_and logical_not logical_or logical_xor logspace logsumexp lstsq lu_factor
            ops matmul matrix_rank max max_pool maximum mean median meshgrid min minimum mod moments moveaxis
            ops multi_hot multiply nan_to_num nanargmax nanargmin nancumprod nancumsum nanmax nanmean nanmedian nanmin
            ops nanpercentile nanprod nanquantile nanstd nansum nanvar ndim negative nextafter nonzero norm normalize
            ops not_equal one_hot ones ones_like outer pad percentile pinv polar power prod psnr ptp qr quantile
            ops rad2deg ravel real rearrange reciprocal relu relu6 repeat reshape rfft right_shift rms_normalization
            ops roll rot90 round rsqrt saturate_cast scatter scatter_update searchsorted segment_max segment_min
            ops segment_prod segment_sum select selu separable_conv shape sigmoid sign signbit silu sin sinc sinh size
            ops slice slice_update slogdet soft_shrink softmax softplus softsign solve solve_triangular sort
            ops space_to_depth sparse_categorical_crossentropy sparse_plus sparse_sigmoid sparsemax split sqrt square
            ops squareplus squeeze stack std stft stop_gradient subtract sum svd swapaxes swish take take_along_axis
            ops tan tanh tanh_shrink tensordot threshold tile top_k trace transpose trapezoid tri tril triu
            ops true_divide trunc unfold unique unravel_index unstack vander var vdot view view_as_complex
            ops view_as_real vsplit vstack where zeros zeros_like
            random beta binomial categorical dropout gamma normal randint shuffle truncated_normal uniform
            regularizers l1_l2
            """,
    )
}
