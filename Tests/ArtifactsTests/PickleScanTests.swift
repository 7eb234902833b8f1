import Files
import JSON
import Matrix
import Testing

@testable import Artifacts

@Suite("The pickle scan")
struct PickleScanTests {
    private func scan(_ bytes: [UInt8], _ allow: [String] = []) -> ScanResult {
        var policy = Policy()
        policy.allow = allow
        return PickleScan.judge(PickleReader.read(bytes), policy: policy)
    }

    @Test("Everything that scikit-learn saves passes", arguments: ArtifactFixtures.truth.map(\.file))
    func benign(file: String) throws {
        let result = try ArtifactReader.read(path: ArtifactFixtures.path("pickle/\(file)")).scan(Policy())
        #expect(result.verdict == .clean, "\(result.summary)")
    }

    static let hostile: [(file: String, globals: [String])] = {
        let json = (try? JSONValue(parsing: ArtifactFixtures.bytes("pickles/globals.json"))) ?? .null
        return (json.object?.members ?? []).map { ($0.key, $0.value.strings ?? []) }
    }()

    @Test("Hostile pickles are refused with the exact global", arguments: hostile.map(\.file))
    func hostileFiles(file: String) throws {
        let globals = try #require(Self.hostile.first { $0.file == file }).globals
        let result = scan(ArtifactFixtures.bytes("pickles/\(file)"))
        #expect(result.verdict == .refused)
        #expect(result.findings.compactMap(\.global) == globals)
        #expect(!result.summary.contains("allow: ["))
        #expect(!File.exists("smokehouse-canary"))
    }

    @Test("There are hostile files") func hostileFilesAreThere() { #expect(Self.hostile.count == 9) }

    @Test(
        "Names that reach through scikit-learn into something else are refused",
        arguments: [
            ("sklearn.base", "os.system"), ("sklearn.svm._classes", "SVC.__init__.__globals__"),
            ("sklearn.os", "system"),
            ("sklearn.utils._joblib", "Parallel"), ("sklearn.pipeline", "Path"), ("sklearn.datasets._base", "Bunch"),
            ("sklearn.externals.joblib.numpy_pickle", "NumpyArrayWrapper"), ("sklearn..svm", "SVC"),
            ("sklearn.svm", ""),
            ("", "SVC"), ("sklearnx.svm", "SVC"), ("sklearn.__init__", "SVC"), ("sklearn.tests.test_base", "K"),
            ("sklearn.base", "__builtins__"), ("sklearn.utils._testing", "TempMemmap"), ("sklearn.svm ", "SVC"),
            ("sklearn.ſvm", "SVC"), ("sklearn.base", "clone"), ("numpy", "load"), ("numpy.testing", "runstring"),
            ("scipy.stats._distn_infrastructure", "rv_frozen"), ("builtins", "type"), ("builtins", "getattr"),
            ("joblib.numpy_pickle", "load"), ("joblib.numpy_pickle", "NDArrayWrapper"), ("functools", "partial"),
            ("operator", "attrgetter"), ("__main__", "Model"), ("torch", "load"), ("os\u{0}", "system"),
        ])
    func reachingThrough(module: String, name: String) {
        let result = scan(PickleWriter.make { $0.call(module, name) })
        #expect(result.verdict == .refused)
        #expect(result.findings.first?.global == "\(module).\(name)")
    }

    @Test(
        "Code that was stored by value is said to be that, and what else a load would call beside it",
        arguments: [
            ("cloudpickle.cloudpickle", "_make_function", "_builtin_type"),
            ("cloudpickle.cloudpickle_fast", "_fill_function", "_make_cell"),
            ("dill._dill", "_create_function", "_create_code"),
        ])
    func storedCode(module: String, name: String, other: String) {
        let bytes = PickleWriter.make {
            $0.call("os", "system")
            $0.op("0")
            $0.call(module, other)
            $0.op("0")
            $0.call(module, name)
        }
        let result = scan(bytes)
        let package = module.prefix { $0 != "." }
        #expect(
            result.findings.map(\.message) == [
                "holds Python code that \(package) stored in it, which a load would run",
                "would call os.system (byte 14)",
            ])
        #expect(result.findings.first?.remedy == "if you trust it: policy: {pickle: trusted}")
        // What only looks up a module is that.
        let lookup = scan(PickleWriter.make { $0.call(module, "subimport") })
        #expect(lookup.findings.map(\.global) == ["\(module).subimport"])
    }

    @Test("A function that models hold on to may be named but not called") func references() {
        #expect(scan(PickleWriter.make { $0.global("sklearn.metrics._classification", "accuracy_score") }).passes)
        let called = scan(PickleWriter.make { $0.call("sklearn.metrics._classification", "accuracy_score") })
        #expect(called.verdict == .refused)
        #expect(called.summary.hasPrefix("would call sklearn.metrics._classification.accuracy_score (byte "))
    }

