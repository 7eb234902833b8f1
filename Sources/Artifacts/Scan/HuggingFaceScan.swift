import Matrix

/// Judges a Hugging Face directory: its weights, and the code that its configuration names.
enum HuggingFaceScan {
    static func judge(_ model: HuggingFaceModel, fault: String?, policy: Policy) -> ScanResult {
        let code = model.code.sorted { $0.key < $1.key }.map {
            BundleScan.Code(files: $0.value, module: $0.key, deed: "would import")
        }
        let foreign = model.foreign.sorted { $0.key < $1.key }.map {
            BundleScan.Code(files: $0.value, module: $0.key, deed: "would import", isForeign: true)
        }
        let risks = model.risks.map { risk in
            ScanFinding(
                offset: 0, message: ScanResult.printable(risk, limit: 240),
                remedy: "if you trust it: policy: {pickle: trusted}")
        }
        let files = model.files.filter { !model.idle.contains($0.path) }
        let result = BundleScan.judge(files, code: code + foreign, risks: risks, fault: fault, policy: policy)
        guard policy.pickle != .trusted else { return result }
        let notes = model.files.filter { model.idle.contains($0.path) }.compactMap { note(on: $0, policy) }
        return ScanResult(verdict: result.verdict, findings: result.findings, notes: result.notes + notes)
    }

    /// What a file holds that would be refused if a load read it.
    private static func note(on file: BundledFile, _ policy: Policy) -> String? {
        let result = BundleScan.judge(file, policy)
        guard let first = result.findings.first else { return nil }
        let more = result.findings.count > 1 ? " (and \(result.findings.count - 1) more)" : ""
        return "\(first.message)\(more), but from_pretrained does not read it"
    }
}
