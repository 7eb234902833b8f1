// Written by Scripts/allow-lists/generate; don't edit.
extension NameTable {
    /// What objects of PyTorch name when they are pickled: the use, the versions seen, the module, its names.
    static let torch = NameTable(
        framework: "PyTorch",
        versions: "1.13.0a0 2.15.0",
        rows: """
            call 0-1 torch Size device
            make 0-1 torch ScriptObject
            make 1 torch float8_e4m3fn float8_e5m2 uint16 uint32 uint64
            name 0-1 torch bfloat16 bool complex128 complex64 float16 float32 float64 int16 int32 int64 int8
            name 0-1 torch per_channel_affine per_tensor_affine qint8 uint8
            make 0-1 torch._C _VariableFunctionsClass
            name 0-1 torch._C._nn gelu softplus
            construct 0 torch._utils _rebuild_sparse_csr_tensor
            construct 0-1 torch._utils _rebuild_parameter _rebuild_qtensor _rebuild_sparse_tensor _rebuild_tensor_v2
            construct 1 torch._utils _rebuild_tensor_v3
            make 0-1 torch.ao.nn.quantized.dynamic.modules.linear Linear
            make 0-1 torch.ao.nn.quantized.modules.linear LinearPackedParams
            name 0-1 torch.nn.functional celu dropout elu hardswish hardtanh leaky_relu log_softmax mish normalize relu
            name 0-1 torch.nn.functional relu6 selu sigmoid silu softmax tanh
            make 0-1 torch.nn.modules.activation CELU ELU GELU GLU Hardshrink Hardsigmoid Hardswish Hardtanh LeakyReLU
            make 0-1 torch.nn.modules.activation LogSigmoid LogSoftmax Mish MultiheadAttention PReLU RReLU ReLU ReLU6
            make 0-1 torch.nn.modules.activation SELU SiLU Sigmoid Softmax Softmax2d Softmin Softplus Softshrink
            make 0-1 torch.nn.modules.activation Softsign Tanh Tanhshrink Threshold
            make 0-1 torch.nn.modules.adaptive AdaptiveLogSoftmaxWithLoss
            make 0-1 torch.nn.modules.batchnorm BatchNorm1d BatchNorm2d BatchNorm3d LazyBatchNorm1d LazyBatchNorm2d
            make 0-1 torch.nn.modules.batchnorm LazyBatchNorm3d SyncBatchNorm _BatchNorm _LazyNormBase _NormBase
            make 0-1 torch.nn.modules.channelshuffle ChannelShuffle
            make 0-1 torch.nn.modules.container Container ModuleDict ModuleList ParameterDict ParameterList Sequential
            make 0-1 torch.nn.modules.conv Conv1d Conv2d Conv3d ConvTranspose1d ConvTranspose2d ConvTranspose3d
            make 0-1 torch.nn.modules.conv LazyConv1d LazyConv2d LazyConv3d LazyConvTranspose1d LazyConvTranspose2d
            make 0-1 torch.nn.modules.conv LazyConvTranspose3d _ConvNd _ConvTransposeMixin _ConvTransposeNd
            make 0-1 torch.nn.modules.distance CosineSimilarity PairwiseDistance
            make 0-1 torch.nn.modules.dropout AlphaDropout Dropout Dropout1d Dropout2d Dropout3d FeatureAlphaDropout
            make 0-1 torch.nn.modules.dropout _DropoutNd
            make 0-1 torch.nn.modules.flatten Flatten Unflatten
            make 0-1 torch.nn.modules.fold Fold Unfold
            make 0-1 torch.nn.modules.instancenorm InstanceNorm1d InstanceNorm2d InstanceNorm3d LazyInstanceNorm1d
            make 0-1 torch.nn.modules.instancenorm LazyInstanceNorm2d LazyInstanceNorm3d _InstanceNorm
            make 0-1 torch.nn.modules.linear Bilinear Identity LazyLinear Linear NonDynamicallyQuantizableLinear
            make 0-1 torch.nn.modules.loss BCELoss BCEWithLogitsLoss CTCLoss CosineEmbeddingLoss CrossEntropyLoss
            make 0-1 torch.nn.modules.loss GaussianNLLLoss HingeEmbeddingLoss HuberLoss KLDivLoss L1Loss MSELoss
            make 0-1 torch.nn.modules.loss MarginRankingLoss MultiLabelMarginLoss MultiLabelSoftMarginLoss
            make 0-1 torch.nn.modules.loss MultiMarginLoss NLLLoss NLLLoss2d PoissonNLLLoss SmoothL1Loss SoftMarginLoss
            make 0-1 torch.nn.modules.loss TripletMarginLoss TripletMarginWithDistanceLoss _Loss _WeightedLoss
            make 1 torch.nn.modules.loss LinearCrossEntropyLoss
            make 0-1 torch.nn.modules.module Module _WrappedHook
            make 0-1 torch.nn.modules.normalization CrossMapLRN2d GroupNorm LayerNorm LocalResponseNorm
            make 1 torch.nn.modules.normalization RMSNorm
            make 0-1 torch.nn.modules.padding ConstantPad1d ConstantPad2d ConstantPad3d ReflectionPad1d ReflectionPad2d
            make 0-1 torch.nn.modules.padding ReflectionPad3d ReplicationPad1d ReplicationPad2d ReplicationPad3d
            make 0-1 torch.nn.modules.padding ZeroPad2d _ConstantPadNd _ReflectionPadNd _ReplicationPadNd
            make 1 torch.nn.modules.padding CircularPad1d CircularPad2d CircularPad3d ZeroPad1d ZeroPad3d _CircularPadNd
            make 0-1 torch.nn.modules.pixelshuffle PixelShuffle PixelUnshuffle
            make 0-1 torch.nn.modules.pooling AdaptiveAvgPool1d AdaptiveAvgPool2d AdaptiveAvgPool3d AdaptiveMaxPool1d
            make 0-1 torch.nn.modules.pooling AdaptiveMaxPool2d AdaptiveMaxPool3d AvgPool1d AvgPool2d AvgPool3d
            make 0-1 torch.nn.modules.pooling FractionalMaxPool2d FractionalMaxPool3d LPPool1d LPPool2d MaxPool1d
            make 0-1 torch.nn.modules.pooling MaxPool2d MaxPool3d MaxUnpool1d MaxUnpool2d MaxUnpool3d _AdaptiveAvgPoolNd
            make 0-1 torch.nn.modules.pooling _AdaptiveMaxPoolNd _AvgPoolNd _LPPoolNd _MaxPoolNd _MaxUnpoolNd
            make 1 torch.nn.modules.pooling LPPool3d
            make 0-1 torch.nn.modules.rnn GRU GRUCell LSTM LSTMCell RNN RNNBase RNNCell RNNCellBase
            make 0-1 torch.nn.modules.sparse Embedding EmbeddingBag
            make 0-1 torch.nn.modules.transformer Transformer TransformerDecoder TransformerDecoderLayer
            make 0-1 torch.nn.modules.transformer TransformerEncoder TransformerEncoderLayer
            make 0-1 torch.nn.modules.upsampling Upsample UpsamplingBilinear2d UpsamplingNearest2d
            make 0-1 torch.nn.parallel.data_parallel DataParallel
            call 0-1 torch.nn.parameter UninitializedBuffer UninitializedParameter
            make 0-1 torch.nn.utils.parametrizations _Orthogonal _SpectralNorm
            make 1 torch.nn.utils.parametrizations _WeightNorm
            make 0-1 torch.nn.utils.parametrize ParametrizationList
            make 0-1 torch.nn.utils.spectral_norm SpectralNorm SpectralNormLoadStateDictPreHook
            make 0-1 torch.nn.utils.spectral_norm SpectralNormStateDictHook
            make 0-1 torch.nn.utils.weight_norm WeightNorm
            make 0-1 torch.optim.adam Adam
            make 0-1 torch.optim.adamw AdamW
            make 0-1 torch.optim.rmsprop RMSprop
            make 0-1 torch.optim.sgd SGD
            construct 0-1 torch.serialization _get_layout
            """,
    )
}
