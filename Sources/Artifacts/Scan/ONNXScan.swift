/// A graph holds no code, but it may name files; those must lie beside it.
enum ONNXScan {
    static func judge(_ model: ONNXModel) -> ScanResult {
        let notes = model.customDomains.map {
            "needs operators of the domain '\($0)', which ONNX Runtime lacks by itself"
        }
        let findings = model.escapingData.map { path in
            ScanFinding(offset: 0, message: "would read '\(path)', which lies outside the model's directory")
        }
        if !findings.isEmpty { return ScanResult(verdict: .refused, findings: findings, notes: notes) }
        return ScanResult(verdict: .notApplicable, notes: notes)
    }
}
