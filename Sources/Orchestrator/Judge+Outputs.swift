import Matrix
import Probe
import Results
import Tensors

/// What the outputs of a cell that came through say.
extension Judge {
    func judgeOutputs(
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
}
