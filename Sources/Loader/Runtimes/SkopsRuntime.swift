import CPython
import Probe
import Tensors

/// skops files. The scan has judged every type in the file before, so that those skops itself does not know are trusted.
struct SkopsRuntime: ObjectRuntime {
    static let format = "skops"
    static let packages = ["skops"]

    let model: ObjectModel

    init(loading job: Job, in python: Python) throws {
        let module = try python.importModule("skops.io")
        let path = try python.object(job.artifact)
        let types = try module.callMethod("get_untrusted_types", [], [("file", path)])
        let object = try module.callMethod("load", [path], [("trusted", types)])
        model = try ObjectModel(object, job, in: python)
    }
}
