import Environments
import Files
import Glibc

/// What cells see of the folder that an interpreter is installed in.
///
/// Where that is a folder of its own, all of it. Python also gets installed to where other things lie: with the home as its
/// prefix, `~/.netrc` would be in it, with `~/.local` the keyrings.
struct PythonPrefix {
    let path: String
    /// "3.11".
    let version: String

    /// The paths of Python in it, or the folder itself.
    var visible: [String] {
        // The system's are shown as a whole whatever is asked for.
        if ["/usr", "/opt"].contains(where: { path == $0 || path.hasPrefix($0 + "/") }) { return [path] }
        guard let names = try? Directory.list(path) else { return [] }
        if isOwn(names) { return [path] }
        var visible = ["pyvenv.cfg"]
        visible += below("bin") { $0.hasPrefix("python") || $0.hasPrefix("pypy") }
        for folder in ["lib", "lib64"] {
            // Libraries that are linked by their place beside `bin`.
            visible += below(folder) { isPython($0) || $0.hasPrefix("lib") && $0.contains(".so") }
        }
        visible += below("include", isPython)
        return visible.map { Path.join(path, $0) }
    }

    private func isOwn(_ names: [String]) -> Bool {
        guard !Self.homes.contains(where: { $0 == path || $0.hasPrefix(path == "/" ? path : path + "/") }) else {
            return false
        }
        if names.contains("conda-meta") { return true }
        // pyenv's `3.11.7`, uv's `cpython-3.11.7-linux-…`, mise's `3.11`.
        let isNamed = !version.isEmpty && Path.name(path).contains(version)
        return isNamed && !names.contains { $0.hasPrefix(".") && !Self.ofInstallation.contains($0) }
            || names.allSatisfy(Self.ofInstallation.contains) && below("share", { !Self.ofShare.contains($0) }).isEmpty
    }

    private func isPython(_ name: String) -> Bool {
        name.hasPrefix("python" + version) || name.hasPrefix("pypy" + version) || name == "python3"
    }

    private func below(_ folder: String, _ isWanted: (String) -> Bool) -> [String] {
        ((try? Directory.list(Path.join(path, folder))) ?? []).filter(isWanted).map { Path.join(folder, $0) }
    }

    /// What installing Python or making a virtual environment puts into a prefix.
    private static let ofInstallation: Set<String> = [
        "bin", "include", "lib", "lib64", "libexec", "share", "man", "etc", "pyvenv.cfg", "BUILD", "PYTHON.json",
        "LICENSE", "licenses", ".gitignore", ".lock", "CACHEDIR.TAG",
    ]
    private static let ofShare: Set<String> = [
        "man", "doc", "info", "terminfo", "zoneinfo", "locale", "gdb", "jupyter", "python-wheels",
    ]

    /// The user's home, by variable and by the user database.
    private static let homes: [String] = {
        let recorded = getpwuid(getuid()).map { String(cString: $0.pointee.pw_dir) }
        let homes = [ProcessVariables.current["HOME"], recorded].compactMap { $0 }.filter {
            $0.hasPrefix("/") && $0 != "/"
        }
        return homes.flatMap { [Path.absolute($0), File.resolved($0) ?? $0] }
    }()
}
