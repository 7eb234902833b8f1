import Matrix
import Probe
import Results
import Tensors

/// Turns what was seen of one cell into its verdict: pure, no file, no process.
struct Judge: Sendable {
    let cell: Cell
    let artifact: Artifact
    let environment: TargetEnvironment
    /// What reading the artifact as data gave, with its checks made.
    let preparation: Preparation
    /// Distribution names and versions of the environment.
    let installed: [String: String]
    /// Seconds that making the environment took; 0 where it was there.
    let provisionSeconds: Double
    /// Today as `YYYY-MM-DD`, for `until`.
    let today: String
    /// The environment's Python; `nil` before there is one.
    var python: String?
    /// What a cell did not find although it is there.
    var unseen: String?

    /// The result of a cell whose process came to an end, one way or another.
    func verdict(
        _ record: CellRecord,
        parity: Parity,
        nondeterminism: ComparedOutputs.Difference?,
    ) -> CellResult {
        var result = start()
        result[check: .provision] = Check(name: .provision, status: .passed, seconds: provisionSeconds)
        if let reason = record.withheld {
            stop(&result, .refused, .load, reason)
            return settle(result)
        }
        describe(record, in: &result)
        countChecks(record, in: &result)
        if let ending = ending(record) {
            stop(&result, ending.verdict, ending.stage, ending.reason + refusalNote(result))
            if let raised = record.raised {
                result.failure = FailureDetail(
                    type: raised.failure.type,
                    message: raised.failure.message,
                    traceback: raised.failure.traceback,
                    inference: raised.inference,
                )
            }
        } else {
            judgeOutputs(record, parity, nondeterminism, in: &result)
        }
        return settle(result)
    }

    /// The result of a cell that never came to a process.
    func verdict(_ verdict: Verdict, stage: CheckName?, reason: String) -> CellResult {
        var result = start()
        if stage != .provision, verdict != .refused, verdict != .skipped, preparation.refusal == nil {
            result[check: .provision] = Check(name: .provision, status: .passed, seconds: provisionSeconds)
        }
        if verdict == .skipped {
            result.verdict = .skipped
            result.observed = .skipped
            result.reason = reason
            return result
        }
        stop(&result, verdict, stage, reason)
        return settle(result)
    }

    private func start() -> CellResult {
        var result = CellResult(
            cell: cell.id,
            artifact: artifact.name,
            environment: environment.id,
            verdict: .compatible,
            reason: "",
        )
        result.advisory = environment.advisory
        result.format = preparation.format
        for check in preparation.checks { result[check: check.name] = check }
        // Other versions are what a matrix is for: said, not held against the cell.
        if python != nil, let difference = preparation.versionDifference(installed: installed, python: python) {
            let detail = result[check: .metadata].detail
            result[check: .metadata].detail = detail.isEmpty ? difference : "\(detail); \(difference)"
        }
        result[check: .budget] = Check(name: .budget, status: .notApplicable)
        return result
    }

    private func describe(_ record: CellRecord, in result: inout CellResult) {
        result.route = record.description?.route
        result.call = record.description?.call
        result.surroundings = record.description?.surroundings ?? [:]
        result.inferenceSeconds = record.inferences.prefix(cell.settings.inferences ?? 10).map(\.seconds)
        result.seconds = record.exit?.seconds ?? 0
        result.peakMemory = record.exit?.peakMemory
        result.refused = record.refused.map {
            RefusedAttempt(deed: $0.attempt.deed, target: $0.attempt.target, stage: checkName($0.stage))
        }
        result.warnings = counted(record.warnings) + refusals(result)
    }

    /// The attempts as warnings: a model that reaches for what it has no business with is one to look at.
    private func refusals(_ result: CellResult) -> [WarningCount] {
        result.refused.map {
            WarningCount(category: "SandboxWarning", message: "refused: \($0) during \($0.stage.rawValue)", count: 1)
        }
    }

    /// What the sandbox denied at the stage where a cell ended, for its reason.
    private func refusalNote(_ result: CellResult) -> String {
        guard let first = result.refused.first else { return "" }
        let more = result.refused.count > 1 ? " and \(result.refused.count - 1) more" : ""
        return "; refused: \(first)\(more)"
    }

    /// Equal warnings once, with their count, in the order of their first coming.
    private func counted(_ warnings: [CellRecord.StageWarning]) -> [WarningCount] {
        var places: [CapturedWarning: Int] = [:]
        var counts: [WarningCount] = []
        for entry in warnings {
            let text = WarningText.normalised(entry.warning.message)
            let key = CapturedWarning(category: entry.warning.category, message: text)
            if let place = places[key] {
                counts[place].count += 1
            } else {
                places[key] = counts.count
                counts.append(WarningCount(category: key.category, message: text, count: 1))
            }
        }
        return counts
    }

