/// A Python interpreter that was started once and said what it is.
public struct Interpreter: Sendable, Hashable {
    /// The absolute path by which it was found (pyenv's shims resolved); run this.
    public var path: String
    /// The interpreter below virtual environments: its own path unless `path` lies in one.
    public var basePath: String
    /// "3.11.7", or "3.14.0rc1" for a pre-release.
    public var version: String
    /// `sys.implementation.name`: "cpython", "pypy".
    public var implementation: String
    /// `sys.implementation.cache_tag`: "cpython-311".
    public var cacheTag: String
    /// The bytecode's magic number (importlib.util.MAGIC_NUMBER), 8 hexadecimal digits.
    public var magic: String
    /// `sys.prefix`.
    public var prefix: String
    /// The C library: "glibc 2.36", "musl".
    public var libc: String
    /// The processor as `uname` has it: "x86_64".
    public var machine: String
    /// The name of the folder in `lib` that holds `site-packages`: "python3.11".
    public var libraryName: String
    /// `sys.path` in isolated mode.
    public var searchPath: [String]
    /// Existing entries of `searchPath` named `site-packages` or `dist-packages`.
    public var sitePackages: [String]
    /// The path with links resolved, modification time in nanoseconds and size in bytes: what it is known by in keys.
    public var identity: String

    /// "3.11" of "3.11.7".
    public var minorVersion: String { version.split(separator: ".").prefix(2).joined(separator: ".") }
    /// Names bytecode that this interpreter can use: "cpython-311-a70d0d0a".
    public var bytecodeTag: String { "\(cacheTag)-\(magic)" }
}

/// No interpreter answers a request; says which ones there are.
public struct InterpreterNotFound: Error, Sendable, Hashable, CustomStringConvertible {
    public let request: String
    /// Whether there is a file where a path leads that was asked for.
    public let isFile: Bool
    /// Versions that were found, with their paths, newest first.
    public let found: [String]

    public var description: String { "\(message); \(remedy)" }

    public var message: String {
        isFile
            ? "'\(request)' can't be started, or does not answer as Python 3.6 and later do"
            : "there is no Python '\(request)' here"
    }

    public var remedy: String {
        let versions = found.isEmpty ? "none was found" : "found \(found.joined(separator: ", "))"
        let install =
            request.first?.isNumber == true
            ? "install it with 'uv python install \(request)' or 'pyenv install \(request)', or ask for another"
            : "give a version such as \"3.11\", a command on PATH or an absolute path"
        return "\(versions): \(install)"
    }
}
