import Matrix
import Testing

@testable import Artifacts

@Suite("The allow-lists")
struct AllowListTests {
    private let known = AllowList.known

    private func scan(_ build: (inout PickleWriter) -> Void) -> ScanResult {
        PickleScan.judge(PickleReader.read(PickleWriter.make(build)), policy: Policy())
    }

    @Test("Every table is read whole, and each name once")
    func tables() {
        var rows = 0
        for table in NameTable.all {
            let versions = table.versions.split(separator: " ")
            var names: Set<String> = []
            table.forEach { use, releases, module, name in
                rows += 1
                #expect(names.insert("\(use) \(module):\(name)").inserted, "\(module).\(name) twice")
                if !versions.isEmpty { #expect(versions.indices.contains(releases.upperBound), "\(module).\(name)") }
            }
            #expect(!names.isEmpty, "\(table.framework)")
        }
        #expect(rows > 2000)
        #expect(known.count > 2000)
    }

    @Test("A name says in which releases it was seen")
    func origins() {
        #expect(known.origin(module: "sklearn.svm._classes", name: "SVC") == "scikit-learn 0.23.2–1.7.2")
        #expect(known.origin(module: "sklearn.svm.classes", name: "SVC") == "scikit-learn 0.21.3")
        #expect(known.origin(module: "sklearn.svm._classes", name: "SVCx") == nil)
    }

    @Test(
        "Real objects' names are known, with the use that they are put to",
        arguments: [
            ("sklearn.tree._tree", "Tree", "call"), ("sklearn.pipeline", "Pipeline", "make"),
            ("sklearn.metrics._classification", "accuracy_score", "name"), ("pandas.core.frame", "DataFrame", "make"),
            ("pandas._libs.internals", "_unpickle_block", "construct"),
            ("pandas.core.internals.managers", "BlockManager", "call"),
            ("pandas._libs.arrays", "__pyx_unpickle_NDArrayBacked", "construct"),
            ("numpy.core.multiarray", "_reconstruct", "construct"), ("numpy._core.multiarray", "scalar", "construct"),
            ("xgboost.core", "Booster", "make"), ("lightgbm.sklearn", "LGBMClassifier", "make"),
            ("catboost.core", "CatBoostClassifier", "make"), ("imblearn.pipeline", "Pipeline", "make"),
            ("category_encoders.target_encoder", "TargetEncoder", "make"),
            ("torch.nn.modules.linear", "Linear", "make"),
            ("torch._utils", "_rebuild_tensor_v2", "construct"), ("scipy.sparse._csr", "csr_matrix", "make"),
            ("collections", "OrderedDict", "call"), ("argparse", "Namespace", "make"),
            ("pathlib", "PosixPath", "call"), ("pathlib._local", "PosixPath", "call"),
        ])
    func uses(module: String, name: String, use: String) throws {
        let found = try #require(known.use(module: module, name: name))
        #expect("\(found)" == use)
    }

    @Test(
        "What runs, opens or imports something is in no list",
        arguments: [
            "builtins:eval", "builtins:exec", "builtins:setattr", "builtins:open", "builtins:map",
            "builtins:__import__", "builtins:type", "builtins:compile", "__builtin__:apply", "__builtin__:eval",
            "os:system", "posix:system", "functools:reduce", "operator:attrgetter",
            "operator:methodcaller", "types:FunctionType", "types:CodeType", "importlib:import_module",
            "joblib.numpy_pickle:load", "joblib:load", "joblib.memory:Memory", "joblib.parallel:Parallel",
            "numpy:load", "numpy:save", "numpy:memmap", "numpy:fromfile", "numpy:loadtxt", "numpy:frompyfunc",
            "numpy:vectorize", "numpy:apply_along_axis", "numpy:piecewise", "numpy.testing._private.utils:runstring",
            "numpy.f2py.crackfortran:getlincoef", "numpy.lib.npyio:load", "pandas:eval", "pandas:read_pickle",
            "pandas.io.pickle:read_pickle", "pandas.core.computation.eval:eval", "scipy.io.matlab._mio:loadmat",
            "scipy.stats._distn_infrastructure:rv_frozen", "sklearn.utils._testing:TempMemmap",
            "sklearn.datasets._base:load_files", "sklearn.externals.joblib:load", "sklearn.base:clone",
            "torch:load", "torch:save", "torch.hub:load", "torch.storage:_load_from_bytes",
            "torch._utils:_rebuild_from_type_v2",
            "torch.utils.collect_env:run", "torch.jit:load", "torch.fx.graph_module:reduce_graph_module",
            "xgboost.core:_LIB", "uuid:_popen", "pathlib:Path.write_text",
            "pathlib:Path", "argparse:FileType", "argparse:ArgumentParser", "argparse:_os", "decimal:open",
        ])
    func deeds(key: String) {
        let parts = key.split(separator: ":").map(String.init)
        #expect(known.use(module: parts[0], name: parts[1]) == nil)
    }

    @Test("Functions that a load may call are those that somebody read, and no others")
    func constructors() {
        let functions = known.names.filter { $0.use == .construct }
        #expect(functions.count < 120)
        for (module, name, _) in functions {
            let isKnown =
                ["_reconstruct", "scalar", "_frombuffer", "encode", "newObj", "new_block", "restore_type_tag"]
                .contains(name) || name.hasPrefix("_rebuild_") || name.hasPrefix("_restore_")
                || name.hasPrefix("build_") || name.hasPrefix("_new_") || name.hasPrefix("__pyx_unpickle_")
                || name.hasSuffix("_ctor") || name.hasSuffix("_unpickle") || name.hasSuffix("reconstruct")
                || name.hasPrefix("_unpickle_") || name.hasPrefix("__newobj") || name == "_reconstructor"
                || ["_get_layout", "getattr", "partial"].contains(name) || module == "re" && name == "_compile"
                || ["pytz", "zoneinfo", "pyarrow.lib"].contains(module)
            #expect(isKnown, "\(module).\(name)")
        }
    }

    @Test("An estimator is made empty and given its state; its constructor is not run")
    func constructorArguments() {
        let made = scan {
            $0.global("sklearn.pipeline", "Pipeline")
            $0.op(")")
            $0.op(0x81)
        }
        #expect(made.passes)
        let called = scan { $0.call("sklearn.pipeline", "Pipeline", "steps") }
        #expect(called.summary.hasPrefix("would call sklearn.pipeline.Pipeline with arguments"))
        let booster = scan { $0.call("xgboost.core", "Booster", "/etc/passwd") }
        #expect(booster.verdict == .refused)
    }

    @Test("getattr takes what the list has of a class by another name, and nothing else")
    func attributes() {
        func attribute(_ module: String, _ owner: String, _ name: (inout PickleWriter) -> Void) -> ScanResult {
            scan {
                $0.op("]")
                $0.global("builtins", "getattr")
                $0.global(module, owner)
                name(&$0)
                $0.op(0x86)
                $0.op("Ra")
            }
        }
        #expect(attribute("builtins", "str") { $0.text("lower") }.passes)
        #expect(
            attribute("builtins", "str") { $0.text("__init__") }.findings.map(\.global) == ["builtins.str.__init__"])
        #expect(attribute("sklearn.svm._classes", "SVC") { $0.text("predict") }.verdict == .refused)
        #expect(attribute("os", "path") { $0.text("os") }.verdict == .refused)
        #expect(attribute("builtins", "str") { $0.call("builtins", "str", "lower") }.verdict == .refused)
        #expect(attribute("numpy", "zeros") { $0.text("__globals__") }.verdict == .refused)
        let zone = scan {
            $0.global("builtins", "getattr")
            $0.global("zoneinfo", "ZoneInfo")
            $0.text("_unpickle")
            $0.op(0x86)
            $0.op("R")
            $0.text("Europe/Paris")
            $0.op(0x88)
            $0.op(0x86)
            $0.op("R")
        }
        #expect(zone.passes, "\(zone.summary)")
    }

