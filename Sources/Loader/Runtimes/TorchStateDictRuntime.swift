import CPython
import Probe
import Tensors

/// Weights saved with `torch.save`, into a module made from the code that the job names.
struct TorchStateDictRuntime: HostedRuntime, ResettableRuntime {
    static let format = "torch-state-dict"
    static let packages = ["torch"]

    private let model: TorchModel

    init(loading job: Job, in python: Python) throws {
        let framework = try TorchFramework(job, in: python)
        let module = try framework.model(of: job) { try framework.load(job.artifact) }
        try module.callMethod("eval")
        model = try TorchModel(module, job, framework)
    }

    var description: ModelDescription { model.description }

    func infer(_ inputs: [NamedTensor]) throws -> Outcome { try model.infer(inputs) }

    func reset() throws { try model.reset() }
}
