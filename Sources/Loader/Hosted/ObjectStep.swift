import CPython
import Probe
import Tensors

/// A hosted runtime whose values may stay in Python, so that the next step gets what this one returned: sparse stays sparse.
protocol ObjectStep: HostedRuntime {
    /// One inference on the artifact's inputs; the seconds are those of the framework's own call.
    func call(_ inputs: [NamedTensor]) throws -> ObjectOutcome

    /// One inference on what the step before returned.
    func call(_ value: PythonObject) throws -> ObjectOutcome

    /// The outputs in a returned value.
    func outputs(of value: PythonObject) throws -> [NamedTensor]
}

/// What one inference returned, still in Python.
struct ObjectOutcome {
    var value: PythonObject
    var seconds: Double
}

extension ObjectStep {
    func infer(_ inputs: [NamedTensor]) throws -> Outcome {
        let outcome = try call(inputs)
        return Outcome(outputs: try outputs(of: outcome.value), seconds: outcome.seconds)
    }
}

/// A runtime that is nothing but a loaded object with a method to call.
protocol ObjectRuntime: ObjectStep, ResettableRuntime {
    var model: ObjectModel { get }
}

extension ObjectRuntime {
    var description: ModelDescription { model.description }

    func call(_ inputs: [NamedTensor]) throws -> ObjectOutcome { try model.call(inputs) }

    func call(_ value: PythonObject) throws -> ObjectOutcome { try model.call(value) }

    func outputs(of value: PythonObject) throws -> [NamedTensor] { try model.outputs(of: value) }

    func reset() throws { try model.reset() }
}