    @Test("A partial function is one of what objects may hold")
    func partials() {
        func partial(_ module: String, _ name: String) -> ScanResult {
            scan { $0.call("functools", "partial") { $0.global(module, name) } }
        }
        #expect(partial("sklearn.utils.validation", "check_array").passes)
        #expect(partial("numpy", "clip").passes)
        for (module, name) in [
            ("os", "system"), ("numpy.core", "_ufunc_reconstruct"), ("lightgbm.basic", "Booster"),
            ("functools", "partial"), ("builtins", "getattr"),
        ] { #expect(partial(module, name).findings.map(\.global) == ["\(module).\(name)"]) }
        let object = scan {
            $0.global("functools", "partial")
            $0.call("builtins", "str", "x")
            $0.op(0x85)
            $0.op("R")
        }
        #expect(object.findings.map(\.global) == ["functools.partial"])
    }

    @Test("Arguments with names are arguments as well")
    func keywords() {
        func made(_ keywords: (inout PickleWriter) -> Void) -> ScanResult {
            scan {
                $0.global("zoneinfo", "ZoneInfo")
                $0.op(")")
                keywords(&$0)
                $0.op(0x92)
            }
        }
        #expect(made { $0.op("}") }.passes)
        for more in [
            made {
                $0.op("}"); $0.text("key"); $0.text("Europe/Paris"); $0.op("s")
            }, made { $0.op("N") },
        ] {
            #expect(more.summary.hasPrefix("would call zoneinfo.ZoneInfo with arguments"), "\(more.summary)")
        }
    }

    @Test("A function that calls what it is given is given nothing but what makes generators")
    func handovers() {
        func generator(_ module: String, _ name: String) -> ScanResult {
            scan {
                $0.global("numpy.random._pickle", "__randomstate_ctor")
                $0.text("MT19937")
                $0.global(module, name)
                $0.op(0x86)
                $0.op("R")
            }
        }
        #expect(generator("numpy.random._pickle", "__bit_generator_ctor").passes)
        let refused = generator("numpy", "percentile")
        #expect(
            refused.summary.hasPrefix("would have 'numpy.percentile' called by numpy.random._pickle.__randomstate_ctor")
        )
        #expect(generator("sklearn.svm._classes", "SVC").verdict == .refused)
    }

