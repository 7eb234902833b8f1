import YAML

/// A mapping checked against its key table: unknown, missing and unsupported keys are reported once, at the start.
struct MappingReader {
    let scope: Scope
    let table: KeyTable
    let mark: Mark
    private let pairs: [YAMLPair]

    /// Reads a node as a mapping of `table`; `nil` once it is reported to be something else.
    init?(_ node: YAMLNode, _ table: KeyTable, label: String, scope: Scope) {
        guard let pairs = node.mapping else {
            scope.report("\(label) must be a mapping with \(Self.list(table.names)), not \(node.found)", at: node.mark)
            return nil
        }
        self.scope = scope
        self.table = table
        self.pairs = pairs
        mark = node.mark
        for pair in pairs {
            if table[pair.key] == nil {
                let advice = Spelling.advice(for: pair.key, among: table.names)
                scope.report("unknown key '\(pair.key.excerpt)' in \(table.noun)\(advice)", at: pair.keyMark)
            } else if !table.isSupported(pair.key) {
                scope.reportUnsupported("'\(pair.key)'", at: pair.keyMark)
            }
        }
        for key in table.keys where key.isRequired && !has(key.name) {
            scope.report("\(label) needs '\(key.name)': \(key.summary.lowercasedFirst)", at: mark)
        }
    }

    func has(_ key: String) -> Bool { pairs.contains { $0.key == key } }

    /// The key with its value.
    func pair(_ key: String) -> YAMLPair? {
        assert(table[key] != nil, "'\(key)' is not in the table '\(table.name)'")
        return pairs.first { $0.key == key }
    }

    subscript(key: String) -> YAMLNode? { pair(key)?.value }

    /// Reports a value that the schema has and no code does yet.
    func refuseUnsupported(_ key: String, _ value: String, at mark: Mark) {
        if NotSupportedYet.values.contains("\(table.name).\(key)=\(value)") {
            scope.reportUnsupported("'\(key): \(value)'", at: mark)
        }
    }

    private static func list(_ names: [String]) -> String {
        let shown = names.prefix(4).map { "'\($0)'" }.joined(separator: ", ")
        return names.count > 4 ? shown + ", …" : shown
    }
}

extension String {
    /// The text with its first letter in lower case and without the full stop, to follow a colon.
    var lowercasedFirst: String {
        var text = prefix(1).lowercased() + dropFirst()
        if text.hasSuffix(".") { text.removeLast() }
        return text
    }
}
