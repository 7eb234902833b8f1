import CPython
import Probe
import Tensors

/// Exported programs (`.pt2`) through `torch.export`.
struct TorchExportRuntime: HostedRuntime, ResettableRuntime {
    static let format = "torch-export"
    static let packages = ["torch"]

    private let model: TorchModel

    init(loading job: Job, in python: Python) throws {
        let framework = try TorchFramework(job, in: python)
        let export: PythonObject
        do {
            export = try python.importModule("torch.export")
        } catch {
            guard error.kind == .moduleNotFound else { throw error }
            let version = try framework.module.attribute("__version__").text()
            throw Failure(
                type: "UnsupportedVersion",
                message: "torch \(version) has no torch.export; exported programs need torch 2.1 or later",
            )
        }
        // The program is fixed as it was exported: it has no `eval`.
        let module = try export.callMethod("load", [try python.object(job.artifact)]).callMethod("module")
        model = try TorchModel(module, job, framework, type: "torch.export.ExportedProgram")
    }

    var description: ModelDescription { model.description }

    func infer(_ inputs: [NamedTensor]) throws -> Outcome { try model.infer(inputs) }

    func reset() throws { try model.reset() }
}