    @Test("Arguments that only the load could tell are refused where a function might call them")
    func untoldArguments() {
        let result = scan {
            $0.global("numpy.random._pickle", "__randomstate_ctor")
            $0.call("builtins", "tuple", "ab")
            $0.op("R")
        }
        #expect(result.verdict == .refused)
        #expect(result.summary.contains("arguments that are computed while loading"))
    }

    @Test("A remedy is offered for a class of one's own, never for what runs code")
    func remedies() {
        func remedy(_ module: String, _ name: String) -> String? {
            scan { $0.call(module, name) }.findings.first?.remedy
        }
        #expect(remedy("mypkg.transformers", "Clip") == "if you trust it: allow: [mypkg.transformers.Clip]")
        #expect(
            remedy("sklearn_extra.cluster", "KMedoids") == "if you trust it: allow: [sklearn_extra.cluster.KMedoids]")
        for (module, name) in [
            ("os", "system"), ("numpy", "load"), ("torch.hub", "load"), ("pandas", "read_pickle"), ("uuid", "_popen"),
            ("numpy.f2py.crackfortran", "getlincoef"), ("joblib", "load"), ("_pyrepl.pager", "pipe_pager"),
            ("torch.fx.graph_module", "reduce_graph_module"),
        ] {
            #expect(remedy(module, name) == nil, "\(module).\(name)")
        }
    }

    @Test(
        "PyTorch's own schedulers, averages, prunings and small types are known",
        arguments: [
            ("torch.optim.lr_scheduler", "StepLR", NameTable.Use.make), ("torch", "float8_e8m0fnu", .name),
            ("torch.optim.swa_utils", "AveragedModel", .make), ("torch", "float8_e4m3fnuz", .name),
            ("torch.nn.utils.prune", "RandomUnstructured", .make), ("torch", "uint4", .name),
        ])
    func torch(module: String, name: String, use: NameTable.Use) {
        #expect(AllowList.known.use(module: module, name: name) == use)
    }
}
