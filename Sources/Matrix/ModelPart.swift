import Files
public import JSON
public import YAML

/// One file or directory of a model with what loading and calling it takes.
public struct ModelPart: Sendable, Hashable {
    /// The absolute path of the file or directory.
    public var path: String
    /// Where the value of `path` or `url` stands in the matrix.
    public var pathMark: Mark
    /// Where the file is fetched from; until then its path is empty.
    public var url: RemoteAddress?
    /// The expected SHA-256 as 64 lower-case hexadecimal digits.
    public var sha256: String?
    /// The signature, where the matrix names one.
    public var signature: FileSource?
    /// The sidecar, where the matrix names one.
    public var metadata: FileSource?
    /// The format that the matrix states; `nil` leaves it to recognition from content.
    public var format: String?
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

    public init(path: String, pathMark: Mark) {
        self.path = path
        self.pathMark = pathMark
    }

    /// The name of the file or directory, also of one that is not fetched yet.
    public var fileName: String { url?.fileName ?? Path.name(path) }
}

/// The class of a model whose weights are saved apart from its code.
public struct ModelCode: Sendable, Hashable {
    public enum Source: Sendable, Hashable {
        /// The absolute path of a Python file.
        case file(String)
        /// The dotted name of a module that the environment has.
        case module(String)
    }

    public var source: Source
    public var className: String
    /// The keyword arguments that the class is called with.
    public var arguments: JSONObject

    public init(source: Source, className: String, arguments: JSONObject = [:]) {
        self.source = source
        self.className = className
        self.arguments = arguments
    }
}

/// `file.py:function`: a function that takes an artifact's path and returns what is called for each inference.
public struct EntryPoint: Sendable, Hashable {
    /// The absolute path of the Python file.
    public var file: String
    public var function: String

    public init(file: String, function: String) {
        self.file = file
        self.function = function
    }
}
