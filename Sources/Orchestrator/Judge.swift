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

    /// Ends a result at a stage: that check failed, later ones were not run.
    func stop(_ result: inout CellResult, _ verdict: Verdict, _ stage: CheckName?, _ reason: String) {
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

    func checkName(_ stage: Event.Stage) -> CheckName {
        switch stage {
        case .load: .load
        case .inference: .inference
        case .determinism: .determinism
        }
    }
}
