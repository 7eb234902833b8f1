import Matrix

/// Judges an MLflow model: its files, the code that it brings along, and the module that it names as its loader.
enum MLflowScan {
    static func judge(_ model: MLflowModel, fault: String?, policy: Policy) -> ScanResult {
        var code = model.modules.sorted { $0.key < $1.key }.map {
            BundleScan.Code(files: $0.value, module: $0.key, deed: "would import")
        }
        if let script = model.script {
            let module = String(script.split(separator: "/").last?.prefix { $0 != "." } ?? "model")
            code.append(BundleScan.Code(files: [script], module: module, deed: "would run"))
        }
        if let loader = model.mlmodel?.pyfunc["loader_module"], !isOwn(loader), model.modules[root(loader)] == nil {
            code.append(BundleScan.Code(files: ["loader_module \(loader)"], module: loader, deed: "would call"))
        }
        return BundleScan.judge(model.files, code: code, fault: fault, policy: policy)
    }

    private static func isOwn(_ module: String) -> Bool {
        module.isBelow("mlflow") && module.utf8.allSatisfy { $0 < 0x80 && $0 > 0x20 }
    }

    private static func root(_ module: String) -> String { String(module.prefix { $0 != "." }) }
}
