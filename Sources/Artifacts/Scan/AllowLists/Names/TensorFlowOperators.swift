// Written by Scripts/allow-lists/operators; don't edit.
extension OperatorTable {
    /// The operators of TensorFlow, and of TensorFlow Text: the versions seen, the names.
    static let tensorFlow = OperatorTable(
        versions: "2.10.1 2.11.1 2.13.1 2.15.1 2.16.2 2.18.1 2.20.0",
        rows: """
            0 DTensorShardedPrefix
            0-6 A Abs AccumulateNV2 AccumulatorApplyGradient AccumulatorNumAccumulated AccumulatorSetGlobalStep
            0-6 AccumulatorTakeGradient Acos Acosh Add AddManySparseToTensorsMap AddN AddSparseToTensorsMap AddV2
            0-6 AdjustContrast AdjustContrastv2 AdjustHue AdjustSaturation All AllCandidateSampler AllToAll Angle
            0-6 AnonymousHashTable AnonymousIterator AnonymousIteratorV2 AnonymousIteratorV3 AnonymousMemoryCache
            0-6 AnonymousMultiDeviceIterator AnonymousMultiDeviceIteratorV3 AnonymousMutableDenseHashTable
            0-6 AnonymousMutableHashTable AnonymousMutableHashTableOfTensors AnonymousRandomSeedGenerator
            0-6 AnonymousSeedGenerator Any ApplyAdaMax ApplyAdadelta ApplyAdagrad ApplyAdagradDA ApplyAdagradV2
            0-6 ApplyAdam ApplyAddSign ApplyCenteredRMSProp ApplyFtrl ApplyFtrlV2 ApplyGradientDescent ApplyMomentum
            0-6 ApplyPowerSign ApplyProximalAdagrad ApplyProximalGradientDescent ApplyRMSProp ApproxTopK
            0-6 ApproximateEqual ArgMax ArgMin AsString Asin Asinh Assert AssertCardinalityDataset AssertNextDataset
            0-6 AssertPrevDataset Assign AssignAdd AssignAddVariableOp AssignSub AssignSubVariableOp AssignVariableOp
            0-6 AssignVariableXlaConcatND Atan Atan2 Atanh Attr AttrBool AttrBoolList AttrDefault AttrEmptyListDefault
            0-6 AttrEnum AttrEnumList AttrFloat AttrListDefault AttrListMin AttrListTypeDefault AttrMin
            0-6 AttrPartialShape AttrPartialShapeList AttrShape AttrShapeList AttrTypeDefault AudioMicrofrontend
            0-6 AudioSpectrogram AudioSummary AudioSummaryV2 AutoShardDataset AvgPool AvgPool3D AvgPool3DGrad
            0-6 AvgPoolGrad B BandedTriangularSolve Barrier BarrierClose BarrierIncompleteSize BarrierInsertMany
            0-6 BarrierReadySize BarrierTakeMany Batch BatchCholesky BatchCholeskyGrad BatchDataset BatchDatasetV2
            0-6 BatchFFT BatchFFT2D BatchFFT3D BatchFunction BatchIFFT BatchIFFT2D BatchIFFT3D BatchMatMul
            0-6 BatchMatMulV2 BatchMatMulV3 BatchMatrixBandPart BatchMatrixDeterminant BatchMatrixDiag
            0-6 BatchMatrixDiagPart BatchMatrixInverse BatchMatrixSetDiag BatchMatrixSolve BatchMatrixSolveLs
            0-6 BatchMatrixTriangularSolve BatchNormWithGlobalNormalization BatchNormWithGlobalNormalizationGrad
            0-6 BatchSelfAdjointEig BatchSelfAdjointEigV2 BatchSvd BatchToSpace BatchToSpaceND BesselI0 BesselI0e
            0-6 BesselI1 BesselI1e BesselJ0 BesselJ1 BesselK0 BesselK0e BesselK1 BesselK1e BesselY0 BesselY1 Betainc
            0-6 BiasAdd BiasAddGrad BiasAddV1 Binary Bincount Bitcast BitwiseAnd BitwiseOr BitwiseXor BlockLSTM
            0-6 BlockLSTMGrad BlockLSTMGradV2 BlockLSTMV2 BoostedTreesAggregateStats BoostedTreesBucketize
            0-6 BoostedTreesCalculateBestFeatureSplit BoostedTreesCalculateBestFeatureSplitV2
            0-6 BoostedTreesCalculateBestGainsPerFeature BoostedTreesCenterBias BoostedTreesCreateEnsemble
            0-6 BoostedTreesCreateQuantileStreamResource BoostedTreesDeserializeEnsemble
            0-6 BoostedTreesEnsembleResourceHandleOp BoostedTreesExampleDebugOutputs
            0-6 BoostedTreesFlushQuantileSummaries BoostedTreesGetEnsembleStates BoostedTreesMakeQuantileSummaries
            0-6 BoostedTreesMakeStatsSummary BoostedTreesPredict BoostedTreesQuantileStreamResourceAddSummaries
            0-6 BoostedTreesQuantileStreamResourceDeserialize BoostedTreesQuantileStreamResourceFlush
            0-6 BoostedTreesQuantileStreamResourceGetBucketBoundaries BoostedTreesQuantileStreamResourceHandleOp
            0-6 BoostedTreesSerializeEnsemble BoostedTreesSparseAggregateStats
            0-6 BoostedTreesSparseCalculateBestFeatureSplit BoostedTreesTrainingPredict BoostedTreesUpdateEnsemble
            0-6 BoostedTreesUpdateEnsembleV2 BroadcastArgs BroadcastGradientArgs BroadcastTo Bucketize
            0-6 BytesProducedStatsDataset CSRSparseMatrixComponents CSRSparseMatrixToDense
            0-6 CSRSparseMatrixToSparseTensor CTCBeamSearchDecoder CTCGreedyDecoder CTCLoss CTCLossV2 Case Cast Ceil
            0-6 CheckNumerics CheckNumericsV2 Cholesky CholeskyGrad ChooseFastestBranchDataset ChooseFastestDataset
            0-6 ClipByValue CloseSummaryWriter CollateTPUEmbeddingMemory CollectiveAllToAllV3 CollectiveAssignGroupV2
            0-6 CollectiveBcastRecv CollectiveBcastRecvV2 CollectiveBcastSend CollectiveBcastSendV2 CollectiveGather
            0-6 CollectiveGatherV2 CollectiveInitializeCommunicator CollectivePermute CollectiveReduce
            0-6 CollectiveReduceV2 CollectiveReduceV3 CombinedNonMaxSuppression Complex ComplexAbs ComplexStruct
            0-6 CompositeTensorVariantFromComponents CompositeTensorVariantToComponents CompressElement
            0-6 ComputeAccidentalHits ComputeBatchSize Concat ConcatOffset ConcatV2 ConcatenateDataset
            0-6 ConditionalAccumulator ConfigureAndInitializeGlobalTPU ConfigureDistributedTPU ConfigureTPUEmbedding
            0-6 ConfigureTPUEmbeddingHost ConfigureTPUEmbeddingMemory Conj ConjugateTranspose Const ConstructionFails
            0-6 ConsumeMutexLock ControlTrigger Conv2D Conv2DBackpropFilter Conv2DBackpropInput Conv3D
            0-6 Conv3DBackpropFilter Conv3DBackpropFilterV2 Conv3DBackpropInput Conv3DBackpropInputV2 CopyOp
            0-6 CopyToMesh Cos Cosh CountUpTo CropAndResize CropAndResizeGradBoxes CropAndResizeGradImage Cross
            0-6 CrossReplicaSum CudnnRNN CudnnRNNBackprop CudnnRNNBackpropV2 CudnnRNNBackpropV3
            0-6 CudnnRNNCanonicalToParams CudnnRNNCanonicalToParamsV2 CudnnRNNParamsSize CudnnRNNParamsToCanonical
            0-6 CudnnRNNParamsToCanonicalV2 CudnnRNNV2 CudnnRNNV3 Cumprod Cumsum CumulativeLogsumexp CustomAggregator
            0-6 DTensorAllGather DTensorAllReduce DTensorAllScatter DTensorReduceScatter DTensorSetGlobalTPUArray
            0-6 DataFormatDimMap DataFormatVecPermute DatasetCardinality DatasetToGraph DatasetToGraphV2
            0-6 DatasetToSingleElement Dawsn DebugGradientIdentity DebugGradientRefIdentity DecodeAndCropJpeg
            0-6 DecodeBase64 DecodeBmp DecodeCSV DecodeCompressed DecodeGif DecodeImage DecodeJSONExample DecodeJpeg
            0-6 DecodePaddedRaw DecodePng DecodeRaw DecodeWav DeepCopy DefaultAttrs DeleteIterator DeleteMemoryCache
            0-6 DeleteMultiDeviceIterator DeleteRandomSeedGenerator DeleteSeedGenerator DeleteSessionTensor
            0-6 DenseBincount DenseCountSparseOutput DenseToCSRSparseMatrix DenseToDenseSetOperation
            0-6 DenseToSparseBatchDataset DenseToSparseSetOperation DepthToSpace DepthwiseConv2dNative
            0-6 DepthwiseConv2dNativeBackpropFilter DepthwiseConv2dNativeBackpropInput Dequantize DeserializeIterator
            0-6 DeserializeManySparse DeserializeSparse DestroyResourceOp DestroyTemporaryVariable DeviceIndex
            0-6 DevicePlacementOp Diag DiagPart Digamma Dilation2D Dilation2DBackpropFilter Dilation2DBackpropInput
            0-6 DirectedInterleaveDataset DisableCopyOnRead Div DivNoNan DrawBoundingBoxes DrawBoundingBoxesV2
            0-6 DtypeWithDefaultOp DummyIterationCounter DummyMemoryCache DummySeedGenerator
            0-6 DynamicEnqueueTPUEmbeddingArbitraryTensorBatch DynamicPartition DynamicStitch EditDistance Eig Einsum
            0-6 Elu EluGrad Empty EmptyTensorList EmptyTensorMap EncodeBase64 EncodeJpeg EncodeJpegVariableQuality
            0-6 EncodePng EncodeWav EnqueueTPUEmbeddingArbitraryTensorBatch EnqueueTPUEmbeddingBatch
            0-6 EnqueueTPUEmbeddingIntegerBatch EnqueueTPUEmbeddingRaggedTensorBatch EnqueueTPUEmbeddingSparseBatch
            0-6 EnqueueTPUEmbeddingSparseTensorBatch EnsureShape Enter Equal Erf Erfc Erfinv EuclideanNorm
            0-6 ExecuteTPUEmbeddingPartitioner Exit Exp ExpandDims ExperimentalAssertNextDataset
            0-6 ExperimentalAutoShardDataset ExperimentalBytesProducedStatsDataset ExperimentalChooseFastestDataset
            0-6 ExperimentalDatasetCardinality ExperimentalDenseToSparseBatchDataset
            0-6 ExperimentalDirectedInterleaveDataset ExperimentalGroupByReducerDataset
            0-6 ExperimentalGroupByWindowDataset ExperimentalIgnoreErrorsDataset ExperimentalIteratorGetDevice
            0-6 ExperimentalLatencyStatsDataset ExperimentalMapAndBatchDataset ExperimentalMapDataset
            0-6 ExperimentalMaxIntraOpParallelismDataset ExperimentalNonSerializableDataset
            0-6 ExperimentalParallelInterleaveDataset ExperimentalParseExampleDataset
            0-6 ExperimentalPrivateThreadPoolDataset ExperimentalRandomDataset ExperimentalRebatchDataset
            0-6 ExperimentalScanDataset ExperimentalSetStatsAggregatorDataset ExperimentalSleepDataset
            0-6 ExperimentalSlidingWindowDataset ExperimentalStatsAggregatorHandle ExperimentalStatsAggregatorSummary
            0-6 ExperimentalTakeWhileDataset ExperimentalThreadPoolDataset ExperimentalThreadPoolHandle
            0-6 ExperimentalUnbatchDataset ExperimentalUniqueDataset Expint Expm1 ExtractGlimpse ExtractGlimpseV2
            0-6 ExtractImagePatches ExtractJpegShape ExtractVolumePatches FFT FFT2D FFT3D FIFOQueue FIFOQueueV2 Fact
            0-6 FakeParam FakeQuantWithMinMaxArgs FakeQuantWithMinMaxArgsGradient FakeQuantWithMinMaxVars
            0-6 FakeQuantWithMinMaxVarsGradient FakeQuantWithMinMaxVarsPerChannel
            0-6 FakeQuantWithMinMaxVarsPerChannelGradient FakeQueue Fill FilterByLastComponentDataset FilterDataset
            0-6 FinalizeDataset FinalizeTPUEmbedding Fingerprint FiveFloatOutputs FlatMapDataset FloatInput
            0-6 FloatOutput FloatOutputStringOutput Floor FloorDiv FloorMod FlushSummaryWriter Foo1 Foo2 Foo3 For
            0-6 FractionalAvgPool FractionalAvgPoolGrad FractionalMaxPool FractionalMaxPoolGrad FresnelCos FresnelSin
            0-6 FuncAttr FuncListAttr FusedBatchNorm FusedBatchNormGrad FusedBatchNormGradV2 FusedBatchNormGradV3
            0-6 FusedBatchNormV2 FusedBatchNormV3 FusedPadConv2D FusedResizeAndPadConv2D GRUBlockCell GRUBlockCellGrad
            0-6 Gather GatherNd GatherV2 GenerateBoundingBoxProposals GeneratorDataset GetDeadline GetElementAtIndex
            0-6 GetOptions GetSessionHandle GetSessionHandleV2 GetSessionTensor GraphDefVersion Greater GreaterEqual
            0-6 GroupByReducerDataset GroupByWindowDataset GuaranteeConst HSVToRGB HashTable HashTableV2
            0-6 HistogramFixedWidth HistogramSummary HostConst IFFT IFFT2D IFFT3D IRFFT IRFFT2D IRFFT3D Identity
            0-6 IdentityN IdentityReader IdentityReaderV2 If Igamma IgammaGradA Igammac IgnoreErrorsDataset Imag
            0-6 ImageProjectiveTransformV2 ImageProjectiveTransformV3 ImageSummary InPolymorphicTwice InTopK InTopKV2
            0-6 InfeedDequeue InfeedDequeueTuple InfeedEnqueue InfeedEnqueuePrelinearizedBuffer InfeedEnqueueTuple
            0-6 InitializeTable InitializeTableFromDataset InitializeTableV2 InplaceAdd InplaceSub InplaceUpdate
            0-6 Int64Output IntAttr IntInput IntInputFloatInput IntInputIntOutput IntOutput IntOutputFloatOutput
            0-6 InterleaveDataset Inv InvGrad Invert InvertPermutation IsBoostedTreesEnsembleInitialized
            0-6 IsBoostedTreesQuantileStreamResourceInitialized IsFinite IsInf IsNan IsResourceHandleRefCounting
            0-6 IsTPUEmbeddingInitialized IsTensorFloat32Enabled IsVariableInitialized IsotonicRegression Iterator
            0-6 IteratorFromStringHandle IteratorFromStringHandleV2 IteratorGetDevice IteratorGetNext
            0-6 IteratorGetNextAsOptional IteratorGetNextSync IteratorToStringHandle IteratorV2
            0-6 KMC2ChainInitialization KernelLabel KernelLabelRequired KmeansPlusPlusInitialization KthOrderStatistic
            0-6 L2Loss LRN LRNGrad LSTMBlockCell LSTMBlockCellGrad LatencyStatsDataset LeakyRelu LeakyReluGrad
            0-6 LearnedUnigramCandidateSampler LeftShift LegacyParallelInterleaveDatasetV2 Less LessEqual Lgamma
            0-6 LinSpace ListDataset ListDiff ListInput ListOutput LoadAllTPUEmbeddingParameters
            0-6 LoadTPUEmbeddingADAMParameters LoadTPUEmbeddingAdadeltaParameters
            0-6 LoadTPUEmbeddingAdagradMomentumParameters LoadTPUEmbeddingAdagradParameters
            0-6 LoadTPUEmbeddingCenteredRMSPropParameters LoadTPUEmbeddingFTRLParameters
            0-6 LoadTPUEmbeddingFrequencyEstimatorParameters LoadTPUEmbeddingMDLAdagradLightParameters
            0-6 LoadTPUEmbeddingMomentumParameters LoadTPUEmbeddingProximalAdagradParameters
            0-6 LoadTPUEmbeddingProximalYogiParameters LoadTPUEmbeddingRMSPropParameters
            0-6 LoadTPUEmbeddingStochasticGradientDescentParameters Log Log1p LogMatrixDeterminant LogSoftmax
            0-6 LogUniformCandidateSampler LogicalAnd LogicalNot LogicalOr LookupTableExport LookupTableExportV2
            0-6 LookupTableFind LookupTableFindV2 LookupTableImport LookupTableImportV2 LookupTableInsert
            0-6 LookupTableInsertV2 LookupTableRemoveV2 LookupTableSize LookupTableSizeV2 LoopCond LowerBound Lu
            0-6 MakeIterator MakeUnique MakeWeakResourceHandle MapAndBatchDataset MapClear MapDataset MapDefun
            0-6 MapIncompleteSize MapPeek MapSize MapStage MapUnstage MapUnstageNoKey MatMul MatrixBandPart
            0-6 MatrixDeterminant MatrixDiag MatrixDiagPart MatrixDiagPartV2 MatrixDiagPartV3 MatrixDiagV2
            0-6 MatrixDiagV3 MatrixExponential MatrixInverse MatrixLogarithm MatrixSetDiag MatrixSetDiagV2
            0-6 MatrixSetDiagV3 MatrixSolve MatrixSolveLs MatrixSquareRoot MatrixTriangularSolve Max
            0-6 MaxIntraOpParallelismDataset MaxPool MaxPool3D MaxPool3DGrad MaxPool3DGradGrad MaxPoolGrad
            0-6 MaxPoolGradGrad MaxPoolGradGradV2 MaxPoolGradGradWithArgmax MaxPoolGradV2 MaxPoolGradWithArgmax
            0-6 MaxPoolV2 MaxPoolWithArgmax Maximum Mean Merge MergeSummary Mfcc Min Minimum MirrorPad MirrorPadGrad
            0-6 MixedStruct Mod ModelDataset Mul MulNoNan MultiDeviceIterator MultiDeviceIteratorFromStringHandle
            0-6 MultiDeviceIteratorGetNextFromShard MultiDeviceIteratorInit MultiDeviceIteratorToStringHandle
            0-6 Multinomial MutableDenseHashTable MutableDenseHashTableV2 MutableHashTable MutableHashTableOfTensors
            0-6 MutableHashTableOfTensorsV2 MutableHashTableV2 MutexLock MutexV2 NInPolymorphicTwice NInTwice
            0-6 NInTwoTypeVariables NIntsIn NIntsOut NIntsOutDefault NPolymorphicIn NPolymorphicOut
            0-6 NPolymorphicOutDefault NPolymorphicRestrictIn NPolymorphicRestrictOut Namespace>TestStringOutput
            0-6 NcclAllReduce NcclBroadcast NcclReduce Ndtri NearestNeighbors Neg NegTrain NextAfter NextIteration
            0-6 NoOp NonDeterministicInts NonMaxSuppression NonMaxSuppressionV2 NonMaxSuppressionV3
            0-6 NonMaxSuppressionV4 NonMaxSuppressionV5 NonMaxSuppressionWithOverlaps NonSerializableDataset None
            0-6 NotEqual NthElement Old OneHot OneShotIterator OnesLike OpWithDefaultAttr OpWithFutureDefaultAttr
            0-6 OptimizeDataset OptimizeDatasetV2 OptionalFromValue OptionalGetValue OptionalHasValue OptionalNone
            0-6 OptionsDataset OrderedMapClear OrderedMapIncompleteSize OrderedMapPeek OrderedMapSize OrderedMapStage
            0-6 OrderedMapUnstage OrderedMapUnstageNoKey OutT OutTypeList OutTypeListRestrict OutfeedDequeue
            0-6 OutfeedDequeueTuple OutfeedDequeueTupleV2 OutfeedDequeueV2 OutfeedEnqueue OutfeedEnqueueTuple Pack Pad
            0-6 PadV2 PaddedBatchDataset PaddedBatchDatasetV2 PaddingFIFOQueue PaddingFIFOQueueV2 ParallelBatchDataset
            0-6 ParallelConcat ParallelDynamicStitch ParallelFilterDataset ParallelInterleaveDataset
            0-6 ParallelInterleaveDatasetV2 ParallelInterleaveDatasetV3 ParallelInterleaveDatasetV4 ParallelMapDataset
            0-6 ParallelMapDatasetV2 ParameterizedTruncatedNormal ParseExample ParseExampleDataset
            0-6 ParseExampleDatasetV2 ParseExampleV2 ParseSequenceExample ParseSequenceExampleV2 ParseSingleExample
            0-6 ParseSingleSequenceExample ParseTensor PartitionedCall Placeholder PlaceholderV2
            0-6 PlaceholderWithDefault Polygamma Polymorphic PolymorphicDefaultOut PolymorphicOut PopulationCount Pow
            0-6 PrefetchDataset Prelinearize PrelinearizeTuple PreventGradient Print PrintV2 PriorityQueue
            0-6 PriorityQueueV2 PrivateThreadPoolDataset Prod Qr QuantizeAndDequantize QuantizeAndDequantizeV2
            0-6 QuantizeAndDequantizeV3 QuantizeAndDequantizeV4 QuantizeAndDequantizeV4Grad QuantizeDownAndShrinkRange
            0-6 QuantizeV2 QuantizedAdd QuantizedAvgPool QuantizedBatchNormWithGlobalNormalization QuantizedBiasAdd
            0-6 QuantizedConcat QuantizedConcatV2 QuantizedConv2D QuantizedConv2DAndRelu
            0-6 QuantizedConv2DAndReluAndRequantize QuantizedConv2DAndRequantize QuantizedConv2DPerChannel
            0-6 QuantizedConv2DWithBias QuantizedConv2DWithBiasAndRelu QuantizedConv2DWithBiasAndReluAndRequantize
            0-6 QuantizedConv2DWithBiasAndRequantize QuantizedConv2DWithBiasSignedSumAndReluAndRequantize
            0-6 QuantizedConv2DWithBiasSumAndRelu QuantizedConv2DWithBiasSumAndReluAndRequantize
            0-6 QuantizedDepthwiseConv2D QuantizedDepthwiseConv2DWithBias QuantizedDepthwiseConv2DWithBiasAndRelu
            0-6 QuantizedDepthwiseConv2DWithBiasAndReluAndRequantize QuantizedInstanceNorm QuantizedMatMul
            0-6 QuantizedMatMulWithBias QuantizedMatMulWithBiasAndDequantize QuantizedMatMulWithBiasAndRelu
            0-6 QuantizedMatMulWithBiasAndReluAndRequantize QuantizedMatMulWithBiasAndRequantize QuantizedMaxPool
            0-6 QuantizedMul QuantizedRelu QuantizedRelu6 QuantizedReluX QuantizedReshape QuantizedResizeBilinear
            0-6 QueueClose QueueCloseV2 QueueDequeue QueueDequeueMany QueueDequeueManyV2 QueueDequeueUpTo
            0-6 QueueDequeueUpToV2 QueueDequeueV2 QueueEnqueue QueueEnqueueMany QueueEnqueueManyV2 QueueEnqueueV2
            0-6 QueueIsClosed QueueIsClosedV2 QueueSize QueueSizeV2 RFFT RFFT2D RFFT3D RGBToHSV RaggedBincount
            0-6 RaggedCountSparseOutput RaggedCross RaggedGather RaggedRange RaggedTensorFromVariant
            0-6 RaggedTensorToSparse RaggedTensorToTensor RaggedTensorToVariant RaggedTensorToVariantGradient
            0-6 RandomCrop RandomDataset RandomGamma RandomGammaGrad RandomIndexShuffle RandomPoisson RandomPoissonV2
            0-6 RandomShuffle RandomShuffleQueue RandomShuffleQueueV2 RandomStandardNormal RandomUniform
            0-6 RandomUniformInt Range RangeDataset Rank ReadVariableOp ReadVariableXlaSplitND
            0-6 ReaderNumRecordsProduced ReaderNumRecordsProducedV2 ReaderNumWorkUnitsCompleted
            0-6 ReaderNumWorkUnitsCompletedV2 ReaderRead ReaderReadUpTo ReaderReadUpToV2 ReaderReadV2 ReaderReset
            0-6 ReaderResetV2 ReaderRestoreState ReaderRestoreStateV2 ReaderSerializeState ReaderSerializeStateV2 Real
            0-6 RealDiv RebatchDataset RebatchDatasetV2 Reciprocal ReciprocalGrad Recv RecvTPUEmbeddingActivations
            0-6 ReduceDataset ReduceJoin RefEnter RefExit RefIdentity RefIn RefInputFloatInput
            0-6 RefInputFloatInputIntOutput RefInputIntInput RefMerge RefNextIteration RefOut RefOutput
            0-6 RefOutputFloatOutput RefSelect RefSwitch RegexFullMatch RegexReplace Relayout Relu Relu6 Relu6Grad
            0-6 ReluGrad RemoteCall RepeatDataset RequantizationRange RequantizationRangePerChannel Requantize
            0-6 RequantizePerChannel RequiresOlderGraphVersion ReservedAttr ReservedInput Reshape ResizeArea
            0-6 ResizeBicubic ResizeBicubicGrad ResizeBilinear ResizeBilinearGrad ResizeNearestNeighbor
            0-6 ResizeNearestNeighborGrad ResourceAccumulatorApplyGradient ResourceAccumulatorNumAccumulated
            0-6 ResourceAccumulatorSetGlobalStep ResourceAccumulatorTakeGradient ResourceApplyAdaMax
            0-6 ResourceApplyAdadelta ResourceApplyAdagrad ResourceApplyAdagradDA ResourceApplyAdagradV2
            0-6 ResourceApplyAdam ResourceApplyAdamWithAmsgrad ResourceApplyAddSign ResourceApplyCenteredRMSProp
            0-6 ResourceApplyFtrl ResourceApplyFtrlV2 ResourceApplyGradientDescent ResourceApplyKerasMomentum
            0-6 ResourceApplyMomentum ResourceApplyPowerSign ResourceApplyProximalAdagrad
            0-6 ResourceApplyProximalGradientDescent ResourceApplyRMSProp ResourceConditionalAccumulator
            0-6 ResourceCountUpTo ResourceCreateOp ResourceGather ResourceGatherNd ResourceInitializedOp
            0-6 ResourceScatterAdd ResourceScatterDiv ResourceScatterMax ResourceScatterMin ResourceScatterMul
            0-6 ResourceScatterNdAdd ResourceScatterNdMax ResourceScatterNdMin ResourceScatterNdSub
            0-6 ResourceScatterNdUpdate ResourceScatterSub ResourceScatterUpdate ResourceSparseApplyAdadelta
            0-6 ResourceSparseApplyAdagrad ResourceSparseApplyAdagradDA ResourceSparseApplyAdagradV2
            0-6 ResourceSparseApplyCenteredRMSProp ResourceSparseApplyFtrl ResourceSparseApplyFtrlV2
            0-6 ResourceSparseApplyKerasMomentum ResourceSparseApplyMomentum ResourceSparseApplyProximalAdagrad
            0-6 ResourceSparseApplyProximalGradientDescent ResourceSparseApplyRMSProp ResourceStridedSliceAssign
            0-6 ResourceUsingOp Restrict RetrieveAllTPUEmbeddingParameters RetrieveTPUEmbeddingADAMParameters
            0-6 RetrieveTPUEmbeddingAdadeltaParameters RetrieveTPUEmbeddingAdagradMomentumParameters
            0-6 RetrieveTPUEmbeddingAdagradParameters RetrieveTPUEmbeddingCenteredRMSPropParameters
            0-6 RetrieveTPUEmbeddingFTRLParameters RetrieveTPUEmbeddingFrequencyEstimatorParameters
            0-6 RetrieveTPUEmbeddingMDLAdagradLightParameters RetrieveTPUEmbeddingMomentumParameters
            0-6 RetrieveTPUEmbeddingProximalAdagradParameters RetrieveTPUEmbeddingProximalYogiParameters
            0-6 RetrieveTPUEmbeddingRMSPropParameters RetrieveTPUEmbeddingStochasticGradientDescentParameters Reverse
            0-6 ReverseSequence ReverseV2 RewriteDataset RightShift Rint RiscAbs RiscAdd RiscBinaryArithmetic
            0-6 RiscBinaryComparison RiscBitcast RiscBroadcast RiscCast RiscCeil RiscCholesky RiscConcat RiscCondition
            0-6 RiscConv RiscCos RiscDiv RiscDot RiscExp RiscFft RiscFloor RiscGather RiscImag RiscIsFinite RiscLog
            0-6 RiscLogicalAnd RiscLogicalNot RiscLogicalOr RiscMax RiscMin RiscMul RiscNeg RiscPad RiscPool RiscPow
            0-6 RiscRandomUniform RiscReal RiscReduce RiscRem RiscReshape RiscReverse RiscScatter RiscShape RiscSign
            0-6 RiscSlice RiscSort RiscSqueeze RiscSub RiscTranspose RiscTriangularSolve RiscUnary RiscWhile
            0-6 RngReadAndSkip RngSkip Roll Round Rsqrt RsqrtGrad SampleDistortedBoundingBox
            0-6 SampleDistortedBoundingBoxV2 SamplingDataset ScalarSummary ScaleAndTranslate ScaleAndTranslateGrad
            0-6 ScanDataset ScatterAdd ScatterDiv ScatterMax ScatterMin ScatterMul ScatterNd ScatterNdAdd ScatterNdMax
            0-6 ScatterNdMin ScatterNdNonAliasingAdd ScatterNdSub ScatterNdUpdate ScatterSub ScatterUpdate SdcaFprint
            0-6 SdcaOptimizer SdcaOptimizerV2 SdcaShrinkL1 SegmentMax SegmentMean SegmentMin SegmentProd SegmentSum
            0-6 Select SelectV2 SelfAdjointEig SelfAdjointEigV2 Selu SeluGrad Send SendTPUEmbeddingGradients
            0-6 SerializeIterator SerializeManySparse SerializeSparse SerializeTensor SetSize
            0-6 SetStatsAggregatorDataset Shape ShapeN ShardDataset ShardedFilename ShardedFilespec
            0-6 ShuffleAndRepeatDataset ShuffleAndRepeatDatasetV2 ShuffleDataset ShuffleDatasetV2 ShuffleDatasetV3
            0-6 ShutdownDistributedTPU ShutdownTPUSystem Sigmoid SigmoidGrad Sign Simple SimpleStruct Sin Sinh Size
            0-6 SkipDataset SleepDataset SleepIdentityOp SleepOp Slice SlidingWindowDataset Snapshot SobolSample
            0-6 Softmax SoftmaxCrossEntropyWithLogits Softplus SoftplusGrad Softsign SoftsignGrad SpaceToBatch
            0-6 SpaceToBatchND SpaceToDepth SparseAccumulatorApplyGradient SparseAccumulatorTakeGradient SparseAdd
            0-6 SparseAddGrad SparseApplyAdadelta SparseApplyAdagrad SparseApplyAdagradDA SparseApplyAdagradV2
            0-6 SparseApplyCenteredRMSProp SparseApplyFtrl SparseApplyFtrlV2 SparseApplyMomentum
            0-6 SparseApplyProximalAdagrad SparseApplyProximalGradientDescent SparseApplyRMSProp SparseBincount
            0-6 SparseConcat SparseConditionalAccumulator SparseCountSparseOutput SparseCross SparseCrossHashed
            0-6 SparseCrossV2 SparseDenseCwiseAdd SparseDenseCwiseDiv SparseDenseCwiseMul SparseFillEmptyRows
            0-6 SparseFillEmptyRowsGrad SparseMatMul SparseMatrixAdd SparseMatrixMatMul SparseMatrixMul
            0-6 SparseMatrixNNZ SparseMatrixOrderingAMD SparseMatrixSoftmax SparseMatrixSoftmaxGrad
            0-6 SparseMatrixSparseCholesky SparseMatrixSparseMatMul SparseMatrixTranspose SparseMatrixZeros
            0-6 SparseReduceMax SparseReduceMaxSparse SparseReduceSum SparseReduceSumSparse SparseReorder
            0-6 SparseReshape SparseSegmentMean SparseSegmentMeanGrad SparseSegmentMeanWithNumSegments
            0-6 SparseSegmentSqrtN SparseSegmentSqrtNGrad SparseSegmentSqrtNWithNumSegments SparseSegmentSum
            0-6 SparseSegmentSumGrad SparseSegmentSumWithNumSegments SparseSlice SparseSliceGrad SparseSoftmax
            0-6 SparseSoftmaxCrossEntropyWithLogits SparseSparseMaximum SparseSparseMinimum SparseSplit
            0-6 SparseTensorDenseAdd SparseTensorDenseMatMul SparseTensorSliceDataset SparseTensorToCSRSparseMatrix
            0-6 SparseToDense SparseToSparseSetOperation Spence Split SplitV Sqrt SqrtGrad Square SquaredDifference
            0-6 Squeeze Stack StackClose StackCloseV2 StackPop StackPopV2 StackPush StackPushV2 StackV2 Stage
            0-6 StageClear StagePeek StageSize StatefulPartitionedCall StatefulRandomBinomial StatefulStandardNormal
            0-6 StatefulStandardNormalV2 StatefulTruncatedNormal StatefulUniform StatefulUniformFullInt
            0-6 StatefulUniformInt StatelessCase StatelessIf StatelessMultinomial
            0-6 StatelessParameterizedTruncatedNormal StatelessRandomBinomial StatelessRandomGammaV2
            0-6 StatelessRandomGetAlg StatelessRandomGetKeyCounter StatelessRandomGetKeyCounterAlg
            0-6 StatelessRandomNormal StatelessRandomNormalV2 StatelessRandomPoisson StatelessRandomUniform
            0-6 StatelessRandomUniformFullInt StatelessRandomUniformFullIntV2 StatelessRandomUniformInt
            0-6 StatelessRandomUniformIntV2 StatelessRandomUniformV2 StatelessSampleDistortedBoundingBox
            0-6 StatelessShuffle StatelessTruncatedNormal StatelessTruncatedNormalV2 StatelessWhile
            0-6 StaticRegexFullMatch StaticRegexReplace StatsAggregatorHandle StatsAggregatorHandleV2
            0-6 StatsAggregatorSetSummaryWriter StatsAggregatorSummary StopGradient StridedSlice StridedSliceAssign
            0-6 StridedSliceGrad StringFormat StringJoin StringLength StringListAttr StringLower StringNGrams
            0-6 StringSplit StringSplitV2 StringStrip StringToHashBucket StringToHashBucketFast
            0-6 StringToHashBucketStrong StringToNumber StringUpper StubResourceHandleOp Sub Substr Sum SummaryWriter
            0-6 Svd Switch SymbolicGradient TPUCompilationResult TPUCompile TPUCompileSucceededAssert
            0-6 TPUEmbeddingActivations TPUExecute TPUExecuteAndUpdateVariables TPUOrdinalSelector TPUPartitionedCall
            0-6 TPUPartitionedInput TPUPartitionedOutput TPUReplicateMetadata TPUReplicatedInput TPUReplicatedOutput
            0-6 TPUReshardVariables TPURoundRobin TakeDataset TakeManySparseFromTensorsMap TakeWhileDataset Tan Tanh
            0-6 TanhGrad TemporaryVariable TensorArray TensorArrayClose TensorArrayCloseV2 TensorArrayCloseV3
            0-6 TensorArrayConcat TensorArrayConcatV2 TensorArrayConcatV3 TensorArrayGather TensorArrayGatherV2
            0-6 TensorArrayGatherV3 TensorArrayGrad TensorArrayGradV2 TensorArrayGradV3 TensorArrayGradWithShape
            0-6 TensorArrayPack TensorArrayRead TensorArrayReadV2 TensorArrayReadV3 TensorArrayScatter
            0-6 TensorArrayScatterV2 TensorArrayScatterV3 TensorArraySize TensorArraySizeV2 TensorArraySizeV3
            0-6 TensorArraySplit TensorArraySplitV2 TensorArraySplitV3 TensorArrayUnpack TensorArrayV2 TensorArrayV3
            0-6 TensorArrayWrite TensorArrayWriteV2 TensorArrayWriteV3 TensorDataset TensorListConcat
            0-6 TensorListConcatLists TensorListConcatV2 TensorListElementShape TensorListFromTensor TensorListGather
            0-6 TensorListGetItem TensorListLength TensorListPopBack TensorListPushBack TensorListPushBackBatch
            0-6 TensorListReserve TensorListResize TensorListScatter TensorListScatterIntoExistingList
            0-6 TensorListScatterV2 TensorListSetItem TensorListSplit TensorListStack TensorMapErase TensorMapHasKey
            0-6 TensorMapInsert TensorMapLookup TensorMapSize TensorMapStackKeys TensorScatterAdd TensorScatterMax
            0-6 TensorScatterMin TensorScatterSub TensorScatterUpdate TensorSliceDataset TensorStridedSliceUpdate
            0-6 TensorSummary TensorSummaryV2 TestAttr TestStringOutput ThreadPoolDataset ThreadPoolHandle
            0-6 ThreadUnsafeUnigramCandidateSampler Tile TileGrad Timestamp ToBool TopK TopKUnique TopKV2
            0-6 TopKWithUnique TpuHandleToProtoKey Transpose TridiagonalMatMul TridiagonalSolve TruncateDiv
            0-6 TruncateMod TruncatedNormal TwoFloatInputs TwoFloatInputsFloatOutput TwoFloatInputsIntOutput
            0-6 TwoFloatOutputs TwoIntInputs TwoIntOutputs TwoRefsIn TypeList TypeListRestrict TypeListTwice Unary
            0-6 Unbatch UnbatchDataset UnbatchGrad UncompressElement UnicodeDecode UnicodeDecodeWithOffsets
            0-6 UnicodeEncode UnicodeScript UnicodeTranscode UniformCandidateSampler UniformDequantize
            0-6 UniformQuantizedDotHybrid Unique UniqueDataset UniqueV2 UniqueWithCounts UniqueWithCountsV2 Unpack
            0-6 UnravelIndex UnsortedSegmentJoin UnsortedSegmentMax UnsortedSegmentMin UnsortedSegmentProd
            0-6 UnsortedSegmentSum Unstage UnwrapDatasetVariant UpperBound VarHandleOp VarIsInitializedOp Variable
            0-6 VariableShape VariableV2 Where While WindowDataset WindowOp WrapDatasetVariant WriteAudioSummary
            0-6 WriteGraphSummary WriteHistogramSummary WriteImageSummary WriteRawProtoSummary WriteScalarSummary
            0-6 WriteSummary Xdivy XlaAllReduce XlaBroadcastHelper XlaCallModule XlaClusterOutput XlaConcatND XlaConv
            0-6 XlaConvV2 XlaDequantize XlaDot XlaDotV2 XlaDynamicSlice XlaDynamicUpdateSlice XlaEinsum XlaGather
            0-6 XlaHostCompute XlaIf XlaKeyValueSort XlaLaunch XlaOptimizationBarrier XlaPad XlaRecv XlaRecvFromHost
            0-6 XlaRecvTPUEmbeddingActivations XlaRecvTPUEmbeddingDeduplicationData XlaReduce XlaReduceScatter
            0-6 XlaReduceWindow XlaRemoveDynamicDimensionSize XlaReplicaId XlaRngBitGenerator XlaScatter
            0-6 XlaSelectAndScatter XlaSelfAdjointEig XlaSend XlaSendTPUEmbeddingGradients XlaSendToHost XlaSetBound
            0-6 XlaSetDynamicDimensionSize XlaSharding XlaSort XlaSplitND XlaSpmdFullToShardShape
            0-6 XlaSpmdShardToFullShape XlaSvd XlaVariadicReduce XlaVariadicReduceV2 XlaVariadicSort XlaWhile Xlog1py
            0-6 Xlogy ZerosLike Zeta ZipDataset
            1-6 UniformQuantize UniformQuantizedClipByValue UniformQuantizedDot UniformRequantize XlaReducePrecision
            2 RelayoutGrad
            2-6 CollectiveAllToAllV2 CollectiveReduceScatterV2 ComputeDedupDataTupleMask Conv2DBackpropFilterV2
            2-6 Conv2DBackpropInputV2 CopyToMeshGrad DTensorAllToAll MergeDedupData RaggedFillEmptyRows
            2-6 RaggedFillEmptyRowsGrad RandomDatasetV2 SegmentMaxV2 SegmentMinV2 SegmentProdV2 SegmentSumV2
            2-6 SplitDedupData StatelessRandomGammaV3 StochasticCastToInt SyncDevice TPUPartitionedInputV2
            2-6 TPUPartitionedOutputV2 UniformQuantizedAdd UniformQuantizedConvolution
            2-6 UniformQuantizedConvolutionHybrid XlaLaunchV2
            3 CaseFoldUTF8 ConstrainedSequence CreateTRTResourceHandle FastBertNormalize
            3 FastWordpieceTokenizeWithOffsets FindSourceOffsets GetCalibrationDataOp MaxSpanningTree NormalizeUTF8
            3 NormalizeUTF8WithOffsetsMap PhraseTokenize RegexSplitWithOffsets SentenceFragments SentenceFragmentsV2
            3 SentencepieceDetokenizeOp SentencepieceIdToStringOp SentencepieceOp SentencepieceStringToIdOp
            3 SentencepieceTokenizeOp SentencepieceTokenizeWithOffsetsOp SentencepieceVocabSizeOp
            3 SplitMergeTokenizeWithOffsets TFText>BoiseTagsToOffsets TFText>ByteSplitByOffsets
            3 TFText>ByteSplitWithOffsets TFText>FastSentencepieceDetokenize TFText>FastSentencepieceTokenize
            3 TFText>FastWordpieceDetokenize TFText>NgramsStringJoin TFText>OffsetsToBoiseTags TFText>PhraseDetokenize
            3 TFText>RoundRobinGenerateMasks TFText>RoundRobinTrim TFText>Utf8Binarize
            3 TFText>WhitespaceTokenizeWithOffsetsV2 TokenizerFromLogits UnicodeScriptTokenizeWithOffsets
            3 WhitespaceTokenizeWithOffsets WordpieceTokenizeWithOffsets
            3-6 Conv DynamicEnqueueTPUEmbeddingRaggedTensorBatch FFTND IFFTND IRFFTND RFFTND RelayoutLike
            3-6 SparseSegmentMeanGradV2 SparseSegmentSqrtNGradV2 SparseSegmentSumGradV2
            4-6 ComputeDedupDataSize ConvertToCooTensor DatasetFingerprint GetMinibatchSplitsWithPhysicalReplica
            4-6 GetMinibatchesInCsrWithPhysicalReplica GlobalIterId StoreMinibatchStatisticsInFdo
            4-6 TPUAnnotateTensorsWithDynamicShape TPUCopyWithDynamicShape XlaSparseCoreAdagrad
            4-6 XlaSparseCoreAdagradMomentum XlaSparseCoreAdam XlaSparseCoreFtrl XlaSparseCoreSgd XlaSparseDenseMatmul
            4-6 XlaSparseDenseMatmulGradWithAdagradAndCsrInput XlaSparseDenseMatmulGradWithAdagradMomentumAndCsrInput
            4-6 XlaSparseDenseMatmulGradWithAdamAndCsrInput XlaSparseDenseMatmulGradWithFtrlAndCsrInput
            4-6 XlaSparseDenseMatmulGradWithSgdAndCsrInput XlaSparseDenseMatmulWithCsrInput
            5-6 CheckPinned ComputeDedupDataSizeV2 ComputeDedupDataTupleMaskV2 ConvertToListOfSparseCoreCooTensors
            5-6 ConvertToSparseCoreCsrWrappedCooTensor FinalizeTPUEmbeddingV2 GetStatsFromListOfSparseCoreCooTensors
            5-6 GetTpuTaskId GlobalShuffleDataset IndexFlatMapDataset IteratorGetModelProto
            5-6 SortListOfSparseCoreCooTensors UpdateTaskIdAndGlobalCoreArray WeightedFlatMapDataset
            5-6 XlaRecvTPUEmbeddingActivationsV2 XlaRecvTPUEmbeddingDeduplicationDataV2 XlaSendTPUEmbeddingGradientsV2
            5-6 XlaSparseDenseMatmulGradWithAdagradAndStaticBufferSize
            5-6 XlaSparseDenseMatmulGradWithAdagradMomentumAndStaticBufferSize
            5-6 XlaSparseDenseMatmulGradWithAdamAndStaticBufferSize XlaSparseDenseMatmulGradWithCsrInput
            5-6 XlaSparseDenseMatmulGradWithFtrlAndStaticBufferSize XlaSparseDenseMatmulGradWithSgdAndStaticBufferSize
            5-6 XlaSparseDenseMatmulWithStaticBufferSize
            6 DecodeWebP TPUDummyInput XlaSparseActivationsUnstack
            6 XlaSparseDenseMatmulCustomCombinerOnTcGradWithAdagradAndCsrInput
            6 XlaSparseDenseMatmulCustomCombinerOnTcGradWithAdagradMomentumAndCsrInput
            6 XlaSparseDenseMatmulCustomCombinerOnTcGradWithAdamAndCsrInput
            6 XlaSparseDenseMatmulCustomCombinerOnTcGradWithCsrInput
            6 XlaSparseDenseMatmulCustomCombinerOnTcGradWithFtrlAndCsrInput
            6 XlaSparseDenseMatmulCustomCombinerOnTcGradWithSgdAndCsrInput
            6 XlaSparseDenseMatmulCustomCombinerOnTcWithCsrInput XlaSparseGradientsStack
            """,
        deeds: """
            would call a Python function: EagerPyFunc PyFunc PyFuncStateless
            would read files: CSVDataset CSVDatasetV2 DTensorRestoreV2 DecodeProtoV2 EncodeProto
            would read files: ExperimentalCSVDataset ExperimentalLMDBDataset ExperimentalMatchingFilesDataset
            would read files: ExperimentalSqlDataset FixedLengthRecordDataset FixedLengthRecordDatasetV2
            would read files: FixedLengthRecordReader FixedLengthRecordReaderV2 FixedUnigramCandidateSampler
            would read files: GenerateVocabRemapping ImmutableConst InitializeTRTResource InitializeTableFromTextFile
            would read files: InitializeTableFromTextFileV2 LMDBDataset LMDBReader ListSnapshotChunksDataset
            would read files: LoadAndRemapMatrix LoadDataset MatchingFiles MatchingFilesDataset ReadFile RecordInput
            would read files: Restore RestoreSlice RestoreV2 Skipgram SnapshotChunkDataset SnapshotDatasetReader
            would read files: SnapshotNestedDatasetReader SqlDataset TFRecordDataset TFRecordDatasetV2 TFRecordReader
            would read files: TFRecordReaderV2 TextLineDataset TextLineReader TextLineReaderV2 WholeFileReader
            would read files: WholeFileReaderV2
            would write files: CacheDataset CacheDatasetV2 CalibrationStatisticsSaver Copy CopyHost
            would write files: CreateSummaryDbWriter CreateSummaryFileWriter DatasetToTFRecord DebugIdentity
            would write files: DebugIdentityV2 DebugIdentityV3 DebugNanCount DebugNumericSummary DebugNumericSummaryV2
            would write files: DistributedSave DumpTensor ExperimentalDatasetToTFRecord ImportEvent MergeV2Checkpoints
            would write files: Save SaveDataset SaveDatasetV2 SaveSlices SaveV2 SerializeTRTResource SnapshotDataset
            would write files: SnapshotDatasetV2 WriteFile
            would use the network: ConnectTPUEmbeddingHosts DataServiceDataset DataServiceDatasetV2
            would use the network: DataServiceDatasetV3 DataServiceDatasetV4 DeleteRpcFutureResource
            would use the network: FileSystemSetConfiguration RegisterDataset RegisterDatasetV2
            would use the network: RemoteFusedGraphExecute Rpc RpcCall RpcCheckStatus RpcClient RpcGetValue RpcServer
            would use the network: RpcServerRegister RpcServerStart TryRpc
            would end the process: Abort WorkerHeartbeat
            would run native code: MlirPassthroughOp TRTEngineOp TfLiteSubgraphExecute XlaCustomCall XlaCustomCallV2
            would run a graph that is packed in a text: DatasetFromGraph
            """,
    )
}
