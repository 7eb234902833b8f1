import Files
import YAML

/// Reads one entry of `environments`.
struct EnvironmentDecoder {
    let scope: Scope

    func entry(_ pair: YAMLPair) -> EnvironmentEntry? {
        let name = pair.key
        if !Names.isEntry(name) { scope.reportBadName(name, "an environment", at: pair.keyMark) }
        let label = "the environment '\(name.excerpt)'"
        guard let reader = MappingReader(pair.value, KeyTables.environment, label: label, scope: scope) else {
            return nil
        }
        let kind = kind(reader)
        var template = TargetEnvironment(name: name, kind: kind ?? "")
        template.mark = pair.keyMark
        if let value = reader["requirements"] {
            template.requirementFiles = scope.oneOrMany(value, "'requirements'") { node, label in
                scope.string(node, label).flatMap { scope.existingPath($0, label, at: node.mark) }
            }
        }
        if reader["packages"]?.scalar?.text == TargetEnvironment.fromArtifact {
            template.takesPackagesFromArtifact = true
            template.python = TargetEnvironment.fromArtifact
        }
        if let value = reader["find-links"] { template.findLinks = scope.oneOrMany(value, "'find-links'", location) }
        if let value = reader["indexes"] { template.indexes = scope.oneOrMany(value, "'indexes'", index) }
        if let value = reader["installer"],
            let installer = scope.choice(value, "'installer'", TargetEnvironment.Installer.allCases.map(\.rawValue))
        {
            template.installer = TargetEnvironment.Installer(rawValue: installer) ?? .uv
        }
        if let value = reader["variables"] { template.variables = variables(value) }
        if let value = reader["device"],
            let device = scope.choice(value, "'device'", TargetEnvironment.Device.allCases.map(\.rawValue))
        {
            if kind != "container" { reader.refuseUnsupported("device", device, at: value.mark) }
            template.device = TargetEnvironment.Device(rawValue: device) ?? .cpu
        }
        template.advisory = reader["advisory"].flatMap { scope.boolean($0, "'advisory'") } ?? false
        template.description = reader["description"].flatMap { scope.text($0, "'description'", allowsEmpty: true) }
        if let value = reader["labels"] { template.labels = scope.labels(value) }
        if let value = reader["lock"], let text = scope.string(value, "'lock'") {
            _ = scope.existingPath(text, "'lock'", at: value.mark)
        }
        template.container = ContainerDecoder(scope: scope).settings(reader)
        let only = reader["only"].map { value in
            scope.oneOrMany(value, "'only'") { node, label in
                scope.string(node, label).map { EnvironmentEntry.Pattern(glob: Glob($0), mark: node.mark) }
            }
        }
        return EnvironmentEntry(
            template: template,
            mark: pair.keyMark,
            slots: SlotDecoder(scope: scope).slots(reader),
            only: only,
            settings: SettingsDecoder(scope: scope).settings(reader),
        )
    }

    private func kind(_ reader: MappingReader) -> String? {
        guard let value = reader["kind"], let kind = scope.choice(value, "'kind'", KeyTables.environmentKinds) else {
            return nil
        }
        reader.refuseUnsupported("kind", kind, at: value.mark)
        for key in KeyTables.environment.keys {
            guard let kinds = key.kinds, !kinds.contains(kind), let pair = reader.pair(key.name) else { continue }
            let others = kinds.map { "'\($0)'" }.joined(separator: " and ")
            scope.report("'\(key.name)' does not go with the kind '\(kind)', only with \(others)", at: pair.keyMark)
        }
        return kind
    }

    /// A URL as it is, a folder as an absolute path.
    private func location(_ node: YAMLNode, _ label: String) -> String? {
        guard let text = scope.string(node, label) else { return nil }
        return ["https://", "http://", "file://"].contains(where: text.hasPrefix)
            ? text : scope.existingPath(text, label, at: node.mark)
    }

    private func index(_ node: YAMLNode, _ label: String) -> String? {
        guard let text = scope.string(node, label) else { return nil }
        guard ["https://", "http://", "file://"].contains(where: text.hasPrefix) else {
            scope.report(
                "\(label) must be a URL with https://, http:// or file://, not '\(text.excerpt)'; for a folder of wheels use 'find-links'",
                at: node.mark,
            )
            return nil
        }
        return text
    }

    private func variables(_ node: YAMLNode) -> [Variable] {
        scope.map(node, "'variables'") { pair -> String? in
            if !Names.isVariable(pair.key) {
                scope.report(
                    "'\(pair.key.excerpt)' cannot name a variable: letters, digits and '_', no digit first",
                    at: pair.keyMark)
            }
            return scope.text(pair.value, "the variable '\(pair.key.excerpt)'", allowsEmpty: true)
        }
        .map { Variable(name: $0.key, value: $0.value) }
    }
}
