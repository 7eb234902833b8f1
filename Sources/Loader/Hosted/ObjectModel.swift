import CPython
import JSON
import Probe
import Tensors

/// A Python object with a method to call, as pickle and joblib give it: scikit-learn's estimators and their likes.
struct ObjectModel: ResettableRuntime {
    let description: ModelDescription
    private let function: PythonObject
    private let name: String
    /// For the boosters that take no table.
    private let booster: BoosterArguments?
    private let arguments: ModelArguments
    private let outputs: PythonOutputs
    private let resetting: PythonObject?

    /// What is called where the job does not say, the first that the object has.
    private static let calls = ["predict_proba", "predict", "transform", "decision_function"]

    /// - Parameter prefersCallable: whether an object that is callable itself is called as it is.
    init(_ object: PythonObject, _ job: Job, in python: Python, prefersCallable: Bool = false) throws {
        let call =
            prefersCallable && job.call == nil && object.isCallable
            ? (name: "__call__", function: object)
            : try Self.call(object, job.call, isInner: job.options["is-inner"] == .bool(true))
        name = call.name == "__call__" ? "output" : call.name
        function = call.function
        let inputs = try PythonInputs(python)
        booster = try BoosterArguments(for: object, call: name, job, inputs)
        arguments = ModelArguments(for: object, inputs, columns: job.options["columns"]?.strings ?? [])
        outputs = PythonOutputs(python: python, numpy: inputs.numpy)
        resetting = try job.options["reset"]?.string.map { try Self.reset(object, $0) }
        description = ModelDescription(
            type: object.typeName,
            call: call.name,
            inputs: (booster?.table.line ?? Self.features(object).map { "\($0) features" }).map { [$0] } ?? [],
            route: "hosted",
        )
    }

    func infer(_ inputs: [NamedTensor]) throws -> Outcome {
        let outcome = try call(inputs)
        return Outcome(outputs: try outputs(of: outcome.value), seconds: outcome.seconds)
    }

    func call(_ inputs: [NamedTensor]) throws -> ObjectOutcome {
        let (positional, keywords) = try booster?.arguments(inputs) ?? arguments.arguments(inputs)
        do {
            return try call(positional, keywords)
        } catch let error as PythonError {
            throw arguments.explain(error, inputs)
        }
    }

    func call(_ value: PythonObject) throws -> ObjectOutcome {
        let (positional, keywords) = try booster?.arguments(value) ?? ([value], [])
        return try call(positional, keywords)
    }

    func outputs(of value: PythonObject) throws -> [NamedTensor] { try outputs.tensors(value, named: name) }

    func reset() throws { try resetting?.call() }

    private func call(_ positional: [PythonObject], _ keywords: [(String, PythonObject)]) throws -> ObjectOutcome {
        let start = monotonicSeconds()
        let value = try function.call(positional, keywords)
        return ObjectOutcome(value: value, seconds: monotonicSeconds() - start)
    }

    private static func call(
        _ object: PythonObject,
        _ wanted: String?,
        isInner: Bool,
    ) throws -> (name: String, function: PythonObject) {
        if let wanted, wanted != "__call__" {
            var function = object
            for part in wanted.split(separator: ".") { function = try function.attribute(String(part)) }
            return (wanted, function)
        }
        if wanted == nil {
            // A step that another follows is there to transform.
            for name in isInner ? ["transform"] + calls : calls {
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

    private static func reset(_ object: PythonObject, _ name: String) throws -> PythonObject {
        var function = object
        for part in name.split(separator: ".") {
            guard let next = try function.optionalAttribute(String(part)) else {
                throw Failure(
                    type: "ResetError", message: "\(object.typeName) has no method '\(name)'; correct 'reset'")
            }
            function = next
        }
        return function
    }

    private static func features(_ object: PythonObject) -> Int64? {
        try? object.attributeIfAny("n_features_in_")?.integer()
    }
}
