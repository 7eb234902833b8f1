extension NameTable {
    /// Names that no object of the releases that were asked shows: older and newer ones, and those of persistent ids.
    ///
    /// `copyreg`'s functions are read for what they make; the storages of PyTorch are mapped by name, never called.
    static let handWritten = NameTable(
        framework: "Python",
        versions: "",
        rows: """
            construct 0 copyreg _reconstructor __newobj__ __newobj_ex__
            construct 0 copy_reg _reconstructor __newobj__ __newobj_ex__
            construct 0 _codecs encode
            call 0 builtins set frozenset list dict tuple bytearray bytes int float complex str bool slice range object
            call 0 builtins Exception ValueError TypeError RuntimeError KeyError IndexError AttributeError UserWarning
            call 0 __builtin__ set frozenset list dict tuple bytearray bytes int float complex str bool slice range object
            call 0 __builtin__ long unicode xrange basestring
            name 0 scipy._lib.array_api_compat.numpy._aliases asarray
            name 0 builtins Ellipsis NotImplemented
            name 0 __builtin__ Ellipsis NotImplemented
            construct 0 builtins getattr
            construct 0 __builtin__ getattr
            construct 0 functools partial
            construct 0 zoneinfo ZoneInfo._unpickle
            name 0 builtins len str.lower str.upper str.split str.strip abs all any max min round sorted sum
            name 0 __builtin__ len str.lower str.upper str.split str.strip unicode.lower unicode.upper unicode.split
            name 0 __builtin__ unicode.strip abs all any max min round sorted sum
            name 0 math ceil cos exp fabs floor isfinite isnan log log10 log1p log2 pow sin sqrt tanh trunc
            call 0 types SimpleNamespace
            construct 0 re _compile
            name 0 numpy append arange argpartition array_split asanyarray ascontiguousarray asfortranarray broadcast_to
            name 0 numpy choose column_stack convolve delete dstack empty empty_like flipud geomspace hsplit insert
            name 0 numpy logspace nanargmax nanargmin nancumprod nancumsum nanpercentile nanprod nanquantile ndim packbits
            name 0 numpy pad partition polyval select shape sinc size split take take_along_axis trapezoid trapz
            name 0 numpy unpackbits unwrap vsplit
            name 0 pandas concat cut qcut to_timedelta
            name 0 pandas.core.reshape.concat concat
            name 0 pandas.core.reshape.tile cut qcut
            name 0 pandas.core.tools.timedeltas to_timedelta
            name 0 scipy.sparse._construct hstack vstack
            name 0 scipy.sparse.construct hstack vstack
            name 0 scipy.signal._savitzky_golay savgol_filter
            name 0 scipy.signal._signaltools detrend
            construct 0 pyarrow.lib decimal128 decimal256 dictionary duration field large_list list_ map_ struct time32
            construct 0 pyarrow.lib time64 timestamp
            name 0 sklearn.utils.validation check_array
            call 0 pathlib PosixPath
            call 0 pathlib._local PosixPath
            call 0 sklearn._loss._loss CyAbsoluteError CyExponentialLoss CyHalfBinomialLoss CyHalfGammaLoss
            call 0 sklearn._loss._loss CyHalfMultinomialLoss CyHalfPoissonLoss CyHalfSquaredError CyHalfTweedieLoss
            call 0 sklearn._loss._loss CyHalfTweedieLossIdentity CyHuberLoss CyPinballLoss
            call 0 pandas._libs.tslibs.offsets BMonthBegin BMonthEnd BQuarterBegin BQuarterEnd BYearBegin BYearEnd
            call 0 pandas._libs.tslibs.offsets BusinessHour BusinessMonthBegin CustomBusinessDay CustomBusinessHour
            call 0 pandas._libs.tslibs.offsets CustomBusinessMonthBegin CustomBusinessMonthEnd Easter LastWeekOfMonth
            call 0 pandas._libs.tslibs.offsets QuarterBegin SemiMonthBegin SemiMonthEnd WeekOfMonth
            construct 0 numpy.random __RandomState_ctor
            call 0 numpy ndarray dtype
            make 0 joblib.numpy_pickle NumpyArrayWrapper
            make 0 sklearn.compose._column_transformer _RemainderColsList
            name 0 torch DoubleStorage FloatStorage HalfStorage BFloat16Storage LongStorage IntStorage ShortStorage
            name 0 torch CharStorage ByteStorage BoolStorage ComplexFloatStorage ComplexDoubleStorage QInt8Storage
            name 0 torch QUInt8Storage QInt32Storage
            name 0 torch.cuda DoubleStorage FloatStorage HalfStorage BFloat16Storage LongStorage IntStorage
            name 0 torch.cuda ShortStorage CharStorage ByteStorage BoolStorage
            construct 0 torch._utils _rebuild_tensor _rebuild_parameter_with_state _rebuild_sparse_csr_tensor
            construct 0 torch._utils _rebuild_nested_tensor _rebuild_meta_tensor_no_storage
            construct 0 torch.jit._pickle build_boollist build_doublelist build_intlist build_tensorlist
            construct 0 torch.jit._pickle build_tensor_from_id restore_type_tag
            construct 0 torch._tensor _rebuild_from_type_v2
            name 0 torch complex32 quint8 qint8 qint32 quint4x2 quint2x4 uint16 uint32 uint64
            name 0 torch uint1 uint2 uint3 uint4 uint5 uint6 uint7 int1 int2 int3 int4 int5 int6 int7
            name 0 torch float8_e4m3fn float8_e4m3fnuz float8_e5m2 float8_e5m2fnuz float8_e8m0fnu float4_e2m1fn_x2
            make 0 torch.optim.lr_scheduler StepLR MultiStepLR ConstantLR LinearLR ExponentialLR SequentialLR
            make 0 torch.optim.lr_scheduler CosineAnnealingLR CosineAnnealingWarmRestarts ChainedScheduler PolynomialLR
            make 0 torch.optim.lr_scheduler ReduceLROnPlateau CyclicLR OneCycleLR
            make 0 torch.optim.adadelta Adadelta
            make 0 torch.optim.adagrad Adagrad
            make 0 torch.optim.adamax Adamax
            make 0 torch.optim.asgd ASGD
            make 0 torch.optim.lbfgs LBFGS
            make 0 torch.optim.nadam NAdam
            make 0 torch.optim.radam RAdam
            make 0 torch.optim.rprop Rprop
            make 0 torch.optim.sparse_adam SparseAdam
            make 0 torch.optim.swa_utils AveragedModel SWALR
            make 0 torch.nn.utils.prune PruningContainer Identity RandomUnstructured L1Unstructured RandomStructured
            make 0 torch.nn.utils.prune LnStructured CustomFromMask
            make 0 torch.nn.parameter UninitializedParameter UninitializedBuffer
            make 0 torch.ao.nn.quantized.modules Quantize DeQuantize
            make 0 torch.ao.nn.quantized.modules.conv Conv1d Conv2d Conv3d
            make 0 torch.ao.nn.quantized.modules.linear Linear LinearPackedParams
            make 0 torch.nn.quantized.modules Quantize DeQuantize
            make 0 torch.nn.quantized.modules.conv Conv1d Conv2d Conv3d
            make 0 torch.nn.quantized.modules.linear Linear LinearPackedParams
            make 0 torch.nn.quantized.dynamic.modules.linear Linear
            make 0 torch Tensor
            make 0 torch.nn.parameter Parameter Buffer
            name 0 torch._C._nn gelu silu elu leaky_relu mish
            name 0 torch.storage UntypedStorage TypedStorage
            """,
    )
}
