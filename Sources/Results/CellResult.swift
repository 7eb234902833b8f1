/// Everything that is known about one finished cell.
public struct CellResult: Sendable, Hashable {
    public var cell: String
    public var artifact: String
    /// The concrete environment's id: `sklearn[scikit-learn=1.4.2]`.
    public var environment: String
    public var verdict: Verdict
    /// What the verdict would be without an `expect` entry; equals `verdict` where there is none.
    public var observed: Verdict
    /// One line that tells a person what happened and what to do.
    public var reason: String
    /// Where the cell stopped; `nil` where it came through.
    public var stage: CheckName?
    /// All checks, in order, one for each name.
    public var checks: [Check]
    public var format: String?
    /// `hosted` or `native`.
    public var route: String?
    /// What was called for each inference.
    public var call: String?
    /// What decided how numbers were computed and is not in the model: threads, precisions, processor; value by name.
    public var surroundings: [String: String]
    /// Reported, but never fails the run.
    public var advisory: Bool
    /// Whether outputs were compared with a reference.
    public var compared: Bool
    /// The largest absolute difference over all outputs and inferences, where numbers were compared.
    public var maximumDifference: Double?
    public var warnings: [WarningCount]
    /// What it tried and was denied, each thing once; they stand among the warnings, too.
    public var refused: [RefusedAttempt]
    public var failure: FailureDetail?
    public var mismatch: Mismatch?
    /// Seconds of each inference, in order.
    public var inferenceSeconds: [Double]
    /// Seconds from the start of the cell's process to its end.
    public var seconds: Double
    /// Peak resident memory in bytes.
    public var peakMemory: Int?
    /// SHA-256 over the outputs' bytes in order; equal digests mean equal bits.
    public var outputDigest: String?
    /// What the cell wrote, cut to a bounded length.
    public var standardOutput: String
    public var standardError: String
    /// Log files kept in the run's directory, relative to it.
    public var attachments: [String]

    public init(cell: String, artifact: String, environment: String, verdict: Verdict, reason: String) {
        self.cell = cell
        self.artifact = artifact
        self.environment = environment
        self.verdict = verdict
        observed = verdict
        self.reason = reason
        checks = CheckName.allCases.map { Check(name: $0, status: .notRun) }
        surroundings = [:]
        advisory = false
        compared = false
        warnings = []
        refused = []
        inferenceSeconds = []
        seconds = 0
        standardOutput = ""
        standardError = ""
        attachments = []
    }

    public subscript(check name: CheckName) -> Check {
        get { checks.first { $0.name == name } ?? Check(name: name, status: .notRun) }
        set {
            if let index = checks.firstIndex(where: { $0.name == name }) { checks[index] = newValue }
        }
    }
}

/// One check of a cell: status, seconds and a word on it.
public struct Check: Sendable, Hashable {
    public var name: CheckName
    public var status: CheckStatus
    public var seconds: Double
    /// What was found; empty where the status says it all.
    public var detail: String

    public init(name: CheckName, status: CheckStatus, seconds: Double = 0, detail: String = "") {
        self.name = name
        self.status = status
        self.seconds = seconds
        self.detail = detail
    }
}

/// A warning's category and text, and how often it came.
public struct WarningCount: Sendable, Hashable {
    public var category: String
    public var message: String
    public var count: Int

    public init(category: String, message: String, count: Int) {
        self.category = category
        self.message = message
        self.count = count
    }
}

/// Something that a cell tried and the sandbox denied.
public struct RefusedAttempt: Sendable, Hashable, CustomStringConvertible {
    /// `connect to`, `write`, `signal`, `call`, …
    public var deed: String
    /// `203.0.113.5:80`, a path, a process, a system call; may be empty.
    public var target: String
    /// `load`, `inference` or `determinism`.
    public var stage: CheckName

    public init(deed: String, target: String, stage: CheckName) {
        self.deed = deed
        self.target = target
        self.stage = stage
    }

    public var description: String { target.isEmpty ? deed : "\(deed) \(target)" }
}

/// An exception with its traceback.
public struct FailureDetail: Sendable, Hashable {
    public var type: String
    public var message: String
    public var traceback: String
    /// The inference that raised, from 0.
    public var inference: Int?

    public init(type: String, message: String, traceback: String, inference: Int?) {
        self.type = type
        self.message = message
        self.traceback = traceback
        self.inference = inference
    }
}

/// The worst element of an output that left its tolerance.
public struct Mismatch: Sendable, Hashable {
    public var output: String
    public var inference: Int
    /// The element's index on each axis.
    public var index: [Int]
    public var got: String
    public var want: String
    /// "7 of 30 elements differ; max |got - want| = 0.0421".
    public var summary: String

    public init(output: String, inference: Int, index: [Int], got: String, want: String, summary: String) {
        self.output = output
        self.inference = inference
        self.index = index
        self.got = got
        self.want = want
        self.summary = summary
    }
}
