import CPython
import JSON
import Probe
import Tensors

/// Models of Hugging Face transformers on the CPU: the Auto class of the architecture, or `load: {task: …}` a pipeline.
struct HuggingFaceRuntime: HostedRuntime {
    static let format = "huggingface"
    static let packages = ["torch", "transformers"]

    let description: ModelDescription
    private let python: Python
    /// `nil` for a pipeline, which has its own, and where the directory has none.
    private let tokenizer: PythonObject?
    private let function: PythonObject
    private let keywords: [(String, PythonObject)]
    private let isPipeline: Bool
    private let signature: CallSignature
    private let tensors: TorchTensors

    init(loading job: Job, in python: Python) throws {
        self.python = python
        let options = job.options["load"]
        try Self.check(options)
        let framework = try TorchFramework(job.withoutLoadOptions, in: python)
        tensors = try TorchTensors(framework.module, in: python)
        let transformers = try python.importModule("transformers")
        try Self.importCompiler(python)
        let path = try python.object(job.artifact)
        let facts = job.options["facts"]
        // Never asked for, unless the policy has let the code pass that the configuration names.
        let trust = facts?["code"] == .bool(true) ? [("trust_remote_code", try python.object(true))] : []
        if let task = options?["task"]?.string {
            isPipeline = true
            tokenizer = nil
            function = try transformers.callMethod(
                "pipeline", [try python.object(task)],
                [("model", path), ("device", try python.object(-1))] + trust)
            keywords = try Self.greedy(task, options, python)
            signature = CallSignature(of: function, in: python)
            description = ModelDescription(
                type: function.typeName, call: task, inputs: ["text"], route: "hosted")
            return
        }
        isPipeline = false
        let name = options?["class"]?.string ?? Self.automatic(facts?["architecture"]?.string ?? "")
        guard let type = try transformers.optionalAttribute(name) else {
            throw Failure(
                type: "OptionError", message: "this transformers has no \(name); name another: load: {class: …}")
        }
        let model = try type.callMethod(
            "from_pretrained", [path], [("local_files_only", try python.object(true))] + trust)
        try model.callMethod("eval")
        let hasTokenizer = facts?["tokenizer"] == .bool(true)
        tokenizer = hasTokenizer ? try Self.tokenizer(path, trust, transformers, python) : nil
        let call = job.call ?? "__call__"
        function = call == "__call__" ? model : try model.attribute(call)
        keywords = call == "generate" ? try Self.greedy("text-generation", options, python) : []
        signature = CallSignature(of: try model.attribute(call == "__call__" ? "forward" : call), in: python)
        description = ModelDescription(
            type: model.typeName, call: call, inputs: signature.lines, route: "hosted")
    }

    func infer(_ inputs: [NamedTensor]) throws -> Outcome {
        let given = try PythonInputs(python)
        var positional: [PythonObject] = []
        var named = keywords
        if isPipeline {
            let values = try inputs.map { ($0.name, try given.value($0.tensor)) }
            if values.count == 1 { positional = [values[0].1] } else { named += values }
        } else if inputs.count == 1, inputs[0].tensor.dtype == .string {
            guard let tokenizer else {
                throw Failure(
                    type: "InputError",
                    message: "the folder has no tokenizer for texts; give input_ids and attention_mask, "
                        + "or save the tokenizer beside the model",
                )
            }
            let encoded = try tokenizer.call(
                [try given.list(inputs[0].tensor)],
                [
                    ("padding", try python.object(true)), ("truncation", try python.object(true)),
                    ("return_tensors", try python.object("pt")),
                ])
            let accepted = CallSignature(of: function.attributeIfAny("forward") ?? function, in: python)
            named += try members(encoded).filter { accepted.takes($0.0) }
        } else {
            let matched = try signature.match(inputs)
            positional = try matched.positional.map { try tensors.tensor($0) }
            named += try matched.keywords.map { ($0.name, try tensors.tensor($0)) }
        }
        let start = monotonicSeconds()
        let result = try function.call(positional, named)
        let seconds = monotonicSeconds() - start
        return Outcome(outputs: try outputs(of: result), seconds: seconds)
    }

    /// transformers up to 4.42 imports PyTorch's compiler, 800 modules, in the first inference, where it asks
    /// whether it is being compiled. Asked here, that counts as loading.
    static func importCompiler(_ python: Python) throws {
        let module = try python.importModule("transformers.utils.import_utils")
        _ = try module.optionalAttribute("is_torchdynamo_compiling")?.call([])
    }

