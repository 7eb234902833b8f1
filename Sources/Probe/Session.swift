public import JSON

/// What one loader process is asked to do: a list of jobs in one environment, sharing its imports.
///
/// Written as one JSON object; the loader's only argument is its path.
public struct Session: Sendable, Hashable {
    public static let protocolVersion = 1

    /// Where the loader's events go: a file or FIFO to append to, or `-` for standard output (moved away from fd 1 at once).
    public var events: String
    /// Where standard output and error of the process go outside the cells.
    public var log: String
    /// Modules to import once, before the first fork; those that the environment lacks are reported, not fatal.
    ///
    /// An artifact's own modules do not belong here.
    public var preload: [String]
    /// Jobs that run at the same time, at most.
    public var parallel: Int
    public var jobs: [Job]
    /// Native only: the environment's site-packages directories, where runtimes look for their libraries.
    public var sitePackages: [String]
    /// A FIFO to read from in place of standard input: when its last writer is gone nobody wants the session any more.
    public var lifeline: String?
    /// Folders that any cell may write to: emptied before each, which is why such cells run one after another.
    public var scratch: [String] = []
    /// What cells may do; `nil` leaves them what this process may.
    public var sandbox: SandboxRules?

    public init(
        events: String,
        log: String,
        preload: [String],
        parallel: Int,
        jobs: [Job],
        sitePackages: [String] = [],
        sandbox: SandboxRules? = nil,
    ) {
        self.events = events
        self.log = log
        self.preload = preload
        self.parallel = parallel
        self.jobs = jobs
        self.sitePackages = sitePackages
        self.sandbox = sandbox
    }
}

/// One cell's work: load an artifact, run inferences, write the outputs.
public struct Job: Sendable, Hashable {
    /// The cell's id.
    public var cell: String
    /// The cell's own directory: `work/` to run in, `home/`, `tmp/`, `outputs/`, `stdout.log`, `stderr.log`.
    public var directory: String
    /// The runtime's registered name, which is the format's: `joblib`, `pickle`, `onnx`.
    public var format: String
    /// The absolute path of the artifact.
    public var artifact: String
    public var call: String?
    /// The modules of the session's `preload` that this artifact needs.
    ///
    /// Their packages count as frameworks: where one can't be imported, what the cell raises for it is the environment's
    /// fault, and only then.
    public var preload: [String]
    /// Several files as one model, each step's output the next one's input; empty where `artifact` is all of it.
    public var steps: [JobStep]
    /// Paths of `.npy` files with all rows of each input, by the model's input name; an empty name where it has none.
    public var inputs: [JobInput]
    public var inferences: Int
    /// Rows for each inference; `nil` is "stacked".
    public var batch: Int?
    /// Limits in seconds.
    public var loadTimeout: Double
    public var inferenceTimeout: Double
    /// The most memory beyond what the process has at the fork, in bytes; `nil` for none.
    public var memoryLimit: Int?
    /// The most processors at a time, fractions allowed; `nil` for all.
    public var processors: Double?
    /// The most processes and threads; `nil` leaves it to the session's limits.
    public var processes: Int?
    /// Whether the first input is run again at the end.
    public var checkDeterminism: Bool
    /// Files and folders that this cell may read besides the session's: its artifact and what belongs to it.
    public var readable: [String]
    /// What the matrix says for runtimes, and what only one of them reads.
    ///
    /// - `model`: `{"file": absolute path | "module": dotted name, "class": name, "args": {…}}`, the code of a model whose
    ///   weights are saved apart.
    /// - `entry`: `{"file": absolute path, "function": name}`, what loads an artifact of the format `python`.
    /// - `reset`: the method to call before each inference.
    /// - `load`: the format's own options.
    /// - `columns`: the column names of a table that is one tensor `[rows, columns]`.
    /// - `cast-inputs`: true converts numbers to the dtype that the model wants, for inputs that have none of their own.
    /// - `trusted`: true where the policy lets artifacts run any code.
    /// - `onnx`: `intra-op-threads`, `inter-op-threads`.
    public var options: JSONObject

    public init(cell: String, directory: String, format: String, artifact: String) {
        self.cell = cell
        self.directory = directory
        self.format = format
        self.artifact = artifact
        preload = []
        steps = []
        inputs = []
        inferences = 10
        batch = 1
        loadTimeout = 60
        inferenceTimeout = 10
        checkDeterminism = true
        readable = []
        options = [:]
    }
}

/// One file of a model in several, with what a job says of it.
public struct JobStep: Sendable, Hashable {
    public var format: String
    /// The absolute path of the file or directory.
    public var artifact: String
    public var call: String?
    /// As a job's; `columns` and `cast-inputs`, which are about the inputs, stand with the job.
    public var options: JSONObject

    public init(format: String, artifact: String, call: String? = nil, options: JSONObject = [:]) {
        self.format = format
        self.artifact = artifact
        self.call = call
        self.options = options
    }
}

/// An input of a job: the model's name for it and the file that holds its rows.
public struct JobInput: Sendable, Hashable {
    public var name: String
    /// A `.npy` file; strings as numpy's `<U` dtype.
    public var path: String

    public init(name: String, path: String) {
        self.name = name
        self.path = path
    }
}
