public import Files

/// Finds Python interpreters: by path, by command, or by version on PATH, among pyenv's and uv's, and in /usr/bin.
public struct Interpreters: Sendable {
    private let probe: InterpreterProbe
    private let variables: [String: String]
    private let directory: String

    /// - Parameters:
    ///   - variables: the process environment that `PATH`, `PYENV_*`, `UV_PYTHON_INSTALL_DIR` and `HOME` are read from.
    ///   - directory: where relative commands and pyenv's `.python-version` are looked for.
    public init(
        cache: CacheDirectory = CacheDirectory(),
        variables: [String: String] = ProcessVariables.current,
        directory: String = Path.current,
    ) {
        probe = InterpreterProbe(cache: cache, variables: variables)
        self.variables = variables
        self.directory = directory
    }

    /// The interpreter for a matrix' `python`: an absolute path, a command ("python3") or a version ("3.11", "3.11.7").
    ///
    /// - Throws: `InterpreterNotFound`, or `CancellationError`.
    public func find(_ request: String) async throws -> Interpreter {
        if request.contains("/") {
            if let interpreter = try await probe.interpreter(at: Path.absolute(request, from: directory)) {
                return interpreter
            }
        } else if request.first?.isNumber == true {
            for candidate in candidates(version: request) {
                if let known = candidate.version, !VersionOrder.matches(known, request) { continue }
                if let interpreter = try await probe.interpreter(at: candidate.path),
                    VersionOrder.matches(interpreter.version, request)
                {
                    return interpreter
                }
            }
        } else {
            for path in onPath(request) {
                if let interpreter = try await probe.interpreter(at: path) { return interpreter }
            }
        }
        let found = try await all()
        throw InterpreterNotFound(
            request: request,
            isFile: request.contains("/") && File.isRegular(Path.absolute(request, from: directory)),
            found: found.map { "\($0.version) (\($0.path))" })
    }

    /// Every interpreter that can be found, one per executable, without those of virtual environments, newest first.
    public func all() async throws(CancellationError) -> [Interpreter] {
        var found: [Interpreter] = []
        var seen: Set<String> = []
        for candidate in candidates(version: nil) {
            guard let resolved = File.resolved(candidate.path), !seen.contains(resolved),
                let interpreter = try await probe.interpreter(at: candidate.path),
                interpreter.path == interpreter.basePath
            else { continue }
            seen.insert(resolved)
            found.append(interpreter)
        }
        return found.sorted { VersionOrder.precedes($1.version, $0.version) }
    }

    private struct Candidate {
        let path: String
        /// The version, where the path tells.
        var version: String?
    }

    /// Where to look, in order; `version` only narrows which commands are looked for on PATH.
    private func candidates(version: String?) -> [Candidate] {
        let minors: [String]
        if let version {
            minors = [version.split(separator: ".").prefix(2).joined(separator: ".")]
        } else {
            minors = (6...20).map { "3.\($0)" }
        }
        var candidates: [Candidate] = []
        for name in minors.map({ "python\($0)" }) + ["python3", "python"] {
            candidates += onPath(name).map { Candidate(path: $0) }
        }
        if let pyenv = PyenvShims(variables: variables, directory: directory) {
            candidates += pyenv.versions.compactMap { version, folder in
                let path = Path.join(folder, "bin/python")
                guard File.isExecutable(path) else { return nil }
                return Candidate(path: path, version: version.first?.isNumber == true ? version : nil)
            }
        }
        candidates += managedByUv()
        for name in minors.map({ "python\($0)" }) + ["python3"] {
            candidates += ["/usr/local/bin", "/usr/bin"].map { Candidate(path: Path.join($0, name)) }
        }
        return candidates.filter { File.isExecutable($0.path) }
    }

    /// A command's executables in the order of PATH, shims replaced by what they stand for.
    private func onPath(_ command: String) -> [String] {
        let pyenv = PyenvShims(variables: variables, directory: directory)
        var paths: [String] = []
        for folder in (variables["PATH"] ?? "").split(separator: ":") where folder.hasPrefix("/") {
            let path = Path.join(String(folder), command)
            guard File.isExecutable(path) else { continue }
            if let pyenv, String(folder) == pyenv.shims {
                if let target = pyenv.target(of: command) { paths.append(target) }
            } else {
                paths.append(path)
            }
        }
        return paths
    }

    /// uv's own interpreters, newest first; their folders are named `cpython-3.11.7-linux-x86_64-gnu`.
    private func managedByUv() -> [Candidate] {
        let data =
            variables["XDG_DATA_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
            ?? Path.join(variables["HOME"] ?? "/", ".local/share")
        let root = variables["UV_PYTHON_INSTALL_DIR"] ?? Path.join(data, "uv/python")
        let folders = ((try? Directory.list(root)) ?? []).compactMap { name -> Candidate? in
            let parts = name.split(separator: "-")
            let path = Path.join(root, "\(name)/bin/python3")
            guard parts.count > 2, parts[1].contains("."), File.isExecutable(path) else { return nil }
            let version = parts[1].split(separator: "+").first.map(String.init)
            return Candidate(path: path, version: version)
        }
        return folders.sorted { VersionOrder.precedes($1.version ?? "", $0.version ?? "") }
    }
}