    /// Loaded once: it may take longer than an inference.
    private static func tokenizer(
        _ path: PythonObject,
        _ trust: [(String, PythonObject)],
        _ transformers: PythonObject,
        _ python: Python,
    ) throws -> PythonObject {
        let tokenizer = try transformers.attribute("AutoTokenizer").callMethod(
            "from_pretrained", [path], [("local_files_only", try python.object(true))] + trust)
        // Generators often have no token to pad with.
        if let padding = try tokenizer.optionalAttribute("pad_token"), padding.isNone {
            try tokenizer.set(attribute: "pad_token", to: try tokenizer.attribute("eos_token"))
        }
        return tokenizer
    }

    // MARK: Outputs

    private func outputs(of value: PythonObject) throws -> [NamedTensor] {
        if isPipeline { return try columns(of: value) }
        guard try value.isInstance(ofBuiltin: "dict") else {
            let isTensor = try value.isInstance(of: try tensors.torch.attribute("Tensor"))
            let name = isTensor && description.call == "generate" ? "sequences" : nil
            return try tensors.outputs(value).map { NamedTensor(name: name ?? $0.name, tensor: $0.tensor) }
        }
        // What is kept for the next token is no output.
        let kept = try members(value).filter { $0.0 != "past_key_values" && !$0.1.isNone }
        return try tensors.outputs(try python.dictionary(kept))
    }

    /// A pipeline's records, however deep in lists, as a column for each key; anything else as it is.
    private func columns(of value: PythonObject) throws -> [NamedTensor] {
        let plain = PythonOutputs(python: python, numpy: try PythonInputs(python).numpy)
        guard let records = try records(value), let first = records.first else {
            return try plain.tensors(value, named: "output")
        }
        return try members(first).flatMap { key, _ -> [NamedTensor] in
            let values = try records.map { record -> PythonObject in
                let value = try record.item(key)
                return value.has("dtype") && value.has("item") ? try value.callMethod("item") : value
            }
            if values.contains(where: \.isNone) { return [] }
            return try plain.nested(try python.list(values), key)
        }
    }

    private func records(_ value: PythonObject) throws -> [PythonObject]? {
        if try value.isInstance(ofBuiltin: "dict") { return [value] }
        guard try value.isInstance(ofBuiltin: "list") else { return nil }
        var all: [PythonObject] = []
        for element in try value.elements() {
            guard let inner = try records(element) else { return nil }
            all += inner
        }
        return all
    }

    private func members(_ dictionary: PythonObject) throws -> [(String, PythonObject)] {
        try dictionary.callMethod("items").elements().map { item in
            let pair = try item.elements()
            return (try pair[0].text(), pair[1])
        }
    }

    // MARK: Options

    private static func check(_ options: JSONValue?) throws(Failure) {
        let known = ["task", "class", "max-new-tokens"]
        guard let key = options?.object?.members.map(\.key).first(where: { !known.contains($0) }) else { return }
        throw Failure(
            type: "OptionError",
            message: "load: '\(key)' is no option of Hugging Face models; known are \(known.joined(separator: ", "))",
        )
    }

    /// Generation without chance, 20 tokens unless `load: {max-new-tokens: …}` says otherwise.
    private static func greedy(_ task: String, _ options: JSONValue?, _ python: Python) throws
        -> [(String, PythonObject)]
    {
        guard ["text-generation", "text2text-generation", "summarization", "translation"].contains(task) else {
            return []
        }
        return [
            ("do_sample", try python.object(false)),
            ("max_new_tokens", try python.object(options?["max-new-tokens"]?.int ?? 20)),
        ]
    }

    /// The Auto class of an architecture: `BertForSequenceClassification` is one of `AutoModelForSequenceClassification`.
    private static func automatic(_ architecture: String) -> String {
        let heads = [
            "ForSequenceClassification", "ForTokenClassification", "ForQuestionAnswering", "ForMaskedLM",
            "ForMultipleChoice", "ForImageClassification", "ForObjectDetection", "ForAudioClassification", "ForCTC",
        ]
        if let head = heads.first(where: architecture.hasSuffix) { return "AutoModel\(head)" }
        if architecture.hasSuffix("ForCausalLM") || architecture.hasSuffix("LMHeadModel") {
            return "AutoModelForCausalLM"
        }
        return architecture.hasSuffix("ForConditionalGeneration") ? "AutoModelForSeq2SeqLM" : "AutoModel"
    }
}

extension Job {
    /// The job without options of the format's own, which PyTorch's formats do not know.
    var withoutLoadOptions: Job {
        var copy = self
        copy.options["load"] = nil
        return copy
    }
}
