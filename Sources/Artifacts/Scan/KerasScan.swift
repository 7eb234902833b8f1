import Matrix

/// Judges a Keras file: its JSON may hold bytecode and name Python modules to import.
enum KerasScan {
    static func judge(_ model: KerasModel, fault: String?, policy: Policy) -> ScanResult {
        if policy.pickle == .trusted {
            return ScanResult(verdict: .clean, notes: ["not scanned: policy.pickle is trusted"])
        }
        let arrays = ArrayScan.judge(model.arrays, fault: fault, policy: policy)
        guard arrays.passes else { return arrays }
        let allow = policy.allow.map(Glob.init)
        let findings =
            model.archiveProblems.map { ScanFinding(offset: 0, message: "in the archive, \($0)") }
            + model.risks.compactMap { finding(for: $0, allow: allow) }
        return findings.isEmpty
            ? ScanResult(verdict: .clean) : ScanResult(verdict: .refused, findings: findings)
    }

    private static let trust = "if you trust it: policy: {pickle: trusted}"

    /// What is said of a risk; `nil` where the policy allows it.
    static func finding(for risk: KerasModel.Risk, allow: [Glob]) -> ScanFinding? {
        switch risk {
        case .lambda(let layer):
            return ScanFinding(
                offset: 0,
                message: "would run Python bytecode: the Lambda layer '\(ScanResult.printable(layer))'",
                remedy: "\(trust), or replace it by a layer of your own and `model:`",
            )
        case .foreign(let name):
            if allow.contains(where: { $0.matches(name) }) { return nil }
            return ScanFinding(
                global: name,
                offset: 0,
                message: "would import \(ScanResult.printable(name))",
                // Of Keras' own, what is not known is to be looked at, and not to be waved through.
                remedy: name.head(before: ".") == "keras" ? nil : AllowAdvice.line(for: name),
            )
        case .loader(let kind, let layer):
            return ScanFinding(
                offset: 0,
                message: "would load another file: the \(kind) layer '\(ScanResult.printable(layer))'",
                remedy: trust,
            )
        case .outside(let what):
            let message = "would read another file: \(ScanResult.printable(what))"
            return ScanFinding(offset: 0, message: message, remedy: trust)
        case .file(let path, let layer):
            return ScanFinding(
                offset: 0,
                message: "would read '\(ScanResult.printable(path))' for the layer '\(ScanResult.printable(layer))'",
                remedy: trust,
            )
        }
    }
}
