/// What the schema has and no code does yet, each said at its place; the issue that builds one removes its line.
enum NotSupportedYet {
    /// `TABLE.KEY` as in `KeyTables`.
    static let keys: Set<String> = [
        "artifact.budget",
        "environment.lock",
        "package.versions",
    ]

    /// `TABLE.KEY=VALUE` for single values of keys that work.
    static let values: Set<String> = [
        // But for containers, which hand GPUs in.
        "environment.device=cuda"
    ]

    /// Formats to come; one that the caller registers counts as supported all the same.
    static let formats: Set<String> = [
        "torch-state-dict", "torch", "torchscript", "torch-export", "safetensors", "keras", "saved-model", "tflite",
        "xgboost", "lightgbm", "catboost", "skops", "dill", "cloudpickle", "coreml", "jax",
    ]
}
