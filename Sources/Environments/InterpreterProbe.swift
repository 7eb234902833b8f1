import Files
import JSON

/// Asks an interpreter what it is by starting it once; the answer is kept until the interpreter or its packages change.
struct InterpreterProbe: Sendable {
    let cache: CacheDirectory
    let variables: [String: String]

    /// The interpreter at an absolute path; `nil` when what is there is no Python 3.6 or later.
    ///
    /// - Throws: `CancellationError`.
    func interpreter(at path: String) async throws(CancellationError) -> Interpreter? {
        guard let identity = Self.identity(of: path) else { return nil }
        var digest = Digest()
        digest.add(path)
        let record = Path.join(cache.interpreters, digest.finish() + ".json")
        if let known = Self.read(record, identity: identity) { return known }
        // Several environments ask at once for the same interpreter: one starts it, the others read the answer.
        try? Directory.create(cache.interpreters)
        let lock = try? await FileLock.acquire(record + ".lock", .exclusive, until: .now + .seconds(30))
        defer { withExtendedLifetime(lock) {} }
        if let known = Self.read(record, identity: identity) { return known }
        if Task.isCancelled { throw CancellationError() }
        guard let interpreter = try await ask(path, identity: identity) else { return nil }
        // A shim's answer depends on more than the shim.
        if !Self.isScript(path) {
            try? File.write(Self.encode(interpreter, asked: identity).serialized(pretty: true), to: record)
        }
        return interpreter
    }

    private func ask(_ path: String, identity: String) async throws(CancellationError) -> Interpreter? {
        let command = Command(
            executable: path,
            arguments: ["-I", "-c", Self.script],
            variables: ProcessVariables.forInstaller(variables),
            directory: "/",
            timeout: 20,
        )
        let output: Command.Output
        do {
            output = try await command.run()
        } catch {
            if case .cancelled = error { throw CancellationError() }
            return nil
        }
        guard output.status == 0, let fields = Self.fields(in: output.text) else { return nil }
        let executable = fields[0].isEmpty ? path : fields[0]
        let searchPath = fields[Self.fieldCount...].filter { !$0.isEmpty }
        return Interpreter(
            path: executable,
            basePath: Self.base(named: fields[1], prefix: fields[7], version: fields[2]) ?? executable,
            version: fields[2],
            implementation: fields[3],
            cacheTag: fields[4],
            magic: fields[5],
            prefix: fields[6],
            libc: fields[8],
            machine: fields[9],
            libraryName: fields[10],
            searchPath: searchPath,
            sitePackages: searchPath.filter { entry in
                ["site-packages", "dist-packages"].contains(Path.name(entry)) && Directory.exists(entry)
            },
            identity: executable == path ? identity : Self.identity(of: executable) ?? identity,
        )
    }

    /// The base interpreter, also where `sys._base_executable` does not exist (before 3.8).
    private static func base(named name: String, prefix: String, version: String) -> String? {
        if File.isExecutable(name) { return name }
        let minor = version.split(separator: ".").prefix(2).joined(separator: ".")
        return ["python\(minor)", "python3", "pypy3"].map { Path.join(prefix, "bin/\($0)") }
            .first { File.isExecutable($0) }
    }

    /// What a path's interpreter is known by; changes when it is replaced.
    static func identity(of path: String) -> String? {
        guard File.isExecutable(path), let resolved = File.resolved(path), let status = FileStatus(resolved) else {
            return nil
        }
        let configuration = Path.join(Path.parent(Path.parent(path)), "pyvenv.cfg")
        let virtual = FileStatus(configuration).map { " \($0.modified)" } ?? ""
        return "\(resolved) \(status.modified) \(status.size)\(virtual)"
    }

    private static func isScript(_ path: String) -> Bool {
        (try? File.read(path, limit: 2)) == Array("#!".utf8)
    }

    static let fieldCount = 11

    /// What the script printed, apart; `nil` where that is not all of it.
    static func fields(in text: String) -> [String]? {
        // What start-up files print comes before the marker.
        let parts = text.split(separator: "\0", omittingEmptySubsequences: false).map(String.init)
        guard parts.first?.hasSuffix("smokehouse-interpreter") == true, parts.count > fieldCount else { return nil }
        return Array(parts.dropFirst())
    }

