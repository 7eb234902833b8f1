import CPython
import Probe
import Tensors

/// A Python object with a method to call, as pickle and joblib give it: scikit-learn's estimators and their likes.
struct ObjectModel: Runtime {
    let description: ModelDescription
    private let function: PythonObject
    private let name: String
    private let arguments: ModelArguments
    private let outputs: PythonOutputs

    /// What is called where the job does not say, the first that the object has.
    private static let calls = ["predict_proba", "predict", "transform", "decision_function"]

    init(_ object: PythonObject, _ job: Job, in python: Python) throws {
        let call = try Self.call(object, job.call)
        name = call.name == "__call__" ? "output" : call.name
        function = call.function
        let inputs = try PythonInputs(python)
        arguments = ModelArguments(for: object, inputs)
        outputs = PythonOutputs(python: python, numpy: inputs.numpy)
        description = ModelDescription(
            type: object.typeName,
            call: call.name,
            inputs: Self.features(object).map { ["\($0) features"] } ?? [],
            route: "hosted",
        )
    }

    func infer(_ inputs: [NamedTensor]) throws -> Outcome {
        let (positional, keywords) = try arguments.arguments(inputs)
        let start = monotonicSeconds()
        let result = try function.call(positional, keywords)
        let seconds = monotonicSeconds() - start
        return Outcome(outputs: try outputs.tensors(result, named: name), seconds: seconds)
    }

    private static func call(
        _ object: PythonObject,
        _ wanted: String?,
    ) throws -> (name: String, function: PythonObject) {
        if let wanted, wanted != "__call__" {
            var function = object
            for part in wanted.split(separator: ".") { function = try function.attribute(String(part)) }
            return (wanted, function)
        }
        if wanted == nil {
            for name in calls {
                if let function = try object.optionalAttribute(name) { return (name, function) }
            }
        }
        guard object.isCallable else {
            throw Failure(
                type: "CallError",
                message: "\(object.typeName) has none of \(calls.joined(separator: ", ")) and is not callable; "
                    + "say what to call with 'call'",
            )
        }
        return ("__call__", object)
    }

    private static func features(_ object: PythonObject) -> Int64? {
        try? object.attribute("n_features_in_").integer()
    }
}
