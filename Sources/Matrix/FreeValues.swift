import JSON
import YAML

/// Reads values whose form only their reader knows: anything that JSON can write.
struct FreeValues {
    let scope: Scope

    /// The value, or `nil` once what JSON cannot write is reported.
    func value(_ node: YAMLNode, _ label: String) -> JSONValue? {
        switch node.value {
        case .scalar(let scalar):
            switch scalar.resolved {
            case .null: return .null
            case .bool(let value): return .bool(value)
            case .int(let value): return .int(value)
            case .float(let value):
                guard value.isFinite else { return scope.wrong(node, label, "a finite number") }
                return .double(value)
            case .string(let text): return .string(text)
            }
        case .sequence(let nodes):
            let values = nodes.compactMap { value($0, label) }
            return values.count == nodes.count ? .array(values) : nil
        case .mapping(let pairs):
            let members = pairs.compactMap { pair in value(pair.value, label).map { (pair.key, $0) } }
            return members.count == pairs.count ? .object(JSONObject(members)) : nil
        }
    }
}
