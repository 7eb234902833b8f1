public import JSON

extension Event {
    /// The event as one JSON object; `compact` gives the line that is written.
    public func encode() -> JSONValue {
        switch self {
        case .started(let pid, let python):
            Self.object("started", ["pid": JSONValue(pid), "python": JSONValue(python)])
        case .imported(let module, let version, let seconds):
            Self.object(
                "imported",
                ["module": .string(module), "version": JSONValue(version), "seconds": .double(seconds)],
            )
        case .importFailed(let module, let failure):
            Self.object("import-failed", ["module": .string(module), "failure": failure.encode()])
        case .sandboxed(let report):
            Self.object(
                "sandboxed",
                [
                    "layers": .array(report.layers.map { .string($0) }),
                    "missing": .array(report.missing.map { .string($0) }),
                ],
            )
        case .withheld(let cell, let reason):
            Self.object("withheld", ["cell": .string(cell), "reason": .string(reason)])
        case .refused(let cell, let stage, let attempt):
            Self.object(
                "refused",
                ["cell": .string(cell), "stage": .string(stage.rawValue), "attempt": attempt.encode()],
            )
        case .cellStarted(let cell, let pid):
            Self.object("cell-started", ["cell": .string(cell), "pid": JSONValue(pid)])
        case .stageStarted(let cell, let stage):
            Self.object("stage-started", ["cell": .string(cell), "stage": .string(stage.rawValue)])
        case .stageFinished(let cell, let stage, let seconds):
            Self.object(
                "stage-finished",
                ["cell": .string(cell), "stage": .string(stage.rawValue), "seconds": .double(seconds)],
            )
        case .described(let cell, let description):
            Self.object("described", ["cell": .string(cell), "description": description.encode()])
        case .warned(let cell, let stage, let warning):
            Self.object(
                "warned",
                [
                    "cell": .string(cell), "stage": .string(stage.rawValue),
                    "category": .string(warning.category), "message": .string(warning.message),
                ],
            )
        case .inferred(let cell, let inference):
            Self.object("inferred", ["cell": .string(cell), "inference": inference.encode()])
        case .raised(let cell, let stage, let inference, let failure):
            Self.object(
                "raised",
                [
                    "cell": .string(cell), "stage": .string(stage.rawValue), "inference": JSONValue(inference),
                    "failure": failure.encode(),
                ],
            )
        case .timedOut(let cell, let stage, let inference, let limit):
            Self.object(
                "timed-out",
                [
                    "cell": .string(cell), "stage": .string(stage.rawValue), "inference": JSONValue(inference),
                    "limit": .double(limit),
                ],
            )
        case .cellFinished(let cell, let exit):
            Self.object("cell-finished", ["cell": .string(cell), "exit": exit.encode()])
        case .finished:
            Self.object("finished", [:])
        }
    }

    /// Reads one event; unknown kinds and missing keys are errors.
    public static func decode(_ value: JSONValue) throws(ProbeError) -> Event {
        let fields = try Fields(value, "an event")
        switch try fields.string("event") {
        case "started":
            return .started(pid: try fields.int("pid"), python: try fields.optionalString("python"))
        case "imported":
            return .imported(
                module: try fields.string("module"),
                version: try fields.optionalString("version"),
                seconds: try fields.double("seconds"),
            )
        case "import-failed":
            return .importFailed(
                module: try fields.string("module"),
                failure: try Failure.decode(try fields.value("failure")),
            )
        case "sandboxed":
            return .sandboxed(
                SandboxReport(layers: try fields.strings("layers"), missing: try fields.strings("missing"))
            )
        case "withheld":
            return .withheld(cell: try fields.string("cell"), reason: try fields.string("reason"))
        case "refused":
            return .refused(
                cell: try fields.string("cell"),
                stage: try stage(fields),
                attempt: try Attempt.decode(try fields.value("attempt")),
            )
        case "cell-started":
            return .cellStarted(cell: try fields.string("cell"), pid: try fields.int("pid"))
        case "stage-started":
            return .stageStarted(cell: try fields.string("cell"), stage: try stage(fields))
        case "stage-finished":
            return .stageFinished(
                cell: try fields.string("cell"),
                stage: try stage(fields),
                seconds: try fields.double("seconds"),
            )
        case "described":
            return .described(
                cell: try fields.string("cell"),
                description: try ModelDescription.decode(try fields.value("description")),
            )
        case "warned":
            return .warned(
                cell: try fields.string("cell"),
                stage: try stage(fields),
                warning: CapturedWarning(
                    category: try fields.string("category"),
                    message: try fields.string("message"),
                ),
            )
        case "inferred":
            return .inferred(
                cell: try fields.string("cell"),
                inference: try Inference.decode(try fields.value("inference")),
            )
        case "raised":
            return .raised(
                cell: try fields.string("cell"),
                stage: try stage(fields),
                inference: try fields.optionalInt("inference"),
                failure: try Failure.decode(try fields.value("failure")),
            )
        case "timed-out":
            return .timedOut(
                cell: try fields.string("cell"),
                stage: try stage(fields),
                inference: try fields.optionalInt("inference"),
                limit: try fields.double("limit"),
            )
        case "cell-finished":
            return .cellFinished(
                cell: try fields.string("cell"),
                exit: try Exit.decode(try fields.value("exit")),
            )
        case "finished":
            return .finished
        case let other:
            throw ProbeError("unknown event '\(other)'")
        }
    }

