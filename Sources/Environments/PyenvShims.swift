import Files

/// Reads pyenv's shims as pyenv would, without starting it: which installed version a command stands for.
struct PyenvShims: Sendable {
    let root: String
    let variables: [String: String]
    /// Where the search for `.python-version` begins.
    let directory: String

    init?(variables: [String: String], directory: String) {
        let root = variables["PYENV_ROOT"] ?? Path.join(variables["HOME"] ?? "/", ".pyenv")
        guard Directory.exists(Path.join(root, "versions")) else { return nil }
        self.root = Path.absolute(root)
        self.variables = variables
        self.directory = directory
    }

    var shims: String { Path.join(root, "shims") }

    /// Folders of installed versions, newest first.
    var versions: [(version: String, folder: String)] {
        let names = (try? Directory.list(Path.join(root, "versions"))) ?? []
        return names.map { (version: $0, folder: Path.join(root, "versions/\($0)")) }
            .sorted { VersionOrder.precedes($1.version, $0.version) }
    }

    /// The executable behind the shim of `command`; `nil` when no selected version has it ("command not found").
    func target(of command: String) -> String? {
        for selected in selection {
            // "3.11" selects the newest 3.11.x, as pyenv does since 2.3.
            let folders = versions.filter { $0.version == selected || $0.version.hasPrefix(selected + ".") }
            for (_, folder) in folders {
                let path = Path.join(folder, "bin/\(command)")
                if File.isExecutable(path) { return path }
            }
        }
        return nil
    }

    /// The selected versions: `PYENV_VERSION`, else the nearest `.python-version`, else the global `version` file.
    private var selection: [String] {
        if let chosen = variables["PYENV_VERSION"], !chosen.isEmpty {
            return chosen.split(separator: ":").map(String.init)
        }
        var folder = directory
        while true {
            if let names = Self.names(in: Path.join(folder, ".python-version")) { return names }
            if folder == "/" || folder == "." { break }
            folder = Path.parent(folder)
        }
        return Self.names(in: Path.join(root, "version")) ?? []
    }

    private static func names(in file: String) -> [String]? {
        guard let text = try? File.readText(file, limit: 1 << 16) else { return nil }
        return text.split(whereSeparator: \.isNewline)
            .filter { !$0.hasPrefix("#") }
            .flatMap { $0.split(whereSeparator: \.isWhitespace) }
            .map(String.init)
    }
}
