extension NameTable {
    /// The modules of torchvision's networks and of its operators, quantised and traced ones left out.
    ///
    /// All of them are made empty and keep what their state says; none has a state of its own making.
    static let torchvision = NameTable(
        framework: "torchvision",
        versions: "0.29.2",
        rows: """
            make 0 torchvision.models._utils IntermediateLayerGetter
            make 0 torchvision.models.alexnet AlexNet
            make 0 torchvision.models.convnext CNBlock ConvNeXt LayerNorm2d
            make 0 torchvision.models.densenet DenseNet _DenseBlock _DenseLayer _Transition
            make 0 torchvision.models.detection.anchor_utils AnchorGenerator DefaultBoxGenerator
            make 0 torchvision.models.detection.backbone_utils BackboneWithFPN
            make 0 torchvision.models.detection.faster_rcnn FastRCNNConvFCHead FastRCNNPredictor FasterRCNN TwoMLPHead
            make 0 torchvision.models.detection.fcos FCOS FCOSClassificationHead FCOSHead FCOSRegressionHead
            make 0 torchvision.models.detection.generalized_rcnn GeneralizedRCNN
            make 0 torchvision.models.detection.keypoint_rcnn KeypointRCNN KeypointRCNNHeads KeypointRCNNPredictor
            make 0 torchvision.models.detection.mask_rcnn MaskRCNN MaskRCNNHeads MaskRCNNPredictor
            make 0 torchvision.models.detection.retinanet RetinaNet RetinaNetClassificationHead RetinaNetHead
            make 0 torchvision.models.detection.retinanet RetinaNetRegressionHead
            make 0 torchvision.models.detection.roi_heads RoIHeads
            make 0 torchvision.models.detection.rpn RPNHead RegionProposalNetwork
            make 0 torchvision.models.detection.ssd SSD SSDClassificationHead SSDFeatureExtractorVGG SSDHead
            make 0 torchvision.models.detection.ssd SSDRegressionHead SSDScoringHead
            make 0 torchvision.models.detection.ssdlite SSDLiteClassificationHead SSDLiteFeatureExtractorMobileNet
            make 0 torchvision.models.detection.ssdlite SSDLiteHead SSDLiteRegressionHead
            make 0 torchvision.models.detection.transform GeneralizedRCNNTransform
            make 0 torchvision.models.efficientnet EfficientNet FusedMBConv MBConv
            make 0 torchvision.models.googlenet BasicConv2d GoogLeNet Inception InceptionAux
            make 0 torchvision.models.inception BasicConv2d Inception3 InceptionA InceptionAux InceptionB InceptionC
            make 0 torchvision.models.inception InceptionD InceptionE
            make 0 torchvision.models.maxvit MBConv MaxVit MaxVitBlock MaxVitLayer PartitionAttentionLayer
            make 0 torchvision.models.maxvit RelativePositionalMultiHeadAttention SwapAxes WindowDepartition
            make 0 torchvision.models.maxvit WindowPartition
            make 0 torchvision.models.mnasnet MNASNet _InvertedResidual
            make 0 torchvision.models.mobilenetv2 InvertedResidual MobileNetV2
            make 0 torchvision.models.mobilenetv3 InvertedResidual MobileNetV3
            make 0 torchvision.models.optical_flow.raft BottleneckBlock ConvGRU CorrBlock FeatureEncoder FlowHead
            make 0 torchvision.models.optical_flow.raft MaskPredictor MotionEncoder RAFT RecurrentBlock ResidualBlock
            make 0 torchvision.models.optical_flow.raft UpdateBlock
            make 0 torchvision.models.regnet AnyStage BottleneckTransform RegNet ResBottleneckBlock SimpleStemIN
            make 0 torchvision.models.resnet BasicBlock Bottleneck ResNet
            make 0 torchvision.models.segmentation._utils _SimpleSegmentationModel
            make 0 torchvision.models.segmentation.deeplabv3 ASPP ASPPConv ASPPPooling DeepLabHead DeepLabV3
            make 0 torchvision.models.segmentation.fcn FCN FCNHead
            make 0 torchvision.models.segmentation.lraspp LRASPP LRASPPHead
            make 0 torchvision.models.shufflenetv2 InvertedResidual ShuffleNetV2
            make 0 torchvision.models.squeezenet Fire SqueezeNet
            make 0 torchvision.models.swin_transformer PatchMerging PatchMergingV2 ShiftedWindowAttention
            make 0 torchvision.models.swin_transformer ShiftedWindowAttentionV2 SwinTransformer SwinTransformerBlock
            make 0 torchvision.models.swin_transformer SwinTransformerBlockV2
            make 0 torchvision.models.vgg VGG
            make 0 torchvision.models.video.mvit MViT MultiscaleAttention MultiscaleBlock Pool PositionalEncoding
            make 0 torchvision.models.video.resnet BasicBlock BasicStem Bottleneck Conv2Plus1D Conv3DNoTemporal
            make 0 torchvision.models.video.resnet Conv3DSimple R2Plus1dStem VideoResNet
            make 0 torchvision.models.video.s3d S3D SepInceptionBlock3D TemporalSeparableConv
            make 0 torchvision.models.video.swin_transformer PatchEmbed3d ShiftedWindowAttention3d SwinTransformer3d
            make 0 torchvision.models.vision_transformer Encoder EncoderBlock MLPBlock VisionTransformer
            make 0 torchvision.ops.deform_conv DeformConv2d
            make 0 torchvision.ops.drop_block DropBlock2d DropBlock3d
            make 0 torchvision.ops.feature_pyramid_network ExtraFPNBlock FeaturePyramidNetwork LastLevelMaxPool
            make 0 torchvision.ops.feature_pyramid_network LastLevelP6P7
            make 0 torchvision.ops.misc Conv2dNormActivation Conv3dNormActivation ConvNormActivation FrozenBatchNorm2d
            make 0 torchvision.ops.misc MLP Permute SqueezeExcitation
            make 0 torchvision.ops.poolers MultiScaleRoIAlign
            make 0 torchvision.ops.ps_roi_align PSRoIAlign
            make 0 torchvision.ops.ps_roi_pool PSRoIPool
            make 0 torchvision.ops.roi_align RoIAlign
            make 0 torchvision.ops.roi_pool RoIPool
            make 0 torchvision.ops.stochastic_depth StochasticDepth
            """,
    )
}
