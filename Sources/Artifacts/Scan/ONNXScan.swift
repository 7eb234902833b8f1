/// A graph holds no code, but it may name files; those must lie beside it.
enum ONNXScan {
    static func judge(_ model: ONNXModel, fault: String? = nil) -> ScanResult {
        var notes = model.customDomains.map {
            "needs operators of the domain '\($0)', which ONNX Runtime lacks by itself"
        }
        if model.isCompiled {
            notes.append("holds code that an accelerator's compiler made (EPContext), which is not judged")
        }
        let findings =
            model.escapingData.map { path in
                ScanFinding(offset: 0, message: "would read '\(path)', which lies outside the model's directory")
            }
            + model.dataInMemory.map { path in
                let message = "would read '\(ScanResult.printable(path))', an address in the memory of what loads it"
                return ScanFinding(offset: 0, message: message)
            }
            + model.linkedData.map { path in
                ScanFinding(offset: 0, message: "would read '\(path)', a link to a file outside the model's directory")
            }
        if !findings.isEmpty { return ScanResult(verdict: .refused, findings: findings, notes: notes) }
        // What was not read could name files as well.
        if let fault {
            return ScanResult(
                verdict: .unreadable, findings: [ScanFinding(offset: 0, message: fault)], notes: notes)
        }
        return ScanResult(verdict: .notApplicable, notes: notes)
    }
}
