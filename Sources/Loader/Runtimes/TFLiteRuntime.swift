import CPython
import JSON
import Probe
import Tensors

/// TensorFlow Lite models, by the interpreter that the environment has: LiteRT, `tflite_runtime` or TensorFlow.
struct TFLiteRuntime: HostedRuntime {
    static let format = "tflite"
    static let packages: [String] = []

    let description: ModelDescription
    private let python: Python
    private let interpreter: PythonObject
    /// Calls a signature by its names; `nil` for models without signatures.
    private let runner: PythonObject?
    private let inputs: [TFLiteTensor]
    private let outputs: [TFLiteTensor]
    private let signature: TensorSignature
    private let arrays: PythonInputs
    private let results: PythonOutputs
    /// Whether quantised tensors are given and compared as the numbers that they stand for.
    private let isReal: Bool

    init(loading job: Job, in python: Python) throws {
        self.python = python
        let load = job.options["load"]
        interpreter = try Self.module(python).attribute("Interpreter").call(
            [],
            [
                ("model_path", try python.object(job.artifact)),
                ("num_threads", try python.object(load?["threads"]?.int ?? 1)),
            ],
        )
        try interpreter.callMethod("allocate_tensors")
        isReal = load?["real-units"] != .bool(false)
        let (name, runner) = try Self.runner(interpreter, job.call, python)
        self.runner = runner
        inputs = try Self.tensors(runner ?? interpreter, "get_input_details")
        outputs = try Self.tensors(runner ?? interpreter, "get_output_details")
        let isReal = isReal
        signature = TensorSignature(
            inputs: inputs.map { $0.port(isReal: isReal) },
            casts: job.options["cast-inputs"] == .bool(true),
            isPositional: true,
        )
        arrays = try PythonInputs(python)
        results = PythonOutputs(python: python, numpy: arrays.numpy)
        description = ModelDescription(
            type: "TensorFlow Lite",
            call: name ?? "invoke",
            inputs: inputs.map(\.line),
            outputs: outputs.map(\.line),
            route: "hosted",
        )
    }

    func infer(_ given: [NamedTensor]) throws -> Outcome {
        var values: [(TFLiteTensor, Tensor)] = []
        for (input, matched) in zip(inputs, try signature.match(given)) {
            values.append((input, isReal ? try input.quantised(matched.tensor) : matched.tensor))
        }
        var seconds = 0.0
        var found: [PythonObject] = []
        if let runner {
            let keywords = try values.map { ($0.0.name, try arrays.array($0.1)) }
            let start = monotonicSeconds()
            let result = try runner.call([], keywords)
            seconds = monotonicSeconds() - start
            found = try outputs.map { try result.item($0.name) }
        } else {
            try resize(values)
            for (input, tensor) in values {
                try interpreter.callMethod("set_tensor", [try python.object(input.index), try arrays.array(tensor)])
            }
            let invoke = try interpreter.attribute("invoke")
            let start = monotonicSeconds()
            try invoke.call()
            seconds = monotonicSeconds() - start
            found = try outputs.map { try interpreter.callMethod("get_tensor", [try python.object($0.index)]) }
        }
        var named: [NamedTensor] = []
        for (output, value) in zip(outputs, found) {
            named += try results.nested(value, output.name).map { one in
                isReal ? NamedTensor(name: one.name, tensor: output.real(one.tensor)) : one
            }
        }
        return Outcome(outputs: named, seconds: seconds)
    }

    /// Dynamic extents take those of the inputs; a signature's runner does it by itself.
    private func resize(_ values: [(TFLiteTensor, Tensor)]) throws {
        var isResized = false
        for (input, tensor) in values where input.shape.contains(nil) {
            let shape = try python.list(try tensor.shape.map { try python.object($0) })
            try interpreter.callMethod("resize_tensor_input", [try python.object(input.index), shape])
            isResized = true
        }
        if isResized { try interpreter.callMethod("allocate_tensors") }
    }

    // MARK: Loading

    /// The same module that was imported before the fork.
    private static func module(_ python: Python) throws -> PythonObject {
        for name in ["ai_edge_litert.interpreter", "tflite_runtime.interpreter", "tensorflow"] {
            do {
                let module = try python.importModule(name)
                return name == "tensorflow" ? try module.attribute("lite") : module
            } catch {
                let isAbsent = error.kind == .moduleNotFound && name.hasPrefix(error.module ?? "?")
                guard isAbsent else { throw error }
            }
        }
        throw Failure(
            type: "ModuleNotFoundError",
            message: "none of ai-edge-litert, tflite-runtime and tensorflow is in this environment; "
                + "add one to packages",
            module: "ai_edge_litert",
            isEnvironment: true,
        )
    }

    /// The signature to call; without any, or with an interpreter too old to describe them, the graph itself.
    private static func runner(
        _ interpreter: PythonObject,
        _ call: String?,
        _ python: Python,
    ) throws -> (name: String?, runner: PythonObject?) {
        guard let list = try interpreter.optionalAttribute("get_signature_list") else { return (nil, nil) }
        let names = try python.builtin("list").call([try list.call()]).elements().map { try $0.text() }
        if names.isEmpty || call == "invoke" { return (nil, nil) }
        let name = try MissingSignature.choose(call, from: names)
        let runner = try interpreter.callMethod("get_signature_runner", [try python.object(name)])
        return runner.has("get_input_details") ? (name, runner) : (nil, nil)
    }

    /// The details of a runner are a dictionary by the signature's names, those of an interpreter a list.
    private static func tensors(_ owner: PythonObject, _ method: String) throws -> [TFLiteTensor] {
        let details = try owner.callMethod(method)
        guard try details.isInstance(ofBuiltin: "dict") else {
            return try details.elements().map { try TFLiteTensor($0, name: nil) }
        }
        return try details.callMethod("items").elements().map { item in
            let pair = try item.elements()
            return try TFLiteTensor(pair[1], name: try pair[0].text())
        }.sorted { $0.name < $1.name }
    }
}
