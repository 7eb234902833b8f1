import CPython
import JSON
import Probe
import Tensors

/// TensorFlow SavedModels through Python, for wheels without the C library and graphs with other packages' operators.
struct SavedModelHostedRuntime: HostedRuntime {
    static let format = "tensorflow-savedmodel"
    static let packages = ["tensorflow"]

    let description: ModelDescription
    private let python: Python
    private let function: PythonObject
    private let tensorFlow: PythonObject
    private let ports: [TensorPort]
    private let signature: TensorSignature
    private let inputs: PythonInputs
    private let outputs: PythonOutputs
    /// The loaded object, which owns the variables.
    private let model: PythonObject

    init(loading job: Job, in python: Python) throws {
        self.python = python
        tensorFlow = try python.importModule("tensorflow")
        let load = try tensorFlow.attribute("saved_model").attribute("load")
        let tags = job.options["load"]?["tags"]?.strings
        let keywords: [(String, PythonObject)] =
            if let tags { [("tags", try python.list(try tags.map { try python.object($0) }))] } else { [] }
        // Keras 3 no longer loads a SavedModel; TensorFlow does.
        model = try load.call([try python.object(job.artifact)], keywords)
        let signatures = try model.attribute("signatures")
        let names = try python.builtin("list").call([signatures]).elements().map { try $0.text() }
        let name = try MissingSignature.choose(job.call, from: names)
        function = try signatures.item(name)
        let specifications = try function.attribute("structured_input_signature").elements()
        ports = try Self.ports(specifications.count > 1 ? specifications[1] : try python.dictionary([]))
        signature = TensorSignature(inputs: ports, casts: job.options["cast-inputs"] == .bool(true))
        inputs = try PythonInputs(python)
        outputs = PythonOutputs(python: python, numpy: inputs.numpy)
        description = ModelDescription(
            type: "SavedModel",
            call: name,
            inputs: ports.map(\.line),
            outputs: try Self.ports(try function.attribute("structured_outputs")).map(\.line),
            route: "hosted",
        )
    }

    func infer(_ given: [NamedTensor]) throws -> Outcome {
        let convert = try tensorFlow.attribute("convert_to_tensor")
        var keywords: [(String, PythonObject)] = []
        for input in try signature.match(given) {
            keywords.append((input.name, try convert.call([try inputs.array(input.tensor)])))
        }
        let start = monotonicSeconds()
        let result = try function.call([], keywords)
        let seconds = monotonicSeconds() - start
        let sorted = try outputs.tensors(result, named: "output").sorted { $0.name < $1.name }
        return Outcome(outputs: sorted, seconds: seconds)
    }

    /// The `TensorSpec`s of a dictionary, sorted by name.
    private static func ports(_ specifications: PythonObject) throws -> [TensorPort] {
        guard try specifications.isInstance(ofBuiltin: "dict") else { return [] }
        return try specifications.callMethod("items").elements().map { item in
            let pair = try item.elements()
            let type = try pair[1].attribute("dtype").attribute("name").text()
            let shape = try pair[1].attribute("shape")
            return TensorPort(
                name: try pair[0].text(),
                dtype: DType(rawValue: type),
                type: type,
                shape: try shape.attribute("rank").isNone
                    ? nil : try shape.callMethod("as_list").elements().map { $0.isNone ? nil : Int(try $0.integer()) },
            )
        }.sorted { $0.name < $1.name }
    }
}
