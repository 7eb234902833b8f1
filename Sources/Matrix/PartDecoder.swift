import Files
import JSON
import YAML

/// Reads the keys that say how one file of a model is loaded; an artifact and a step share them.
struct PartDecoder {
    let scope: Scope

    func part(_ reader: MappingReader, path: String, mark: Mark) -> ModelPart {
        var part = ModelPart(path: path, pathMark: mark)
        part.url = reader["url"].flatMap { url($0, in: reader) }
        part.sha256 = reader["sha256"].flatMap { scope.sha256($0, "'sha256'") }
        part.signature = reader["signature"].flatMap { scope.fileSource($0, "'signature'") }
        part.format = reader["format"].flatMap(format)
        part.call = reader["call"].flatMap { scope.string($0, "'call'") }
        part.model = reader["model"].flatMap(model)
        part.reset = reader["reset"].flatMap { scope.string($0, "'reset'") }
        if let value = reader["load"] { part.load = options(value) }
        if let value = reader["entry"] { part.entry = entry(value) }
        switch (part.format == Self.custom, reader.pair("entry")) {
        case (true, nil):
            scope.report(
                "'format: python' needs 'entry': a function that loads the artifact, such as code/load.py:load",
                at: reader["format"]?.mark ?? reader.mark)
        case (false, let entry?) where !reader.has("format") || part.format != nil:
            scope.report(
                "'entry' needs 'format: python' beside it, which says that its code may run", at: entry.keyMark)
        default: break
        }
        return part
    }

    /// The format of artifacts that the user's own code loads.
    private static let custom = "python"

    /// The options that name files, for whichever format: one or a list of them.
    private static let fileOptions: Set<String> = ["custom-op-library", "extension"]

    private func options(_ node: YAMLNode) -> JSONObject {
        let options = object(node, "'load'", "the option")
        let files = node.mapping?.filter { Self.fileOptions.contains($0.key) } ?? []
        return files.reduce(into: options) { options, pair in
            let label = "'\(pair.key)'"
            if let text = options[pair.key]?.string {
                options[pair.key] = library(text, label, pair.value).map(JSONValue.string)
            } else if let texts = options[pair.key]?.strings, let nodes = pair.value.sequence {
                let paths = zip(texts, nodes).compactMap { library($0, label, $1) }
                options[pair.key] = .array(paths.map(JSONValue.string))
            }
        }
    }

    /// The path of a shared library; a bare name without `.so` is a Python module that knows where its own one is.
    private func library(_ text: String, _ label: String, _ node: YAMLNode) -> String? {
        guard text.contains("/") || text.contains(".so") || !Names.isPython(text) else { return text }
        return scope.existingPath(text, label, at: node.mark)
    }

    private func url(_ node: YAMLNode, in reader: MappingReader) -> RemoteAddress? {
        if let path = reader.pair("path") { scope.report("'path' and 'url' exclude each other", at: path.keyMark) }
        guard let text = scope.string(node, "'url'") else { return nil }
        let address = scope.address(text, "'url'", at: node.mark)
        if !reader.has("sha256") {
            scope.report(
                "'url' needs 'sha256' beside it: the digest of the file, so that nothing else is taken for it",
                at: node.mark)
        }
        return address
    }

    private func format(_ node: YAMLNode) -> String? {
        guard let name = scope.string(node, "'format'") else { return nil }
        if scope.formats.contains(name) { return name }
        if NotSupportedYet.formats.contains(name) {
            scope.reportUnsupported("the format '\(name)'", at: node.mark)
        } else {
            scope.report(
                "unknown format '\(name.excerpt)'\(Spelling.advice(for: name, among: scope.formats))", at: node.mark)
        }
        return nil
    }

    private func model(_ node: YAMLNode) -> ModelCode? {
        guard let reader = MappingReader(node, KeyTables.model, label: "'model'", scope: scope) else { return nil }
        let file = reader["file"].flatMap { value in
            scope.string(value, "'file'").flatMap { scope.existingPath($0, "'file'", at: value.mark) }
        }
        let module = reader["module"].flatMap { scope.string($0, "'module'") }
        let name = reader["class"].flatMap { scope.string($0, "'class'") }
        let arguments = reader["args"].map { object($0, "'args'", "the argument") } ?? [:]
        switch (reader.pair("file"), reader.pair("module")) {
        case (nil, nil): scope.report("'model' needs 'file' or 'module'", at: node.mark)
        case (.some, let module?): scope.report("'file' and 'module' exclude each other", at: module.keyMark)
        default: break
        }
        guard let name, let source = file.map(ModelCode.Source.file) ?? module.map(ModelCode.Source.module) else {
            return nil
        }
        return ModelCode(source: source, className: name, arguments: arguments)
    }

    private func entry(_ node: YAMLNode) -> EntryPoint? {
        guard let text = scope.string(node, "'entry'") else { return nil }
        guard let colon = text.lastIndex(of: ":"), colon != text.startIndex,
            case let function = String(text[text.index(after: colon)...]), Names.isPython(function)
        else {
            return scope.wrong(node, "'entry'", "a Python file and a function in it, such as code/load.py:load")
        }
        return scope.existingPath(String(text[..<colon]), "'entry'", at: node.mark)
            .map { EntryPoint(file: $0, function: function) }
    }

    private func object(_ node: YAMLNode, _ label: String, _ noun: String) -> JSONObject {
        let values = FreeValues(scope: scope)
        return JSONObject(
            scope.map(node, label) { values.value($0.value, "\(noun) '\($0.key.excerpt)'") }.map { ($0.key, $0.value) })
    }
}

extension Scope {
    /// An address, or what is wrong with it.
    fileprivate func address(_ text: String, _ label: String, at mark: Mark) -> RemoteAddress? {
        do throws(RemoteAddress.Problem) {
            return try RemoteAddress(text)
        } catch {
            report("\(label) \(error.message)", at: mark)
            return nil
        }
    }

    /// A file that is there, or an address to fetch one from.
    func fileSource(_ node: YAMLNode, _ label: String) -> FileSource? {
        guard let text = string(node, label) else { return nil }
        guard text.contains("://") else {
            return existingPath(text, label, at: node.mark).map(FileSource.path)
        }
        return address(text, label, at: node.mark).map(FileSource.url)
    }
}
