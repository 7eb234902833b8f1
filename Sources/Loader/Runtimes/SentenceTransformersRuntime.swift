import CPython
import JSON
import Probe
import Tensors

/// Models of sentence-transformers: `encode` gives an embedding for each text.
struct SentenceTransformersRuntime: HostedRuntime {
    static let format = "sentence-transformers"
    static let packages = ["torch", "sentence_transformers"]

    let description: ModelDescription
    private let python: Python
    private let function: PythonObject

    init(loading job: Job, in python: Python) throws {
        self.python = python
        _ = try TorchFramework(job.withoutLoadOptions, in: python)
        var keywords = [("device", try python.object("cpu"))]
        if job.options["facts"]?["code"] == .bool(true) {
            keywords.append(("trust_remote_code", try python.object(true)))
        }
        let model = try python.importModule("sentence_transformers").attribute("SentenceTransformer")
            .call([try python.object(job.artifact)], keywords)
        try HuggingFaceRuntime.importCompiler(python)
        let call = job.call ?? "encode"
        function = try model.attribute(call)
        description = ModelDescription(type: model.typeName, call: call, inputs: ["text"], route: "hosted")
    }

    func infer(_ inputs: [NamedTensor]) throws -> Outcome {
        guard inputs.count == 1, inputs[0].tensor.dtype == .string else {
            throw Failure(type: "InputError", message: "the model takes one input of texts, such as [\"some text\", …]")
        }
        let given = try PythonInputs(python)
        let texts = try given.value(inputs[0].tensor)
        let start = monotonicSeconds()
        let value = try function.call([texts], [("show_progress_bar", try python.object(false))])
        let seconds = monotonicSeconds() - start
        let outputs = PythonOutputs(python: python, numpy: given.numpy)
        return Outcome(outputs: try outputs.tensors(value, named: "embeddings"), seconds: seconds)
    }
}
