import Matrix

/// Judges a TensorFlow Lite model: its own operators compute, but those of TensorFlow that it may name run as in a graph.
enum TFLiteScan {
    static func judge(_ model: TFLiteModel, fault: String?, policy: Policy) -> ScanResult {
        let notes = model.customOperators.map { "needs the operator '\($0)', which TensorFlow Lite lacks by itself" }
        if policy.pickle == .trusted { return ScanResult(verdict: .notApplicable, notes: notes) }
        let allow = policy.allow.map(Glob.init)
        let findings = model.risks.compactMap { TensorFlowScan.finding(for: $0, allow: allow) }
        if !findings.isEmpty { return ScanResult(verdict: .refused, findings: findings, notes: notes) }
        if let fault {
            return ScanResult(
                verdict: .unreadable, findings: [ScanFinding(offset: 0, message: fault)], notes: notes)
        }
        return ScanResult(verdict: .notApplicable, notes: notes)
    }
}
