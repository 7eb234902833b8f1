import Files
import YAML

extension Matrix {
    /// Reads and checks a matrix file; throws with every problem found.
    ///
    /// - Parameters:
    ///   - file: the path as the user gave it; it begins each problem's line.
    ///   - environment: the variables for `${NAME}`.
    ///   - formats: the artifact formats that `format:` may name.
    public static func load(
        file: String,
        environment: [String: String],
        formats: [String],
    ) throws(MatrixError) -> Matrix {
        let bytes: [UInt8]
        do throws(FileError) {
            bytes = try File.read(file, limit: YAMLDocument.Limit.bytes + 1)
        } catch {
            throw MatrixError([Diagnostic("\(error)", file: file, mark: nil)])
        }
        return try decode(
            bytes,
            file: file,
            directory: Path.parent(Path.absolute(file)),
            environment: environment,
            formats: formats,
        )
    }

    /// Reads and checks a matrix from text; see `load`.
    ///
    /// - Parameters:
    ///   - directory: the absolute directory that relative paths start from.
    ///   - exists: says whether a file is there; looks at the file system unless given.
    public static func decode(
        text: String,
        file: String,
        directory: String,
        environment: [String: String] = [:],
        formats: [String],
        exists: ((String) -> Bool)? = nil,
    ) throws(MatrixError) -> Matrix {
        try decode(
            Array(text.utf8),
            file: file,
            directory: directory,
            environment: environment,
            formats: formats,
            exists: exists,
        )
    }

    static func decode(
        _ bytes: [UInt8],
        file: String,
        directory: String,
        environment: [String: String],
        formats: [String],
        exists: ((String) -> Bool)? = nil,
    ) throws(MatrixError) -> Matrix {
        let scope = Scope(file: file, directory: directory, formats: formats, exists: exists ?? File.exists)
        let document: YAMLDocument
        do throws(YAMLError) {
            document = try YAMLDocument(parsing: bytes)
        } catch {
            for problem in error.problems { scope.report(problem.message, at: problem.mark) }
            throw MatrixError(scope.sorted)
        }
        for problem in document.problems { scope.report(problem.message, at: problem.mark) }
        let hasVariables = bytes.contains(UInt8(ascii: "$"))
        let root =
            hasVariables ? Expansion(environment: environment, scope: scope).expand(document.root) : document.root
        let matrix = MatrixDecoder(scope: scope).matrix(root)
        guard scope.problems.isEmpty, let matrix else { throw MatrixError(scope.sorted) }
        return matrix
    }
}

/// Reads the whole of a matrix.
struct MatrixDecoder {
    let scope: Scope

    func matrix(_ root: YAMLNode) -> Matrix? {
        guard let reader = MappingReader(root, KeyTables.matrix, label: "the matrix", scope: scope) else { return nil }
        checkVersion(reader)
        var name = Path.name(scope.file)
        if let dot = name.lastIndex(of: "."), dot != name.startIndex { name = String(name[..<dot]) }
        var matrix = Matrix(
            name: reader["name"].flatMap { scope.text($0, "'name'") } ?? name,
            file: scope.file,
            description: reader["description"].flatMap { scope.text($0, "'description'", allowsEmpty: true) },
            policy: reader["policy"].map(PolicyDecoder(scope: scope).policy) ?? Policy(),
            defaults: Settings(),
            artifacts: [],
            environments: [],
            includes: [],
            exclusions: [],
            baselines: [],
            knownBreaks: [],
        )
        if let value = reader["defaults"],
            let defaults = MappingReader(value, KeyTables.defaults, label: "'defaults'", scope: scope)
        {
            matrix.defaults = SettingsDecoder(scope: scope).settings(defaults)
        }
        let artifacts = entries(reader["artifacts"], "'artifacts'")
        let environments = entries(reader["environments"], "'environments'")
        // Names count even where what they name is faulty: a slip in one place is not reported in another.
        let names = artifacts.map(\.key)
        let artifactDecoder = ArtifactDecoder(scope: scope, names: Set(names), orderedNames: names)
        matrix.artifacts = artifacts.compactMap(artifactDecoder.artifact)
        if matrix.policy.keysMark == nil {
            for artifact in matrix.artifacts where artifact.parts.contains(where: { $0.signature != nil }) {
                scope.report(
                    "'\(artifact.name)' names its signature, and no key checks it; add 'keys' to 'policy'",
                    at: artifact.mark)
            }
        }
        let environmentDecoder = EnvironmentDecoder(scope: scope)
        matrix.environments = environments.compactMap(environmentDecoder.entry)
        let rules = RuleDecoder(scope: scope, artifacts: .init(names), environments: .init(environments.map(\.key)))
        for pattern in matrix.environments.flatMap({ $0.only ?? [] }) {
            rules.check(pattern, "artifact", among: rules.artifacts)
        }
        if let value = reader["include"] { matrix.includes = rules.includes(value) }
        if let value = reader["exclude"] { matrix.exclusions = rules.exclusions(value) }
        if let value = reader["baseline"] { matrix.baselines = rules.baselines(value) }
        if let value = reader["expect"] { matrix.knownBreaks = rules.knownBreaks(value) }
        return matrix
    }

    private func checkVersion(_ reader: MappingReader) {
        guard let value = reader["version"] else { return }
        guard case .int(let version)? = value.scalar?.number else {
            scope.report("'version' must be the number 1, not \(value.found)", at: value.mark)
            return
        }
        if version != 1 {
            scope.report(
                "version \(version) of the matrix format is not known; this smokehouse reads 1", at: value.mark)
        }
    }

    private func entries(_ node: YAMLNode?, _ label: String) -> [YAMLPair] {
        guard let node else { return [] }
        guard let pairs = node.mapping, !pairs.isEmpty else {
            scope.report(
                "\(label) must be a mapping from names to entries, not \(node.mapping == nil ? node.found : "an empty one")",
                at: node.mark)
            return []
        }
        return pairs
    }
}
