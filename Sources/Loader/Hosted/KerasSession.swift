import CPython
import Glibc
import JSON
import Probe
import Tensors

/// A model loaded by `keras.models.load_model`, for both of Keras' own formats.
struct KerasSession: ResettableRuntime {
    let description: ModelDescription
    private let python: Python
    private let model: PythonObject
    private let function: PythonObject
    private let keywords: [(String, PythonObject)]
    private let outputName: String
    private let resetting: PythonObject?
    /// `nil` for a subclassed model, which says nothing of its inputs.
    private let signature: TensorSignature?
    private let isList: Bool
    private let inputs: PythonInputs
    private let outputs: PythonOutputs

    init(loading job: Job, in python: Python) throws {
        self.python = python
        let model = try Self.load(job, try Self.keras(python), python)
        self.model = model
        let call = job.call ?? "__call__"
        var keywords: [(String, PythonObject)] = []
        switch call {
        // Dropout and batch normalisation as in use, not as in training.
        case "__call__": keywords = [("training", try python.object(false))]
        // Its progress bar would be the cell's output.
        case "predict": keywords = [("verbose", try python.object(0))]
        default: break
        }
        self.keywords = keywords
        function = call == "__call__" ? model : try model.attribute(call)
        outputName = call == "__call__" ? "output" : call
        resetting = try job.options["reset"]?.string.map { try model.attribute($0) }
        let ports = (try? Self.ports(model)) ?? []
        signature =
            ports.isEmpty
            ? nil
            : TensorSignature(
                inputs: ports, casts: job.options["cast-inputs"] == .bool(true), castsFloats: true, isPositional: true)
        isList = Self.takesList(model)
        inputs = try PythonInputs(python)
        outputs = PythonOutputs(python: python, numpy: inputs.numpy)
        description = ModelDescription(
            type: model.typeName,
            call: call,
            inputs: ports.map(\.line),
            route: "hosted",
        )
    }

    func infer(_ given: [NamedTensor]) throws -> Outcome {
        let matched = try signature?.match(given) ?? given
        let argument =
            matched.count == 1
            ? isList ? try python.list([try value(matched[0].tensor)]) : try value(matched[0].tensor)
            : matched.contains { $0.name.isEmpty }
                ? try python.list(try matched.map { try value($0.tensor) })
                : try python.dictionary(try matched.map { ($0.name, try value($0.tensor)) })
        let start = monotonicSeconds()
        let result = try function.call([argument], keywords)
        let seconds = monotonicSeconds() - start
        return Outcome(outputs: try outputs.tensors(result, named: outputName), seconds: seconds)
    }

    func reset() throws { try resetting?.call() }

    /// Whether a model of Keras 3 was built on a list of one input, and warns where it gets the input itself.
    private static func takesList(_ model: PythonObject) -> Bool {
        guard let structure = try? model.optionalAttribute("_inputs_struct") else { return false }
        return (try? structure.isInstance(ofBuiltin: "list")) ?? false
    }

    /// Text needs TensorFlow's own tensor: Keras takes no array of objects.
    private func value(_ tensor: Tensor) throws -> PythonObject {
        let array = try inputs.array(tensor)
        guard tensor.dtype == .string else { return array }
        return try python.importModule("tensorflow").callMethod("convert_to_tensor", [array])
    }

    // MARK: Loading

    /// Keras by itself; through TensorFlow where the matrix asks for Keras 2 (`TF_USE_LEGACY_KERAS`) or it is no package
    /// of its own, as before TensorFlow 2.6.
    private static func keras(_ python: Python) throws -> PythonObject {
        let legacy = getenv("TF_USE_LEGACY_KERAS").map { String(cString: $0) } ?? ""
        if ["1", "true", "True"].contains(legacy) { return try python.importModule("tf_keras") }
        do {
            return try python.importModule("keras")
        } catch {
            guard error.kind == .moduleNotFound, error.module == "keras" else { throw error }
            return try python.importModule("tensorflow").attribute("keras")
        }
    }

    private static func load(_ job: Job, _ keras: PythonObject, _ python: Python) throws -> PythonObject {
        let load = try keras.attribute("models").attribute("load_model")
        // Losses and metrics are for training; those of one's own would have to be known.
        var keywords = [("compile", try python.object(false))]
        if let code = try ModelCode(job, in: python) {
            let layer = try keras.attribute("layers").attribute("Layer")
            let target = try code.target(derivedFrom: layer)
            let name = try target.attribute("__name__").text()
            keywords.append(("custom_objects", try python.dictionary([(name, target)])))
        }
        // From Keras 2.13 on.
        let parameters = try python.importModule("inspect").callMethod("signature", [load]).attribute("parameters")
        if try parameters.callMethod("__contains__", [try python.object("safe_mode")]).isTrue() {
            keywords.append(("safe_mode", try python.object(job.options["trusted"] != .bool(true))))
        }
        // Keras tells its formats apart by the file's ending, not by its content.
        let path = try KerasPath(job).path
        return try load.call([try python.object(path)], keywords)
    }

    private static func ports(_ model: PythonObject) throws -> [TensorPort] {
        try model.attribute("inputs").elements().map { input in
            let type = try input.attribute("dtype")
            let name = try type.optionalAttribute("name")?.text() ?? type.text()
            let shape = try input.attribute("shape")
            let extents = try shape.optionalAttribute("as_list")?.call() ?? shape
            return TensorPort(
                name: String(try input.attribute("name").text().prefix { $0 != ":" }),
                dtype: DType(rawValue: name),
                type: name,
                shape: try extents.elements().map { $0.isNone ? nil : Int(try $0.integer()) },
            )
        }
    }
}

/// A path to the artifact with the ending that Keras wants: its own, or a link in the cell's directory.
private struct KerasPath {
    let path: String

    init(_ job: Job) throws(Failure) {
        let endings = job.format == "keras" ? [".keras"] : [".h5", ".hdf5"]
        guard !endings.contains(where: { job.artifact.hasSuffix($0) }) else {
            path = job.artifact
            return
        }
        path = "\(job.directory)/tmp/model\(endings[0])"
        guard symlink(job.artifact, path) == 0 else {
            throw Failure(type: "LoaderError", message: "'\(path)' can't be made: \(String(cString: strerror(errno)))")
        }
    }
}
