public import JSON

/// The JSON Schema (draft 2020-12) of `NAME.meta.json`, which is also what reading goes by.
public enum SidecarSchema {
    /// The schema.
    public static let document: JSONValue = [
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Smokehouse sidecar: what is known about a saved model, in NAME.meta.json beside it",
        "description": "Every key may be left out; others may be added and are left alone.",
        "type": "object",
        "properties": [
            "name": text("The model's name."),
            "framework": text("The distribution that saved it: scikit-learn, torch, onnx."),
            "version": text("That distribution's version."),
            "versions": [
                "description": "Versions where it was saved, by distribution.", "type": "object",
                "additionalProperties": ["type": "string"],
            ],
            "python": text("The Python that saved it: 3.11.7."),
            "created": [
                "description": "When it was saved (RFC 3339): 2023-12-04 or 2023-12-04T00:00:00Z.", "type": "string",
                "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}([T ].*)?$",
            ],
            "dataset": [
                "description": "The data that it was trained on: a name, or more.", "type": ["string", "object"],
                "properties": [
                    "name": text("Its name."), "version": text("Its version."),
                    "rows": integer("How many rows."), "sha256": sha256("The SHA-256 of its file."),
                    "url": text("Where it came from."),
                ],
            ],
            "metrics": [
                "description": "What was measured on held-out data, by name.", "type": "object",
                "additionalProperties": ["type": "number"],
            ],
            "seeds": [
                "description": "The seeds of everything random, by what they were for.", "type": "object",
                "additionalProperties": ["type": "integer"],
            ],
            "sha256": sha256("The SHA-256 of the file, or of the folder's manifest."),
            "size": integer("The file's bytes."),
            "call": text("The method that was called for the reference."),
            "inputs": values("The model's inputs, with the batch axis."),
            "outputs": values("The model's outputs, with the batch axis."),
            "classes": [
                "description": "The labels of a classifier, in the order of its outputs.", "type": "array",
                "items": ["type": ["string", "number", "boolean"]],
            ],
            "source": text("The file that it was converted from."),
            "ir_version": integer("ONNX: the IR version."),
            "opsets": [
                "description": "ONNX: the opset version of each domain.", "type": "object",
                "additionalProperties": ["type": "integer"],
            ],
        ],
    ]

    /// A value that is not as the schema wants it.
    public struct Fault: Sendable, Hashable, CustomStringConvertible {
        /// Where it is (RFC 6901).
        public let pointer: String
        /// "is a number, not a string"
        let what: String

        /// "/python is a number, not a string"
        public var description: String { "\(pointer.isEmpty ? "it" : pointer) \(what)" }
    }

    /// The most faults that are looked for: each is looked up in the text again, to say where it is.
    static let faultLimit = 20

    /// What is wrong with a sidecar, as far as the limit.
    public static func faults(in value: JSONValue) -> [Fault] {
        var found: [Fault] = []
        find(value, document, "", &found)
        return found
    }

    private static func text(_ summary: String) -> JSONValue {
        ["description": .string(summary), "type": "string"]
    }

    private static func integer(_ summary: String) -> JSONValue {
        ["description": .string(summary), "type": "integer", "minimum": 0]
    }

    private static func sha256(_ summary: String) -> JSONValue {
        ["description": .string(summary), "type": "string", "pattern": "^[0-9a-fA-F]{64}$"]
    }

    private static func values(_ summary: String) -> JSONValue {
        [
            "description": .string(summary), "type": "array",
            "items": [
                "type": "object",
                "properties": [
                    "name": text("Its name."), "dtype": text("float32, int64, string, …"),
                    "shape": [
                        "description": "The axes; null or a name where the length is open.", "type": "array",
                        "items": ["type": ["integer", "string", "null"]],
                    ],
                ],
                "required": ["name"],
            ],
        ]
    }

    // MARK: Checking

    private static func find(_ value: JSONValue, _ schema: JSONValue, _ pointer: String, _ found: inout [Fault]) {
        func fault(_ what: String) {
            if found.count < faultLimit { found.append(Fault(pointer: pointer, what: what)) }
        }
        if let type = schema["type"] {
            let names = type.strings ?? [type.string ?? ""]
            guard names.contains(where: { isOf($0, value) }) else {
                let wanted = names.compactMap { nouns[$0] }.joined(separator: " or ")
                return fault("is \(value.kind), not \(wanted)")
            }
        }
        if let minimum = schema["minimum"]?.int, let number = value.int, number < minimum {
            fault("is \(number), less than \(minimum)")
        }
        if let pattern = schema["pattern"]?.string, let string = value.string, !fits(string, pattern) {
            let wanted = pattern.hasPrefix("^[0-9a-f") ? "64 hexadecimal digits" : "a date such as 2023-12-04"
            fault("is '\(string.prefix(40))', not \(wanted)")
        }
        for name in schema["required"]?.strings ?? [] where value[name] == nil {
            fault("has no '\(name)'")
        }
        if let items = schema["items"] {
            for (index, element) in (value.array ?? []).enumerated() where found.count < faultLimit {
                find(element, items, "\(pointer)/\(index)", &found)
            }
        }
        for (key, member) in value.object?.members ?? [] where found.count < faultLimit {
            guard let schema = schema["properties"]?[key] ?? schema["additionalProperties"] else { continue }
            let escaped = key.split(separator: "~", omittingEmptySubsequences: false).joined(separator: "~0")
                .split(separator: "/", omittingEmptySubsequences: false).joined(separator: "~1")
            find(member, schema, "\(pointer)/\(escaped)", &found)
        }
    }

    private static let nouns = [
        "string": "a string", "number": "a number", "integer": "a whole number", "boolean": "a boolean",
        "array": "an array", "object": "an object", "null": "null",
    ]

    private static func isOf(_ type: String, _ value: JSONValue) -> Bool {
        switch type {
        case "string": value.string != nil
        case "number": value.double != nil
        case "integer": value.int != nil
        case "boolean": value.bool != nil
        case "array": value.array != nil
        case "object": value.object != nil
        default: value == .null
        }
    }

    /// The schema has two patterns: a digest and a date.
    private static func fits(_ text: String, _ pattern: String) -> Bool {
        let bytes = Array(text.utf8)
        if pattern.hasPrefix("^[0-9a-f") { return bytes.count == 64 && Hexadecimal.decode(text.lowercased()) != nil }
        guard bytes.count >= 10, bytes.count == 10 || bytes[10] == UInt8(ascii: "T") || bytes[10] == 0x20 else {
            return false
        }
        return bytes.prefix(10).enumerated().allSatisfy { index, byte in
            index == 4 || index == 7 ? byte == UInt8(ascii: "-") : (0x30...0x39).contains(byte)
        }
    }
}
