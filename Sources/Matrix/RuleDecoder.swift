import YAML

/// Reads `include`, `exclude`, `expect` and `baseline`, and checks the names in them.
struct RuleDecoder {
    let scope: Scope
    let artifacts: NameList
    let environments: NameList

    /// Names in order, found in constant time.
    struct NameList {
        let ordered: [String]
        private let index: Set<String>

        init(_ names: [String]) {
            ordered = names
            index = Set(names)
        }

        func contains(_ name: String) -> Bool { index.contains(name) }
        func contains(_ glob: Glob) -> Bool {
            glob.isLiteral ? contains(glob.pattern) : ordered.contains(where: glob.matches)
        }
    }

    func includes(_ node: YAMLNode) -> [Rule] {
        entries(node, "include", KeyTables.include) { reader in rule(reader) }
    }

    func exclusions(_ node: YAMLNode) -> [Exclusion] {
        entries(node, "exclude", KeyTables.exclude) { reader in
            let reason = reader["reason"].flatMap { scope.text($0, "'reason'") }
            return rule(reader).map { Exclusion(rule: $0, reason: reason ?? "excluded by the matrix") }
        }
    }

    func knownBreaks(_ node: YAMLNode) -> [KnownBreak] {
        entries(node, "expect", KeyTables.expect) { reader in
            let verdict = reader["verdict"].flatMap { scope.choice($0, "'verdict'", KeyTables.breakVerdicts) }
            let expectation = Expectation(
                verdict: verdict ?? "",
                reason: reader["reason"].flatMap { scope.text($0, "'reason'") },
                until: reader["until"].flatMap { scope.date($0, "'until'") },
            )
            return rule(reader).map { KnownBreak(rule: $0, expectation: expectation) }
        }
    }

    func baselines(_ node: YAMLNode) -> [Baseline] {
        guard let pairs = node.mapping else {
            scope.report("'baseline' must be a mapping from artifact to environment, not \(node.found)", at: node.mark)
            return []
        }
        return pairs.compactMap { pair in
            if !artifacts.contains(pair.key) {
                scope.report(
                    "no artifact '\(pair.key.excerpt)'\(Spelling.advice(for: pair.key, among: artifacts.ordered))",
                    at: pair.keyMark)
                return nil
            }
            return scope.text(pair.value, "the baseline of '\(pair.key)'").map {
                Baseline(
                    artifact: pair.key, artifactMark: pair.keyMark, environment: $0, environmentMark: pair.value.mark)
            }
        }
    }

    /// Reports a glob that fits none of the names.
    func check(_ pattern: EnvironmentEntry.Pattern, _ noun: String, among names: NameList) {
        guard !names.contains(pattern.glob) else { return }
        let text = pattern.glob.pattern
        if pattern.glob.isLiteral {
            scope.report(
                "no \(noun) '\(text.excerpt)'\(Spelling.advice(for: text, among: names.ordered))", at: pattern.mark)
        } else {
            scope.report("'\(text.excerpt)' matches no \(noun)", at: pattern.mark)
        }
    }

    private func entries<Entry>(
        _ node: YAMLNode,
        _ key: String,
        _ table: KeyTable,
        _ read: (MappingReader) -> Entry?,
    ) -> [Entry] {
        guard let nodes = node.sequence else {
            scope.report("'\(key)' must be a list of mappings, not \(node.found)", at: node.mark)
            return []
        }
        return nodes.compactMap { node in
            MappingReader(node, table, label: "an entry of '\(key)'", scope: scope).flatMap(read)
        }
    }

    private func rule(_ reader: MappingReader) -> Rule? {
        let before = scope.problems.count
        let artifact = pattern(reader, "artifact", among: artifacts)
        let environment = pattern(reader, "environment", among: environments)
        let conditions = reader["where"].map(conditions) ?? []
        guard scope.problems.count == before else { return nil }
        return Rule(artifact: artifact, environment: environment, conditions: conditions, mark: reader.mark)
    }

    private func pattern(_ reader: MappingReader, _ key: String, among names: NameList) -> EnvironmentEntry.Pattern {
        guard let value = reader[key], let text = scope.string(value, "'\(key)'") else {
            return EnvironmentEntry.Pattern(glob: Glob("*"), mark: reader.mark)
        }
        let pattern = EnvironmentEntry.Pattern(glob: Glob(text), mark: value.mark)
        check(pattern, key == "artifact" ? "artifact" : "environment", among: names)
        return pattern
    }

    private func conditions(_ node: YAMLNode) -> [Rule.Condition] {
        guard let pairs = node.mapping, !pairs.isEmpty else {
            scope.report("'where' must be a mapping from axis to value or specifier, not \(node.found)", at: node.mark)
            return []
        }
        return pairs.map { pair in
            let alternatives = scope.oneOrMany(pair.value, "'\(pair.key.excerpt)'") {
                node, label -> Rule.Alternative? in
                guard let text = scope.version(node, label) else { return nil }
                guard VersionSpecifiers.hasOperator(text) else { return .value(text, Version(text)) }
                guard let specifiers = VersionSpecifiers(text) else {
                    scope.report(
                        "\(label): '\(text.excerpt)' is no version specifier (PEP 440) such as \">=1.6,<2\"",
                        at: node.mark)
                    return nil
                }
                return .specifiers(specifiers)
            }
            return Rule.Condition(axis: pair.key, mark: pair.keyMark, alternatives: alternatives)
        }
    }
}
