import CPython
import Probe
import Tensors

/// Objects saved with `joblib.dump`, in every compression that the environment's joblib reads.
struct JoblibRuntime: ObjectRuntime {
    static let format = "joblib"
    static let packages = ["joblib"]

    let model: ObjectModel

    init(loading job: Job, in python: Python) throws {
        let object = try python.importModule("joblib").callMethod("load", [try python.object(job.artifact)])
        model = try ObjectModel(object, job, in: python)
    }
}
