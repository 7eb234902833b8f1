/// Every key of a matrix file.
enum KeyTables {
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
            "The network while artifacts load and run: `none` (default) or the host's."),
        Key("resources", .table(resources), "What of the machine each artifact may use, and a container as a whole."),
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

    static let resources = KeyTable(
        "resources",
        noun: "'resources'",
        "Limits on the use of the machine.",
        [
            Key("memory", .size, "The most memory; default: half of the machine's."),
            Key("cpus", .number, "Processors, fractions allowed."),
            Key("pids", .integer(minimum: 1), "The most processes and threads."),
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
            Key(
                "signature", .choice(["optional", "required"]),
                "Whether every artifact must be signed with one of `keys`; a signature that is there must hold anyway."),
            Key("keys", .oneOrMany(.path), "The public keys (PEM) that signatures are checked with."),
            Key(
                "sandbox", .choice(Policy.Sandbox.allCases.map(\.rawValue)),
                "`auto` (default) holds artifacts as far as the system lets it, `required` runs none where it does not."
            ),
            Key("max-size", .size, "The largest artifact that is read: 2GiB, 512MB."),
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
