/// A model that XGBoost saved: JSON (from 1.0), UBJSON (from 1.6) or the old binary (to 3.0).
enum XGBoostFormat: ArtifactFormat {
    static let name = "xgboost"

    static func noun(_ head: FileHead) -> String {
        switch XGBoostModel.encoding(of: head.bytes) {
        case .json: "an XGBoost model (JSON)"
        case .ubjson: "an XGBoost model (UBJSON)"
        case .binary, nil: "an XGBoost model (old binary)"
        }
    }

    static func recognise(_ head: FileHead) -> Recognition? {
        XGBoostModel.encoding(of: head.bytes) == nil ? nil : .certain
    }

    static func describe(_ file: ArtifactFile) throws(ArtifactError) -> ArtifactDescription {
        let encoding = XGBoostModel.encoding(of: file.head.bytes) ?? .binary
        let model = XGBoostModel(file.source, encoding)
        var description = file.description(format: name, content: .data)
        description.producers = model.version.map { [.init(framework: "xgboost", version: $0)] } ?? []
        description.formatVersion = encoding.rawValue
        description.inputs = GraphValue.table(columns: model.featureCount, of: "float32")
        description.preload = ["xgboost"]
        description.requiredPackages = [RequiredPackage(module: "xgboost")]
        // Other calls are those of the scikit-learn interface, which is Python.
        description.native = NativeRoute(libraries: ["xgboost/lib/libxgboost.so"], calls: ["predict"])
        description.fault = model.fault
        return description
    }
}

extension GraphValue {
    /// The one table of numbers that a booster takes; none where the number of columns is not known.
    static func table(columns: Int?, of type: String) -> [GraphValue] {
        columns.map { [GraphValue(name: "", type: type, shape: [.dynamic(""), .fixed($0)])] } ?? []
    }
}
