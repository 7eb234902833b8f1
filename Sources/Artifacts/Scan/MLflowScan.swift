import Files
import Matrix

/// Judges an MLflow model: its files, the code that it brings along, and the module that it names as its loader.
enum MLflowScan {
    static func judge(_ model: MLflowModel, fault: String?, policy: Policy) -> ScanResult {
        var code = model.modules.sorted { $0.key < $1.key }.map {
            BundleScan.Code(files: $0.value, module: $0.key, deed: "would import")
        }
        for script in model.scripts {
            let module = Path.name(script).head(before: ".")
            code.append(BundleScan.Code(files: [script], module: module, deed: "would run"))
        }
        let allow = policy.allow.map(Glob.init)
        let risks = model.risks.filter { risk in
            guard let name = risk.name else { return true }
            // What lies in the model's own code is judged with that.
            return model.modules[name.head(before: ".")] == nil && !allow.contains { $0.matches(name) }
        }
        let findings = risks.map { risk in
            ScanFinding(
                global: risk.name, offset: 0, message: "\(risk.message) (\(MLflowFormat.file))",
                remedy: risk.name.flatMap(AllowAdvice.line))
        }
        return BundleScan.judge(model.files, code: code, risks: findings, fault: fault, policy: policy)
    }
}