    /// Reads one line of a loader's events.
    public static func decode(line: some Sequence<UInt8>) throws(ProbeError) -> Event {
        let value: JSONValue
        do {
            value = try JSONValue(parsing: Array(line))
        } catch {
            throw ProbeError("an event is not JSON: \(error)")
        }
        return try decode(value)
    }

    /// The event as one line of UTF-8, newline included.
    public var line: [UInt8] {
        var bytes: [UInt8] = []
        encode().write(to: &bytes, pretty: false)
        bytes.append(UInt8(ascii: "\n"))
        return bytes
    }

    private static func object(_ kind: String, _ members: KeyValuePairs<String, JSONValue>) -> JSONValue {
        .object(JSONObject([("event", .string(kind))] + members.map { ($0.key, $0.value) }))
    }

    private static func stage(_ fields: Fields) throws(ProbeError) -> Stage {
        let name = try fields.string("stage")
        guard let stage = Stage(rawValue: name) else { throw ProbeError("unknown stage '\(name)'") }
        return stage
    }
}

extension Failure {
    /// The failure as one JSON object.
    public func encode() -> JSONValue {
        .object([
            "type": .string(type),
            "message": .string(message),
            "traceback": .string(traceback),
            "module": JSONValue(module),
            "is-environment": .bool(isEnvironment),
            "step": JSONValue(step),
        ])
    }

    /// Reads a failure that `encode` wrote.
    public static func decode(_ value: JSONValue) throws(ProbeError) -> Failure {
        let fields = try Fields(value, "a failure")
        return Failure(
            type: try fields.string("type"),
            message: try fields.string("message"),
            traceback: try fields.string("traceback"),
            module: try fields.optionalString("module"),
            isEnvironment: try fields.bool("is-environment"),
            step: try fields.optionalInt("step"),
        )
    }
}

extension ModelDescription {
    /// The description as one JSON object.
    public func encode() -> JSONValue {
        .object([
            "type": .string(type),
            "call": .string(call),
            "inputs": .array(inputs.map { .string($0) }),
            "outputs": .array(outputs.map { .string($0) }),
            "route": .string(route),
            "surroundings": .object(
                JSONObject(surroundings.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })),
        ])
    }

    /// Reads a description that `encode` wrote.
    public static func decode(_ value: JSONValue) throws(ProbeError) -> ModelDescription {
        let fields = try Fields(value, "a description")
        return ModelDescription(
            type: try fields.string("type"),
            call: try fields.string("call"),
            inputs: try fields.strings("inputs"),
            outputs: try fields.strings("outputs"),
            route: try fields.string("route"),
            surroundings: try fields.texts("surroundings"),
        )
    }
}

extension Inference {
    /// The inference as one JSON object.
    public func encode() -> JSONValue {
        .object([
            "index": .int(Int64(index)),
            "seconds": .double(seconds),
            "outputs": .array(outputs.map { .object(["name": .string($0.name), "path": .string($0.path)]) }),
        ])
    }

    /// Reads an inference that `encode` wrote.
    public static func decode(_ value: JSONValue) throws(ProbeError) -> Inference {
        let fields = try Fields(value, "an inference")
        var outputs: [InferenceOutput] = []
        for output in try fields.array("outputs") {
            let fields = try Fields(output, "an output")
            outputs.append(InferenceOutput(name: try fields.string("name"), path: try fields.string("path")))
        }
        return Inference(index: try fields.int("index"), seconds: try fields.double("seconds"), outputs: outputs)
    }
}

extension Exit {
    /// The exit as one JSON object.
    public func encode() -> JSONValue {
        .object([
            "status": JSONValue(status),
            "signal": JSONValue(signal),
            "complete": .bool(complete),
            "out-of-memory": .bool(outOfMemory),
            "peak-memory": .int(Int64(peakMemory)),
            "seconds": .double(seconds),
            "malformed-events": .int(Int64(malformedEvents)),
        ])
    }

    /// Reads an exit that `encode` wrote.
    public static func decode(_ value: JSONValue) throws(ProbeError) -> Exit {
        let fields = try Fields(value, "an exit")
        return Exit(
            status: try fields.optionalInt("status"),
            signal: try fields.optionalInt("signal"),
            complete: try fields.bool("complete"),
            outOfMemory: try fields.bool("out-of-memory"),
            peakMemory: try fields.int("peak-memory"),
            seconds: try fields.double("seconds"),
            malformedEvents: try fields.int("malformed-events"),
        )
    }
}
