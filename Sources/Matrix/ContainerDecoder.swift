import YAML

/// Reads the keys of an environment that only containers have.
struct ContainerDecoder {
    let scope: Scope

    /// What a container is made of; `nil` for other kinds, and where neither image nor folder can be read.
    ///
    /// Values are checked for every kind: a typo in a key that does not belong there is still a typo.
    func settings(_ reader: MappingReader) -> ContainerSettings? {
        let image = reader["image"].flatMap { scope.string($0, "'image'") }
        let folder = reader["build"].flatMap { value in
            scope.string(value, "'build'").flatMap { scope.existingPath($0, "'build'", at: value.mark) }
        }
        let isContainer = reader["kind"]?.scalar?.text == "container"
        if isContainer { checkSource(reader) }
        let source =
            folder.map { ContainerSettings.Source.build(folder: $0) } ?? image.map(ContainerSettings.Source.image)
        var settings = ContainerSettings(source ?? .image(""))
        if let value = reader["build-args"] {
            settings.buildArguments = scope.map(value, "'build-args'") {
                scope.text($0.value, "the argument '\($0.key.excerpt)'", allowsEmpty: true)
            }
            .map { Variable(name: $0.key, value: $0.value) }
        }
        settings.platform = reader["platform"].flatMap(platform)
        settings.user = reader["user"].flatMap(user)
        return isContainer && source != nil ? settings : nil
    }

    private func checkSource(_ reader: MappingReader) {
        switch (reader.has("image"), reader.pair("build")) {
        case (false, nil): scope.report("a container needs 'image' or 'build'", at: reader.mark)
        case (true, let build?): scope.report("'image' and 'build' exclude each other", at: build.keyMark)
        default: break
        }
        if let arguments = reader.pair("build-args"), !reader.has("build") {
            scope.report("'build-args' needs 'build' beside it", at: arguments.keyMark)
        }
        if let installer = reader["installer"], installer.scalar?.text == "pip" {
            scope.report("packages go into images with uv only; remove 'installer: pip'", at: installer.mark)
        }
    }

    private func platform(_ node: YAMLNode) -> String? {
        guard let text = scope.string(node, "'platform'") else { return nil }
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard (2...3).contains(parts.count), parts[0] == "linux", parts.allSatisfy({ !$0.isEmpty }) else {
            return scope.wrong(node, "'platform'", "such as linux/amd64 or linux/arm64")
        }
        return text
    }

    private func user(_ node: YAMLNode) -> String? {
        guard let text = scope.text(node, "'user'") else { return nil }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count <= 2, parts.allSatisfy({ Names.isEntry(String($0)) }) else {
            return scope.wrong(node, "'user'", "a user or user:group, names or numbers")
        }
        return text
    }
}
