import Tensors

/// The keys of an artifact and of what stands in it.
extension KeyTables {
    static let artifact = KeyTable(
        "artifact",
        noun: "an artifact",
        "A saved model with what is needed to exercise it.",
        [
            Key("path", .path, "The file or directory, relative to the matrix."),
            Key("url", .string, "Where to fetch the file instead: https://… or s3://bucket/key; needs `sha256`."),
            Key("sha256", .sha256, "The SHA-256 that the file must have."),
            Key("format", .string, "The format, where recognition from content should not decide."),
            Key("call", .string, "The method to call, where the format's default is not the one."),
            Key(
                "inputs", .reference("inputs"),
                "The inputs: a file, values, `generate`, or one of these for each input's name."),
            Key(
                "rename", .map(.string, of: "name in the input file"),
                "Names in the input file to the model's input names."),
            Key(
                "reference",
                .either([.path, .table(reference)]),
                "Outputs recorded where the model was trained (.npz, .npy), or another artifact to agree with.",
            ),
            Key(
                "metadata", .location,
                "The sidecar, a path or an address; default: NAME.meta.json beside the artifact, if there."),
            Key(
                "signature", .location,
                "The signature, a path or an address; default: NAME.sig or model.sig beside the file, or model.sig in the folder, if there."
            ),
            Key("compare", .table(compare), "How outputs and reference are matched and measured."),
            Key("model", .table(model), "The code of a model whose weights are saved apart."),
            Key("entry", .string, "For the format `python`: `file.py:function`, which returns a callable."),
            Key(
                "steps", .list(.table(step)), "Several files as one model: each step's output is the next one's input."),
            Key("reset", .string, "A method called before each inference, for models that keep state."),
            Key("load", .map(.anything, of: "option"), "Options of the format's loader."),
            Key("budget", .table(budget), "Limits on latency, memory and size."),
            Key("labels", .map(.text, of: "label"), "Labels for reports."),
            Key("description", .text, "What this is."),
        ] + settings,
    )

    static let generate = KeyTable(
        "generate",
        noun: "'generate'",
        "Inputs drawn evenly from [low, high) with a seed.",
        [
            Key("shape", .list(.integer(minimum: 0)), "The shape of one row, without the batch axis.", required: true),
            Key("dtype", .choice(generatedDTypes), "The element type; default float32."),
            Key("low", .number, "The least value; default 0."),
            Key("high", .number, "The bound above; default 1."),
            Key("seed", .integer(minimum: 0), "The seed; default 0."),
        ],
    )

    static let generatedDTypes = DType.allCases.filter { $0 != .string && $0 != .complex64 && $0 != .complex128 }
        .map(\.rawValue)

    static let reference = KeyTable(
        "reference",
        noun: "'reference'",
        "Parity with another artifact's outputs: its file reference, else its baseline cell.",
        [Key("artifact", .name, "The other artifact's name.", required: true)],
    )

    static let compare = KeyTable(
        "compare",
        noun: "'compare'",
        "How outputs and reference are matched and measured.",
        [
            Key("metric", .choice(Metric.allCases.map(\.rawValue)), "How outputs are measured; default allclose."),
            Key("outputs", .map(.string, of: "output"), "This artifact's output names to the reference's."),
        ],
    )

    static let model = KeyTable(
        "model",
        noun: "'model'",
        "The code of a model whose weights are saved apart.",
        [
            Key("file", .path, "The Python file that holds the class."),
            Key("module", .string, "The importable module that holds the class, instead of a file."),
            Key("class", .string, "The class' name.", required: true),
            Key("args", .map(.anything, of: "argument"), "Keyword arguments of the class."),
        ],
    )

    static let step = KeyTable(
        "step",
        noun: "a step",
        "One file of a model in several files.",
        [
            Key("path", .path, "The file or directory, relative to the matrix."),
            Key("format", .string, "The file's format."),
            Key("call", .string, "The method to call; by default `transform` where another step follows."),
            Key("sha256", .sha256, "The SHA-256 that the file must have."),
            Key("signature", .location, "The signature; default: NAME.sig or model.sig beside the file, if there."),
            Key("url", .string, "Where to fetch the file instead: https://… or s3://bucket/key; needs `sha256`."),
            Key("model", .table(model), "The code of a model whose weights are saved apart."),
            Key("entry", .string, "For the format `python`: `file.py:function`, which returns a callable."),
            Key("reset", .string, "A method called before each inference, for models that keep state."),
            Key("load", .map(.anything, of: "option"), "Options of the format's loader."),
        ],
    )

    static let budget = KeyTable(
        "budget",
        noun: "'budget'",
        "Limits on latency, memory and size.",
        [
            Key("latency", .duration, "The longest median inference."),
            Key("memory", .size, "The most memory while the artifact runs."),
            Key("size", .size, "The largest file."),
        ],
    )
}
