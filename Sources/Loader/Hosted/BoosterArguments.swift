import CPython
import Probe
import Tensors

/// The arguments of `predict` of a bare `Booster`: XGBoost's wants a DMatrix, LightGBM's an array.
struct BoosterArguments {
    let table: FeatureTable
    private let inputs: PythonInputs
    /// What makes a DMatrix, with its keywords; `nil` for LightGBM.
    private let matrix: (type: PythonObject, keywords: [(String, PythonObject)])?
    private let keywords: [(String, PythonObject)]

    /// `nil` for objects of other types, and for calls that take something else.
    init?(for model: PythonObject, call: String, _ job: Job, _ inputs: PythonInputs) throws {
        let type = model.typeName
        guard call == "predict" || call == "inplace_predict", inputs.numpy != nil else { return nil }
        let output = try BoosterOutput(job)
        self.inputs = inputs
        switch type {
        case "xgboost.core.Booster":
            let names = try Self.texts(model.optionalAttribute("feature_names"))
            // From 1.3 on.
            let count = try? model.callMethod("num_features").integer()
            table = FeatureTable(names: names, count: count.map(Int.init) ?? Self.count(names), dtypes: [.float32], job)
            matrix = call == "predict" ? try Self.matrix(model, names, inputs.python) : nil
            keywords = try Self.keywords(output, ["output_margin", "pred_leaf", "pred_contribs"], inputs.python)
        case "lightgbm.basic.Booster":
            // What a pickle of another version lacks shows when it predicts, as in plain Python.
            let names = (try? Self.texts(try model.callMethod("feature_name"))) ?? []
            let count = (try? model.callMethod("num_feature").integer()).map { Int($0) }
            table = FeatureTable(
                names: Self.isDefault(names) ? [] : names, count: count, dtypes: [.float32, .float64], job)
            matrix = nil
            keywords = try Self.keywords(output, ["raw_score", "pred_leaf", "pred_contrib"], inputs.python)
        default: return nil
        }
    }

    func arguments(
        _ tensors: [NamedTensor],
    ) throws -> (positional: [PythonObject], keywords: [(String, PythonObject)]) {
        try arguments(try inputs.array(try table.matrix(tensors)))
    }

    /// For what a step before returned, which may be sparse.
    func arguments(
        _ value: PythonObject,
    ) throws -> (positional: [PythonObject], keywords: [(String, PythonObject)]) {
        guard let matrix else { return ([value], keywords) }
        return ([try matrix.type.call([value], matrix.keywords)], keywords)
    }

    private static func matrix(
        _ model: PythonObject,
        _ names: [String],
        _ python: Python,
    ) throws -> (PythonObject, [(String, PythonObject)]) {
        var keywords: [(String, PythonObject)] = []
        if !names.isEmpty {
            keywords.append(("feature_names", try python.list(try names.map { try python.object($0) })))
            // Codes of categories are told from numbers by the types.
            let types = try texts(model.optionalAttribute("feature_types"))
            if types.contains("c") {
                keywords.append(("feature_types", try python.list(try types.map { try python.object($0) })))
                keywords.append(("enable_categorical", try python.object(true)))
            }
        }
        return (try python.importModule("xgboost").attribute("DMatrix"), keywords)
    }

    private static func keywords(
        _ output: BoosterOutput,
        _ names: [String],
        _ python: Python,
    ) throws -> [(String, PythonObject)] {
        let name: String? =
            switch output {
            case .value: nil
            case .margin: names[0]
            case .leaf: names[1]
            case .contributions: names[2]
            }
        return try name.map { [($0, try python.object(true))] } ?? []
    }

    /// LightGBM names features `Column_0`, … where it was given none.
    private static func isDefault(_ names: [String]) -> Bool {
        names.enumerated().allSatisfy { $1 == "Column_\($0)" }
    }

    private static func count(_ names: [String]) -> Int? { names.isEmpty ? nil : names.count }

    private static func texts(_ value: PythonObject?) throws -> [String] {
        guard let value, !value.isNone else { return [] }
        return try value.elements().map { try $0.text() }
    }
}
