public import JSON

/// The JSON Schema (draft 2020-12) of a matrix file, for editors; made from the key tables that the decoder goes by.
public enum MatrixSchema {
    public static func document() -> JSONValue {
        var document: JSONObject = [
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": "Smokehouse matrix",
        ]
        for (key, value) in table(KeyTables.matrix).members { document.append(key, value) }
        var definitions = JSONObject()
        for table in KeyTables.all where table.name != KeyTables.matrix.name {
            definitions.append(table.name, .object(Self.table(table)))
        }
        definitions.append("input", input(isNested: true))
        definitions.append("inputs", input(isNested: false))
        definitions.append("values", values)
        definitions.append("variable", substitution)
        document.append("$defs", .object(definitions))
        return .object(document)
    }

    private static func table(_ table: KeyTable) -> JSONObject {
        var properties = JSONObject()
        for key in table.keys { properties.append(key.name, property(key, in: table)) }
        var object: JSONObject = [
            "description": .string(table.summary),
            "type": "object",
            "properties": .object(properties),
            "additionalProperties": false,
        ]
        let required = table.keys.filter(\.isRequired).map { JSONValue.string($0.name) }
        if !required.isEmpty { object.append("required", .array(required)) }
        return object
    }

    private static func property(_ key: Key, in table: KeyTable) -> JSONValue {
        var summary = key.summary
        if let kinds = key.kinds { summary += " For the kinds \(kinds.joined(separator: ", "))." }
        if !table.isSupported(key.name) { summary += " Not supported yet." }
        var object: JSONObject = ["title": .string(key.name), "description": .string(summary)]
        guard case .object(let shape) = schema(key.shape) else { return .object(object) }
        for (key, value) in shape.members { object.append(key, value) }
        return .object(object)
    }

    private static func schema(_ shape: Shape) -> JSONValue {
        switch shape {
        case .string, .path, .location, .glob: ["type": "string", "minLength": 1]
        case .text: ["type": ["string", "number", "boolean"]]
        case .boolean: orVariable(["type": "boolean"])
        case .integer(let minimum, let maximum): orVariable(integer(minimum, maximum))
        case .number: orVariable(["type": "number"])
        case .duration: pattern(#"^([0-9]+(\.[0-9]+)?(d|h|min|ms|m|s))+$"#)
        case .size: pattern(#"^[0-9]+(\.[0-9]+)?([KkMGT]?B|[KkMGT]iB)$"#)
        case .sha256: pattern("^[0-9a-fA-F]{64}$")
        case .date: pattern("^[0-9]{4}-[0-9]{2}-[0-9]{2}$")
        case .version, .requirement: ["type": ["string", "integer"]]
        case .name: pattern("^[A-Za-z0-9_][A-Za-z0-9._-]*$")
        case .choice(let names): choice(names)
        case .list(let element): ["type": "array", "items": schema(element)]
        case .oneOrMany(let element):
            ["anyOf": [schema(element), ["type": "array", "items": schema(element), "minItems": 1]]]
        case .table(let table): reference(table.name)
        case .map(let value, let noun): map(value, noun)
        case .either(let shapes): ["anyOf": .array(shapes.map(schema))]
        case .values: reference("values")
        case .anything: [:]
        case .reference(let name): reference(name)
        }
    }

    private static func reference(_ name: String) -> JSONValue { ["$ref": .string("#/$defs/\(name)")] }

    private static func integer(_ minimum: Int, _ maximum: Int?) -> JSONValue {
        var object: JSONObject = ["type": "integer", "minimum": .int(Int64(minimum))]
        if let maximum { object.append("maximum", .int(Int64(maximum))) }
        return .object(object)
    }

    private static func pattern(_ pattern: String) -> JSONValue {
        orVariable(["type": "string", "pattern": .string(pattern)])
    }

    private static func choice(_ names: [String]) -> JSONValue {
        orVariable(["enum": .array(names.map(JSONValue.string))])
    }

    private static func map(_ value: Shape, _ noun: String) -> JSONValue {
        var object: JSONObject = ["type": "object", "additionalProperties": schema(value)]
        if noun == "name" {
            object.append("propertyNames", ["pattern": "^[A-Za-z0-9_][A-Za-z0-9._-]*$"])
            object.append("minProperties", 1)
        }
        return .object(object)
    }

    /// Any value may be written with `${NAME}`.
    private static let substitution: JSONValue = ["type": "string", "pattern": #"\$\{"#]

    private static func orVariable(_ schema: JSONValue) -> JSONValue {
        ["anyOf": [schema, reference("variable")]]
    }

    private static let values: JSONValue = [
        "description":
            "A number, text or boolean, or nested lists of them; a row may be a mapping from column to value.",
        "anyOf": [
            ["type": ["number", "string", "boolean"]],
            ["type": "array", "items": ["$ref": "#/$defs/values"]],
            ["type": "object", "additionalProperties": ["type": ["number", "string", "boolean"]]],
        ],
    ]

    private static func input(isNested: Bool) -> JSONValue {
        var alternatives: [JSONValue] = [
            [
                "description":
                    "A .npy, .npz, .json, .csv, .parquet or .safetensors file, or an ONNX test_data_set folder.",
                "type": "string",
                "minLength": 1,
            ],
            ["description": "Values.", "type": "array", "items": ["$ref": "#/$defs/values"], "minItems": 1],
            [
                "type": "object", "properties": ["generate": ["$ref": "#/$defs/generate"]], "required": ["generate"],
                "additionalProperties": false,
            ],
        ]
        if !isNested {
            alternatives.append([
                "description": "By the model's input names.", "type": "object", "not": ["required": ["generate"]],
                "additionalProperties": ["$ref": "#/$defs/input"], "minProperties": 1,
            ])
        }
        return ["anyOf": .array(alternatives)]
    }
}
