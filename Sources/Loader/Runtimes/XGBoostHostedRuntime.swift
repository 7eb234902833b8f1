import CPython
import Probe
import Tensors

/// XGBoost's own files through its Python package: as a Booster, or behind the scikit-learn interface.
///
/// `call`: `predict` (the default) is the Booster's, on a DMatrix; `XGBRegressor.predict` and the like name a class of
/// the scikit-learn interface that loads the file; `predict_proba` alone means `XGBClassifier.predict_proba`.
struct XGBoostHostedRuntime: ObjectRuntime {
    static let format = "xgboost"
    static let packages = ["xgboost"]

    let model: ObjectModel

    init(loading job: Job, in python: Python) throws {
        let (type, call) = Self.target(job.call)
        let object = try python.importModule("xgboost").attribute(type).call()
        try object.callMethod("load_model", [try python.object(job.artifact)])
        var job = job
        job.call = call
        model = try ObjectModel(object, job, in: python)
    }

    private static func target(_ call: String?) -> (type: String, call: String) {
        guard let call else { return ("Booster", "predict") }
        let parts = call.split(separator: ".", maxSplits: 1).map(String.init)
        if parts.count == 2 { return (parts[0], parts[1]) }
        return (call == "predict_proba" ? "XGBClassifier" : "Booster", call)
    }
}
