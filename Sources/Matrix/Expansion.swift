import YAML

/// `${NAME}`, `${NAME:-default}` and `$$` in the values of a tree; keys stay as they are.
struct Expansion {
    let environment: [String: String]
    let scope: Scope

    func expand(_ node: YAMLNode) -> YAMLNode {
        switch node.value {
        case .scalar(let scalar):
            guard scalar.text.utf8.contains(UInt8(ascii: "$")) else { return node }
            guard let text = expand(scalar.text, at: node.mark), text != scalar.text else { return node }
            // Inside {…} and […] a `${NAME}` has to be quoted, a number's too.
            return YAMLNode(.scalar(YAMLScalar(text, style: .substituted)), mark: node.mark)
        case .sequence(let nodes):
            return YAMLNode(.sequence(nodes.map(expand)), mark: node.mark)
        case .mapping(let pairs):
            let expanded = pairs.map { YAMLPair(key: $0.key, keyMark: $0.keyMark, value: expand($0.value)) }
            return YAMLNode(.mapping(expanded), mark: node.mark)
        }
    }

    private func expand(_ text: String, at mark: Mark) -> String? {
        var result = ""
        var rest = text[...]
        while let dollar = rest.firstIndex(of: "$") {
            result += rest[..<dollar]
            let after = rest[rest.index(after: dollar)...]
            if after.first == "$" {
                result += "$"
                rest = after.dropFirst()
            } else if after.first == "{" {
                guard let close = after.firstIndex(of: "}") else {
                    scope.report("'${' without '}'; write '$$' for a dollar", at: mark)
                    return nil
                }
                guard let value = value(of: after[after.index(after: after.startIndex)..<close], at: mark) else {
                    return nil
                }
                result += value
                rest = after[after.index(after: close)...]
            } else {
                result += "$"
                rest = after
            }
        }
        return result + rest
    }

    /// The value of `NAME` or `NAME:-default`; as in a shell, an empty variable takes the default too.
    private func value(of body: Substring, at mark: Mark) -> String? {
        let separator = body.utf8.indices.first { body.utf8[$0...].starts(with: ":-".utf8) }
        let name = String(body[..<(separator ?? body.endIndex)])
        guard Names.isVariable(name) else {
            scope.report(
                "'${\(String(body).excerpt)}' is not '${NAME}' or '${NAME:-default}'; write '$$' for a dollar", at: mark
            )
            return nil
        }
        let fallback = separator.map { String(body[$0...].dropFirst(2)) }
        if let value = environment[name], !value.isEmpty || fallback == nil { return value }
        if let fallback { return fallback }
        scope.report("the variable '\(name)' is not set; set it, or write '${\(name):-default}'", at: mark)
        return nil
    }
}
