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
        return BundleScan.judge(model.files, code: code + foreign, risks: risks, fault: fault, policy: policy)
    }
}
