extension KnownBreakage {
    /// MLflow's, transformers' and sentence-transformers'.
    static let hub = [
        KnownBreakage { failure in
            guard contains(failure.message, "No module named 'pkg_resources'") else { return nil }
            let mlflow = VersionChange.version(of: "mlflow", in: failure.installed).map { "mlflow \($0)" }
            return "\(mlflow ?? "a package") needs pkg_resources, which setuptools dropped in 82; "
                + "add setuptools: \"<82\" to packages, or to a file of 'requirements'"
        },
        says("vulnerability issue in `torch.load`", "v2.6") { failure in
            "\(failure.installedName("transformers")) reads pytorch_model.bin with torch 2.6 or later only "
                + "(\(failure.installedName("torch")) is installed); save the model as safetensors, or use a newer torch"
        },
    ]
}
