import CPython
import JSON
import Probe
import Tensors

/// A PyTorch module ready for inference: `nn.Module`, TorchScript or an exported program's.
struct TorchModel: ResettableRuntime {
    let description: ModelDescription
    private let python: Python
    private let function: PythonObject
    private let resetting: PythonObject?
    private let signature: CallSignature
    private let tensors: TorchTensors
    /// What floating-point inputs are converted to.
    private let dtype: PythonObject?

    init(_ model: PythonObject, _ job: Job, _ framework: TorchFramework, type: String? = nil) throws {
        python = framework.python
        tensors = try TorchTensors(framework.module, in: python)
        let call = job.call ?? "__call__"
        let isForward = call == "__call__" || call == "forward"
        guard isForward == false || model.isCallable else {
            throw Failure(
                type: "CallError",
                message: "the file holds a \(model.typeName), which can't be called; say what to call with 'call'",
            )
        }
        // Through the module itself, so that its hooks run.
        function = isForward ? model : try Self.member(call, of: model)
        resetting = try job.options["reset"]?.string.map { try Self.member($0, of: model) }
        signature = CallSignature(of: isForward ? (try? model.attribute("forward")) ?? model : function, in: python)
        dtype = framework.options.castsInputs ? try Self.dtype(of: model, framework.module) : nil
        description = ModelDescription(
            type: type ?? model.typeName,
            call: call,
            inputs: signature.lines,
            route: "hosted",
        )
    }

    func infer(_ inputs: [NamedTensor]) throws -> Outcome {
        let (positional, keywords) = try signature.match(inputs)
        let arguments = try positional.map { try tensors.tensor($0, floatsAs: dtype) }
        let named = try keywords.map { ($0.name, try tensors.tensor($0, floatsAs: dtype)) }
        let start = monotonicSeconds()
        let result = try function.call(arguments, named)
        let seconds = monotonicSeconds() - start
        let outputs = try tensors.outputs(result)
        guard !outputs.isEmpty else {
            throw Failure(type: "OutputError", message: "the model returned nothing that can be compared")
        }
        return Outcome(outputs: outputs, seconds: seconds)
    }

    func reset() throws { try resetting?.call() }

    /// A method by its dotted path.
    private static func member(_ path: String, of model: PythonObject) throws -> PythonObject {
        var member = model
        for part in path.split(separator: ".") { member = try member.attribute(String(part)) }
        return member
    }

    /// The dtype of the first floating-point parameter, else PyTorch's default.
    private static func dtype(of model: PythonObject, _ torch: PythonObject) throws -> PythonObject {
        if let parameters = try model.optionalAttribute("parameters") {
            for parameter in try parameters.call().elements()
            where try parameter.callMethod("is_floating_point").isTrue() {
                return try parameter.attribute("dtype")
            }
        }
        return try torch.callMethod("get_default_dtype")
    }
}
