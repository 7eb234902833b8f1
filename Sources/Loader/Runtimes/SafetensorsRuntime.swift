import CPython
import JSON
import Probe
import Tensors

/// Tensors of a safetensors file, into the PyTorch module or the numpy model whose code the job names.
///
/// A class that derives from `torch.nn.Module` takes them as its weights; any other class or function gets a dictionary
/// of numpy arrays as its first argument.
struct SafetensorsRuntime: HostedRuntime, ResettableRuntime {
    static let format = "safetensors"
    static let packages = ["safetensors"]

    private let model: any ResettableRuntime

    init(loading job: Job, in python: Python) throws {
        guard let code = try ModelCode(job, in: python) else {
            throw Failure(
                type: "ModelError",
                message: "the file holds tensors, not the code that uses them; name it: model: {file: …, class: …}",
            )
        }
        let path = try python.object(job.artifact)
        if try Self.isTorch(code, job, python) {
            let framework = try TorchFramework(job, in: python)
            let reader = try python.importModule("safetensors.torch")
            let module = try framework.model(of: job) { try reader.callMethod("load_file", [path]) }
            try module.callMethod("eval")
            model = try TorchModel(module, job, framework)
        } else {
            let arrays = try python.importModule("safetensors.numpy").callMethod("load_file", [path])
            model = try ObjectModel(try code.instantiate(try code.target(), [arrays]), job, in: python)
        }
    }

    var description: ModelDescription { model.description }

    func infer(_ inputs: [NamedTensor]) throws -> Outcome { try model.infer(inputs) }

    func reset() throws { try model.reset() }

    /// Whether the code makes a PyTorch module: PyTorch is there only if the code has imported it.
    private static func isTorch(_ code: ModelCode, _ job: Job, _ python: Python) throws -> Bool {
        let modules = try python.importModule("sys").attribute("modules")
        guard try modules.callMethod("__contains__", [try python.object("torch.nn")]).isTrue() else { return false }
        let base = try python.importModule("torch.nn").attribute("Module")
        if job.options["model"]?["class"] == nil { return (try? code.target(derivedFrom: base)) != nil }
        let target = try code.target()
        guard try target.isInstance(ofBuiltin: "type") else { return true }
        return try python.builtin("issubclass").call([target, base]).isTrue()
    }
}
