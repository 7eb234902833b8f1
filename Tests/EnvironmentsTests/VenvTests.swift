import Files
import Glibc
import Matrix
import Testing

@testable import Environments

@Suite("Virtual environments", .tags(.environment), .timeLimit(.minutes(15)))
struct VenvTests {
    let fixture: EnvironmentFixture
    let kinds = KindRegistry()

    init() throws { fixture = try EnvironmentFixture() }

    @Test("A fresh environment holds exactly what was asked for, and its interpreter imports it")
    func makes() async throws {
        let made = try await kinds.provision(venv("six==1.16.0", "joblib==1.3.2"), context: fixture.context())
        #expect(
            made.packages == [
                InstalledPackage(name: "joblib", version: "1.3.2"), InstalledPackage(name: "six", version: "1.16.0"),
            ])
        #expect(made.version(of: "Joblib") == "1.3.2")
        #expect(!made.isReused)
        let printed = try await python(
            made, "import sys, six; print(sys.prefix, sys.base_prefix != sys.prefix, six.__file__)")
        let folder = try #require(made.folder)
        #expect(printed == "\(folder) True \(made.sitePackages[0])/six.py")
    }

    @Test("A second run takes the environment from the store and starts no installer")
    func warm() async throws {
        let first = try await kinds.provision(venv("six==1.16.0"), context: fixture.context())
        let second = try await kinds.provision(
            venv("six==1.16.0"), context: fixture.context(adding: ["SMOKEHOUSE_UV": "/nonexistent/uv"]),
        )
        #expect(second.isReused)
        #expect(second.folder == first.folder)
        #expect(second.log.isEmpty)
    }

    @Test("Requests made at the same time for one environment make it once")
    func together() async throws {
        let context = fixture.context()
        let made = try await withThrowingTaskGroup(of: ProvisionedEnvironment.self) { group in
            for _ in 0..<6 { group.addTask { try await kinds.provision(venv("six==1.16.0"), context: context) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(Set(made.map(\.folder)).count == 1)
        #expect(made.filter { !$0.isReused }.count == 1)
        #expect(fixture.entries.count == 1)
    }

    @Test("Two requests that resolve to the same packages share an environment")
    func twins() async throws {
        let first = try await kinds.provision(venv("six==1.16.0"), context: fixture.context())
        let second = try await kinds.provision(venv("six>=1.16,<1.17"), context: fixture.context())
        #expect(first.folder == second.folder)
        #expect(fixture.entries.count == 1)
    }

    @Test("What a killed run left half made is removed and made anew")
    func killed() async throws {
        let half = Path.join(fixture.cache.environments, "0123456789abcdef-left")
        try Directory.create(Path.join(half, "lib/python3.11/site-packages/six"))
        try File.write("", to: half + ".lock")
        let made = try await kinds.provision(venv("six==1.16.0"), context: fixture.context())
        #expect(fixture.entries == [Path.name(try #require(made.folder))])
    }

    @Test("A half-made environment that another process is still working on is left alone")
    func working() async throws {
        let half = Path.join(fixture.cache.environments, "0123456789abcdef-busy")
        try Directory.create(half)
        let holder = try await Holder(locking: half + ".lock")
        _ = try await kinds.provision(venv("six==1.16.0"), context: fixture.context())
        #expect(Directory.exists(half))
        await holder.stop()
        // Each new environment sweeps; the system may take a moment to let the holder's lock go.
        for version in ["1.15.0", "1.14.0", "1.13.0"] where Directory.exists(half) {
            _ = try await kinds.provision(venv("six==\(version)"), context: fixture.context())
            try await Task.sleep(for: .milliseconds(200))
        }
        #expect(!Directory.exists(half))
    }

    @Test("A request waits for the process that makes the same environment, until its own time is up")
    func waits() async throws {
        let context = fixture.context(timeout: 1)
        let interpreter = try await context.baseInterpreter(for: venv())
        let key = try RequestKey(venv("six==1.16.0"), interpreter: interpreter, variables: context.variables)
        let record = EnvironmentStore(cache: fixture.cache).record(of: key)
        try Directory.create(Path.parent(record))
        let holder = try await Holder(locking: record + ".lock")
        let error = await failure(venv("six==1.16.0"), context)
        #expect(error?.code == .timedOut)
        await holder.stop()
        let made = try await kinds.provision(venv("six==1.16.0"), context: fixture.context())
        #expect(!made.isReused)
    }

    @Test("An environment whose marker is gone is made anew")
    func damaged() async throws {
        let first = try await kinds.provision(venv("six==1.16.0"), context: fixture.context())
        let folder = try #require(first.folder)
        await first.close()
        unlink(Path.join(folder, EnvironmentStore.marker))
        let second = try await kinds.provision(venv("six==1.16.0"), context: fixture.context())
        #expect(!second.isReused)
        #expect(try await python(second, "import six; print(six.__version__)") == "1.16.0")
    }

    @Test("A fresh run reuses nothing and leaves nothing")
    func fresh() async throws {
        let stored = try await kinds.provision(venv("six==1.16.0"), context: fixture.context())
        let made = try await kinds.provision(venv("six==1.16.0"), context: fixture.context(reuse: .nothing))
        #expect(!made.isReused)
        #expect(made.folder != stored.folder)
        #expect(try await python(made, "import six; print(six.__version__)") == "1.16.0")
        await made.close()
        #expect(!Directory.exists(try #require(made.folder)))
        #expect(try Directory.list(fixture.cache.fresh).isEmpty)
    }

    @Test("The private environment of a run that was killed is removed by the next")
    func freshLeft() async throws {
        let left = Path.join(fixture.cache.fresh, "left")
        try Directory.create(left)
        _ = try await kinds.provision(venv("six==1.16.0"), context: fixture.context())
        #expect(!Directory.exists(left))
    }

    @Test("A resolution that is too old is done again, and the same packages give the same environment")
    func expired() async throws {
        let first = try await kinds.provision(venv("six==1.16.0"), context: fixture.context())
        var context = fixture.context()
        context.resolutionLifetime = -1
        let second = try await kinds.provision(venv("six==1.16.0"), context: context)
        #expect(second.folder == first.folder)
        #expect(!second.log.isEmpty)
    }

    @Test("An old resolution serves while the index cannot be reached")
    func expiredOffline() async throws {
        let index = try await IndexServer(folder: try await wheelFolder())
        var target = venv("six==1.16.0")
        target.indexes = [index.address]
        var context = fixture.context(adding: ["UV_HTTP_RETRIES": "0"])
        let made = try await kinds.provision(target, context: context)
        await index.stop()
        context.resolutionLifetime = -1
        context.indexLifetime = 0
        let again = try await kinds.provision(target, context: context)
        #expect(again.folder == made.folder)
        #expect(again.isReused)
        #expect(again.log.contains("cannot be reached"))
    }

    @Test("Scripts of packages start the environment's interpreter")
    func scripts() async throws {
        let made = try await kinds.provision(venv("wheel==0.43.0"), context: fixture.context())
        let script = try File.readText(Path.join(try #require(made.folder), "bin/wheel"))
        #expect(script.hasPrefix("#!\(made.python)\n"))
        let output = try await Command(
            executable: Path.join(try #require(made.folder), "bin/wheel"), arguments: ["version"],
            variables: made.processEnvironment, directory: "/", timeout: 1800,
        ).run()
        #expect(output.text.contains("0.43.0"), "\(output.text)")
    }

    @Test("Leaking variables change nothing inside an environment")
    func scrubs() async throws {
        var target = venv("six==1.16.0")
        target.variables = [Variable(name: "MODEL_HOME", value: "/models")]
        let leaks = [
            "PYTHONPATH": "/leak", "PYTHONDONTWRITEBYTECODE": "1", "OMP_NUM_THREADS": "3", "PYTHONSTARTUP": "/leak.py",
            "LD_PRELOAD": "", "PYTHONHOME": "/leak", "TZ": "UTC", "LC_ALL": "C.UTF-8",
        ]
        let made = try await kinds.provision(target, context: fixture.context(adding: leaks))
        let names = try await python(made, "import os; print(*sorted(os.environ))")
        let allowed: Set<Substring> = ["PATH", "LANG", "LANGUAGE", "TZ", "MODEL_HOME"]
        let kept = names.split(separator: " ").filter { !$0.hasPrefix("LC_") }
        #expect(allowed.isSuperset(of: kept), "\(names)")
        #expect(
            try await python(made, "import sys; print(sys.dont_write_bytecode, '/leak' in sys.path)") == "False False")
        #expect(made.processEnvironment["MODEL_HOME"] == "/models")
        #expect(made.processEnvironment["PATH"]?.hasPrefix(Path.parent(made.python) + ":") == true)
        // The same request without the leaks is the same environment.
        #expect(try await kinds.provision(target, context: fixture.context()).isReused)
    }

    @Test("Requirements files are installed with what they include, and a change in one makes a new environment")
    func requirementFiles() async throws {
        var target = venv()
        _ = try fixture.file("base.txt", "six==1.16.0  # pinned\n")
        target.requirementFiles = [try fixture.file("requirements.txt", "-r base.txt\njoblib==1.3.2\n")]
        let first = try await kinds.provision(target, context: fixture.context())
        #expect(first.packages.map(\.name) == ["joblib", "six"])
        #expect(try await kinds.provision(target, context: fixture.context()).isReused)
        _ = try fixture.file("base.txt", "six==1.15.0\n")
        let second = try await kinds.provision(target, context: fixture.context())
        #expect(second.version(of: "six") == "1.15.0")
    }

    @Test("pip installs what uv would")
    func pip() async throws {
        var target = venv("six==1.16.0")
        target.installer = .pip
        let made = try await kinds.provision(target, context: fixture.context())
        #expect(made.version(of: "six") == "1.16.0")
        #expect(try await python(made, "import six; print(six.__file__)") == "\(made.sitePackages[0])/six.py")
        #expect(try await kinds.provision(target, context: fixture.context()).isReused)
    }

    @Test("uv is fetched once where none is installed")
    func fetchesUv() async throws {
        // A PATH that has an interpreter, but no uv.
        let base = try await fixture.context().baseInterpreter(for: venv())
        let path = ["PATH": "/usr/bin:/bin"]
        guard !File.isExecutable("/usr/bin/uv"), !File.isExecutable("/bin/uv") else { return }
        let target = venv("six==1.16.0", python: base.path)
        let made = try await kinds.provision(target, context: fixture.context(adding: path))
        #expect(made.version(of: "six") == "1.16.0")
        #expect(File.isExecutable(Path.join(fixture.cache.uv, "bin/uv")))
    }

    /// A folder with six's wheel as an index would serve it.
    private func wheelFolder() async throws -> String {
        let folder = Path.join(fixture.folder, "index/six")
        let base = try await fixture.context().baseInterpreter(for: venv())
        let output = try await Command(
            executable: base.path,
            arguments: ["-m", "pip", "download", "-q", "--no-deps", "-d", folder, "six==1.16.0"],
            variables: ProcessVariables.current, directory: "/", timeout: 1800,
        ).run()
        #expect(output.status == 0, "\(output.text)")
        return folder
    }
}

/// Another process that holds a lock, as a second run would.
final class Holder: Sendable {
    private let task: Task<Void, any Error>

    init(locking path: String) async throws {
        task = Task {
            _ = try await Command(
                executable: "/usr/bin/flock", arguments: [path, "/bin/sleep", "120"],
                variables: ProcessVariables.current, directory: "/", timeout: 1800,
            ).run()
        }
        // It holds the lock once we cannot get it.
        for _ in 0..<500 {
            if try FileLock.tryAcquire(path, .shared) == nil { return }
            try await Task.sleep(for: .milliseconds(10))
        }
        Issue.record("flock never got '\(path)'")
    }

    /// Kills the process and waits for its end.
    func stop() async {
        task.cancel()
        _ = await task.result
    }

    deinit { task.cancel() }
}

/// A package index (PEP 503) made of a folder, served by Python's own server.
final class IndexServer: Sendable {
    let address: String
    private let task: Task<Void, any Error>

    /// - Parameter folder: one package's files, named like the package.
    init(folder: String) async throws {
        let port = Int.random(in: 20_000..<60_000)
        address = "http://127.0.0.1:\(port)/"
        task = Task {
            _ = try await Command(
                executable: "/usr/bin/env",
                arguments: [
                    "python3", "-m", "http.server", "--bind", "127.0.0.1", "-d", Path.parent(folder), "\(port)",
                ],
                variables: ProcessVariables.current, directory: "/", timeout: 1800,
            ).run()
        }
        for _ in 0..<500 {
            let answer = try await Command(
                executable: "/bin/bash", arguments: ["-c", ": </dev/tcp/127.0.0.1/\(port)"],
                variables: ProcessVariables.current, directory: "/", timeout: 1800,
            ).run()
            if answer.status == 0 { return }
            try await Task.sleep(for: .milliseconds(20))
        }
        Issue.record("the index never answered")
    }

    /// Kills the process and waits for its end.
    func stop() async {
        task.cancel()
        _ = await task.result
    }

    deinit { task.cancel() }
}
