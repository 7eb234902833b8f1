public import JSON

extension RunResult {
    /// Reads a run from the text of a `results.json`; errors name the place: `cells[12].verdict: …`.
    public init(parsing bytes: [UInt8]) throws(ResultsError) {
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONValue(parsing: bytes)
        } catch {
            throw ResultsError(place: "", message: "not JSON: \(error)")
        }
        try self.init(json: value)
    }

    /// Reads a run from its JSON form; unknown keys are ignored, absent ones have their defaults where there is one.
    public init(json: JSONValue) throws(ResultsError) {
        let fields = try Fields(json, place: Place())
        let schema = try fields.int("schema")
        guard schema == Self.schema else {
            let advice = schema > Self.schema ? "read it with a newer smokehouse" : "this version reads \(Self.schema)"
            throw ResultsError(place: "schema", message: "results of schema \(schema); \(advice)")
        }
        self.init(
            id: try fields.string("id"),
            matrix: try fields.string("matrix"),
            file: try fields.string("file"),
            version: try fields.string("version"),
            started: try fields.string("started"),
            host: try Host(try fields.fields("host")),
        )
        finished = try fields.string("finished")
        seconds = try fields.double("seconds")
        interrupted = try fields.optionalBool("interrupted") ?? false
        for element in try fields.array("environments") { environments.append(try EnvironmentResult(element)) }
        for element in try fields.array("cells") { cells.append(try CellResult(element)) }
    }
}

extension Host {
    init(_ fields: Fields) throws(ResultsError) {
        self.init(
            system: try fields.string("system"),
            architecture: try fields.string("architecture"),
            cores: try fields.int("cores"),
            memory: try fields.int("memory"),
        )
    }
}

extension EnvironmentResult {
    init(_ fields: Fields) throws(ResultsError) {
        self.init(
            id: try fields.string("id"),
            name: try fields.string("name"),
            axes: try fields.pairs("axes").map { AxisSetting(axis: $0.name, value: $0.value) },
            kind: try fields.string("kind"),
        )
        python = try fields.optionalString("python")
        interpreter = try fields.optionalString("interpreter")
        image = try fields.optionalFields("image").map { fields throws(ResultsError) in
            ImageRecord(
                name: try fields.string("name"),
                id: try fields.string("id"),
                digest: try fields.optionalString("digest"),
                platform: try fields.string("platform"),
                engine: try fields.string("engine"),
            )
        }
        packages = try fields.pairs("packages").map { InstalledPackage(name: $0.name, version: $0.value) }
        reused = try fields.optionalBool("reused") ?? false
        provisionSeconds = try fields.double("provision-seconds")
        importSeconds = try fields.double("import-seconds")
        failure = try fields.optionalString("failure")
        failureLog = try fields.optionalString("failure-log")
        advisory = try fields.optionalBool("advisory") ?? false
        if let state = try fields.optionalFields("sandbox") {
            sandbox = SandboxState(layers: try state.strings("layers"), missing: try state.strings("missing"))
        }
    }
}

extension CellResult {
    init(_ fields: Fields) throws(ResultsError) {
        self.init(
            cell: try fields.string("id"),
            artifact: try fields.string("artifact"),
            environment: try fields.string("environment"),
            verdict: try fields.choice("verdict"),
            reason: try fields.string("reason"),
        )
        observed = try fields.optionalChoice("observed") ?? verdict
        stage = try fields.optionalChoice("stage")
        for (name, value) in try fields.fields("checks").members {
            let check = try Fields(value, place: fields.place.key("checks").key(name))
            guard let name = CheckName(rawValue: name) else { throw check.unknown(CheckName.self, name) }
            self[check: name] = Check(
                name: name,
                status: try check.choice("status"),
                seconds: try check.optionalDouble("seconds") ?? 0,
                detail: try check.optionalString("detail") ?? "",
            )
        }
        format = try fields.optionalString("format")
        route = try fields.optionalString("route")
        call = try fields.optionalString("call")
        surroundings = Dictionary(
            try fields.pairs("surroundings").map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
        advisory = try fields.optionalBool("advisory") ?? false
        compared = try fields.optionalBool("compared") ?? false
        maximumDifference = try fields.optionalDouble("maximum-difference")
        for warning in try fields.array("warnings") {
            warnings.append(
                WarningCount(
                    category: try warning.string("category"),
                    message: try warning.string("message"),
                    count: try warning.int("count"),
                )
            )
        }
        for attempt in try fields.array("refused") {
            refused.append(
                RefusedAttempt(
                    deed: try attempt.string("deed"),
                    target: try attempt.string("target"),
                    stage: try attempt.choice("stage"),
                )
            )
        }
        failure = try fields.optionalFields("failure").map(FailureDetail.init)
        mismatch = try fields.optionalFields("mismatch").map(Mismatch.init)
        inferenceSeconds = try fields.doubles("inference-seconds")
        seconds = try fields.double("seconds")
        peakMemory = try fields.optionalInt("peak-memory")
        outputDigest = try fields.optionalString("output-digest")
        standardOutput = try fields.optionalString("standard-output") ?? ""
        standardError = try fields.optionalString("standard-error") ?? ""
        attachments = try fields.strings("attachments")
    }
}

extension FailureDetail {
    init(_ fields: Fields) throws(ResultsError) {
        self.init(
            type: try fields.string("type"),
            message: try fields.string("message"),
            traceback: try fields.string("traceback"),
            inference: try fields.optionalInt("inference"),
        )
    }
}

extension Mismatch {
    init(_ fields: Fields) throws(ResultsError) {
        self.init(
            output: try fields.string("output"),
            inference: try fields.int("inference"),
            index: try fields.ints("index"),
            got: try fields.string("got"),
            want: try fields.string("want"),
            summary: try fields.string("summary"),
        )
    }
}
