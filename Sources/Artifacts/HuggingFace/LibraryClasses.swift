/// Classes of sentence-transformers, PyTorch and transformers that configuration files name, and a load calls.
///
/// Exact names: a module holds what it imports as well, so that `sentence_transformers.models.Dense.torch` is PyTorch.
enum LibraryClasses {
    static func contains(_ dotted: String) -> Bool {
        guard let dot = dotted.utf8.lastIndex(of: UInt8(ascii: ".")) else { return false }
        let package = String(dotted[..<dot])
        let name = String(dotted[dotted.utf8.index(after: dot)...])
        if activations.contains(name) { return activationPackages.contains(package) }
        if package == "transformers.activations" { return transformersActivations.contains(name) }
        guard modules.contains(name) else { return false }
        if modulePackages.contains(package) { return true }
        // The file of the class may stand between, in whatever case it was written.
        guard let last = package.utf8.lastIndex(of: UInt8(ascii: ".")) else { return false }
        return modulePackages.contains(String(package[..<last]))
    }

    /// Where sentence-transformers 1 to 6 keeps its modules.
    private static let modulePackages: Set<String> = [
        "sentence_transformers.models", "sentence_transformers.models.tokenizer",
        "sentence_transformers.sparse_encoder.models", "sentence_transformers.base.modules",
        "sentence_transformers.sentence_transformer.modules",
        "sentence_transformers.sentence_transformer.modules.tokenizer",
        "sentence_transformers.sparse_encoder.modules", "sentence_transformers.cross_encoder.modules",
        "sentence_transformers.multi_vector_encoder.modules",
    ]

    private static let modules: Set<String> = [
        "Asym", "BERT", "BoW", "CLIPModel", "CNN", "CamemBERT", "Dense", "DistilBERT", "Dropout",
        "HierarchicalTokenPooling", "LSTM", "LayerNorm", "LogitScore", "MLMTransformer", "MultiVectorMask", "Normalize",
        "PhraseTokenizer", "Pooling", "RoBERTa", "Router", "SparseAutoEncoder", "SparseStaticEmbedding",
        "SpladePooling", "StaticEmbedding", "T5", "TransformersTokenizerWrapper", "Transformer",
        "WeightedLayerPooling", "WhitespaceTokenizer", "WordEmbeddings", "WordWeights", "XLMRoBERTa", "XLNet", "ALBERT",
    ]

    private static let activationPackages: Set<String> = [
        "torch.nn", "torch.nn.modules", "torch.nn.modules.activation", "torch.nn.modules.linear",
    ]

    private static let activations: Set<String> = [
        "CELU", "ELU", "GELU", "GLU", "Hardshrink", "Hardsigmoid", "Hardswish", "Hardtanh", "Identity", "LeakyReLU",
        "LogSigmoid", "LogSoftmax", "Mish", "PReLU", "RReLU", "ReLU", "ReLU6", "SELU", "SiLU", "Sigmoid", "Softmax",
        "Softmax2d", "Softmin", "Softplus", "Softshrink", "Softsign", "Tanh", "Tanhshrink",
    ]

    private static let transformersActivations: Set<String> = [
        "AccurateGELUActivation", "FastGELUActivation", "GELUActivation", "GELUTanh", "LaplaceActivation",
        "LinearActivation", "MishActivation", "NewGELUActivation", "PytorchGELUTanh", "QuickGELUActivation",
        "ReLUSquaredActivation", "SiLUActivation",
    ]
}
