import Matrix
import Probe
import Results

/// How a cell broke that began.
extension Judge {
    struct Ending {
        let verdict: Verdict
        let stage: CheckName
        let reason: String
    }

    /// How the cell broke; `nil` where it came through to the end.
    func ending(_ record: CellRecord) -> Ending? {
        if let timedOut = record.timedOut {
            let stage = checkName(timedOut.stage)
            let what = timedOut.inference.map(Self.ordinal) ?? "\(timedOut.stage.rawValue)"
            let key = timedOut.stage == .load ? "load" : "inference"
            return Ending(
                verdict: .timedOut,
                stage: stage,
                reason: "\(what) took longer than \(Self.duration(timedOut.limit)); "
                    + "raise 'timeout: {\(key): …}' if that is normal for this model",
            )
        }
        if let raised = record.raised {
            let stage = checkName(raised.stage)
            if record.exit?.outOfMemory == true || raised.failure.type == "MemoryError" {
                return Ending(verdict: .crashed, stage: stage, reason: outOfMemory(during: place(raised)))
            }
            var reason = preparation.advice(
                stage: raised.stage.rawValue,
                type: raised.failure.type,
                message: raised.failure.message,
                installed: installed,
                step: raised.failure.step,
            )
            // A module of one's own is no package to add.
            if let unseen { reason = raised.failure.type == "ModuleNotFoundError" ? unseen : "\(reason); \(unseen)" }
            return Ending(
                verdict: raised.failure.isEnvironment ? .unprovisioned : .incompatible,
                stage: raised.failure.isEnvironment ? .provision : stage,
                reason: reason,
            )
        }
        guard let exit = record.exit else {
            return Ending(
                verdict: .crashed,
                stage: record.stage.map(checkName) ?? .load,
                reason: "the loader went away before this artifact was done",
            )
        }
        if let fatal = record.refused.first(where: { $0.attempt.isFatal }) {
            return Ending(
                verdict: .crashed,
                stage: checkName(fatal.stage),
                reason: "killed: it was to \(fatal.attempt.deed) \(fatal.attempt.target)",
            )
        }
        if exit.complete, hasAllInferences(record) { return nil }
        let during = record.stage.map { $0 == .load ? "load" : Self.ordinal(record.inferences.count) } ?? "load"
        let stage = record.stage.map(checkName) ?? .load
        if exit.outOfMemory {
            return Ending(verdict: .crashed, stage: stage, reason: outOfMemory(during: during))
        }
        if let signal = exit.signal {
            return Ending(
                verdict: .crashed,
                stage: stage,
                reason: "killed by \(SignalName.of(signal)) during \(during)\(versionNote)",
            )
        }
        return Ending(
            verdict: .crashed,
            stage: stage,
            reason: "the model ended its process with status \(exit.status ?? 0) during \(during)",
        )
    }

    private func outOfMemory(during place: String) -> String {
        let limit = cell.settings.resources?.memory.map { " (limit \(Self.bytes($0)); raise 'resources: {memory: …}')" }
        return "memory ran out during \(place)\(limit ?? "")"
    }

    private var versionNote: String {
        let note = preparation.versionNote(installed: installed)
        return note.isEmpty ? "" : " (\(note))"
    }

    private func place(_ raised: CellRecord.Raised) -> String {
        raised.inference.map(Self.ordinal) ?? raised.stage.rawValue
    }

    private static func ordinal(_ index: Int) -> String { "inference \(index &+ 1)" }

    /// Whether each inference has come, in order: without, nothing would be compared, and nothing would differ.
    private func hasAllInferences(_ record: CellRecord) -> Bool {
        let count = cell.settings.inferences ?? 10
        return record.inferences.prefix(count).map(\.index) == Array(0..<count)
    }
}
