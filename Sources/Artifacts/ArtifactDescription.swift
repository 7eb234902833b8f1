public import Compression
public import JSON

/// What an artifact is and needs, read as data.
public struct ArtifactDescription: Sendable, Hashable {
    public var path: String
    /// The registered format: `joblib`, `pickle`, `onnx`.
    public var format: String
    /// Bytes on disk.
    public var size: Int
    /// 64 lower-case hexadecimal digits.
    public var sha256: String
    /// The files of a directory, each with its digest; empty where the artifact is one file.
    public var files: [HashedFile] = []
    /// How the file as a whole is compressed.
    public var compression: CompressionKind?
    /// The frameworks that made it, with the versions that the file itself names.
    public var producers: [Producer] = []
    /// The class of the top-level object: `sklearn.pipeline.Pipeline`; `nil` where the format has none.
    public var modelClass: String?
    /// The version of the file's own format, where that is not its producer's: `v4`, `protocol 2`, `ubjson`.
    public var formatVersion: String?
    /// The graph's inputs and outputs, where the format says.
    public var inputs: [GraphValue] = []
    public var outputs: [GraphValue] = []
    /// Modules that a load imports, in order of first use, known frameworks only: safe to import before forking.
    public var preload: [String] = []
    /// What must be installed for a load.
    public var requiredPackages: [RequiredPackage] = []
    /// The C libraries that can run it without an interpreter, where there are such.
    public var native: NativeRoute?
    public var content: Content
    /// Why the content could not be read to its end; `nil` where it could.
    public var fault: String?
    /// What it is as a pickle, where it is one besides; who loads it as such reads it so.
    var disguise: PickleReport?
    /// What else it is to libraries that do not look for it at the start.
    var hidden: String?
    /// What else lies in its folder that a format knows, which it does not load itself.
    public var beside: [BundledFile] = []
    /// What the loader is told of it that only reading it as data says; each runtime reads its own format's.
    public var facts = JSONObject()
    /// Files that belong to this one and lie beside it, by their paths from its folder.
    public var companions: [String] = []
    /// Files that it names and that do not lie beside it, or nobody can tell where.
    var elsewhere: [String] = []
    /// Its files as they were before they were read.
    var identities: [ExactText: FileIdentity] = [:]
    /// The environment that it asks for itself, where it does.
    public var requirements: OwnRequirements?

    public enum Content: Sendable, Hashable {
        case pickle(PickleReport)
        case onnx(ONNXModel)
        case skops(SkopsReport)
        case torch(TorchFile)
        /// `nil` where the header can't be read.
        case safetensors(SafetensorsHeader?)
        case savedModel(SavedModel)
        case tensorFlowLite(TFLiteModel)
        case keras(KerasModel)
        /// NumPy's, of which those of objects are pickles.
        case arrays(ArrayArchive)
        case openVINO(OpenVINOModel)
        case mlflow(MLflowModel)
        case huggingFace(HuggingFaceModel)
        /// Numbers and text only, without code.
        case data

        /// Whether the file's pickles were read from its start.
        var isPickle: Bool {
            switch self {
            case .pickle, .torch: true
            default: false
            }
        }
    }

    /// A framework and a version that an artifact names.
    public struct Producer: Sendable, Hashable {
        /// The distribution's name: `scikit-learn`.
        public let framework: String
        public let version: String

        public init(framework: String, version: String) {
            self.framework = framework
            self.version = version
        }
    }

    /// The versions that the file names, by distribution; the first where it names several.
    public var embeddedVersions: [String: String] {
        Dictionary(producers.map { ($0.framework, $0.version) }) { first, _ in first }
    }
}

/// An input or output of a graph.
public struct GraphValue: Sendable, Hashable, CustomStringConvertible {
    public enum Dimension: Sendable, Hashable {
        case fixed(Int)
        /// Any length, with the name that the graph gives it (may be empty).
        case dynamic(String)
    }

    public let name: String
    /// `float32`, `int64`, `string`; for other than tensors `sequence`, `map`, `optional`.
    public let type: String
    /// `nil` where even the rank is open.
    public let shape: [Dimension]?

    public init(name: String, type: String, shape: [Dimension]?) {
        self.name = name
        self.type = type
        self.shape = shape
    }

    /// `X: float32[batch, 4]`
    public var description: String {
        guard let shape else { return "\(name): \(type)" }
        let dimensions = shape.map { dimension in
            switch dimension {
            case .fixed(let length): "\(length)"
            case .dynamic(let name): name.isEmpty ? "?" : name
            }
        }
        return "\(name): \(type)[\(dimensions.joined(separator: ", "))]"
    }
}

extension ArtifactDescription {
    /// How the file as a whole is compressed, as a word: `zlib`.
    public var compressionName: String? { compression?.rawValue }

    /// The protocol of a pickle; the highest of several.
    public var pickleProtocol: Int? { pickleReports.map(\.protocolVersion).max() }

    /// Every global that a load looks up; empty for formats without code.
    public var globals: [PickleGlobal] { pickleReports.flatMap(\.globals) }

    private var pickleReports: [PickleReport] {
        switch content {
        case .pickle(let report): [report]
        case .torch(let file): file.pickles.map(\.report)
        case .arrays(let arrays): arrays.pickles.map(\.report)
        case .mlflow(let model): model.files.flatMap(\.description.pickleReports)
        case .huggingFace(let model): model.files.flatMap(\.description.pickleReports)
        default: []
        }
    }
}
