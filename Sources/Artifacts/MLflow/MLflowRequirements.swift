import Files
import YAML

/// Reads what an MLflow model says of its environment: `requirements.txt`, `python_env.yaml`, `conda.yaml`.
enum MLflowRequirements {
    static func read(_ directory: ArtifactDirectory, pythonVersion: String?) -> OwnRequirements {
        var own = OwnRequirements()
        var python = pythonVersion
        if let text = text("requirements.txt", directory) {
            own.file = Path.join(directory.path, "requirements.txt")
            own.fileText = text
        }
        if let environment = document("python_env.yaml", directory) {
            python = environment["python"]?.scalar?.text ?? python
            // setuptools, which old releases of MLflow need while they run.
            own.packages += texts(environment["build_dependencies"]).filter { name($0) != "pip" }
            if own.file == nil { own.packages += texts(environment["dependencies"]).filter { !$0.hasPrefix("-") } }
        }
        if let conda = document("conda.yaml", directory) {
            for dependency in conda["dependencies"]?.sequence ?? [] {
                if let text = dependency.scalar?.text, name(text) == "python", python == nil {
                    python = String(text.drop { !$0.isNumber })
                }
                if own.file == nil, let pip = dependency["pip"] {
                    own.packages += texts(pip).filter { !$0.hasPrefix("-") }
                }
            }
        }
        own.python = python.map { $0.split(separator: ".").prefix(2).joined(separator: ".") }
        return own
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
