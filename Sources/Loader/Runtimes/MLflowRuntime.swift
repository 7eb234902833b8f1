import CPython
import Files
import JSON
import Probe
import Tensors

/// MLflow models: `mlflow.pyfunc.load_model(…).predict`, as MLflow's users call them; by the flavour's own framework
/// where MLflow is not installed, where another method is called, or where `load: {through: flavor}` says so.
struct MLflowRuntime: HostedRuntime, ResettableRuntime {
    static let format = "mlflow"
    static let packages: [String] = []

    private let model: any Runtime

    init(loading job: Job, in python: Python) throws {
        let facts = job.options["facts"] ?? .object(JSONObject())
        // The artifact stays as it is, so no bytecode is written beside its code.
        if facts["code"] != nil {
            try python.importModule("sys").set(attribute: "dont_write_bytecode", to: try python.object(true))
        }
        let route = job.options["load"]?["through"]?.string
        guard route == nil || route == "pyfunc" || route == "flavor" else {
            throw Failure(type: "OptionError", message: "load: through '\(route ?? "")' is none of pyfunc, flavor")
        }
        let isOther = job.call.map { $0 != "predict" } ?? false
        if route == "flavor" || (route == nil && isOther && facts["format"] != nil) {
            model = try Self.flavor(job, facts, in: python)
            return
        }
        let pyfunc: PythonObject
        do {
            pyfunc = try python.importModule("mlflow.pyfunc")
        } catch {
            guard error.kind == .moduleNotFound, error.module == "mlflow", route == nil, facts["format"] != nil else {
                throw Self.missing(error)
            }
            model = try Self.flavor(job, facts, in: python)
            return
        }
        model = try MLflowFunction(pyfunc.callMethod("load_model", [python.object(job.artifact)]), facts, job, python)
    }

    var description: ModelDescription { model.description }

    func infer(_ inputs: [NamedTensor]) throws -> Outcome { try model.infer(inputs) }

    func reset() throws { try (model as? any ResettableRuntime)?.reset() }

    /// The file within that the flavour names, through the runtime of its own format.
    private static func flavor(_ job: Job, _ facts: JSONValue, in python: Python) throws -> any Runtime {
        guard let path = facts["path"]?.string, let format = facts["format"]?.string else {
            let name = facts["flavor"]?.string ?? "python_function"
            throw Failure(
                type: "OptionError",
                message: "only MLflow can load the flavor '\(name)'; leave out 'load: {through: flavor}'",
            )
        }
        if let code = facts["code"]?.string {
            try python.importModule("sys").attribute("path")
                .callMethod("insert", [try python.object(0), try python.object(Path.join(job.artifact, code))])
        }
        var inner = job
        inner.artifact = Path.join(job.artifact, path)
        inner.format = format
        // What MLflow calls, so that the outputs are the same with it and without.
        if ["joblib", "pickle", "skops"].contains(format) {
            inner.call = job.call ?? facts["call"]?.string ?? "predict"
        }
        return try RuntimeRegistry.load(inner, in: python)
    }

    /// MLflow that is not there is the environment's fault; whatever else its import raises is the error itself.
    private static func missing(_ error: PythonError) -> any Error {
        guard error.kind == .moduleNotFound || error.kind == .importing else { return error }
        return Failure(
            type: error.type,
            message: error.message,
            traceback: error.traceback,
            module: error.module,
            isEnvironment: true,
        )
    }
}

/// A loaded `PyFuncModel`.
private struct MLflowFunction: ResettableRuntime {
    let description: ModelDescription
    private let python: Python
    private let function: PythonObject
    private let resetting: PythonObject?
    private let arguments: MLflowArguments
    private let outputs: PythonOutputs

    init(_ model: PythonObject, _ facts: JSONValue, _ job: Job, _ python: Python) throws {
        self.python = python
        let inputs = try PythonInputs(python)
        let name = job.call ?? "predict"
        function = try model.attribute(name)
        resetting = try job.options["reset"]?.string.map { try Self.method($0, of: model) }
        arguments = MLflowArguments(facts, job, inputs)
        outputs = PythonOutputs(python: python, numpy: inputs.numpy)
        let loader = facts["flavor"]?.string ?? "python_function"
        description = ModelDescription(
            type: "\(model.typeName) (\(loader))",
            call: name,
            inputs: arguments.lines,
            route: "hosted",
        )
    }

    func infer(_ inputs: [NamedTensor]) throws -> Outcome {
        let argument = try arguments.argument(inputs)
        let start = monotonicSeconds()
        let value = try function.call([argument])
        let seconds = monotonicSeconds() - start
        return Outcome(outputs: try outputs(of: value), seconds: seconds)
    }

    func reset() throws { try resetting?.call() }

    /// A DataFrame with names is an output for each column; anything else is what `predict` gave.
    private func outputs(of value: PythonObject) throws -> [NamedTensor] {
        guard let columns = try value.optionalAttribute("columns"), value.has("iloc") else {
            return try outputs.tensors(value, named: description.call)
        }
        let names = try columns.elements()
        guard try names.allSatisfy({ try $0.isInstance(ofBuiltin: "str") }) else {
            return try outputs.tensors(value, named: description.call)
        }
        return try names.flatMap { name in
            try outputs.nested(try value.item(name).callMethod("tolist"), try name.text())
        }
    }

    /// A method of the user's own model, where it has one, else of MLflow's around it.
    private static func method(_ name: String, of model: PythonObject) throws -> PythonObject {
        let own = (try? model.callMethod("unwrap_python_model")) ?? model
        guard let method = try own.optionalAttribute(name) else {
            throw Failure(type: "ResetError", message: "\(own.typeName) has no method '\(name)'; correct 'reset'")
        }
        return method
    }
}
