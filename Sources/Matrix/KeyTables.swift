import Tensors

/// Every key of a matrix file.
enum KeyTables {
    static let environmentKinds = ["workdir", "venv", "container"]
    /// The verdicts that a known break may have.
    static let breakVerdicts = [
        "incompatible", "drifted", "crashed", "timed-out", "unprovisioned", "refused", "warned",
    ]

    static let matrix = KeyTable(
        "matrix",
        noun: "a matrix",
        "Which saved models have to work in which environments.",
        [
            Key("version", .integer(minimum: 1, maximum: 1), "The version of this file's format: 1.", required: true),
            Key("name", .text, "The name in reports; default: the file's name without its ending."),
            Key("description", .text, "What this matrix is for."),
            Key(
                "defaults", .table(defaults),
                "Settings of every cell; an environment and then an artifact may set them again."),
            Key("policy", .table(policy), "What may be loaded at all."),
            Key("artifacts", .map(.table(artifact), of: "name"), "The saved models, by name.", required: true),
            Key(
                "environments", .map(.table(environment), of: "name"), "Where they have to work, by name.",
                required: true),
            Key("include", .list(.table(include)), "Combinations added to those that `only` leaves."),
            Key("exclude", .list(.table(exclude)), "Combinations left out; reported as skipped with the reason."),
            Key(
                "baseline",
                .map(.text, of: "artifact"),
                "By artifact: the environment, as in cell ids, whose outputs become the reference of its other cells.",
            ),
            Key("expect", .list(.table(expect)), "Known breaks: they do not fail the run until they start to pass."),
        ],
    )

    static let settings: [Key] = [
        Key(
            "inferences", .integer(minimum: 1, maximum: 1_000_000),
            "How many inferences each artifact makes; default 10."),
        Key(
            "batch",
            .either([.integer(minimum: 1), .choice(["stacked"])]),
            "Rows per inference (default 1), or `stacked`: the first axis counts inferences and is removed.",
        ),
        Key("tolerance", .table(tolerance), "How far outputs may lie from the reference; default: by dtype."),
        Key("timeout", .table(timeout), "The limits of the stages."),
        Key(
            "isolation",
            .choice(Isolation.allCases.map(\.rawValue)),
            "What is fresh for each artifact: a `process` (default) or the whole `environment`.",
        ),
        Key(
            "network", .choice(Network.allCases.map(\.rawValue)),
            "The network while artifacts load and run; default `none`."),
    ]

    static let defaults = KeyTable("defaults", noun: "'defaults'", "Settings of every cell.", settings)

    static let tolerance = KeyTable(
        "tolerance",
        noun: "'tolerance'",
        "|got - want| <= atol + rtol * |want|, numpy's rule; one that is left out is 0.",
        [
            Key("rtol", .number, "The relative tolerance, 0 or more."),
            Key("atol", .number, "The absolute tolerance, 0 or more."),
        ],
    )

    static let timeout = KeyTable(
        "timeout",
        noun: "'timeout'",
        "The limits of the stages, each with its unit: 10m, 60s, 500ms, 1h30m.",
        [
            Key("provision", .duration, "For making an environment; default 10m."),
            Key("load", .duration, "For loading an artifact, imports included; default 60s."),
            Key("inference", .duration, "For each inference; default 10s."),
        ],
    )

    static let policy = KeyTable(
        "policy",
        noun: "'policy'",
        "What may be loaded at all.",
        [
            Key(
                "pickle",
                .choice(Policy.Pickle.allCases.map(\.rawValue)),
                "`scan` (default) refuses what the allow-list does not know, `trusted` loads anything, `deny` no pickle.",
            ),
            Key(
                "allow", .oneOrMany(.glob),
                "Globs over dotted names that a scanned file may name besides the allow-list."),
            Key("metadata", .choice(["optional", "required"]), "Whether the sidecar must be there and agree."),
            Key("signature", .choice(["optional", "required"]), "Whether artifacts must be signed."),
            Key("keys", .oneOrMany(.path), "The public keys that signatures are checked with."),
            Key("sandbox", .choice(["auto", "required", "off"]), "Whether artifacts run in a sandbox."),
            Key("max-size", .size, "The largest artifact that is read: 2GiB, 512MB."),
        ],
    )

    static let artifact = KeyTable(
        "artifact",
        noun: "an artifact",
        "A saved model with what is needed to exercise it.",
        [
            Key("path", .path, "The file or directory, relative to the matrix."),
            Key("url", .string, "Where to fetch the file: https://… or s3://bucket/key; needs `sha256`."),
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
            Key("metadata", .path, "The sidecar; default: NAME.meta.json beside the artifact, if there."),
            Key("compare", .table(compare), "How outputs and reference are matched and measured."),
            Key("model", .table(model), "The code of a model whose weights are saved apart."),
            Key("entry", .string, "For custom formats: `file.py:function`, which returns a callable."),
            Key(
                "steps", .list(.table(step)), "Several files as one model: each step's output is the next one's input."),
            Key("reset", .string, "A method called before each inference, for models that keep state."),
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
            Key("args", .map(.values, of: "argument"), "Keyword arguments of the class."),
        ],
    )

