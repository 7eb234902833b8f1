import Files
import Glibc

/// The layout of a virtual environment (PEP 405), made without starting a process.
enum VirtualEnvironment {
    /// Makes `bin/python`, `lib/pythonX.Y/site-packages` and `pyvenv.cfg`.
    static func create(at folder: String, interpreter: Interpreter) throws(FileError) {
        let binaries = Path.join(folder, "bin")
        try Directory.create(binaries)
        try Directory.create(sitePackages(of: folder, interpreter: interpreter))
        let names = ["python3", "python\(interpreter.minorVersion)"]
        try link(interpreter.basePath, at: Path.join(binaries, "python"))
        for name in names { try link("python", at: Path.join(binaries, name)) }
        // Interpreters on some systems keep compiled packages in lib64.
        try link("lib", at: Path.join(folder, "lib64"))
        let configuration = """
            home = \(Path.parent(interpreter.basePath))
            implementation = \(interpreter.implementation)
            version_info = \(interpreter.version)
            include-system-site-packages = false

            """
        try File.write(configuration, to: Path.join(folder, "pyvenv.cfg"))
    }

    static func python(of folder: String) -> String { Path.join(folder, "bin/python") }

    static func sitePackages(of folder: String, interpreter: Interpreter) -> String {
        Path.join(folder, "lib/\(interpreter.libraryName)/site-packages")
    }

    /// Makes the scripts in `bin` start this environment's interpreter instead of the base that they were installed with.
    static func claimScripts(in folder: String, from interpreter: Interpreter) {
        let binaries = Path.join(folder, "bin")
        let old = Array("#!\(interpreter.basePath)\n".utf8)
        let new = Array("#!\(python(of: folder))\n".utf8)
        for name in (try? Directory.list(binaries)) ?? [] {
            let path = Path.join(binaries, name)
            guard let status = FileStatus(path, followLinks: false), !status.isLink, !status.isDirectory,
                let text = try? File.read(path), text.starts(with: old)
            else { continue }
            try? File.write(new + text.dropFirst(old.count), to: path, mode: 0o755)
        }
    }

    private static func link(_ target: String, at path: String) throws(FileError) {
        guard symlink(target, path) == 0 || errno == EEXIST else {
            throw FileError(operation: "create", path: path, code: errno)
        }
    }
}