    private func countChecks(_ record: CellRecord, in result: inout CellResult) {
        if let seconds = record.stageSeconds[.load] {
            let warned = record.warnings.contains { $0.stage == .load }
            result[check: .load] = Check(name: .load, status: warned ? .warned : .passed, seconds: seconds)
        }
        if let seconds = record.stageSeconds[.inference] {
            let warned = record.warnings.contains { $0.stage != .load }
            let count = result.inferenceSeconds.count
            result[check: .inference] = Check(
                name: .inference,
                status: warned ? .warned : .passed,
                seconds: seconds,
                detail: "\(count) inference\(count == 1 ? "" : "s")",
            )
        }
    }

    private struct Ending {
        let verdict: Verdict
        let stage: CheckName
        let reason: String
    }

    /// How the cell broke; `nil` where it came through to the end.
    private func ending(_ record: CellRecord) -> Ending? {
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

    private func judgeOutputs(
        _ record: CellRecord,
        _ parity: Parity,
        _ nondeterminism: ComparedOutputs.Difference?,
        in result: inout CellResult,
    ) {
        let determinismSeconds = record.stageSeconds[.determinism] ?? 0
        let repeats = record.inferences.count > (cell.settings.inferences ?? 10)
        result[check: .determinism] = Check(
            name: .determinism,
            status: repeats ? (nondeterminism == nil ? .passed : .failed) : .notApplicable,
            seconds: determinismSeconds,
        )
        var outputs: String
        switch parity {
        case .notCompared(let why):
            result[check: .parity] = Check(name: .parity, status: .notApplicable, detail: why)
            outputs = why
        case .compared(let compared):
            result.compared = true
            result.maximumDifference = compared.maximumDifference
            if let worst = compared.worst {
                let summary = Self.summary(compared)
                result[check: .parity] = Check(name: .parity, status: .failed, detail: summary)
                result.mismatch = Mismatch(
                    output: worst.output,
                    inference: worst.inference,
                    index: worst.index,
                    got: worst.got,
                    want: worst.want,
                    summary: worst.explanation.isEmpty ? summary : worst.explanation,
                )
                let what = worst.explanation.isEmpty ? "\(Self.element(worst)); \(summary)" : worst.explanation
                let cause = preparation.adviceOnDrift(installed: installed, result.surroundings)
                stop(&result, .drifted, .parity, cause.map { "\($0); \(what)" } ?? what)
                return
            }
            outputs = compared.identical ? "outputs identical" : "outputs within tolerance"
            if !compared.identical, let difference = compared.maximumDifference {
                outputs += " (max |got - want| \(Self.short(difference)))"
            }
            result[check: .parity] = Check(name: .parity, status: .passed, detail: outputs)
        }
        if let difference = nondeterminism {
            let what = difference.explanation.isEmpty ? Self.element(difference) : difference.explanation
            stop(
                &result, .drifted, .determinism,
                "the first input gave another answer the second time: \(what); "
                    + "the model keeps state or draws random numbers",
            )
            result.mismatch = Mismatch(
                output: difference.output,
                inference: difference.inference,
                index: difference.index,
                got: difference.got,
                want: difference.want,
                summary: "the first input, run again at the end",
            )
            return
        }
        if let first = result.warnings.first {
            result.verdict = .warned
            let what =
                first.category == "SandboxWarning"
                ? first.message : preparation.advice(on: first, installed: installed)
            result.reason = "\(what); \(outputs)"
        } else {
            result.reason = outputs
        }
    }

    /// Ends a result at a stage: that check failed, later ones were not run.
    private func stop(_ result: inout CellResult, _ verdict: Verdict, _ stage: CheckName?, _ reason: String) {
        result.verdict = verdict
        result.stage = stage
        result.reason = reason
        if let stage, result[check: stage].status != .failed {
            result[check: stage].status = .failed
            if result[check: stage].detail.isEmpty { result[check: stage].detail = reason }
        }
    }

    /// Applies `expect` to what was seen.
    private func settle(_ seen: CellResult) -> CellResult {
        var result = seen
        result.observed = seen.verdict
        guard let expectation = cell.expectation else { return result }
        let words = expectation.reason.map { ": \($0)" } ?? ""
        if seen.verdict.rawValue == expectation.verdict {
            if let until = expectation.until, until < today {
                result.verdict = .unexpectedPass
                result.reason =
                    "expected to be \(expectation.verdict) until \(until)\(words); "
                    + "that day has passed: mend it or set a new date"
            } else {
                result.verdict = .expected
                result.reason = "\(expectation.verdict) as expected\(words)"
            }
        } else if !seen.verdict.fails {
            result.verdict = .unexpectedPass
            result.reason =
                "expected to be \(expectation.verdict)\(words), but it is \(seen.verdict.rawValue); "
                + "take the 'expect' entry out"
        } else {
            result.reason = "expected to be \(expectation.verdict), but: \(seen.reason)"
        }
        return result
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

    private func checkName(_ stage: Event.Stage) -> CheckName {
        switch stage {
        case .load: .load
        case .inference: .inference
        case .determinism: .determinism
        }
    }
}