    @Test("A name built from memo pieces and duplicates is resolved") func memo() {
        let bytes = PickleWriter.make {
            $0.text("system")
            $0.op(0x94)
            $0.op("0")
            $0.text("os")
            $0.op("2")
            $0.op("0")
            $0.op("h")
            $0.op(0)
            $0.op(0x93)
            $0.text("true")
            $0.op(0x85)
            $0.op("R")
        }
        #expect(scan(bytes).findings.map(\.global) == ["os.system"])
    }

    @Test("A name that only the load could compute is refused") func computedName() {
        let bytes = PickleWriter.make {
            $0.call("builtins", "str", "os")
            $0.text("system")
            $0.op(0x93)
        }
        let result = scan(bytes)
        #expect(result.verdict == .refused)
        #expect(result.summary.contains("computed while loading"))
    }

    @Test("Calling a result, changing a class and extension codes are refused") func deeds() {
        let computed = PickleWriter.make {
            $0.call("builtins", "list")
            $0.op(")")
            $0.op("R")
        }
        #expect(scan(computed).summary.hasPrefix("calls something that is computed"))
        let patched = PickleWriter.make {
            $0.global("sklearn.svm._classes", "SVC")
            $0.op("N}")
            $0.text("predict")
            $0.op("Ns")
            $0.op(0x86)
            $0.op("b")
        }
        #expect(scan(patched).summary.hasPrefix("changes 'sklearn.svm._classes.SVC' itself"))
        #expect(scan([0x80, 2, 0x82, 7, UInt8(ascii: ".")]).summary.hasPrefix("uses extension code 7"))
    }

    @Test("Permitted functions with arguments that make them do something else are refused") func arguments() {
        let codec = PickleWriter.make {
            $0.global("_codecs", "encode")
            $0.text("x")
            $0.text("zlib")
            $0.op(0x86)
            $0.op("R")
        }
        #expect(scan(codec).verdict == .refused)
        let ufunc = PickleWriter.make {
            $0.global("numpy.core", "_ufunc_reconstruct")
            $0.text("os")
            $0.text("system")
            $0.op(0x86)
            $0.op("R")
        }
        #expect(scan(ufunc).findings.map(\.global) == ["os.system"])
        let scalar = PickleWriter.make {
            $0.global("numpy.core.multiarray", "scalar")
            $0.op("N")
            $0.global("joblib.numpy_pickle", "NumpyArrayWrapper")
            $0.op(")")
            $0.op(0x81)
            $0.op(0x86)
            $0.op("R")
        }
        #expect(scan(scalar).verdict == .refused)
    }

    @Test("A pickle that fails at its end has done its deeds before: refused, not just unreadable") func failing() {
        let result = scan(Array("cos\nsystem\n(S'touch smokehouse-canary'\ntR".utf8))
        #expect(result.verdict == .refused)
        #expect(result.findings.first?.global == "os.system")
    }

    @Test("A truncated but harmless pickle is unreadable, and may not be loaded") func unreadable() {
        let result = scan(Array(ArtifactFixtures.bytes("pickles/protocol-4.pkl").dropLast(9)))
        #expect(result.verdict == .unreadable)
        #expect(!result.passes)
    }

    @Test("What one's own classes need is said, and permitted") func allow() {
        let bytes = PickleWriter.make {
            $0.global("mypkg.transformers", "Clip")
            $0.op(")")
            $0.op(0x81)
        }
        let refused = scan(bytes)
        #expect(
            refused.summary
                == "would call mypkg.transformers.Clip (byte 28); if you trust it: allow: [mypkg.transformers.Clip]")
        #expect(scan(bytes, ["mypkg.transformers.Clip"]).passes)
        #expect(scan(bytes, ["mypkg.*"]).passes)
        #expect(!scan(bytes, ["mypkg"]).passes)
    }

    @Test("A star permits no dotted names") func starsAndDots() {
        let bytes = PickleWriter.make { $0.call("mypkg.transformers", "os.system") }
        #expect(scan(bytes, ["mypkg.transformers.*"]).verdict == .refused)
        #expect(scan(bytes, ["*"]).verdict == .refused)
        #expect(scan(bytes, ["mypkg.transformers.os.system"]).passes)
    }

    @Test("deny refuses any pickle, trusted lets all pass") func policies() {
        var policy = Policy()
        policy.pickle = .deny
        #expect(PickleScan.judge(PickleReader.read([0x80, 2, 0x4E, 0x2E]), policy: policy).verdict == .refused)
        policy.pickle = .trusted
        let hostile = PickleReader.read(PickleWriter.make { $0.call("os", "system") })
        #expect(PickleScan.judge(hostile, policy: policy).passes)
    }

    @Test("The own classes of the crash fixtures are refused, and pass when permitted") func badModels() throws {
        let artifact = try ArtifactReader.read(path: ArtifactFixtures.path("badmodels/Good.pkl"))
        #expect(artifact.scan(Policy()).findings.map(\.global) == ["badmodels.Good"])
        #expect(artifact.preload.isEmpty)
        #expect(artifact.requiredPackages.map(\.module) == ["badmodels"])
        var policy = Policy()
        policy.allow = ["badmodels.*"]
        #expect(artifact.scan(policy).passes)
    }
}
