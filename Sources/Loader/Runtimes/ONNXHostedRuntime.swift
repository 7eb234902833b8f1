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
        let options = try ONNXOptions(job)
        session = try Self.session(module, job.artifact, options, python)
        signature = ONNXSignature(
            inputs: try Self.ports(session, "get_inputs"),
            outputs: try Self.ports(session, "get_outputs"),
            casts: options.casts,
        )
        inputs = try PythonInputs(python)
        outputs = PythonOutputs(python: python, numpy: inputs.numpy)
        description = ModelDescription(
            type: try session.callMethod("get_modelmeta").attribute("producer_name").text(),
            call: "run",
            inputs: signature.inputs.map(\.line),
            outputs: signature.outputs.map(\.line),
            route: "hosted",
            surroundings: try Self.surroundings(session),
        )
    }

    func infer(_ tensors: [NamedTensor]) throws -> Outcome {
        let feed = try python.dictionary(
            try signature.match(tensors).map { ($0.port.name, try value($0.value, $0.port.type)) }
        )
        let run = try session.attribute("run")
        let arguments = [python.noneObject(), feed]
        let start = monotonicSeconds()
        let results = try run.call(arguments)
        let seconds = monotonicSeconds() - start
        var named: [NamedTensor] = []
        for (port, result) in zip(signature.outputs, try results.elements()) {
            if result.isNone {
                named.append(NamedTensor(name: port.name, tensor: ONNXValue.noneMark))
                continue
            }
            named += try outputs.nested(result, port.name).map { output in
                // The module turns a map's float32 into Python's float64, which loses nothing and is undone here.
                guard port.type.isMap, port.type.element == .plain(.float32), output.tensor.dtype == .float64,
                    let exact = output.tensor.cast(to: .float32)
                else { return output }
                return NamedTensor(name: output.name, tensor: exact)
            }
        }
        return Outcome(outputs: named, seconds: seconds)
    }

    /// A value as the module takes it: arrays, lists of them, dictionaries, None.
    private func value(_ value: ONNXValue, _ type: ONNXType) throws -> PythonObject {
        if let element = type.element, element.isBeyondNumpy {
            throw Failure(
                type: "InputError",
                message: "onnxruntime's Python module takes no \(element.name); use a wheel from 1.20 on, "
                    + "whose C library does",
            )
        }
        switch value {
        case .none: return python.noneObject()
        case .tensor(let tensor): return try inputs.array(tensor)
        case .sequence(let elements): return try python.list(try elements.map { try self.value($0, type) })
        case .map(let keys, let values):
            let keys = try inputs.list(keys).elements()
            let pairs = try zip(keys, try inputs.list(values).elements()).map { try python.tuple([$0, $1]) }
            return try python.builtin("dict").call([try python.list(pairs)])
        }
    }

    private static func session(
        _ module: PythonObject,
        _ path: String,
        _ options: ONNXOptions,
        _ python: Python,
    ) throws -> PythonObject {
        let available = try module.callMethod("get_available_providers").elements().map { try $0.text() }
        try options.check(available)
        let session = try module.callMethod("SessionOptions")
        func set(_ attribute: String, _ value: PythonObject?) throws {
            if let value { try session.set(attribute: attribute, to: value) }
        }
        try set("intra_op_num_threads", try options.intraOperator.map { try python.object($0) })
        try set("inter_op_num_threads", try options.interOperator.map { try python.object($0) })
        try set("enable_mem_pattern", try options.memoryPattern.map { try python.object($0) })
        try set("enable_cpu_mem_arena", try options.memoryArena.map { try python.object($0) })
        if let mode = options.execution {
            try set("execution_mode", try module.attribute("ExecutionMode").attribute(mode.pythonName))
        }
        if let level = options.optimization {
            try set(
                "graph_optimization_level",
                try module.attribute("GraphOptimizationLevel").attribute(level.pythonName),
            )
        }
        for (key, text) in options.configuration {
            _ = try session.callMethod("add_session_config_entry", [try python.object(key), try python.object(text)])
        }
        for (name, extent) in options.freeDimensions {
            _ = try session.callMethod(
                "add_free_dimension_override_by_name", [try python.object(name), try python.object(extent)])
        }
        for library in options.customOperatorLibraries {
            let path =
                switch library {
                case .file(let path): try python.object(path)
                case .module(let name): try python.importModule(name).callMethod("get_library_path")
                }
            _ = try session.callMethod("register_custom_ops_library", [path])
        }
        let providers = try options.providers.map { provider -> PythonObject in
            let name = try python.object(provider.name)
            guard !provider.options.isEmpty else { return name }
            let settings = try python.dictionary(
                try provider.options.map { ($0.key, try python.object($0.value)) })
            return try python.tuple([name, settings])
        }
        return try module.callMethod(
            "InferenceSession",
            [try python.object(path), session],
            [("providers", try python.list(providers))],
        )
    }

    /// What the session itself says.
    private static func surroundings(_ session: PythonObject) throws -> [String: String] {
        let options = try session.callMethod("get_session_options")
        func name(_ attribute: String) throws -> String { try options.attribute(attribute).attribute("name").text() }
        func threads(_ attribute: String) throws -> Int { Int(try options.attribute(attribute).integer()) }
        let level = try name("graph_optimization_level")
        let mode = try name("execution_mode")
        return ONNXOptions.surroundings(
            providers: try session.callMethod("get_providers").elements().map { try $0.text() },
            intraOperator: try threads("intra_op_num_threads"),
            interOperator: try threads("inter_op_num_threads"),
            execution: mode == ONNXOptions.Execution.parallel.pythonName ? .parallel : .sequential,
            optimization: ONNXOptions.Optimization.allCases.first { $0.pythonName == level }?.rawValue ?? level,
        )
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
                type: ONNXType(type),
                shape: shape,
            )
        }
    }
}
