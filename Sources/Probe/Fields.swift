import JSON

/// Reads the members of one JSON object and says which key is missing or of the wrong kind.
struct Fields {
    private let object: JSONObject
    private let owner: String

    init(_ value: JSONValue, _ owner: String) throws(ProbeError) {
        guard let object = value.object else { throw ProbeError("\(owner) must be an object, not \(value.kind)") }
        self.object = object
        self.owner = owner
    }

    func value(_ key: String) throws(ProbeError) -> JSONValue {
        guard let value = object[key] else { throw ProbeError("\(owner) lacks '\(key)'") }
        return value
    }

    func string(_ key: String) throws(ProbeError) -> String {
        try expect(key, "a string", \.string)
    }

    func strings(_ key: String) throws(ProbeError) -> [String] {
        try expect(key, "an array of strings", \.strings)
    }

    func array(_ key: String) throws(ProbeError) -> [JSONValue] {
        try expect(key, "an array", \.array)
    }

    func object(_ key: String) throws(ProbeError) -> JSONObject {
        try expect(key, "an object", \.object)
    }

    /// An object of strings.
    func texts(_ key: String) throws(ProbeError) -> [String: String] {
        var texts: [String: String] = [:]
        for (name, value) in try object(key).members {
            guard let text = value.string else {
                throw ProbeError("'\(name)' in '\(key)' of \(owner) must be a string, not \(value.kind)")
            }
            texts[name] = text
        }
        return texts
    }

    func int(_ key: String) throws(ProbeError) -> Int {
        try expect(key, "an integer", \.int)
    }

    func double(_ key: String) throws(ProbeError) -> Double {
        try expect(key, "a number", \.double)
    }

    func bool(_ key: String) throws(ProbeError) -> Bool {
        try expect(key, "a boolean") { value in
            guard case .bool(let flag) = value else { return nil }
            return flag
        }
    }

    func optionalString(_ key: String) throws(ProbeError) -> String? {
        isPresent(key) ? try string(key) : nil
    }

    func optionalInt(_ key: String) throws(ProbeError) -> Int? {
        isPresent(key) ? try int(key) : nil
    }

    func optionalDouble(_ key: String) throws(ProbeError) -> Double? {
        isPresent(key) ? try double(key) : nil
    }

    func optionalValue(_ key: String) -> JSONValue? {
        isPresent(key) ? object[key] : nil
    }

    private func isPresent(_ key: String) -> Bool {
        switch object[key] {
        case nil, .null: false
        default: true
        }
    }

    private func expect<Result>(
        _ key: String,
        _ kind: String,
        _ read: (JSONValue) -> Result?,
    ) throws(ProbeError) -> Result {
        let value = try value(key)
        guard let result = read(value) else {
            throw ProbeError("'\(key)' of \(owner) must be \(kind), not \(value.kind)")
        }
        return result
    }
}

extension JSONValue {
    init(_ text: String?) {
        self = text.map { .string($0) } ?? .null
    }

    init(_ number: Int?) {
        self = number.map { .int(Int64($0)) } ?? .null
    }
}
