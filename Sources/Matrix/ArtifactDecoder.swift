import Files
import Tensors
import YAML

/// Reads one entry of `artifacts`.
struct ArtifactDecoder {
    let scope: Scope
    /// Every name under `artifacts`, for references between them.
    let names: Set<String>
    /// The names in order, for suggestions.
    let orderedNames: [String]

    func artifact(_ pair: YAMLPair) -> Artifact? {
        let name = pair.key
        if !Names.isEntry(name) { scope.reportBadName(name, "an artifact", at: pair.keyMark) }
        guard
            let reader = MappingReader(
                pair.value, KeyTables.artifact, label: "the artifact '\(name.excerpt)'", scope: scope)
        else { return nil }
        var artifact = Artifact(name: name, mark: pair.keyMark, path: "", pathMark: reader.mark)
        if let value = reader["path"] {
            artifact.pathMark = value.mark
            artifact.path = path(value, "'path'") ?? ""
            if let steps = reader.pair("steps") {
                scope.report("'path' and 'steps' exclude each other", at: steps.keyMark)
            }
        } else if let value = reader["steps"] {
            artifact.steps = steps(value, beside: reader)
            artifact.path = artifact.steps.first?.path ?? ""
            artifact.pathMark = artifact.steps.first?.pathMark ?? value.mark
            if let url = reader.pair("url") { scope.report("'steps' and 'url' exclude each other", at: url.keyMark) }
        } else if let value = reader["url"] {
            artifact.pathMark = value.mark
        } else {
            scope.report(
                "the artifact '\(name.excerpt)' needs 'path': the file or directory, relative to the matrix",
                at: pair.keyMark)
        }
        let part = PartDecoder(scope: scope).part(reader, path: artifact.path, mark: artifact.pathMark)
        artifact.url = part.url
        artifact.sha256 = part.sha256
        artifact.signature = part.signature
        artifact.format = part.format
        artifact.formatMark = part.format == nil ? nil : reader["format"]?.mark
        artifact.call = part.call
        artifact.model = part.model
        artifact.entry = part.entry
        artifact.reset = part.reset
        artifact.load = part.load
        if let value = reader["inputs"] {
            artifact.inputs = InputDecoder(scope: scope).inputs(value)
            artifact.inputsMark = value.mark
        }
        if let value = reader["rename"] {
            let pairs = scope.map(value, "'rename'") { scope.string($0.value, "the new name of '\($0.key.excerpt)'") }
            artifact.rename = Dictionary(pairs.map { ($0.key, $0.value) }) { first, _ in first }
        }
        if let value = reader["reference"] {
            artifact.reference = reference(value, of: name)
            artifact.referenceMark = value.mark
        }
        artifact.metadata = reader["metadata"].flatMap { scope.fileSource($0, "'metadata'") }
        if let value = reader["compare"] { artifact.compare = compare(value) }
        if let value = reader["labels"] { artifact.labels = scope.labels(value) }
        artifact.description = reader["description"].flatMap { scope.text($0, "'description'", allowsEmpty: true) }
        artifact.settings = SettingsDecoder(scope: scope).settings(reader)
        checkUnsupported(reader)
        return artifact
    }

    private func path(_ node: YAMLNode, _ label: String) -> String? {
        scope.string(node, label).flatMap { scope.existingPath($0, label, at: node.mark) }
    }

    private func reference(_ node: YAMLNode, of name: String) -> ReferenceSource? {
        if node.mapping != nil {
            guard let reader = MappingReader(node, KeyTables.reference, label: "'reference'", scope: scope),
                let value = reader["artifact"], let other = scope.string(value, "'artifact'")
            else { return nil }
            guard other != name else {
                scope.report("'\(name)' cannot be its own reference", at: value.mark)
                return nil
            }
            guard names.contains(other) else {
                let advice = Spelling.advice(for: other, among: orderedNames)
                scope.report("no artifact '\(other.excerpt)'\(advice)", at: value.mark)
                return nil
            }
            return .artifact(other)
        }
        guard let text = scope.string(node, "'reference'") else { return nil }
        let isTestData = Path.name(text).hasPrefix("test_data_set")
        guard isTestData || ["npz", "npy"].contains(Path.ending(text)) else {
            scope.report(
                "'reference' must be a .npz or .npy file, a test_data_set folder or {artifact: NAME}, "
                    + "not '\(text.excerpt)'",
                at: node.mark,
            )
            return nil
        }
        return scope.existingPath(text, "'reference'", at: node.mark).map(ReferenceSource.file)
    }

    private func compare(_ node: YAMLNode) -> CompareOptions {
        var options = CompareOptions()
        guard let reader = MappingReader(node, KeyTables.compare, label: "'compare'", scope: scope) else {
            return options
        }
        if let value = reader["metric"], let name = scope.choice(value, "'metric'", Metric.allCases.map(\.rawValue)),
            let metric = Metric(rawValue: name)
        {
            options.metric = metric
        }
        if let value = reader["outputs"] {
            options.outputs = scope.map(value, "'outputs'") {
                scope.string($0.value, "the counterpart of '\($0.key.excerpt)'")
            }
            .map { CompareOptions.OutputPair(mine: $0.key, theirs: $0.value) }
        }
        return options
    }

    /// The types of keys whose behaviour is to come, so that a matrix written now is right then.
    private func checkUnsupported(_ reader: MappingReader) {
        if let value = reader["budget"],
            let budget = MappingReader(value, KeyTables.budget, label: "'budget'", scope: scope)
        {
            if let value = budget["latency"] { _ = scope.duration(value, "'latency'") }
            if let value = budget["memory"] { _ = scope.size(value, "'memory'") }
            if let value = budget["size"] { _ = scope.size(value, "'size'") }
        }
    }

    private func steps(_ node: YAMLNode, beside reader: MappingReader) -> [ModelPart] {
        for key in ["sha256", "signature", "format", "call", "model", "entry", "reset", "load"] {
            guard let pair = reader.pair(key) else { continue }
            scope.report("'\(key)' is about one file; beside 'steps', give it to the step", at: pair.keyMark)
        }
        if let pair = reader.pair("metadata") {
            scope.report("'metadata' is about one file; a step's is NAME.meta.json beside it", at: pair.keyMark)
        }
        guard let nodes = node.sequence, !nodes.isEmpty else {
            scope.report("'steps' must be a list of mappings with 'path', not \(node.found)", at: node.mark)
            return []
        }
        return nodes.compactMap { node -> ModelPart? in
            guard let reader = MappingReader(node, KeyTables.step, label: "a step", scope: scope) else { return nil }
            if !reader.has("path"), !reader.has("url") {
                scope.report("a step needs 'path': the file or directory, relative to the matrix", at: reader.mark)
            }
            let path = reader["path"].flatMap { self.path($0, "'path'") }
            let mark = (reader["path"] ?? reader["url"])?.mark ?? reader.mark
            let part = PartDecoder(scope: scope).part(reader, path: path ?? "", mark: mark)
            return path == nil && part.url == nil ? nil : part
        }
    }
}

extension Scope {
    func reportBadName(_ name: String, _ noun: String, at mark: Mark) {
        report(
            "'\(name.excerpt)' cannot name \(noun): letters, digits, '_', '-' and '.', the first not '-' or '.', at most 100",
            at: mark,
        )
    }

    func labels(_ node: YAMLNode) -> [String: String] {
        let pairs = map(node, "'labels'") { text($0.value, "the label '\($0.key.excerpt)'", allowsEmpty: true) }
        return Dictionary(pairs.map { ($0.key, $0.value) }) { first, _ in first }
    }
}
