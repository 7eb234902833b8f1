import Files
import YAML

/// Reads `python` and `packages`, where lists are axes.
struct SlotDecoder {
    let scope: Scope

    func slots(_ reader: MappingReader) -> [EnvironmentEntry.Slot] {
        var slots: [EnvironmentEntry.Slot] = []
        if let value = reader["packages"] { slots = packages(value, reader) }
        guard let pair = reader.pair("python"), let slot = python(pair.value, reader) else { return slots }
        // Axes come in the order of the matrix.
        let isFirst = reader.pair("packages").map { pair.keyMark.precedes($0.keyMark) } ?? true
        slots.insert(slot, at: isFirst ? 0 : slots.count)
        return slots
    }

    private func python(_ node: YAMLNode, _ reader: MappingReader) -> EnvironmentEntry.Slot? {
        let isInImage = reader["kind"]?.scalar?.text == "container"
        return slot(.python, "python", node) { text, node, label in
            guard text.utf8.allSatisfy(Self.mayNamePython) else {
                scope.report(
                    "\(label) must be a version (\"3.11\"), a command (python3) or a path, not '\(text.excerpt)'",
                    at: node.mark,
                )
                return nil
            }
            guard text.contains("/") else { return text }
            if isInImage {
                if text.hasPrefix("/") { return text }
                scope.report(
                    "\(label) is a path in the image and must begin with '/', not '\(text.excerpt)'", at: node.mark)
                return nil
            }
            return scope.existingPath(text, label, at: node.mark)
        }
    }

    private func packages(_ node: YAMLNode, _ reader: MappingReader) -> [EnvironmentEntry.Slot] {
        if node.scalar?.text == TargetEnvironment.fromArtifact { return [] }
        guard let pairs = node.mapping else {
            scope.report(
                "'packages' must be a mapping from package to version or 'from-artifact', not \(node.found)",
                at: node.mark)
            return []
        }
        var seen: [String: String] = [:]
        return pairs.compactMap { pair in
            let name = pair.key
            guard Names.isPackage(name) else {
                scope.report("'\(name.excerpt)' cannot name a package (PEP 508)", at: pair.keyMark)
                return nil
            }
            if let other = seen.updateValue(name, forKey: Names.normalized(name)) {
                scope.report("'\(name)' and '\(other)' are the same package", at: pair.keyMark)
                return nil
            }
            if pair.value.mapping != nil {
                enumerated(pair)
                return nil
            }
            return slot(.package, name, pair.value) { text, node, label in requirement(name, text, node, label) }
        }
    }

    private func slot(
        _ subject: EnvironmentEntry.Slot.Subject,
        _ name: String,
        _ node: YAMLNode,
        _ resolve: (String, YAMLNode, String) -> String?,
    ) -> EnvironmentEntry.Slot? {
        let isAxis = node.sequence != nil
        let label = isAxis ? "an entry of '\(name)'" : "'\(name)'"
        let nodes = node.sequence ?? [node]
        if nodes.isEmpty {
            scope.report("the axis '\(name)' has no values; list one at least", at: node.mark)
            return nil
        }
        var seen: Set<String> = []
        let choices = nodes.compactMap { node -> EnvironmentEntry.Choice? in
            guard let text = scope.version(node, label), let value = resolve(text, node, label) else { return nil }
            let shown = String(text.unicodeScalars.filter { $0 != " " && $0 != "\t" })
            guard seen.insert(shown).inserted else {
                scope.report("'\(shown)' is twice on the axis '\(name)'", at: node.mark)
                return nil
            }
            return EnvironmentEntry.Choice(text: shown, value: value, version: Version(shown))
        }
        return choices.isEmpty
            ? nil : EnvironmentEntry.Slot(subject: subject, name: name, isAxis: isAxis, choices: choices)
    }

    /// The line for an installer: a bare version is exact, `*` any.
    private func requirement(_ name: String, _ text: String, _ node: YAMLNode, _ label: String) -> String? {
        if text == "*" { return name }
        if Version(text) != nil { return "\(name)==\(text)" }
        if let specifiers = VersionSpecifiers(text) { return "\(name)\(specifiers)" }
        scope.report(
            "\(label): '\(text.excerpt)' is no version (\"1.4.2\"), no specifier (\">=1.6,<2\", PEP 440) and not \"*\" for any",
            at: node.mark,
        )
        return nil
    }

    /// The types of `{versions:, pick:, pre:}`, whose behaviour is to come.
    private func enumerated(_ pair: YAMLPair) {
        let label = "the package '\(pair.key)'"
        guard let reader = MappingReader(pair.value, KeyTables.package, label: label, scope: scope) else { return }
        if let value = reader["versions"], let text = scope.version(value, "'versions'") {
            _ = requirement(pair.key, text, value, "'versions'")
        }
        if let value = reader["pre"] { _ = scope.boolean(value, "'pre'") }
        guard let value = reader["pick"] else { return }
        if value.mapping == nil {
            _ = scope.choice(value, "'pick'", ["minors", "all", "latest"])
        } else if let pick = MappingReader(value, KeyTables.pick, label: "'pick'", scope: scope),
            let last = pick["last"]
        {
            _ = scope.integer(last, "'last'", minimum: 1)
        }
    }

    /// Letters, digits and what paths hold; an id's own punctuation (`[ ] , = @`) is not among them.
    private static func mayNamePython(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"),
            UInt8(ascii: "+"), UInt8(ascii: "/"):
            true
        default: byte >= 0x80
        }
    }
}

extension Mark {
    func precedes(_ other: Mark) -> Bool { (line, column) < (other.line, other.column) }
}
