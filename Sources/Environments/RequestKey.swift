import Files
import Matrix

/// What an environment is asked to be, as a digest: equal keys resolve to the same packages, at the same time.
struct RequestKey: Sendable, Hashable {
    let text: String
    /// False if something local is installed from its source folder, which may change at any time.
    var isReusable: Bool { sources.isEmpty }
    /// The source folders that something is installed from.
    let sources: [String]

    /// - Throws: `ProvisionError` for a requirements file that cannot be read.
    init(
        _ target: TargetEnvironment,
        interpreter: Interpreter,
        variables: [String: String],
    ) throws(ProvisionError) {
        var content = Content(home: variables["HOME"] ?? "/")
        content.digest.add("smokehouse environment 1")
        content.digest.add(interpreter.identity)
        content.digest.add(interpreter.basePath)
        content.digest.add(interpreter.version)
        content.digest.add(target.installer.rawValue)
        if !target.trustsPackages { content.digest.add("wheels only") }
        let folder = target.requirementFiles.first.map { Path.parent($0) } ?? "/"
        for requirement in target.packages {
            content.digest.add("requirement")
            content.digest.add(requirement)
            content.addLocal(requirement, folder: folder)
        }
        for file in target.requirementFiles { try content.add(file: file) }
        for place in target.findLinks { content.add(place: place) }
        for index in target.indexes {
            content.digest.add("index")
            content.digest.add(index)
        }
        for (name, value) in ProcessVariables.resolving(variables) {
            content.digest.add("variable")
            content.digest.add(name)
            content.digest.add(value)
        }
        content.addConfiguration(variables)
        text = content.digest.finish()
        sources = content.sources
    }
}

/// The digest while it grows.
private struct Content {
    var digest = Digest()
    var sources: [String] = []
    let home: String
    var files: Set<String> = []

    init(home: String) { self.home = home }

    /// A requirements file with what it includes.
    mutating func add(file: String) throws(ProvisionError) {
        guard files.insert(file).inserted else { return }
        let text: String
        do {
            text = try File.readText(file)
        } catch {
            throw ProvisionError(.other, "\(error)", remedy: "correct 'requirements'")
        }
        digest.add("file")
        digest.add(text)
        for line in text.split(whereSeparator: \.isNewline) {
            let words = line.split { $0 == " " || $0 == "=" || $0 == "\t" }
            if let option = words.first, words.count > 1,
                ["-r", "--requirement", "-c", "--constraint"].contains(option), !words[1].contains("://")
            {
                try add(file: Path.absolute(String(words[1]), from: Path.parent(file)))
            } else {
                addLocal(String(line), folder: Path.parent(file))
            }
        }
    }

    /// What a requirement that names a file or folder finds there.
    mutating func addLocal(_ requirement: String, folder: String) {
        var isEditable = false
        for word in requirement.split(whereSeparator: { $0.isWhitespace || "@;=".contains($0) }) {
            // Behind the path may be what else of it is wanted: `./pkg[extra]`.
            var path = String(word.prefix { $0 != "[" })
            if path.hasPrefix("file://") { path = String(path.dropFirst(7)) }
            let isPath = isEditable || path.contains("/") || path == "."
            isEditable = ["-e", "--editable"].contains(word)
            guard isPath, !path.contains("://") else { continue }
            path = Path.absolute(path, from: folder)
            guard let status = FileStatus(path) else { continue }
            if status.isDirectory { sources.append(path) }
            digest.add("\(path) \(status.modified) \(status.size)")
        }
    }

    /// A find-links folder with its files, or a page's address.
    mutating func add(place: String) {
        digest.add("find-links")
        digest.add(place)
        for name in (try? Directory.list(place)) ?? [] {
            guard let status = FileStatus(Path.join(place, name)) else { continue }
            digest.add("\(name) \(status.modified) \(status.size)")
        }
    }

    /// The configuration files that uv and pip read by themselves.
    mutating func addConfiguration(_ variables: [String: String]) {
        let user = variables["XDG_CONFIG_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil } ?? Path.join(home, ".config")
        let places = [
            "/etc/pip.conf", "/etc/xdg/pip/pip.conf", "/etc/uv/uv.toml", "/etc/xdg/uv/uv.toml",
            Path.join(home, ".pip/pip.conf"), Path.join(user, "pip/pip.conf"), Path.join(user, "uv/uv.toml"),
        ]
        for path in places + [variables["PIP_CONFIG_FILE"], variables["UV_CONFIG_FILE"]].compactMap(\.self) {
            guard let text = try? File.read(path, limit: 1 << 20) else { continue }
            digest.add(path)
            digest.add(text)
        }
    }
}
