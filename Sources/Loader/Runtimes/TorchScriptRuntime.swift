import CPython
import Probe
import Tensors

/// TorchScript archives through `torch.jit`; PyTorch's C++ library has no C interface.
struct TorchScriptRuntime: HostedRuntime, ResettableRuntime {
    static let format = "torchscript"
    static let packages = ["torch"]

    private let model: TorchModel

    init(loading job: Job, in python: Python) throws {
        let framework = try TorchFramework(job, in: python)
        let module = try python.importModule("torch.jit").callMethod(
            "load", [try python.object(job.artifact)], [("map_location", try python.object("cpu"))])
        try module.callMethod("eval")
        let name = (try? module.attribute("original_name").text()) ?? module.typeName
        model = try TorchModel(module, job, framework, type: name)
    }

    var description: ModelDescription { model.description }

    func infer(_ inputs: [NamedTensor]) throws -> Outcome { try model.infer(inputs) }

    func reset() throws { try model.reset() }
}
