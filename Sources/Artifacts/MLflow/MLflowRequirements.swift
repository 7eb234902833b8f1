import Files
import YAML

/// Reads what an MLflow model says of its environment: `requirements.txt`, `python_env.yaml`, `conda.yaml`.
enum MLflowRequirements {
    static func read(_ directory: ArtifactDirectory, pythonVersion: String?) -> OwnRequirements {
        var lines = RequirementLines { text($0, directory) }
        var python = pythonVersion
        let file = "requirements.txt"
        let fileText = text(file, directory)
        if fileText != nil { lines.add(file: file) }
        if let environment = document("python_env.yaml", directory) {
            python = environment["python"]?.scalar?.text ?? python
            // setuptools, which old releases of MLflow need while they run.
            var wanted = texts(environment["build_dependencies"]).filter { name($0) != "pip" }
            if fileText == nil { wanted += texts(environment["dependencies"]).filter { !$0.hasPrefix("-") } }
            for line in wanted { lines.add(line: line, of: "python_env.yaml") }
        }
        if let conda = document("conda.yaml", directory) {
            for dependency in conda["dependencies"]?.sequence ?? [] {
                if let text = dependency.scalar?.text, name(text) == "python", python == nil {
                    python = String(text.drop { !$0.isNumber })
                }
                if fileText == nil, let pip = dependency["pip"] {
                    for line in texts(pip) where !line.hasPrefix("-") { lines.add(line: line, of: "conda.yaml") }
                }
            }
        }
        var own = lines.own
        if let fileText {
            own.file = Path.join(directory.path, file)
            own.fileText = fileText
        }
        own.python = python.flatMap(minorVersion)
        return own
    }

    /// `3.11` of `3.11.7`; `nil` for what is no version, as a path is, which would be a program to start.
    private static func minorVersion(_ version: String) -> String? {
        let parts = version.split(separator: ".", omittingEmptySubsequences: false).prefix(2)
        let areNumbers = parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }
        return areNumbers && version.utf8.count <= 20 ? parts.joined(separator: ".") : nil
    }

    private static func text(_ name: String, _ directory: ArtifactDirectory) -> String? {
        guard directory.contains(name), let bytes = try? directory.read(name, limit: 1 << 20) else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func document(_ name: String, _ directory: ArtifactDirectory) -> YAMLNode? {
        guard let text = text(name, directory) else { return nil }
        return (try? YAMLDocument(parsing: text))?.root
    }

    private static func texts(_ node: YAMLNode?) -> [String] {
        (node?.sequence ?? []).compactMap { $0.scalar?.text }
    }

    /// The project's name at the start of a requirement.
    private static func name(_ requirement: String) -> String {
        String(requirement.prefix { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" || $0 == "." })
    }
}
