import Files
import Glibc
import Matrix
import Testing

@testable import Environments

@Suite("The environment store", .tags(.environment), .timeLimit(.minutes(15)))
struct EnvironmentStoreTests {
    let fixture: EnvironmentFixture
    let kinds = KindRegistry()
    var store: EnvironmentStore { EnvironmentStore(cache: fixture.cache) }

    init() throws { fixture = try EnvironmentFixture() }

    @Test("Pruning leaves what is in use, and takes it once it is released")
    func prunes() async throws {
        let used = try await kinds.provision(venv("six==1.16.0"), context: fixture.context())
        let idle = try await kinds.provision(venv("six==1.15.0"), context: fixture.context())
        await idle.close()
        #expect(store.list().map(\.isInUse).sorted { !$0 && $1 } == [false, true])

        let first = store.prune()
        #expect(first.environments == 1)
        #expect(first.inUse == 1)
        #expect(first.bytecodeFolders == 1)
        #expect(!Directory.exists(try #require(idle.folder)))
        #expect(try await python(used, "import six; print(six.__version__)") == "1.16.0")

        await used.close()
        let second = store.prune()
        #expect(second.environments == 1)
        #expect(second.inUse == 0)
        #expect(store.list().isEmpty)
        #expect(((try? Directory.list(fixture.cache.bytecode)) ?? []).isEmpty)
        #expect(((try? Directory.list(fixture.cache.requests)) ?? []).isEmpty)
        // And what is gone is made again.
        #expect(!(try await kinds.provision(venv("six==1.16.0"), context: fixture.context())).isReused)
    }

    @Test("Pruning by age takes what was not used for so long")
    func prunesByAge() async throws {
        let old = try await kinds.provision(venv("six==1.16.0"), context: fixture.context())
        let new = try await kinds.provision(venv("six==1.15.0"), context: fixture.context())
        let folder = try #require(old.folder)
        await old.close()
        await new.close()
        var times = [timeval(tv_sec: 1000, tv_usec: 0), timeval(tv_sec: 1000, tv_usec: 0)]
        #expect(utimes(folder + ".lock", &times) == 0)
        #expect(store.prune(olderThan: 3600).environments == 1)
        #expect(store.list().map(\.folder) == [try #require(new.folder)])
    }

    @Test("Use is noted: an old environment that is used again is young")
    func lastUsed() async throws {
        let made = try await kinds.provision(venv("six==1.16.0"), context: fixture.context())
        let folder = try #require(made.folder)
        await made.close()
        var times = [timeval(tv_sec: 1000, tv_usec: 0), timeval(tv_sec: 1000, tv_usec: 0)]
        #expect(utimes(folder + ".lock", &times) == 0)
        #expect(store.list().first?.lastUsed == 1000)
        await (try await kinds.provision(venv("six==1.16.0"), context: fixture.context())).close()
        #expect(store.prune(olderThan: 3600).environments == 0)
    }

    @Test("The list says what each environment holds")
    func lists() async throws {
        let made = try await kinds.provision(venv("six==1.16.0"), context: fixture.context())
        let entry = try #require(store.list().first)
        #expect(entry.python == made.version)
        #expect(entry.packages == made.packages)
        #expect(entry.isInUse)
        #expect(entry.bytes > 0)
        #expect(store.size() >= entry.bytes)
    }

    @Test("A lock lets many read and one write, and dies with its holder")
    func locks() throws {
        let path = try fixture.file("a.lock", "")
        var first = try FileLock.tryAcquire(path, .shared)
        let second = try FileLock.tryAcquire(path, .shared)
        #expect(first != nil && second != nil)
        #expect(try FileLock.tryAcquire(path, .exclusive) == nil)
        first = nil
        #expect(try FileLock.tryAcquire(path, .exclusive) == nil)
        withExtendedLifetime(second) {}
    }

    @Test("A lock that is let go is free, even where a process that is just starting holds a copy of it")
    func copiedLocks() throws {
        let path = try fixture.file("a.lock", "")
        var lock = try FileLock.tryAcquire(path, .exclusive)
        // What a fork does: between it and the exec, the child has every descriptor of its parent.
        let copy = try #require(
            try Directory.list("/proc/self/fd").compactMap { Int32($0) }
                .first { File.linkTarget("/proc/self/fd/\($0)") == path }
        )
        let inherited = fcntl(copy, F_DUPFD_CLOEXEC, 0)
        defer { close(inherited) }
        #expect(lock != nil)
        lock = nil
        #expect(try FileLock.tryAcquire(path, .exclusive) != nil)
    }
}

