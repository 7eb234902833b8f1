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
        policy.metadata = requirement(reader, "metadata")
        policy.signature = requirement(reader, "signature")
        if let value = reader["keys"] {
            policy.keysMark = value.mark
            policy.keys = scope.oneOrMany(value, "'keys'") { node, label in
                scope.string(node, label).flatMap { scope.existingPath($0, label, at: node.mark) }
            }
        }
        if policy.signature == .required, !reader.has("keys"), let value = reader["signature"] {
            scope.report(
                "'signature: required' needs 'keys' beside it: the public keys that may have signed", at: value.mark)
        }
        policy.maximumSize = reader["max-size"].flatMap { scope.size($0, "'max-size'") }
        if let value = reader["sandbox"],
            let name = scope.choice(value, "'sandbox'", Policy.Sandbox.allCases.map(\.rawValue)),
            let sandbox = Policy.Sandbox(rawValue: name)
        {
            policy.sandbox = sandbox
        }
        return policy
    }

    private func requirement(_ reader: MappingReader, _ key: String) -> Policy.Requirement {
        reader[key]
            .flatMap { scope.choice($0, "'\(key)'", Policy.Requirement.allCases.map(\.rawValue)) }
            .flatMap(Policy.Requirement.init) ?? .optional
    }
}
