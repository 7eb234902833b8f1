import JSON
import YAML

/// As much of JSON Schema as the matrix' schema uses; an unknown keyword is a fault, so none goes unchecked.
struct SchemaChecker {
    let schema: JSONValue

    func faults(in node: YAMLNode) -> [String] { faults(json(node), schema, "") }

    private func json(_ node: YAMLNode) -> JSONValue {
        switch node.value {
        case .scalar(let scalar):
            switch scalar.resolved {
            case .null: .null
            case .bool(let value): .bool(value)
            case .int(let value): .int(value)
            case .float(let value): .double(value)
            case .string(let value): .string(value)
            }
        case .sequence(let nodes): .array(nodes.map(json))
        case .mapping(let pairs): .object(JSONObject(pairs.map { ($0.key, json($0.value)) }))
        }
    }

    private func faults(_ value: JSONValue, _ schema: JSONValue, _ path: String) -> [String] {
        guard let object = schema.object else { return schema == false ? ["\(path) is not allowed"] : [] }
        return object.members.flatMap { check($0.key, $0.value, value, object, path) }
    }

    private func check(
        _ keyword: String,
        _ argument: JSONValue,
        _ value: JSONValue,
        _ schema: JSONObject,
        _ path: String,
    ) -> [String] {
        func require(_ holds: Bool) -> [String] { holds ? [] : ["\(path): \(keyword)"] }
        switch keyword {
        case "$schema", "title", "description", "$defs": return []
        case "$ref":
            let name = argument.string?.split(separator: "/").last.map(String.init) ?? ""
            guard let target = self.schema["$defs"]?[name] else { return ["no definition '\(name)'"] }
            return faults(value, target, path)
        case "type":
            let types = argument.strings ?? [argument.string ?? ""]
            return require(types.contains { Self.isType($0, value) })
        case "enum": return require(argument.array?.contains(value) == true)
        case "pattern":
            guard let text = value.string, let regex = try? Regex(argument.string ?? "") else { return [] }
            return require(text.firstMatch(of: regex) != nil)
        case "minLength": return require(value.string.map { $0.count >= argument.int ?? 0 } ?? true)
        case "minimum": return require(value.double.map { $0 >= argument.double ?? 0 } ?? true)
        case "maximum": return require(value.double.map { $0 <= argument.double ?? 0 } ?? true)
        case "items": return value.array?.enumerated().flatMap { faults($1, argument, "\(path)/\($0)") } ?? []
        case "minItems": return require(value.array.map { $0.count >= argument.int ?? 0 } ?? true)
        case "minProperties": return require(value.object.map { $0.members.count >= argument.int ?? 0 } ?? true)
        case "required":
            return require(
                value.object.map { object in argument.strings?.allSatisfy { object[$0] != nil } == true } ?? true)
        case "propertyNames":
            return value.object?.members.flatMap { faults(.string($0.key), argument, "\(path)/\($0.key)") } ?? []
        case "properties":
            return value.object?.members.flatMap { member in
                argument[member.key].map { faults(member.value, $0, "\(path)/\(member.key)") } ?? []
            } ?? []
        case "additionalProperties":
            return value.object?.members.filter { schema["properties"]?[$0.key] == nil }
                .flatMap { faults($0.value, argument, "\(path)/\($0.key)") } ?? []
        case "anyOf": return require(argument.array?.contains { faults(value, $0, path).isEmpty } == true)
        case "not": return require(!faults(value, argument, path).isEmpty)
        default: return ["unknown keyword '\(keyword)'"]
        }
    }

    private static func isType(_ name: String, _ value: JSONValue) -> Bool {
        switch (name, value) {
        case ("string", .string), ("boolean", .bool), ("array", .array), ("object", .object), ("integer", .int),
            ("number", .int), ("number", .double):
            true
        default: false
        }
    }
}
