import Files
import JSON

/// An MLflow model directory, read without loading it.
public struct MLflowModel: Sendable, Hashable {
    /// `nil` where the file can't be read.
    public var mlmodel: MLmodel?
    /// What is in the directory that the flavours may load.
    public var files: [BundledFile] = []
    /// Modules of the model's own code, by their top-level names, each with its files.
    public var modules: [String: [String]] = [:]
    /// Files of code that are the model itself (`model_code_path`, from MLflow 2.12 on), one for each `MLmodel`.
    public var scripts: [String] = []
    /// What its settings make a load do beside that.
    public var risks: [Risk] = []

    /// What a setting makes a load import, call or read.
    public struct Risk: Sendable, Hashable {
        /// The dotted name that `allow` may permit; `nil` where none can.
        public let name: String?
        /// "would import acme.loading and call its loader"
        public let message: String

        init(_ message: String, name: String? = nil) {
            self.message = message
            // No module has a longer one.
            self.name = name.flatMap { $0.utf8.count <= 1024 ? $0 : nil }
        }
    }

    /// What the flavour's framework itself loads, so that MLflow need not be installed; `nil` where only MLflow can.
    var direct: BundledFile? {
        guard let mlmodel, let flavor = mlmodel.native, let key = Self.modelKeys[flavor.name] else { return nil }
        let paths = [key, "data", "model_path"].compactMap { flavor.settings[$0] ?? mlmodel.pyfunc[$0] }
            .compactMap(MLflowSettings.inner)
        let loadable = files.filter { FormatRegistry.names.contains($0.description.format) }
        for path in paths {
            if let file = loadable.first(where: { $0.path.isExactly(path) }) { return file }
            if let file = loadable.first(where: { $0.path.hasPrefix(path + "/") }) { return file }
        }
        return nil
    }

    /// The setting that names what a flavour loads.
    private static let modelKeys = [
        "sklearn": "pickled_model", "xgboost": "data", "lightgbm": "data", "catboost": "data", "onnx": "data",
        "keras": "data", "tensorflow": "saved_model_dir", "pytorch": "model_data",
    ]
}
