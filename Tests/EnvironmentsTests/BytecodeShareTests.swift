import Files
import Glibc
import Matrix
import Testing

@testable import Environments

@Suite("Shared bytecode", .tags(.environment), .timeLimit(.minutes(15)))
struct BytecodeShareTests {
    let fixture: EnvironmentFixture
    let kinds = KindRegistry()

    init() throws { fixture = try EnvironmentFixture() }

    /// Every compiled file in the share with the time it was written.
    private func compiled(_ share: String) -> [String: Int] {
        var found: [String: Int] = [:]
        for tag in (try? Directory.list(share)) ?? [] {
            for folder in (try? Directory.list(Path.join(share, tag))) ?? [] {
                let path = Path.join(share, "\(tag)/\(folder)")
                for name in (try? Directory.list(path)) ?? [] {
                    found["\(folder)/\(name)"] = FileStatus(Path.join(path, name))?.modified
                }
            }
        }
        return found
    }

    @Test("What one environment compiled, another with the same wheel finds")
    func shares() async throws {
        let first = try await kinds.provision(venv("joblib==1.3.2"), context: fixture.context())
        let second = try await kinds.provision(venv("joblib==1.3.2", "six==1.16.0"), context: fixture.context())
        #expect(first.folder != second.folder)
        _ = try await python(first, "import joblib")
        let compiled = compiled(fixture.cache.bytecode)
        #expect(compiled.count > 20)
        let report = try await python(
            second, "import joblib; print(joblib.__cached__); print(joblib.load.__code__.co_filename)")
        #expect(self.compiled(fixture.cache.bytecode) == compiled)
        // Tracebacks name the importing environment's files.
        let folder = second.sitePackages[0]
        let tag = try #require(second.interpreter).cacheTag
        #expect(report == "\(folder)/joblib/__pycache__/__init__.\(tag).pyc\n\(folder)/joblib/numpy_pickle.py")
    }

    @Test("Modules beside the packages share too, while another set of them keeps its own place")
    func singleModules() async throws {
        let first = try await kinds.provision(venv("six==1.16.0"), context: fixture.context())
        let second = try await kinds.provision(venv("six==1.16.0", "joblib==1.3.2"), context: fixture.context())
        let third = try await kinds.provision(venv("six==1.15.0"), context: fixture.context())
        func cache(_ made: ProvisionedEnvironment) -> String? { File.resolved(made.sitePackages[0] + "/__pycache__") }
        #expect(cache(first) != nil)
        #expect(cache(first) == cache(second))
        #expect(cache(first) != cache(third))
    }

    @Test("A fresh run's bytecode stays in the run's folder")
    func fresh() async throws {
        let context = fixture.context(reuse: .nothing)
        let made = try await kinds.provision(venv("six==1.16.0"), context: context)
        _ = try await python(made, "import six")
        #expect(compiled(try #require(context.bytecode)).count == 1)
        #expect(!File.exists(fixture.cache.bytecode))
    }

    @Test("Copies are left to compile for themselves")
    func copies() async throws {
        var target = venv("six==1.16.0")
        target.installer = .pip
        let made = try await kinds.provision(target, context: fixture.context())
        _ = try await python(made, "import six")
        let status = try #require(FileStatus(made.sitePackages[0] + "/__pycache__", followLinks: false))
        #expect(status.isDirectory && !status.isLink)
    }

    @Test("Only sources inside the folder count: no scripts, no climbing out, no quoted names")
    func records() throws {
        let record = """
            pkg/__init__.py,sha256=aa,1
            pkg/sub/module.py,sha256=bb,2
            pkg/data.txt,sha256=cc,3
            single.py,sha256=dd,4
            ../../../bin/tool.py,sha256=ee,5
            /etc/absolute.py,sha256=ff,6
            pkg/../../../out/side.py,sha256=gg,7
            "pkg/with,comma.py",sha256=hh,8
            pkg/second.py,sha256=ii,9

            """
        _ = try fixture.file("site/pkg-1.0.dist-info/RECORD", record)
        let sources = BytecodeShare.sources(in: Path.join(fixture.folder, "site"))
        #expect(sources.keys.sorted() == ["", "pkg", "pkg/sub"])
        #expect(sources["pkg"]?.first == "__init__.py")
        #expect(
            sources["pkg"].map { String(decoding: $0.lines, as: UTF8.self) }
                == "pkg/__init__.py,sha256=aa,1pkg/second.py,sha256=ii,9")
    }
}
