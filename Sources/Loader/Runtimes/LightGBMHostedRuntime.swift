import CPython
import Probe
import Tensors

/// LightGBM's text files through its Python package, where its C library cannot serve.
struct LightGBMHostedRuntime: ObjectRuntime {
    static let format = "lightgbm"
    static let packages = ["lightgbm"]

    let model: ObjectModel

    init(loading job: Job, in python: Python) throws {
        let booster = try python.importModule("lightgbm").attribute("Booster")
            .call([], [("model_file", try python.object(job.artifact))])
        model = try ObjectModel(booster, job, in: python)
    }
}