    static let script = #"""
        import os, sys
        try:
            from _frozen_importlib_external import MAGIC_NUMBER as magic
        except ImportError:
            from importlib.util import MAGIC_NUMBER as magic
        v = sys.version_info
        level = {'alpha': 'a', 'beta': 'b', 'candidate': 'rc'}.get(v[3])
        version = '%d.%d.%d' % v[:3] + ('%s%d' % (level, v[4]) if level else '')
        try:
            libc = os.confstr('CS_GNU_LIBC_VERSION') or 'musl'
        except (AttributeError, OSError, ValueError):
            libc = 'musl'
        kind = sys.implementation.name
        library = ('pypy' if kind == 'pypy' else 'python') + '%d.%d' % v[:2]
        if 't' in getattr(sys, 'abiflags', ''):
            library += 't'
        if sys.prefix == sys.base_prefix:
            base = sys.executable
        else:
            base = getattr(sys, '_base_executable', '')
            base = '' if base == sys.executable else base
        fields = [sys.executable or '', base or '', version, kind, sys.implementation.cache_tag or 'none',
                  ''.join('%02x' % b for b in magic), sys.prefix, sys.base_prefix, libc, os.uname()[4], library]
        text = '\0'.join(['smokehouse-interpreter'] + fields + sys.path)
        os.write(1, os.fsencode(text))
        """#
}

extension InterpreterProbe {
    /// A kept answer, if the interpreter is the same file and its folders of packages have not changed since.
    private static func read(_ record: String, identity: String) -> Interpreter? {
        guard let text = try? File.read(record, limit: 1 << 20), let value = try? JSONValue(parsing: text),
            let interpreter = decode(value), value["asked"]?.string == identity,
            let stamps = value["packagesModified"]?.strings,
            stamps == interpreter.sitePackages.map(stamp), interpreter.identity == Self.identity(of: interpreter.path)
        else { return nil }
        return interpreter
    }

    private static func stamp(_ folder: String) -> String { FileStatus(folder).map { "\($0.modified)" } ?? "" }

    private static func encode(_ interpreter: Interpreter, asked: String) -> JSONValue {
        [
            "asked": .string(asked),
            "path": .string(interpreter.path),
            "basePath": .string(interpreter.basePath),
            "version": .string(interpreter.version),
            "implementation": .string(interpreter.implementation),
            "cacheTag": .string(interpreter.cacheTag),
            "magic": .string(interpreter.magic),
            "prefix": .string(interpreter.prefix),
            "libc": .string(interpreter.libc),
            "machine": .string(interpreter.machine),
            "libraryName": .string(interpreter.libraryName),
            "searchPath": .array(interpreter.searchPath.map(JSONValue.string)),
            "sitePackages": .array(interpreter.sitePackages.map(JSONValue.string)),
            "packagesModified": .array(interpreter.sitePackages.map { .string(stamp($0)) }),
            "identity": .string(interpreter.identity),
        ]
    }

    private static func decode(_ value: JSONValue) -> Interpreter? {
        guard let path = value["path"]?.string, let basePath = value["basePath"]?.string,
            let version = value["version"]?.string, let implementation = value["implementation"]?.string,
            let cacheTag = value["cacheTag"]?.string, let magic = value["magic"]?.string,
            let prefix = value["prefix"]?.string, let libc = value["libc"]?.string,
            let machine = value["machine"]?.string, let libraryName = value["libraryName"]?.string,
            let searchPath = value["searchPath"]?.strings, let sitePackages = value["sitePackages"]?.strings,
            let identity = value["identity"]?.string
        else { return nil }
        return Interpreter(
            path: path,
            basePath: basePath,
            version: version,
            implementation: implementation,
            cacheTag: cacheTag,
            magic: magic,
            prefix: prefix,
            libc: libc,
            machine: machine,
            libraryName: libraryName,
            searchPath: searchPath,
            sitePackages: sitePackages,
            identity: identity,
        )
    }
}
