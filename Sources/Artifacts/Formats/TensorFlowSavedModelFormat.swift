import Files
import JSON

/// A TensorFlow SavedModel: a directory with `saved_model.pb` and `variables/`.
enum TensorFlowSavedModelFormat: ArtifactFormat {
    static let name = "tensorflow-savedmodel"
    private static let file = "saved_model.pb"
    /// Where that is missing, TensorFlow reads the same as text or in pieces.
    private static let others = ["saved_model.pbtxt", "saved_model.cpb"]

    static func recognise(_ head: FileHead) -> Recognition? { nil }

    static func describe(_ file: ArtifactFile) throws(ArtifactError) -> ArtifactDescription {
        throw ArtifactError(
            .notAnArtifact, path: file.path, reason: "a SavedModel is a folder; name the one that holds \(Self.file)")
    }

    static func recognise(_ directory: ArtifactDirectory) -> Recognition? {
        ([file] + others).contains(where: directory.contains) ? .certain : nil
    }

    /// Whether it is a file by which TensorFlow takes the folder that it lies in for a SavedModel.
    static func isGraph(_ path: String, in directory: ArtifactDirectory) -> Bool {
        let name = Path.name(path)
        guard others.contains(where: name.isExactly) else { return name.isExactly(file) }
        return !directory.contains(path.contains("/") ? Path.join(Path.parent(path), file) : file)
    }

    static func describe(_ directory: ArtifactDirectory) throws(ArtifactError) -> ArtifactDescription {
        guard directory.contains(file) else { return unread(directory) }
        var model = SavedModel()
        var fault: String?
        // Protocol Buffers end at 2 GiB.
        let opened = try directory.open(file, limit: 2 << 30)
        do throws(ProtobufError) {
            try model.read(ByteSource(opened))
            if model.tags.isEmpty { fault = "\(file) holds no graph; it is truncated or damaged, get it again" }
        } catch {
            fault = "\(file): \(error)"
        }
        try directory.check(opened, file)
        try readLayers(directory, into: &model)
        fault = fault ?? model.layerFault
        var description = directory.description(format: name, content: .savedModel(model))
        if !model.version.isEmpty { description.producers = [.init(framework: "tensorflow", version: model.version)] }
        if let signature = model.servingSignature {
            description.inputs = signature.inputs
            description.outputs = signature.outputs
        }
        let extras = CustomOperators.modules(of: model.operators)
        description.preload = ["tensorflow"] + extras
        description.requiredPackages = description.preload.map(RequiredPackage.init(module:))
        // Operators of other packages are registered by their Python modules only.
        if extras.isEmpty { description.native = NativeRoute(libraries: ["tensorflow/libtensorflow_cc.so.2"]) }
        description.fault = fault
        description.beside = try directory.bundle(besides: file)
        return description
    }

    /// A SavedModel whose graph is in a form that is not read here.
    private static func unread(_ directory: ArtifactDirectory) -> ArtifactDescription {
        var description = directory.description(format: name, content: .savedModel(SavedModel()))
        let other = others.first(where: directory.contains) ?? ""
        description.fault = "its graph is in '\(other)', which is not read; load it and save it again as '\(file)'"
        return description
    }

    /// Reads what Keras 2 keeps beside the graph.
    private static func readLayers(
        _ directory: ArtifactDirectory, into model: inout SavedModel
    ) throws(ArtifactError) {
        guard directory.contains(KerasMetadata.file) else { return }
        let opened = try directory.open(KerasMetadata.file, limit: 256 << 20)
        var layers = KerasMetadata()
        do throws(ProtobufError) {
            try layers.read(ByteSource(opened))
            if let fault = layers.fault { model.layerFault = "\(KerasMetadata.file): \(fault)" }
        } catch {
            model.layerFault = "\(KerasMetadata.file): \(error)"
        }
        try directory.check(opened, KerasMetadata.file)
        model.layerRisks += layers.risks.filter { !model.layerRisks.contains($0) }
    }
}

/// Operators that TensorFlow lacks, by the package that registers them when it is imported.
enum CustomOperators {
    /// The modules to import for a graph's operators, sorted.
    static func modules(of operators: [String]) -> [String] {
        let found = operators.compactMap { name in prefixes.first { name.hasPrefix($0.prefix) }?.module }
        return Set(found).sorted()
    }

    private static let prefixes: [(prefix: String, module: String)] = [
        ("SentencepieceTokenize", "tensorflow_text"), ("SentencepieceOp", "tensorflow_text"),
        ("SentencepieceDetokenize", "tensorflow_text"), ("WordpieceTokenize", "tensorflow_text"),
        ("WhitespaceTokenizeWithOffsets", "tensorflow_text"), ("FastWordpiece", "tensorflow_text"),
        ("FastBertNormalize", "tensorflow_text"), ("CaseFoldUTF8", "tensorflow_text"),
        ("NormalizeUTF8", "tensorflow_text"), ("UnicodeScriptTokenize", "tensorflow_text"),
        ("RegexSplitWithOffsets", "tensorflow_text"), ("TFText>", "tensorflow_text"),
        ("SimpleML", "tensorflow_decision_forests"),
    ]
}
