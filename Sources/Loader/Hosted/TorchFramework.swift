import CPython
import Probe

/// PyTorch in the hosting interpreter, set up for inference in one cell.
struct TorchFramework {
    let python: Python
    let module: PythonObject
    let options: TorchOptions

    /// Imports PyTorch, sets its threads and turns gradients off.
    init(_ job: Job, in python: Python, weightsOnly: TorchOptions.WeightsOnly = .yes) throws {
        self.python = python
        options = try TorchOptions(job, weightsOnly: weightsOnly)
        module = try python.importModule("torch")
        try module.callMethod("set_num_threads", [try python.object(options.threads)])
        try module.callMethod("set_grad_enabled", [try python.object(false)])
        if let isOn = options.isDeterministic {
            try module.callMethod("use_deterministic_algorithms", [try python.object(isOn)])
        }
        if let precision = options.matmulPrecision {
            try module.callMethod("set_float32_matmul_precision", [try python.object(precision)])
        }
        if let isOn = options.flushesDenormals {
            let isDone = try module.callMethod("set_flush_denormal", [try python.object(isOn)]).isTrue()
            guard isDone || !isOn else {
                throw Failure(
                    type: "OptionError", message: "load: this processor cannot flush denormal numbers to zero")
            }
        }
    }

    /// The class that all modules derive from.
    func moduleClass() throws -> PythonObject { try python.importModule("torch.nn").attribute("Module") }

    /// `torch.load` onto the CPU.
    func load(_ path: String) throws -> PythonObject {
        var keywords = [("map_location", try python.object("cpu"))]
        // Before 1.13 it knew no other way than running whatever a pickle says.
        if options.weightsOnly != .frameworkDefault,
            try parameters(of: try module.attribute("load")).contains("weights_only")
        {
            keywords.append(("weights_only", try python.object(options.weightsOnly == .yes)))
        }
        return try module.callMethod("load", [try python.object(path)], keywords)
    }

    /// The names of a Python function's parameters.
    private func parameters(of function: PythonObject) throws -> [String] {
        try python.importModule("inspect").callMethod("signature", [function]).attribute("parameters").elements()
            .map { try $0.text() }
    }

    /// Makes the job's model from its code and gives it weights.
    func model(of job: Job, weights: () throws -> PythonObject) throws -> PythonObject {
        guard let code = try ModelCode(job, in: python) else {
            throw Failure(
                type: "ModelError",
                message: "the file holds weights, not the code that uses them; name it: model: {file: …, class: …}",
            )
        }
        let model = try code.instantiate(try code.target(derivedFrom: try moduleClass()))
        guard model.has("load_state_dict") else {
            throw Failure(
                type: "ModelError",
                message: "model.class makes a \(model.typeName), which takes no weights; name a torch.nn.Module",
            )
        }
        try TorchWeights(options, in: python, tensor: try module.attribute("Tensor")).load(try weights(), into: model)
        return model
    }
}
