import CPython
import JSON
import Probe
import Tensors

/// CatBoost's `.cbm` files through its Python package; the wheel ships no C library.
///
/// The class follows the loss that the file names, so that `predict_proba` is what a classifier gives by default and
/// `predict` what a regressor or ranker does.
struct CatBoostRuntime: ObjectRuntime {
    static let format = "catboost"
    static let packages = ["catboost"]

    let model: ObjectModel
    private let table: FeatureTable

    private static let classification: Set<String> = [
        "Logloss", "CrossEntropy", "MultiClass", "MultiClassOneVsAll", "MultiLogloss", "MultiCrossEntropy",
    ]

    init(loading job: Job, in python: Python) throws {
        let module = try python.importModule("catboost")
        let path = try python.object(job.artifact)
        let plain = try module.callMethod("CatBoost")
        try plain.callMethod("load_model", [path])
        var object = plain
        if try Self.loss(of: plain, python).map(Self.classification.contains) == true {
            object = try module.callMethod("CatBoostClassifier")
            try object.callMethod("load_model", [path])
        }
        model = try ObjectModel(object, job, in: python)
        let names = try object.attribute("feature_names_").elements().map { try $0.text() }
        table = FeatureTable(
            // Its own names are the columns' numbers.
            names: names.enumerated().allSatisfy { $1 == "\($0)" } ? [] : names,
            count: names.count,
            dtypes: [.float32],
            job,
        )
    }

    func call(_ inputs: [NamedTensor]) throws -> ObjectOutcome {
        guard inputs.count == 1 else {
            // Columns of several types: a Pool goes by their places, not by their names.
            let areNamed = inputs.allSatisfy { !$0.name.isEmpty }
            return try model.call(areNamed ? try table.columns(inputs) : inputs)
        }
        return try model.call([NamedTensor(name: inputs[0].name, tensor: try table.arranged(inputs[0].tensor))])
    }

    /// The type of the loss in the training parameters, which the file keeps as JSON; models put together otherwise lack it.
    private static func loss(of model: PythonObject, _ python: Python) throws -> String? {
        let parameters = try model.callMethod("get_metadata").callMethod("get", [try python.object("params")])
        guard !parameters.isNone else { return nil }
        return try? JSONValue(parsing: try parameters.text())["loss_function"]?["type"]?.string
    }
}
