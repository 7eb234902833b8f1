import CPython
import JSON
import Probe
import Tensors

/// A whole module saved with `torch.save`; its classes come from the environment, or from the code that the job names.
struct TorchModuleRuntime: HostedRuntime, ResettableRuntime {
    static let format = "torch-module"
    static let packages = ["torch"]

    private let model: TorchModel

    init(loading job: Job, in python: Python) throws {
        // A module is no mere weights: what its pickle names was judged before anything was loaded.
        let framework = try TorchFramework(job, in: python, weightsOnly: .no)
        if let code = try ModelCode(job, in: python), job.options["model"]?["class"] != nil {
            // Modules saved from a script name their class in `__main__`.
            let target = try code.target()
            let main = try python.importModule("__main__")
            let name = try target.attribute("__name__").text()
            if !main.has(name) { try main.set(attribute: name, to: target) }
        }
        let module = try framework.load(job.artifact)
        if let evaluate = try module.optionalAttribute("eval") { try evaluate.call() }
        model = try TorchModel(module, job, framework)
    }

    var description: ModelDescription { model.description }

    func infer(_ inputs: [NamedTensor]) throws -> Outcome { try model.infer(inputs) }

    func reset() throws { try model.reset() }
}
