import Files
import JSON
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

    /// What a load by MLflow reads of requirements files that lie elsewhere: it compares what they ask for with what is
    /// installed and prints what differs, whatever the file is.
    ///
    /// By MLflow's own reading of the lines, which is not pip's.
    static func strays(_ directory: ArtifactDirectory) -> [String] {
        var strays: [String] = []
        var files = ["requirements.txt"]
        var seen: Set<ExactText> = []
        while let file = files.popLast(), strays.count < 20 {
            guard directory.contains(file), seen.insert(ExactText(file)).inserted else { continue }
            let shown = ScanResult.printable(file)
            guard seen.count <= 20, let text = text(file, directory) else {
                strays.append("would read requirements in '\(shown)', which is too large, or one of too many files")
                continue
            }
            for target in included(text) {
                let path = file.contains("/") ? "\(Path.parent(file))/\(target)" : target
                if !target.hasPrefix("/"), let inner = MLflowSettings.inner(path) {
                    files.append(inner)
                } else {
                    let target = ScanResult.printable(target)
                    strays.append("would read '\(target)' outside the model's folder, which \(shown) includes")
                }
            }
        }
        return strays
    }

    /// What a requirements file includes: of lines that end as Python's do, those that begin with one of the options.
    private static func included(_ text: String) -> [String] {
        var targets: [String] = []
        var line = String.UnicodeScalarView()
        func end() {
            let whole = String(line)
            line = String.UnicodeScalarView()
            let options = ["--requirement", "--constraint", "-r", "-c"]
            guard let option = options.first(where: whole.hasPrefix) else { return }
            let rest = whole.unicodeScalars.dropFirst(option.utf8.count).drop { isSpace($0) || $0 == "=" }
            if !rest.isEmpty { targets.append(String(rest)) }
        }
        for row in pythonLines(text) {
            var row = row.drop(while: isSpace)
            if let comment = row.indices.first(where: { row[$0...].starts(with: " #".unicodeScalars) }) {
                row = row[..<comment]
            }
            while let last = row.last, isSpace(last) { row.removeLast() }
            let goesOn = row.last == "\\"
            while row.last == "\\" { row.removeLast() }
            line.append(contentsOf: row)
            if !goesOn { end() }
        }
        end()
        return targets
    }

    private static func pythonLines(_ text: String) -> [ArraySlice<Unicode.Scalar>] {
        var scalars: [Unicode.Scalar] = []
        for scalar in text.unicodeScalars {
            if scalar == "\n", scalars.last == "\r" { scalars.removeLast() }
            scalars.append(scalar)
        }
        return scalars.split(omittingEmptySubsequences: false) { scalar in
            switch scalar.value {
            case 0x0A...0x0D, 0x1C...0x1E, 0x85, 0x2028, 0x2029: true
            default: false
            }
        }
    }

    private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isWhitespace || (0x1C...0x1F).contains(scalar.value)
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
