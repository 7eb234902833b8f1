import JSON
import Probe

/// What one cell says over its pipe.
///
/// The artifact's code can write there as well, so only what a cell could honestly say next is taken: each step once and
/// in order, from load to the repeat of the first input.
struct CellEvents {
    private(set) var stage = Event.Stage.load
    /// The inference that runs; `nil` while the artifact is being loaded.
    private(set) var inference: Int?
    /// Lines that were none of a cell's, or not its turn.
    var malformed: Int { rejected + lines.overlong + (lines.hasRest ? 1 : 0) }
    /// Whether it came through all steps and said so.
    private(set) var isComplete = false
    /// Whether it said that memory ran out.
    private(set) var saidOutOfMemory = false
    private(set) var hasEnded = false

    private let job: Job
    private var lines = EventLines(limit: Event.lineLimit)
    private var next = Step.begin(.load)
    private var hasRaised = false
    private var rejected = 0
    private var warnings = 0
    /// Bytes of warnings that are still taken.
    private var warningRoom = 1 << 20
    private var outputs: Set<String> = []
    /// Bytes of long lines that may still be read in vain: taking one apart takes long, and neighbours wait meanwhile.
    private var patience = Event.lineLimit

    /// The most warnings that are taken; a cell itself stops at a thousand for each stage.
    private static let warningLimit = 3000

    /// In bytes; longer lines are rare.
    private static let longLine = 64 << 10

    init(_ job: Job) {
        self.job = job
    }

    private enum Step: Hashable {
        case begin(Event.Stage), finish(Event.Stage), describe, infer(Int), end
    }

    /// An event to pass on, and the seconds within which the next step must come where this one was a step.
    struct Word {
        let event: Event?
        let limit: Double?
    }

    mutating func take(_ chunk: [UInt8]) -> [Word] {
        lines.take(chunk).compactMap { line in
            let isLong = line.count > Self.longLine
            let word = isLong && patience <= 0 ? nil : accept(line)
            if word == nil {
                rejected += 1
                if isLong { patience -= line.count }
            }
            return word
        }
    }

    private mutating func accept(_ line: [UInt8]) -> Word? {
        guard !hasEnded, let value = try? JSONValue(parsing: line) else { return nil }
        if let object = value.object, object["event"] == .string(CellReport.ending) {
            hasEnded = true
            isComplete = object["complete"] == .bool(true) && next == .end && !hasRaised
            saidOutOfMemory = object["out-of-memory"] == .bool(true)
            // What is left is an exit; it gets as long as an inference.
            return Word(event: nil, limit: job.inferenceTimeout)
        }
        let cell = job.cell
        switch (try? Event.decode(value))?.bounded {
        case .stageStarted(_, let stage):
            guard advance(.begin(stage)) else { return nil }
            self.stage = stage
            inference = stage == .load ? nil : stage == .inference ? 0 : job.inferences
            let limit = stage == .load ? job.loadTimeout : job.inferenceTimeout
            return Word(event: .stageStarted(cell: cell, stage: stage), limit: limit)
        case .stageFinished(_, let stage, let seconds):
            guard advance(.finish(stage)) else { return nil }
            return Word(event: .stageFinished(cell: cell, stage: stage, seconds: seconds), limit: nil)
        case .described(_, let description):
            guard advance(.describe) else { return nil }
            return Word(event: .described(cell: cell, description: description), limit: nil)
        case .warned(_, let stage, let warning):
            warningRoom -= warning.message.utf8.count
            guard warnings < Self.warningLimit, warningRoom >= 0 else { return nil }
            warnings += 1
            return Word(event: .warned(cell: cell, stage: stage, warning: warning), limit: nil)
        case .inferred(_, let reported):
            guard areNew(reported.outputs), advance(.infer(reported.index)) else { return nil }
            outputs.formUnion(reported.outputs.map(\.path))
            inference = min(reported.index + 1, job.inferences)
            return Word(event: .inferred(cell: cell, inference: reported), limit: job.inferenceTimeout)
        case .raised(_, let stage, let inference, let failure):
            guard !hasRaised, (0...job.inferences).contains(inference ?? 0) else { return nil }
            hasRaised = true
            return Word(event: .raised(cell: cell, stage: stage, inference: inference, failure: failure), limit: nil)
        default:
            return nil
        }
    }

    /// Takes a step if it is the next one.
    private mutating func advance(_ step: Step) -> Bool {
        guard step == next, !hasRaised else { return false }
        next =
            switch step {
            case .begin(.load): .finish(.load)
            case .finish(.load): .describe
            case .describe: .begin(.inference)
            case .begin(.inference): job.inferences > 0 ? .infer(0) : .finish(.inference)
            case .begin(.determinism): .infer(job.inferences)
            case .infer(job.inferences): .finish(.determinism)
            case .infer(let index): index + 1 < job.inferences ? .infer(index + 1) : .finish(.inference)
            case .finish(.inference): job.checkDeterminism ? .begin(.determinism) : .end
            case .finish(.determinism), .end: .end
            }
        return true
    }

    /// Whether outputs are files of the cell's own that were not named before.
    private func areNew(_ announced: [InferenceOutput]) -> Bool {
        let paths = Set(announced.map(\.path))
        return paths.count == announced.count && paths.isDisjoint(with: outputs) && paths.allSatisfy(Self.isOutput)
    }

    private static func isOutput(_ path: String) -> Bool {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        return parts.count == 2 && parts[0] == "outputs" && ![".", ".."].contains(parts[1]) && parts[1].utf8.count < 256
    }
}
