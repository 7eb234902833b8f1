@preconcurrency import Glibc

/// Environment variables of processes: our own, what an installer may see, and what a cell may see.
public enum ProcessVariables {
    /// The variables of this process.
    public static var current: [String: String] {
        var variables: [String: String] = [:]
        var entry = environ
        while let text = entry.pointee {
            let line = String(cString: text)
            if let equals = line.firstIndex(of: "=") {
                variables[String(line[..<equals])] = String(line[line.index(after: equals)...])
            }
            entry += 1
        }
        return variables
    }

    /// What a cell's process gets: `PATH` with `folder` in front, those of the locale, `TZ`, then the environment's own variables.
    ///
    /// `HOME` and `TMPDIR` are a cell's own: the caller adds them.
    public static func scrubbed(
        _ variables: [String: String],
        folder: String?,
        adding own: [(name: String, value: String)] = [],
    ) -> [String: String] {
        var kept = variables.filter { name, _ in name == "TZ" || locale.contains(name) }
        let path = variables["PATH"] ?? "/usr/local/bin:/usr/bin:/bin"
        kept["PATH"] = folder.map { "\($0):\(path)" } ?? path
        for (name, value) in own { kept[name] = value }
        return kept
    }

    /// Those that locale(7) names: others that start with `LC_` come from elsewhere, and may hold anything.
    private static let locale: Set<String> = [
        "LANG", "LANGUAGE", "LC_ALL", "LC_ADDRESS", "LC_COLLATE", "LC_CTYPE", "LC_IDENTIFICATION", "LC_MEASUREMENT",
        "LC_MESSAGES", "LC_MONETARY", "LC_NAME", "LC_NUMERIC", "LC_PAPER", "LC_TELEPHONE", "LC_TIME",
    ]

    /// What an installer gets: everything, so that indexes, proxies, certificates and compilers are found as the user
    /// set them up, but nothing that would aim it at another environment.
    public static func forInstaller(_ variables: [String: String]) -> [String: String] {
        variables.filter { name, _ in
            !name.hasPrefix("PYTHON") && !name.hasPrefix("CONDA_") && !aimed.contains(name)
        }
    }

    private static let aimed: Set<String> = [
        "VIRTUAL_ENV", "PYENV_VERSION", "__PYVENV_LAUNCHER__",
        "UV_PYTHON", "UV_PROJECT", "UV_PROJECT_ENVIRONMENT", "UV_WORKING_DIR", "UV_WORKING_DIRECTORY",
        "UV_SYSTEM_PYTHON", "UV_OFFLINE", "UV_LINK_MODE", "UV_COMPILE_BYTECODE", "UV_NO_CACHE",
        "PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PIP_USER", "PIP_PYTHON", "PIP_DRY_RUN", "PIP_REPORT", "PIP_QUIET",
        "PIP_VERBOSE", "PIP_LOG",
    ]

    /// The variables that decide what an installer resolves; they are part of an environment's key.
    static func resolving(_ variables: [String: String]) -> [(name: String, value: String)] {
        let silent = ["CACHE", "TIMEOUT", "RETRIES", "PROGRESS", "CONCURRENT", "CERT", "VERSION_CHECK", "NO_INPUT"]
        return forInstaller(variables)
            .filter { name, _ in
                (name.hasPrefix("UV_") || name.hasPrefix("PIP_")) && !silent.contains { name.contains($0) }
            }
            .sorted { $0.key < $1.key }
            .map { (name: $0.key, value: $0.value) }
    }
}
