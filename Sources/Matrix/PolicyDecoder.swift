import YAML

/// Reads `policy`.
struct PolicyDecoder {
    let scope: Scope

    func policy(_ node: YAMLNode) -> Policy {
        var policy = Policy()
        guard let reader = MappingReader(node, KeyTables.policy, label: "'policy'", scope: scope) else { return policy }
        if let value = reader["pickle"],
            let name = scope.choice(value, "'pickle'", Policy.Pickle.allCases.map(\.rawValue)),
            let pickle = Policy.Pickle(rawValue: name)
        {
            policy.pickle = pickle
        }
        if let value = reader["allow"] { policy.allow = scope.oneOrMany(value, "'allow'", scope.string) }
        for key in ["metadata", "signature"] {
            if let value = reader[key], let choice = scope.choice(value, "'\(key)'", ["optional", "required"]) {
                reader.refuseUnsupported(key, choice, at: value.mark)
            }
        }
        policy.maximumSize = reader["max-size"].flatMap { scope.size($0, "'max-size'") }
        if let value = reader["keys"] { _ = scope.oneOrMany(value, "'keys'", scope.string) }
        if let value = reader["sandbox"] { _ = scope.choice(value, "'sandbox'", ["auto", "required", "off"]) }
        return policy
    }
}
