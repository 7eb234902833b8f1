import CPython
import JSON
import Probe
import Tensors

/// Several files as one model: each step's output is the next one's input.
struct StepsRuntime: ResettableRuntime {
    let description: ModelDescription
    private let steps: [any HostedRuntime]

    init(loading job: Job, in python: Python) throws {
        steps = try job.steps.indices.map { index in
            try StepError.naming(index) {
                let part = job.part(index)
                let runtime = try RuntimeRegistry.load(part, in: python)
                if part.options["reset"] != nil { try Resetting.require(runtime, part.format) }
                return runtime
            }
        }
        let descriptions = steps.map(\.description)
        description = ModelDescription(
            type: descriptions.map(\.type).joined(separator: " → "),
            call: descriptions.map(\.call).joined(separator: " → "),
            inputs: descriptions.first?.inputs ?? [],
            outputs: descriptions.last?.outputs ?? [],
            route: "hosted",
        )
    }

    func infer(_ inputs: [NamedTensor]) throws -> Outcome {
        var value = Value.tensors(inputs)
        var seconds = 0.0
        for (index, step) in steps.enumerated() {
            try StepError.naming(index) {
                if index > 0 { value = try value.asInput }
                guard let step = step as? any ObjectStep else {
                    // What an object became has its call's name, which the next model knows nothing of.
                    let given = Value.tensors(try value.tensors)
                    let outcome = try step.infer(try (index > 0 ? given.asInput : given).tensors)
                    value = .tensors(outcome.outputs)
                    seconds += outcome.seconds
                    return
                }
                let outcome =
                    switch value {
                    case .tensors(let tensors): try step.call(tensors)
                    case .object(let object, _): try step.call(object)
                    }
                value = .object(outcome.value, of: step)
                seconds += outcome.seconds
            }
        }
        return try StepError.naming(steps.count - 1) { Outcome(outputs: try value.tensors, seconds: seconds) }
    }

    func reset() throws {
        for (index, step) in steps.enumerated() {
            try StepError.naming(index) { try (step as? any ResettableRuntime)?.reset() }
        }
    }

    /// What is handed from step to step.
    private enum Value {
        case tensors([NamedTensor])
        case object(PythonObject, of: any ObjectStep)

        var tensors: [NamedTensor] {
            get throws {
                switch self {
                case .tensors(let tensors): tensors
                case .object(let object, let step): try step.outputs(of: object)
                }
            }
        }

        /// As the next step takes it: a single output is its only input, whatever its name.
        var asInput: Value {
            get throws {
                guard case .tensors(let tensors) = self, tensors.count == 1 else { return self }
                return .tensors([NamedTensor(name: "", tensor: tensors[0].tensor)])
            }
        }
    }
}

/// An error with the step that it came from.
struct StepError: Error {
    /// From 0.
    let step: Int
    let cause: any Error

    static func naming<Result>(_ step: Int, _ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch {
            throw StepError(step: step, cause: error)
        }
    }
}

extension Job {
    /// The job of one step: it reads the step's file, and only the first one knows of the inputs.
    fileprivate func part(_ index: Int) -> Job {
        let step = steps[index]
        var part = self
        part.steps = []
        part.format = step.format
        part.artifact = step.artifact
        part.call = step.call
        part.options = step.options
        for key in ["columns", "cast-inputs"] { part.options[key] = index == 0 ? options[key] : nil }
        // Between steps numbers are as the framework made them; the next one takes its own dtype.
        if index > 0 { part.options["cast-inputs"] = true }
        if index < steps.count - 1 { part.options["is-inner"] = true }
        return part
    }
}

extension RuntimeRegistry {
    /// Loads one file through the runtime of its format.
    static func load(_ job: Job, in python: Python) throws -> any HostedRuntime {
        guard let runtime = hosted.first(where: { $0.format == job.format }) else {
            throw Failure(type: "LoaderError", message: "no hosted runtime reads the format '\(job.format)'")
        }
        return try runtime.init(loading: job, in: python)
    }
}