@Suite("What environments are known by")
struct RequestKeyTests {
    let fixture: EnvironmentFixture
    let interpreter = Interpreter(
        path: "/usr/bin/python3", basePath: "/usr/bin/python3", version: "3.11.7", implementation: "cpython",
        cacheTag: "cpython-311", magic: "a70d0d0a", prefix: "/usr", libc: "glibc 2.36", machine: "x86_64",
        libraryName: "python3.11", searchPath: [], sitePackages: [], identity: "/usr/bin/python3.11 1 2",
    )

    init() throws { fixture = try EnvironmentFixture() }

    private func key(_ target: TargetEnvironment, _ variables: [String: String] = [:]) throws -> String {
        try RequestKey(target, interpreter: interpreter, variables: variables).text
    }

    @Test("Names, axes, labels and leaking variables make no difference")
    func same() throws {
        var other = venv("six==1.16.0")
        other.name = "other"
        other.axes = [AxisValue(axis: "six", value: "1.16.0")]
        other.labels = ["team": "growth"]
        other.variables = [Variable(name: "A", value: "1")]
        let leaks = ["PYTHONPATH": "/x", "OMP_NUM_THREADS": "1", "UV_CACHE_DIR": "/y", "PIP_DEFAULT_TIMEOUT": "9"]
        #expect(try key(venv("six==1.16.0")) == key(other, leaks))
    }

    @Test("Whatever decides what is installed makes a difference")
    func different() throws {
        let wheels = Path.join(fixture.folder, "wheels")
        _ = try fixture.file("wheels/a.whl", "1")
        var links = venv("six==1.16.0")
        links.findLinks = [wheels]
        var index = venv("six==1.16.0")
        index.indexes = ["https://example.org/simple"]
        var pip = venv("six==1.16.0")
        pip.installer = .pip
        var keys = [
            try key(venv("six==1.16.0")), try key(venv("six==1.15.0")), try key(venv("six", "==1.16.0")),
            try key(links),
            try key(index), try key(pip), try key(venv("six==1.16.0"), ["UV_INDEX_URL": "https://example.org"]),
            try key(venv("six==1.16.0"), ["PIP_FIND_LINKS": "/wheels"]),
        ]
        _ = try fixture.file("wheels/a.whl", "another")
        keys.append(try key(links))
        #expect(Set(keys).count == keys.count)
    }

    @Test("Requirements files that include each other are read once, and every one counts")
    func files() throws {
        var target = venv()
        _ = try fixture.file("deep/b.txt", "-r ../a.txt\n--constraint=c.txt\n")
        _ = try fixture.file("deep/c.txt", "six<2\n")
        target.requirementFiles = [try fixture.file("a.txt", "-r deep/b.txt\n")]
        let before = try key(target)
        #expect(try key(target) == before)
        _ = try fixture.file("deep/c.txt", "six<3\n")
        #expect(try key(target) != before)
    }

    @Test("A source folder is never taken from the store, a wheel file by its time and size")
    func local() throws {
        let wheel = try fixture.file("pkg-1.0-py3-none-any.whl", "x")
        let before = try RequestKey(venv("pkg @ file://\(wheel)"), interpreter: interpreter, variables: [:])
        #expect(before.isReusable)
        _ = try fixture.file("pkg-1.0-py3-none-any.whl", "longer")
        #expect(try RequestKey(venv("pkg @ file://\(wheel)"), interpreter: interpreter, variables: [:]) != before)
        let source = try RequestKey(venv("-e", fixture.folder), interpreter: interpreter, variables: [:])
        #expect(!source.isReusable)
        for line in [
            "-e \(fixture.folder)", "--editable=\(fixture.folder)[extra]", "-e .", "pkg @ file://\(fixture.folder)",
        ] {
            var target = venv()
            target.requirementFiles = [try fixture.file("r.txt", line + "\n")]
            let key = try RequestKey(target, interpreter: interpreter, variables: [:])
            #expect(key.sources == [fixture.folder], "\(line)")
        }
    }
}
