import CPython
import JSON
import Probe
import Tensors

/// ONNX models through the `onnxruntime` Python module, for the wheels that ship no C library.
struct ONNXHostedRuntime: HostedRuntime {
    static let format = "onnx"
    static let packages = ["onnxruntime"]

    let description: ModelDescription
    private let python: Python
    private let session: PythonObject
    private let signature: ONNXSignature
    private let inputs: PythonInputs
    private let outputs: PythonOutputs

    init(loading job: Job, in python: Python) throws {
        self.python = python
        let module = try python.importModule("onnxruntime")
        let options = try module.callMethod("SessionOptions")
        let threads = ONNXOptions(job.options)
        if let count = threads.intraOperator {
            try options.set(attribute: "intra_op_num_threads", to: try python.object(count))
        }
        if let count = threads.interOperator {
            try options.set(attribute: "inter_op_num_threads", to: try python.object(count))
        }
        let providers = try python.list([try python.object("CPUExecutionProvider")])
        session = try module.callMethod(
            "InferenceSession",
            [try python.object(job.artifact), options],
            [("providers", providers)],
        )
        signature = ONNXSignature(
            inputs: try Self.ports(session, "get_inputs"),
            outputs: try Self.ports(session, "get_outputs"),
            casts: threads.casts,
        )
        inputs = try PythonInputs(python)
        outputs = PythonOutputs(python: python, numpy: inputs.numpy)
        description = ModelDescription(
            type: try session.callMethod("get_modelmeta").attribute("producer_name").text(),
            call: "run",
            inputs: signature.inputs.map(\.line),
            outputs: signature.outputs.map(\.line),
            route: "hosted",
        )
    }

    func infer(_ tensors: [NamedTensor]) throws -> Outcome {
        let feed = try python.dictionary(
            try signature.match(tensors).map { ($0.name, try inputs.array($0.tensor)) }
        )
        let run = try session.attribute("run")
        let arguments = [python.noneObject(), feed]
        let start = monotonicSeconds()
        let results = try run.call(arguments)
        let seconds = monotonicSeconds() - start
        var named: [NamedTensor] = []
        for (port, result) in zip(signature.outputs, try results.elements()) {
            named += try outputs.nested(result, port.name).map { output in
                // The module turns a map's float32 into Python's float64, which loses nothing and is undone here.
                guard port.dtype == nil, port.type.contains("tensor(float)"), output.tensor.dtype == .float64,
                    let exact = output.tensor.cast(to: .float32)
                else { return output }
                return NamedTensor(name: output.name, tensor: exact)
            }
        }
        return Outcome(outputs: named, seconds: seconds)
    }

    private static func ports(_ session: PythonObject, _ method: String) throws -> [ONNXPort] {
        try session.callMethod(method).elements().map { port in
            let type = try port.attribute("type").text()
            let shape = try port.attribute("shape").elements().map { extent -> ONNXPort.Dimension in
                if let number = try? extent.integer() { return .fixed(Int(number)) }
                return .free(extent.isNone ? "" : try extent.text())
            }
            return ONNXPort(
                name: try port.attribute("name").text(),
                dtype: ONNXPort.dtype(type),
                type: type,
                shape: shape,
            )
        }
    }
}

/// The options of a job that ONNX's runtimes read.
struct ONNXOptions {
    /// `intra-op-threads`, `inter-op-threads`: threads within and between operators; ONNX Runtime's default without them.
    let intraOperator: Int?
    let interOperator: Int?
    /// `cast-inputs`: whether numbers are converted to the dtype that the model wants.
    let casts: Bool

    init(_ options: JSONObject) {
        intraOperator = options["intra-op-threads"]?.int
        interOperator = options["inter-op-threads"]?.int
        casts = options["cast-inputs"] == .bool(true)
    }
}