    static let step = KeyTable(
        "step",
        noun: "a step",
        "One file of a model in several files.",
        [
            Key("path", .path, "The file, relative to the matrix.", required: true),
            Key("format", .string, "The file's format."),
            Key("call", .string, "The method to call."),
            Key("sha256", .sha256, "The SHA-256 that the file must have."),
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

    static let environment = KeyTable(
        "environment",
        noun: "an environment",
        "A place where artifacts have to work; lists are axes.",
        [
            Key("kind", .choice(environmentKinds), "What kind of environment this is.", required: true),
            Key("python", .oneOrMany(.version), "A version, a command or a path; a list is an axis."),
            Key(
                "packages",
                .either([
                    .map(.either([.requirement, .list(.requirement), .table(package)]), of: "package"),
                    .choice(["from-artifact"]),
                ]),
                "By name: a version or specifier, or a list, which is an axis.",
                kinds: ["venv", "container"],
            ),
            Key("requirements", .oneOrMany(.path), "Requirements files.", kinds: ["venv", "container"]),
            Key("lock", .path, "A lock file.", kinds: ["venv", "container"]),
            Key("find-links", .oneOrMany(.location), "Folders or pages of wheels.", kinds: ["venv", "container"]),
            Key(
                "indexes", .oneOrMany(.string), "Package indexes by URL, the first first.",
                kinds: ["venv", "container"]),
            Key(
                "installer",
                .choice(TargetEnvironment.Installer.allCases.map(\.rawValue)),
                "What installs packages; default uv.",
                kinds: ["venv", "container"],
            ),
            Key("variables", .map(.text, of: "variable"), "Added to the scrubbed process environment."),
            Key("device", .choice(TargetEnvironment.Device.allCases.map(\.rawValue)), "Where models run; default cpu."),
            Key("image", .string, "The image to start from.", kinds: ["container"]),
            Key("build", .path, "A Containerfile's folder to build the image from.", kinds: ["container"]),
            Key("build-args", .map(.text, of: "argument"), "Build arguments.", kinds: ["container"]),
            Key("platform", .string, "The image's platform: linux/arm64.", kinds: ["container"]),
            Key("resources", .table(resources), "Limits of the container.", kinds: ["container"]),
            Key("user", .text, "The user in the container.", kinds: ["container"]),
            Key("only", .oneOrMany(.glob), "Globs over artifact names; default: all."),
            Key("advisory", .boolean, "Reported, but never fails the run."),
            Key("labels", .map(.text, of: "label"), "Labels for reports."),
            Key("description", .text, "What this is."),
        ] + settings,
    )

    static let package = KeyTable(
        "package",
        noun: "a package",
        "Versions enumerated from the index; they are an axis.",
        [
            Key("versions", .requirement, "Which versions.", required: true),
            Key(
                "pick",
                .either([.choice(["minors", "all", "latest"]), .table(pick)]),
                "Which of them: the last of each minor series, all, the latest, or the last few.",
            ),
            Key("pre", .boolean, "Whether pre-releases count."),
        ],
    )

    static let pick = KeyTable(
        "pick",
        noun: "'pick'",
        "The last few versions.",
        [Key("last", .integer(minimum: 1), "How many.", required: true)],
    )

    static let resources = KeyTable(
        "resources",
        noun: "'resources'",
        "Limits of the container.",
        [
            Key("memory", .size, "The most memory."),
            Key("cpus", .number, "Processors, fractions allowed."),
            Key("pids", .integer(minimum: 1), "The most processes."),
        ],
    )

    private static let place: [Key] = [
        Key("artifact", .glob, "A glob over artifact names; default: all."),
        Key("environment", .glob, "A glob over environment names; default: all."),
        Key(
            "where",
            .map(.oneOrMany(.requirement), of: "axis"),
            "By axis: a value or a version specifier that must fit; of a list any one.",
        ),
    ]

    static let include = KeyTable(
        "include",
        noun: "an entry of 'include'",
        "A combination to add.",
        place.map { key in
            switch key.name {
            case "artifact": Key(key.name, key.shape, "A glob over artifact names.", required: true)
            case "environment": Key(key.name, key.shape, "A glob over environment names.", required: true)
            default: key
            }
        },
    )

    static let exclude = KeyTable(
        "exclude",
        noun: "an entry of 'exclude'",
        "Combinations to leave out.",
        place + [Key("reason", .text, "Why; shown in the reports.")],
    )

    static let expect = KeyTable(
        "expect",
        noun: "an entry of 'expect'",
        "A known break.",
        place + [
            Key("verdict", .choice(breakVerdicts), "The verdict that the cells have.", required: true),
            Key("reason", .text, "Why; shown in the reports."),
            Key("until", .date, "The last day on which the entry holds."),
        ],
    )

    /// Every table; a key here without a use in the decoder is found by a test.
    static let all = [
        matrix, defaults, tolerance, timeout, policy, artifact, generate, reference, compare, model, step, budget,
        environment, package, pick, resources, include, exclude, expect,
    ]
}
