import Probe

/// What a loader has reported about one cell so far: a fold over its events.
struct CellRecord: Sendable {
    var started = false
    var pid: Int?
    /// The stage that was begun last and not finished.
    var stage: Event.Stage?
    var stageSeconds: [Event.Stage: Double] = [:]
    var description: ModelDescription?
    /// Each warning with the stage in which it came, in order.
    var warnings: [StageWarning] = []
    var inferences: [Inference] = []
    var raised: Raised?
    var timedOut: TimedOut?
    /// What it tried and was denied, in order.
    var refused: [Refused] = []
    /// Why it was not run: what the sandbox requires does not hold.
    var withheld: String?
    var exit: Exit?

    struct StageWarning: Sendable, Hashable {
        let stage: Event.Stage
        let warning: CapturedWarning
    }

    struct Refused: Sendable, Hashable {
        let stage: Event.Stage
        let attempt: Attempt
    }

    struct Raised: Sendable, Hashable {
        let stage: Event.Stage
        let inference: Int?
        let failure: Failure
    }

    struct TimedOut: Sendable, Hashable {
        let stage: Event.Stage
        let inference: Int?
        let limit: Double
    }

    /// Takes one event of this cell in; events of the session or of other cells change nothing.
    mutating func take(_ event: Event) {
        switch event {
        case .cellStarted(_, let pid):
            started = true
            self.pid = pid
        case .stageStarted(_, let stage):
            self.stage = stage
        case .stageFinished(_, let stage, let seconds):
            stageSeconds[stage] = seconds
            if self.stage == stage { self.stage = nil }
        case .described(_, let description):
            self.description = description
        case .warned(_, let stage, let warning):
            warnings.append(StageWarning(stage: stage, warning: warning))
        case .inferred(_, let inference):
            inferences.append(inference)
        case .raised(_, let stage, let inference, let failure):
            // The first exception is the cause; later ones come from clearing up.
            if raised == nil { raised = Raised(stage: stage, inference: inference, failure: failure) }
        case .timedOut(_, let stage, let inference, let limit):
            timedOut = TimedOut(stage: stage, inference: inference, limit: limit)
        case .cellFinished(_, let exit):
            self.exit = exit
        case .refused(_, let stage, let attempt):
            refused.append(Refused(stage: stage, attempt: attempt))
        case .withheld(_, let reason):
            withheld = reason
        case .started, .imported, .importFailed, .sandboxed, .finished:
            break
        }
    }
}

extension Event {
    /// The cell that an event is about; `nil` for the session's own.
    var cell: String? {
        switch self {
        case .cellStarted(let cell, _), .stageStarted(let cell, _), .stageFinished(let cell, _, _),
            .described(let cell, _), .warned(let cell, _, _), .inferred(let cell, _), .raised(let cell, _, _, _),
            .timedOut(let cell, _, _, _), .refused(let cell, _, _), .withheld(let cell, _), .cellFinished(let cell, _):
            cell
        case .started, .imported, .importFailed, .sandboxed, .finished:
            nil
        }
    }
}
