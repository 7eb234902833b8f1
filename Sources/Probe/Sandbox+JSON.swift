import JSON

extension SandboxRules {
    func encode() -> JSONValue {
        .object([
            "required": .bool(isRequired),
            "host-network": .bool(hostNetwork),
            "readable": .array(readable.map { .string($0) }),
            "writable": .array(writable.map { .string($0) }),
            "launcher": JSONValue(launcher),
            "container": JSONValue(container),
            "control-groups": controlGroups?.encode() ?? .null,
            "namespaces": .object(
                JSONObject(namespaces.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })
            ),
            "limits": .object([
                "processes": .int(Int64(limits.processes)),
                "threads": .int(Int64(limits.threads)),
                "file-size": .int(Int64(limits.fileSize)),
                "disk": .int(Int64(limits.disk)),
                "files": .int(Int64(limits.files)),
                "descriptors": .int(Int64(limits.descriptors)),
                "all-descriptors": .int(Int64(limits.allDescriptors)),
            ]),
        ])
    }

    static func decode(_ value: JSONValue) throws(ProbeError) -> SandboxRules {
        let fields = try Fields(value, "'sandbox'")
        let numbers = try Fields(try fields.value("limits"), "'limits' of 'sandbox'")
        var limits = CellLimits()
        limits.processes = try numbers.int("processes")
        limits.threads = try numbers.int("threads")
        limits.fileSize = try numbers.int("file-size")
        limits.disk = try numbers.int("disk")
        limits.files = try numbers.int("files")
        limits.descriptors = try numbers.int("descriptors")
        limits.allDescriptors = try numbers.int("all-descriptors")
        var rules = SandboxRules(readable: try fields.strings("readable"), limits: limits)
        rules.isRequired = try fields.bool("required")
        rules.hostNetwork = try fields.bool("host-network")
        rules.writable = try fields.strings("writable")
        rules.launcher = try fields.optionalString("launcher")
        rules.container = try fields.optionalString("container")
        rules.controlGroups = try fields.optionalValue("control-groups").map(ControlGroups.decode)
        for (name, value) in try fields.object("namespaces").members {
            if let text = value.string { rules.namespaces[name] = text }
        }
        return rules
    }
}

extension ControlGroups {
    func encode() -> JSONValue {
        .object([
            "version": .int(Int64(version)),
            "folders": .object(JSONObject(folders.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })),
        ])
    }

    static func decode(_ value: JSONValue) throws(ProbeError) -> ControlGroups {
        let fields = try Fields(value, "'control-groups'")
        return ControlGroups(version: try fields.int("version"), folders: try fields.texts("folders"))
    }
}

extension Attempt {
    func encode() -> JSONValue {
        .object(["deed": .string(deed), "target": .string(target), "fatal": .bool(isFatal)])
    }

    static func decode(_ value: JSONValue) throws(ProbeError) -> Attempt {
        let fields = try Fields(value, "an attempt")
        return Attempt(
            deed: try fields.string("deed"),
            target: try fields.string("target"),
            isFatal: try fields.bool("fatal"),
        )
    }
}
