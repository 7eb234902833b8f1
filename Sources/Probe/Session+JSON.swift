public import JSON

extension Session {
    /// The session as one JSON object.
    public func encode() -> JSONValue {
        .object([
            "protocol": .int(Int64(Self.protocolVersion)),
            "events": .string(events),
            "log": .string(log),
            "preload": .array(preload.map { .string($0) }),
            "parallel": .int(Int64(parallel)),
            "site-packages": .array(sitePackages.map { .string($0) }),
            "lifeline": JSONValue(lifeline),
            "scratch": .array(scratch.map { .string($0) }),
            "jobs": .array(jobs.map { $0.encode() }),
            "sandbox": sandbox.map { $0.encode() } ?? .null,
        ])
    }

    /// Reads a session; another protocol version is refused.
    public static func decode(_ value: JSONValue) throws(ProbeError) -> Session {
        let fields = try Fields(value, "the session")
        let version = try fields.int("protocol")
        guard version == protocolVersion else {
            throw ProbeError(
                "the session speaks protocol \(version), this loader \(protocolVersion); use one release of both"
            )
        }
        var jobs: [Job] = []
        for job in try fields.array("jobs") { jobs.append(try Job.decode(job)) }
        var session = Session(
            events: try fields.string("events"),
            log: try fields.string("log"),
            preload: try fields.strings("preload"),
            parallel: max(1, try fields.int("parallel")),
            jobs: jobs,
            sitePackages: try fields.strings("site-packages"),
            sandbox: try sandbox(fields),
        )
        session.lifeline = try fields.optionalString("lifeline")
        session.scratch = try fields.strings("scratch")
        return session
    }

    private static func sandbox(_ fields: Fields) throws(ProbeError) -> SandboxRules? {
        guard let value = fields.optionalValue("sandbox") else { return nil }
        return try SandboxRules.decode(value)
    }
}

extension Job {
    /// The job as one JSON object.
    public func encode() -> JSONValue {
        .object([
            "cell": .string(cell),
            "directory": .string(directory),
            "format": .string(format),
            "artifact": .string(artifact),
            "call": JSONValue(call),
            "preload": .array(preload.map { .string($0) }),
            "steps": .array(steps.map { $0.encode() }),
            "inputs": .array(inputs.map { .object(["name": .string($0.name), "path": .string($0.path)]) }),
            "inferences": .int(Int64(inferences)),
            "batch": JSONValue(batch),
            "load-timeout": .double(loadTimeout),
            "inference-timeout": .double(inferenceTimeout),
            "memory-limit": JSONValue(memoryLimit),
            "processors": processors.map(JSONValue.double) ?? .null,
            "processes": JSONValue(processes),
            "check-determinism": .bool(checkDeterminism),
            "readable": .array(readable.map { .string($0) }),
            "options": .object(options),
        ])
    }

    /// Reads one job of a session.
    public static func decode(_ value: JSONValue) throws(ProbeError) -> Job {
        let fields = try Fields(value, "a job")
        var job = Job(
            cell: try fields.string("cell"),
            directory: try fields.string("directory"),
            format: try fields.string("format"),
            artifact: try fields.string("artifact"),
        )
        job.call = try fields.optionalString("call")
        job.preload = try fields.strings("preload")
        for step in try fields.array("steps") { job.steps.append(try JobStep.decode(step)) }
        for input in try fields.array("inputs") {
            let fields = try Fields(input, "an input")
            job.inputs.append(JobInput(name: try fields.string("name"), path: try fields.string("path")))
        }
        job.inferences = try fields.int("inferences")
        job.batch = try fields.optionalInt("batch")
        job.loadTimeout = try fields.double("load-timeout")
        job.inferenceTimeout = try fields.double("inference-timeout")
        job.memoryLimit = try fields.optionalInt("memory-limit")
        job.processors = try fields.optionalDouble("processors")
        job.processes = try fields.optionalInt("processes")
        job.checkDeterminism = try fields.bool("check-determinism")
        job.readable = try fields.strings("readable")
        job.options = try fields.object("options")
        return job
    }
}

extension JobStep {
    func encode() -> JSONValue {
        .object([
            "format": .string(format), "artifact": .string(artifact), "call": JSONValue(call),
            "options": .object(options),
        ])
    }

    static func decode(_ value: JSONValue) throws(ProbeError) -> JobStep {
        let fields = try Fields(value, "a step")
        return JobStep(
            format: try fields.string("format"),
            artifact: try fields.string("artifact"),
            call: try fields.optionalString("call"),
            options: try fields.object("options"),
        )
    }
}
