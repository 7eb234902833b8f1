import CPython
import JSON
import Probe
import Tensors

/// OpenVINO models through its Python API: wheels before 2024 ship no C library, and states are reset by it alone.
struct OpenVINOHostedRuntime: HostedRuntime, ResettableRuntime {
    static let format = "openvino"
    static let packages = ["openvino"]

    let description: ModelDescription
    private let python: Python
    private let request: PythonObject
    /// What is called without arguments before an inference.
    private let resetting: [PythonObject]
    private let outputs: [TensorPort]
    private let signature: TensorSignature
    private let arrays: PythonInputs
    private let results: PythonOutputs

    init(loading job: Job, in python: Python) throws {
        self.python = python
        let options = try OpenVINOOptions(job)
        let core = try Self.core(python)
        for library in options.extensions { try core.callMethod("add_extension", [try python.object(library)]) }
        let model = try core.callMethod("read_model", [try python.object(try OpenVINOOptions.graph(of: job.artifact))])
        let properties = try python.dictionary(try options.properties.map { ($0.name, try python.object($0.value)) })
        let compiled = try core.callMethod("compile_model", [model, try python.object(options.device), properties])
        request = try compiled.callMethod("create_infer_request")
        resetting = try Self.resetting(request, job)
        outputs = try Self.ports(compiled, "outputs", fallback: "output")
        signature = TensorSignature(
            inputs: try Self.ports(compiled, "inputs", fallback: "input"), casts: options.casts, isPositional: true)
        arrays = try PythonInputs(python)
        results = PythonOutputs(python: python, numpy: arrays.numpy)
        description = ModelDescription(
            type: try model.callMethod("get_friendly_name").text(),
            call: "infer",
            inputs: signature.inputs.map(\.line),
            outputs: outputs.map(\.line),
            route: "hosted",
            surroundings: Self.surroundings(compiled, python),
        )
    }

    func reset() throws { for method in resetting { try method.call() } }

    func infer(_ given: [NamedTensor]) throws -> Outcome {
        let matched = try signature.match(given)
        let feed = try python.builtin("dict").call([
            try python.list(
                try matched.enumerated().map { index, input in
                    try python.tuple([try python.object(index), try arrays.array(input.tensor)])
                })
        ])
        let infer = try request.attribute("infer")
        let start = monotonicSeconds()
        try infer.call([feed])
        let seconds = monotonicSeconds() - start
        var named: [NamedTensor] = []
        for (index, port) in outputs.enumerated() {
            let tensor = try request.callMethod("get_output_tensor", [try python.object(index)])
            let isText = port.type == "string"
            named += try results.nested(try tensor.attribute(isText ? "str_data" : "data"), port.name)
        }
        return Outcome(outputs: named, seconds: seconds)
    }

    /// `openvino.Core` from 2023.0 on, before it `openvino.runtime.Core`, which 2026 no longer has.
    private static func core(_ python: Python) throws -> PythonObject {
        let module = try python.importModule("openvino")
        if let core = try module.optionalAttribute("Core") { return try core.call() }
        return try python.importModule("openvino.runtime").attribute("Core").call()
    }

    private static func resetting(_ request: PythonObject, _ job: Job) throws -> [PythonObject] {
        guard let name = job.options["reset"]?.string else { return [] }
        if let method = try request.optionalAttribute(name) { return [method] }
        // Before 2023.0 each of the states is reset by itself.
        guard name == "reset_state" else {
            throw Failure(
                type: "ResetError",
                message: "OpenVINO's requests have no method '\(name)' to reset a model; reset: reset_state does it")
        }
        return try request.callMethod("query_state").elements().map { try $0.attribute("reset") }
    }

    private static func ports(_ owner: PythonObject, _ side: String, fallback: String) throws -> [TensorPort] {
        try owner.attribute(side).elements().enumerated().map { index, port in
            let type = try port.callMethod("get_element_type").callMethod("get_type_name").text()
            let shape = try port.callMethod("get_partial_shape")
            let isOpen = try shape.attribute("rank").attribute("is_dynamic").isTrue()
            let name = try? port.callMethod("get_any_name").text()
            return TensorPort(
                name: name ?? "\(fallback)_\(index)",
                openVINO: type,
                shape: isOpen
                    ? nil
                    : try shape.elements().map { extent in
                        try extent.attribute("is_dynamic").isTrue()
                            ? nil : Int(try extent.callMethod("get_length").integer())
                    },
            )
        }
    }

    /// What the device computes in, which is not always what the model says.
    private static func surroundings(_ compiled: PythonObject, _ python: Python) -> [String: String] {
        var found: [String: String] = [:]
        for (key, property) in OpenVINOLibrary.reported {
            guard let value = try? compiled.callMethod("get_property", [try python.object(property)]) else { continue }
            let text = try? (value.has("get_type_name") ? value.callMethod("get_type_name") : value).text()
            // An enumeration's text is `ExecutionMode.PERFORMANCE`.
            if let text { found[key] = text.split(separator: ".").last.map { $0.lowercased() } }
        }
        return found
    }
}

extension TensorPort {
    /// A port whose type OpenVINO names: `f32`, `boolean`.
    init(name: String, openVINO type: String, shape: [Int?]?) {
        let dtype = Self.openVINOTypes[type]
        self.init(name: name, dtype: dtype, type: dtype?.rawValue ?? type, shape: shape)
    }

    static let openVINOTypes: [String: DType] = [
        "boolean": .bool, "i8": .int8, "i16": .int16, "i32": .int32, "i64": .int64, "u8": .uint8, "u16": .uint16,
        "u32": .uint32, "u64": .uint64, "f16": .float16, "bf16": .bfloat16, "f32": .float32, "f64": .float64,
        "string": .string,
    ]
}
