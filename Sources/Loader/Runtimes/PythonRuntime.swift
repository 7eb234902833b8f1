import CPython
import Files
import JSON
import Probe
import Tensors

/// Artifacts that the user's own code loads: a function that takes the path and returns what is called.
struct PythonRuntime: ObjectRuntime {
    static let format = "python"
    static let packages: [String] = []

    let model: ObjectModel

    init(loading job: Job, in python: Python) throws {
        guard let entry = job.options["entry"], let file = entry["file"]?.string,
            let name = entry["function"]?.string
        else { throw Failure(type: "EntryError", message: "'format: python' needs 'entry: FILE.py:FUNCTION'") }
        let module = try PythonFile.importModule(file, in: python)
        guard let function = try module.optionalAttribute(name) else {
            throw Failure(type: "EntryError", message: "\(Path.name(file)) has no function '\(name)'; correct 'entry'")
        }
        let object = try function.call([try python.object(job.artifact)])
        guard !object.isNone else {
            throw Failure(
                type: "EntryError",
                message: "\(name) of \(Path.name(file)) returned None; return what is to be called for each inference",
            )
        }
        model = try ObjectModel(object, job, in: python, prefersCallable: true)
    }
}
