import Files
import Glibc
import Matrix
import Testing

@testable import Environments

@Suite("Directories around an interpreter that exists", .tags(.environment))
struct WorkdirTests {
    let fixture: EnvironmentFixture

    init() throws { fixture = try EnvironmentFixture() }

    @Test("A workdir is the interpreter as it is, with its packages and a scrubbed process environment")
    func workdir() async throws {
        let venv = try await KindRegistry().provision(venv("six==1.16.0"), context: fixture.context())
        let target = TargetEnvironment(name: "here", kind: "workdir", python: venv.python)
        let leaks = ["PYTHONPATH": "/leak", "OMP_NUM_THREADS": "3"]
        let made = try await KindRegistry().provision(target, context: fixture.context(adding: leaks))
        #expect(made.python == venv.python)
        #expect(made.folder == nil)
        #expect(made.version(of: "six") == "1.16.0")
        #expect(made.sitePackages == venv.sitePackages)
        #expect(made.processEnvironment["PYTHONPATH"] == nil)
        #expect(made.processEnvironment["OMP_NUM_THREADS"] == nil)
        #expect(try await python(made, "import six; print(six.__version__)") == "1.16.0")
    }

    @Test("A workdir that asks for packages is told that it installs none")
    func packages() async throws {
        var target = TargetEnvironment(name: "here", kind: "workdir")
        target.packages = ["six"]
        let error = try #require(await failure(target, fixture.context()))
        #expect(error.remedy.contains("kind: venv"))
    }

    @Test("A kind that is not there is named with those that are")
    func kinds() async throws {
        let error = try #require(await failure(TargetEnvironment(name: "x", kind: "vm"), fixture.context()))
        #expect(error.description == "there is no environment kind 'vm'; use container or venv or workdir")
    }

    @Test("A cell's folders are new, its own, and gone afterwards but for the outputs")
    func folders() throws {
        let id = "iris@sklearn[python=3.11,scikit-learn=1.4.2]"
        let stale = try WorkingDirectory(for: id, in: fixture.folder)
        try File.write("old", to: Path.join(stale.work, "old"))
        let cell = try WorkingDirectory(for: id, in: fixture.folder)
        #expect(cell.path == Path.join(fixture.folder, "cells/iris@sklearn_python=3.11,scikit-learn=1.4.2_"))
        #expect(try Directory.list(cell.work).isEmpty)
        let variables = cell.variables(adding: ["PATH": "/bin", "HOME": "/root"])
        #expect(variables == ["PATH": "/bin", "HOME": cell.home, "TMPDIR": cell.temporary])
        try File.write("out", to: Path.join(cell.outputs, "0.npy"))
        cell.finish(keep: true)
        #expect(Directory.exists(cell.home))
        cell.finish(keep: false)
        #expect(try Directory.list(cell.path) == ["outputs"])
        cell.remove()
        #expect(!Directory.exists(cell.path))
    }

    @Test(
        "Different cells never share a folder, whatever their names",
        arguments: [
            ("a/b@c", "a_b@c"), ("ä@x", "ö@x"),
            (String(repeating: "a", count: 300) + "1", String(repeating: "a", count: 300) + "2"),
            ("..", "_."), ("é", "_"), ("m@e[numpy=>=1]", "m@e[numpy=<=1]"),
        ])
    func names(first: String, second: String) {
        let (a, b) = (WorkingDirectory.fileName(first), WorkingDirectory.fileName(second))
        #expect(a != b)
        for name in [a, b] {
            #expect(name.utf8.count < 200 && !name.contains("/") && name != "." && name != ".." && !name.isEmpty)
        }
    }

    @Test("The doctor sees the interpreters, the installer and the cache")
    func doctor() async throws {
        _ = try await KindRegistry().provision(venv("six==1.16.0"), context: fixture.context())
        let report = await Doctor(cache: fixture.cache, variables: fixture.context().variables).examine()
        #expect(!report.interpreters.isEmpty)
        #expect(report.uv?.version?.contains(".") == true)
        #expect(report.cache.path == fixture.cache.path)
        #expect(report.cache.environments == 1)
        #expect(report.cache.bytes > 0)
        #expect(report.cache.isWritable)
        #expect((report.cache.free ?? 0) > 0)
        let bare = await Doctor(
            cache: CacheDirectory(path: Path.join(fixture.folder, "none")), variables: ["PATH": "/nonexistent"],
        ).examine()
        #expect(bare.uv == nil)
        #expect(bare.engines.isEmpty)
        #expect(bare.advice.contains { $0.contains("uv is not installed") })
    }

    @Test(
        "The cache is where its variables say",
        arguments: [
            (["SMOKEHOUSE_CACHE": "/a/b", "XDG_CACHE_HOME": "/c", "HOME": "/h"], "/a/b"),
            (["XDG_CACHE_HOME": "/c", "HOME": "/h"], "/c/smokehouse"),
            (["XDG_CACHE_HOME": "relative", "HOME": "/h"], "/h/.cache/smokehouse"),
            (["SMOKEHOUSE_CACHE": "", "HOME": "/h"], "/h/.cache/smokehouse"),
        ])
    func cache(variables: [String: String], path: String) {
        #expect(CacheDirectory(variables: variables).path == path)
    }

    @Test("Without a home among the variables the cache is in the user's own, not where all may write")
    func cacheWithoutHome() throws {
        let home = String(cString: try #require(getpwuid(getuid())).pointee.pw_dir)
        #expect(CacheDirectory(variables: [:]).path == Path.join(home, ".cache/smokehouse"))
    }

    @Test(
        "Installed packages are read from the names of their metadata",
        arguments: [
            ("scikit_learn-1.3.2.dist-info", "scikit-learn", "1.3.2"), ("PyYAML-6.0-py3.11.egg-info", "pyyaml", "6.0"),
            ("zope.interface-5.0.dist-info", "zope-interface", "5.0"),
        ])
    func metadata(entry: String, name: String, version: String) {
        #expect(InstalledPackage(entry: entry) == InstalledPackage(name: name, version: version))
    }

    @Test(
        "What is no metadata is no package", arguments: ["numpy", "numpy.libs", "~umpy-1.0.dist-info", "x.dist-info"])
    func noMetadata(entry: String) {
        #expect(InstalledPackage(entry: entry) == nil)
    }
}
