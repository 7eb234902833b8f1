import Files
import Glibc
import JSON
import Testing

@testable import Environments

@Suite("Interpreters", .tags(.environment))
struct InterpretersTests {
    let fixture: EnvironmentFixture

    init() throws { fixture = try EnvironmentFixture() }

    private func interpreters(_ variables: [String: String] = [:], directory: String = "/") -> Interpreters {
        Interpreters(
            cache: fixture.cache,
            variables: ProcessVariables.current.merging(variables) { _, new in new },
            directory: directory,
        )
    }

    @Test("A command, its version and its path name an interpreter of that version")
    func names() async throws {
        let named = try await interpreters().find("python3")
        #expect(named.version.hasPrefix("3."))
        #expect(named.implementation == "cpython" || named.implementation == "pypy")
        #expect(named.magic.count == 8 && named.magic.hasSuffix("0d0a"))
        #expect(named.cacheTag.contains(named.minorVersion.split(separator: ".").joined()))
        #expect(named.searchPath.contains { $0.hasSuffix(named.libraryName) })
        #expect(try await interpreters().find(named.path).version == named.version)
        #expect(try await interpreters().find(named.minorVersion).minorVersion == named.minorVersion)
        #expect(try await interpreters().find(named.version).version == named.version)
    }

    @Test("All interpreters are listed once, newest first, without those of virtual environments")
    func lists() async throws {
        let all = try await interpreters().all()
        #expect(!all.isEmpty)
        #expect(Set(all.map { File.resolved($0.path) }).count == all.count)
        for (newer, older) in zip(all, all.dropFirst()) {
            #expect(!VersionOrder.precedes(newer.version, older.version))
        }
        #expect(all.allSatisfy { $0.path == $0.basePath })
    }

    @Test("What is not there is reported with what is", arguments: ["3.99", "python-of-nobody", "/nonexistent/python"])
    func missing(request: String) async throws {
        let error = await #expect(throws: InterpreterNotFound.self) { try await interpreters().find(request) }
        #expect(error?.request == request)
        #expect(error?.found.isEmpty == false)
        #expect(error?.description.contains("there is no Python '\(request)' here; found 3.") == true)
    }

    @Test("A file that is there and no Python is said to be one", arguments: ["exit 3", "echo 2.7", ""])
    func unfit(script: String) async throws {
        let path = Path.join(fixture.folder, "python3")
        try File.write(script.isEmpty ? "no program" : "#!/bin/sh\n\(script)\n", to: path, mode: 0o755)
        let error = await #expect(throws: InterpreterNotFound.self) { try await interpreters().find(path) }
        #expect(error?.message == "'\(path)' can't be started, or does not answer as Python 3.6 and later do")
    }

    @Test("An answer is kept until the interpreter changes")
    func keeps() async throws {
        let base = try await interpreters().find("python3")
        _ = try await interpreters().find(base.path)
        // Whoever starts no process believes the file.
        let records = try Directory.list(fixture.cache.interpreters).filter { $0.hasSuffix(".json") }
        for name in records {
            let path = Path.join(fixture.cache.interpreters, name)
            guard var record = try JSONValue(parsing: File.read(path)).object else { continue }
            record["version"] = "3.98.7"
            try File.write(JSONValue.object(record).compact, to: path)
        }
        #expect(try await interpreters().find(base.path).version == "3.98.7")
        for name in records {
            let path = Path.join(fixture.cache.interpreters, name)
            guard var record = try JSONValue(parsing: File.read(path)).object else { continue }
            record["asked"] = "another file"
            try File.write(JSONValue.object(record).compact, to: path)
        }
        #expect(try await interpreters().find(base.path).version == base.version)
    }

    @Test("pyenv's shims are read as pyenv does; one without its command is passed over")
    func pyenv() async throws {
        let base = try await interpreters().find("python3")
        let root = Path.join(fixture.folder, "pyenv")
        let minor = base.minorVersion
        try Directory.create(Path.join(root, "versions/\(base.version)/bin"))
        try Directory.create(Path.join(root, "versions/3.1.0/bin"))
        for command in ["python", "python\(minor)"] {
            symlink(base.path, Path.join(root, "versions/\(base.version)/bin/\(command)"))
        }
        for command in ["python", "python\(minor)", "python3.1"] {
            let shim = "#!/bin/sh\necho 'pyenv: command not found' >&2\nexit 127\n"
            try Directory.create(Path.join(root, "shims"))
            try File.write(shim, to: Path.join(root, "shims/\(command)"), mode: 0o755)
        }
        try File.write("\(base.version)\n", to: Path.join(root, "version"))
        let variables = ["PYENV_ROOT": root, "PATH": Path.join(root, "shims"), "PYENV_VERSION": ""]
        let found = try await interpreters(variables).find("python")
        #expect(found.version == base.version)
        #expect(found.path.hasPrefix(Path.join(root, "versions")) || found.path == base.path)

        // The nearest .python-version wins over the global choice; a version that is not installed gives nothing.
        let project = Path.join(fixture.folder, "project/deep")
        try Directory.create(project)
        try File.write("3.1.0\n", to: Path.join(fixture.folder, "project/.python-version"))
        await #expect(throws: InterpreterNotFound.self) {
            try await interpreters(variables, directory: project).find("python")
        }
        // By version it is found all the same, past its shim.
        #expect(try await interpreters(variables, directory: project).find(base.version).version == base.version)
    }

    @Test("Interpreters that uv manages are found by version")
    func uvManaged() async throws {
        let base = try await interpreters().find("python3")
        let root = Path.join(fixture.folder, "uv-python")
        let bin = Path.join(root, "cpython-\(base.version)-linux-\(base.machine)-gnu/bin")
        try Directory.create(bin)
        symlink(base.basePath, Path.join(bin, "python3"))
        let variables = ["UV_PYTHON_INSTALL_DIR": root, "PATH": "/nonexistent", "PYENV_ROOT": "/nonexistent"]
        let found = try await interpreters(variables).find(base.version)
        #expect(found.version == base.version)
    }

    @Test(
        "Versions are ordered by number, pre-releases before releases",
        arguments: [
            ("3.9", "3.11"), ("3.11.2", "3.11.10"), ("3.14.0rc1", "3.14.0"), ("3.14.0a3", "3.14.0b1"), ("1.0", "1.0.1"),
        ])
    func order(older: String, newer: String) {
        #expect(VersionOrder.precedes(older, newer))
        #expect(!VersionOrder.precedes(newer, older))
        #expect(!VersionOrder.precedes(older, older))
    }

    @Test(
        "A version matches what refines it",
        arguments: [
            ("3.11.7", "3.11", true), ("3.11.7", "3.11.7", true), ("3.11.7", "3.1", false), ("3.11", "3.11.7", false),
        ])
    func match(version: String, request: String, expected: Bool) {
        #expect(VersionOrder.matches(version, request) == expected)
    }
}
