import Matrix

/// Judges a Hugging Face directory: its weights, and the code that its configuration names.
enum HuggingFaceScan {
    static func judge(_ model: HuggingFaceModel, fault: String?, policy: Policy) -> ScanResult {
        let code = model.code.sorted { $0.key < $1.key }.map {
            BundleScan.Code(files: $0.value, module: $0.key, deed: "would import")
        }
        return BundleScan.judge(model.files, code: code, fault: fault, policy: policy)
    }
}
