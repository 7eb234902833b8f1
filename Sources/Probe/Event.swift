/// What a loader reports, one JSON object a line; each is written with a single `write`.
///
/// `decode`/`encode` live in `Event+JSON.swift`. Times are seconds on a monotonic clock.
public enum Event: Sendable, Hashable {
    /// The loader runs: its process id, the interpreter's version ("3.11.7"; nil when native).
    case started(pid: Int, python: String?)
    /// A preloaded module or native library is in: its name, `__version__` where it has one, and the seconds it took.
    case imported(module: String, version: String?, seconds: Double)
    /// A preload failed; cells that need it will say so too.
    case importFailed(module: String, failure: Failure)
    /// What holds the session's cells; before the first of them, where the session has a sandbox.
    case sandboxed(SandboxReport)
    /// A cell was not run, as what the sandbox requires does not hold here.
    case withheld(cell: String, reason: String)
    /// A cell was denied something; the same thing is said once.
    case refused(cell: String, stage: Stage, attempt: Attempt)
    /// A cell's process was started.
    case cellStarted(cell: String, pid: Int)
    /// A stage of a cell begins; the supervisor's limits count from here.
    case stageStarted(cell: String, stage: Stage)
    case stageFinished(cell: String, stage: Stage, seconds: Double)
    /// What the loaded model says of itself: class name, versions, input and output signature.
    case described(cell: String, description: ModelDescription)
    case warned(cell: String, stage: Stage, warning: CapturedWarning)
    /// One inference's outputs are written.
    case inferred(cell: String, inference: Inference)
    case raised(cell: String, stage: Stage, inference: Int?, failure: Failure)
    /// A limit passed; the process was killed.
    case timedOut(cell: String, stage: Stage, inference: Int?, limit: Double)
    /// A cell's process is gone; always the cell's last event.
    case cellFinished(cell: String, exit: Exit)
    /// The last event of a session that came to its end.
    case finished

    public enum Stage: String, Sendable, CaseIterable { case load, inference, determinism }
}

/// An exception as the runtime raised it.
public struct Failure: Error, Sendable, Hashable {
    /// The exception's type, qualified unless a builtin: `AttributeError`, `sklearn.exceptions.NotFittedError`.
    public var type: String
    public var message: String
    /// The full traceback as the interpreter prints it; empty for native runtimes.
    public var traceback: String
    /// For ImportError and ModuleNotFoundError: the module that is missing.
    public var module: String?
    /// True where the fault is the environment's (the runtime itself is missing or can't be imported).
    public var isEnvironment: Bool
    /// Of a model in several files the step that failed, from 0.
    public var step: Int?

    public init(
        type: String,
        message: String,
        traceback: String = "",
        module: String? = nil,
        isEnvironment: Bool = false,
        step: Int? = nil,
    ) {
        self.type = type
        self.message = message
        self.traceback = traceback
        self.module = module
        self.isEnvironment = isEnvironment
        self.step = step
    }
}

/// A warning as `warnings.showwarning` got it.
public struct CapturedWarning: Sendable, Hashable {
    /// The category's name: `InconsistentVersionWarning`.
    public var category: String
    public var message: String

    public init(category: String, message: String) {
        self.category = category
        self.message = message
    }
}

/// What a loaded model says of itself.
public struct ModelDescription: Sendable, Hashable {
    /// The class or producer: `sklearn.pipeline.Pipeline`, `skl2onnx 1.16.0`.
    public var type: String
    /// What is called for each inference: `predict_proba`, `run`.
    public var call: String
    /// Signature lines: `X: float32[?, 4]`.
    public var inputs: [String]
    public var outputs: [String]
    /// How it was reached: `hosted` or `native`.
    public var route: String
    /// What decides how numbers are computed and is not in the model: threads, precisions, processor; value by name.
    public var surroundings: [String: String]

    public init(
        type: String,
        call: String,
        inputs: [String] = [],
        outputs: [String] = [],
        route: String,
        surroundings: [String: String] = [:],
    ) {
        self.surroundings = surroundings
        self.type = type
        self.call = call
        self.inputs = inputs
        self.outputs = outputs
        self.route = route
    }
}

/// The outputs and time of one inference.
public struct Inference: Sendable, Hashable {
    /// From 0; the determinism check's repeat of the first input has the index `inferences`.
    public var index: Int
    public var seconds: Double
    public var outputs: [InferenceOutput]

    public init(index: Int, seconds: Double, outputs: [InferenceOutput]) {
        self.index = index
        self.seconds = seconds
        self.outputs = outputs
    }
}

/// One output of one inference: its name and the `.npy` file that holds it, relative to the cell's directory.
public struct InferenceOutput: Sendable, Hashable {
    public var name: String
    public var path: String

    public init(name: String, path: String) {
        self.name = name
        self.path = path
    }
}

/// How a cell's process ended.
public struct Exit: Sendable, Hashable {
    /// The exit status, where it ended by itself.
    public var status: Int?
    /// The signal's number, where one killed it.
    public var signal: Int?
    /// Whether it reported everything it was asked for and exited with 0; false after an exception, too.
    public var complete: Bool
    /// Whether memory ran out: the limit's signal, a MemoryError or the kernel's out-of-memory killer.
    public var outOfMemory: Bool
    /// Peak resident memory in bytes.
    public var peakMemory: Int
    /// Seconds from fork to death.
    public var seconds: Double
    /// Lines in the cell's event pipe that were no events of its own; the artifact's code wrote there. They are dropped.
    public var malformedEvents: Int

    public init(
        status: Int?,
        signal: Int?,
        complete: Bool,
        outOfMemory: Bool,
        peakMemory: Int,
        seconds: Double,
        malformedEvents: Int = 0,
    ) {
        self.status = status
        self.signal = signal
        self.complete = complete
        self.outOfMemory = outOfMemory
        self.peakMemory = peakMemory
        self.seconds = seconds
        self.malformedEvents = malformedEvents
    }
}
