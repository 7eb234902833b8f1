import JSON
import YAML

/// Reads values written in the matrix: nested lists of one length on each level, of numbers, booleans and texts.
///
/// A row may also be a mapping from column to value. Every row then has the same columns.
struct InlineValues {
    let scope: Scope

    /// The value, or `nil` once everything wrong with it is reported.
    func value(_ node: YAMLNode, _ label: String) -> JSONValue? {
        let before = scope.problems.count
        let (value, _) = read(node, label)
        return scope.problems.count == before ? value : nil
    }

    /// The value and its shape; a mapping counts as a scalar.
    private func read(_ node: YAMLNode, _ label: String) -> (JSONValue, shape: [Int]) {
        switch node.value {
        case .scalar(let scalar): return (plain(scalar, node, label), [])
        case .mapping(let pairs):
            let members = pairs.map { pair in
                guard let scalar = pair.value.scalar else {
                    scope.report(
                        "\(label): a column's value must be a number or text, not \(pair.value.found)",
                        at: pair.value.mark)
                    return (pair.key, JSONValue.null)
                }
                return (pair.key, plain(scalar, pair.value, label))
            }
            return (.object(JSONObject(members)), [])
        case .sequence(let nodes):
            var values: [JSONValue] = []
            values.reserveCapacity(nodes.count)
            var first: [Int]?
            for node in nodes {
                let (value, shape) = read(node, label)
                values.append(value)
                guard let expected = first else {
                    first = shape
                    continue
                }
                if shape != expected {
                    scope.report(
                        "\(label): this entry is \(Self.describe(shape)), the first of its list \(Self.describe(expected))",
                        at: node.mark,
                    )
                    return (.array(values), [nodes.count] + expected)
                }
            }
            checkColumns(nodes, label)
            return (.array(values), [nodes.count] + (first ?? []))
        }
    }

    private func checkColumns(_ nodes: [YAMLNode], _ label: String) {
        guard let expected = nodes.first?.mapping.map({ Set($0.map(\.key)) }) else {
            if let stray = nodes.first(where: { $0.mapping != nil }) {
                scope.report("\(label): a mapping among other rows", at: stray.mark)
            }
            return
        }
        for node in nodes.dropFirst() {
            guard let pairs = node.mapping, Set(pairs.map(\.key)) == expected else {
                scope.report("\(label): this row has not the columns of the first", at: node.mark)
                return
            }
        }
    }

    private func plain(_ scalar: YAMLScalar, _ node: YAMLNode, _ label: String) -> JSONValue {
        switch scalar.resolved {
        case .bool(let value): return .bool(value)
        case .int(let value): return .int(value)
        case .float(let value): return .double(value)
        case .string(let text): return .string(text)
        case .null:
            scope.report("\(label): a value is missing; write .nan for a number that is not there", at: node.mark)
            return .null
        }
    }

    private static func describe(_ shape: [Int]) -> String {
        shape.isEmpty ? "a single value" : "a list of shape \(shape)"
    }
}
