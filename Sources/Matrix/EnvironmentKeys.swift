/// The keys of an environment and of what stands in it.
extension KeyTables {
    static let environmentKinds = ["workdir", "venv", "container"]

    static let environment = KeyTable(
        "environment",
        noun: "an environment",
        "A place where artifacts have to work; lists are axes.",
        [
            Key("kind", .choice(environmentKinds), "What kind of environment this is.", required: true),
            Key("python", .oneOrMany(.version), "A version, a command, a path or `from-artifact`; a list is an axis."),
            Key(
                "packages",
                .either([
                    .map(.either([.requirement, .list(.requirement), .table(package)]), of: "package"),
                    .choice(["from-artifact"]),
                ]),
                "By name: a version or specifier, or a list, which is an axis. `from-artifact`: what each artifact asks for.",
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
}
