public import JSON
public import Tensors
public import YAML

/// A saved model with what is needed to exercise it: inputs, reference outputs and how to compare them.
public struct Artifact: Sendable, Hashable {
    public var name: String
    /// Where the artifact's name stands in the matrix.
    public var mark: Mark
    /// The absolute path of the file or directory; that of the first step where there are several.
    public var path: String
    /// Where the value of `path` or `url` stands in the matrix.
    public var pathMark: Mark
    /// Where the file is fetched from; until then its path is empty.
    public var url: RemoteAddress?
    /// The expected SHA-256 as 64 lower-case hexadecimal digits.
    public var sha256: String?
    /// The signature, where the matrix names one.
    public var signature: FileSource?
    /// The format that the matrix states; `nil` leaves it to recognition from content.
    public var format: String?
    public var formatMark: Mark?
    /// The method to call; `nil` leaves it to the format's default.
    public var call: String?
    /// The code of a model whose weights are saved apart.
    public var model: ModelCode?
    /// The loading function of a `python` artifact.
    public var entry: EntryPoint?
    /// A method that is called before each inference, for models that keep state.
    public var reset: String?
    /// Options that the format's loader reads.
    public var load = JSONObject()
    /// Several files as one model, each step's output the next one's input; empty for a model in one file.
    public var steps: [ModelPart] = []
    public var inputs: InputSource?
    public var inputsMark: Mark?
    /// Names in the input file to the model's own input names.
    public var rename: [String: String] = [:]
    public var reference: ReferenceSource?
    public var referenceMark: Mark?
    /// The sidecar, where the matrix names one.
    public var metadata: FileSource?
    public var compare = CompareOptions()
    public var labels: [String: String] = [:]
    public var description: String?
    public var settings = Settings()

    public init(name: String, mark: Mark, path: String, pathMark: Mark) {
        self.name = name
        self.mark = mark
        self.path = path
        self.pathMark = pathMark
    }
}

extension Artifact {
    /// Its steps; of a model in one file or directory that one alone.
    public var parts: [ModelPart] { steps.isEmpty ? [part] : steps }

    /// The file or directory of a model in one, with what loading and calling it takes.
    public var part: ModelPart {
        var part = ModelPart(path: path, pathMark: pathMark)
        part.url = url
        part.sha256 = sha256
        part.signature = signature
        part.metadata = metadata
        part.format = format
        part.call = call
        part.model = model
        part.entry = entry
        part.reset = reset
        part.load = load
        return part
    }
}

/// Where the inputs of the inferences come from.
public indirect enum InputSource: Sendable, Hashable {
    /// An absolute path: `.npy`, `.npz`, `.json`, `.csv` or an ONNX `test_data_set_N` directory.
    case file(String)
    /// Values written in the matrix itself: nested lists of numbers or strings.
    case inline(JSONValue)
    case generated(GeneratedInput)
    /// Several inputs by the model's names, in the matrix' order.
    case named([NamedInput])

    public struct NamedInput: Sendable, Hashable {
        public let name: String
        public let source: InputSource

        public init(name: String, source: InputSource) {
            self.name = name
            self.source = source
        }
    }
}

/// Inputs drawn from a seeded uniform distribution over `[low, high)`; one element of `shape` for each row.
public struct GeneratedInput: Sendable, Hashable {
    /// The shape of one row, without the leading batch axis.
    public var shape: [Int]
    public var dtype: DType
    /// Whether the matrix states the dtype, so that a model of another dtype is at odds with it.
    public var isTyped: Bool
    public var low: Double
    public var high: Double
    public var seed: UInt64

    /// - Parameter dtype: `nil` is float32 as far as the model does not want another.
    public init(shape: [Int], dtype: DType? = nil, low: Double = 0, high: Double = 1, seed: UInt64 = 0) {
        self.shape = shape
        self.dtype = dtype ?? .float32
        isTyped = dtype != nil
        self.low = low
        self.high = high
        self.seed = seed
    }
}

/// What the outputs are compared with.
public enum ReferenceSource: Sendable, Hashable {
    /// An absolute path of recorded outputs, `.npz` or `.npy`.
    case file(String)
    /// Parity with another artifact's outputs: its file reference, else its baseline cell.
    case artifact(String)
}

/// How outputs and reference are matched and measured.
public struct CompareOptions: Sendable, Hashable {
    public var metric = Metric.allclose
    /// Pairs of this artifact's output name and the reference's; empty matches equal names.
    public var outputs: [OutputPair] = []

    public struct OutputPair: Sendable, Hashable {
        public let mine: String
        public let theirs: String

        public init(mine: String, theirs: String) {
            self.mine = mine
            self.theirs = theirs
        }
    }

    public init() {}
}
