import Matrix

/// Judges a SavedModel: a graph holds no Python code, but operators may reach out of it.
///
/// `allow: [tf.raw_ops.NAME]` permits an operator that the list does not know, or that does more than computing.
enum TensorFlowScan {
    static let operators = OperatorTable.tensorFlow

    static func judge(_ model: SavedModel, fault: String?, policy: Policy) -> ScanResult {
        if let fault {
            return ScanResult(verdict: .unreadable, findings: [ScanFinding(offset: 0, message: fault)])
        }
        if policy.pickle == .trusted {
            let notes = model.risks.map { "\($0.deed): \($0.operation); policy.pickle is trusted" }
            return ScanResult(verdict: isRisky(model) ? .clean : .notApplicable, notes: notes)
        }
        let allow = policy.allow.map(Glob.init)
        let findings =
            model.risks.compactMap { finding(for: $0, allow: allow) }
            + model.layerRisks.compactMap { KerasScan.finding(for: $0, allow: allow) }
        if !findings.isEmpty { return ScanResult(verdict: .refused, findings: findings) }
        return ScanResult(verdict: isRisky(model) ? .clean : .notApplicable)
    }

    private static func isRisky(_ model: SavedModel) -> Bool { !model.risks.isEmpty || !model.layerRisks.isEmpty }

    /// What is said of an operator; `nil` where the policy allows it.
    static func finding(for risk: SavedModel.Risk, allow: [Glob]) -> ScanFinding? {
        guard !risk.operation.isEmpty else { return ScanFinding(offset: 0, message: risk.deed) }
        let name = "tf.raw_ops.\(risk.operation)"
        if allow.contains(where: { $0.matches(name) }) { return nil }
        let isPython = risk.deed.contains("Python")
        let isPlain = name.utf8.count <= 200 && name.utf8.allSatisfy { (0x21...0x7E).contains($0) }
        return ScanFinding(
            global: name,
            offset: 0,
            message: "\(risk.deed): its graph has the operator \(ScanResult.printable(risk.operation))",
            remedy: isPython
                ? "the function is not in the file; export the model without tf.py_function"
                : isPlain ? "if you trust it: allow: [\(name)]" : nil,
        )
    }
}
