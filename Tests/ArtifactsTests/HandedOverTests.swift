import Matrix
import Testing

@testable import Artifacts

/// What permitted functions and objects are given: anything that could be called in the place of what a load means to.
@Suite("What a pickle hands over")
struct HandedOverTests {
    private func scan(_ build: (inout PickleWriter) -> Void) -> ScanResult {
        PickleScan.judge(PickleReader.read(PickleWriter.make(build)), policy: Policy())
    }

    /// An exception with one attribute, a name that may be looked up.
    private func exception(_ writer: inout PickleWriter, _ attribute: String, _ module: String, _ name: String) {
        writer.global("builtins", "Exception")
        writer.op(")R}")
        writer.text(attribute)
        writer.global(module, name)
        writer.op("sb")
    }

    @Test("Every function that a load may call says what it may be given")
    func everyConstructor() {
        for (module, name, use) in AllowList.known.names where use == .construct {
            #expect(ConstructorArguments(module: module, name: name) != nil, "\(module).\(name)")
        }
        #expect(ConstructorArguments(module: "os", name: "newObj") == nil)
    }

    private func vectorizer(_ writer: inout PickleWriter) {
        writer.global("sklearn.feature_extraction.text", "TfidfVectorizer")
        writer.op(")")
        writer.op(0x81)
    }

    @Test("A vectorizer is told to read files by no kind of state")
    func states() {
        let ordered = scan {
            vectorizer(&$0)
            $0.global("collections", "OrderedDict")
            $0.op(")R(")
            $0.text("input")
            $0.text("filename")
            $0.op("ub")
        }
        #expect(ordered.summary.contains("read the files that its input names"), "\(ordered.summary)")
        let made = scan {
            vectorizer(&$0)
            $0.global("collections", "OrderedDict")
            $0.op("](")
            $0.text("input")
            $0.text("filename")
            $0.op("ta")
            $0.op(0x85)
            $0.op("Rb")
        }
        #expect(made.summary.contains("sets attributes from something that is computed"), "\(made.summary)")
    }

    @Test("What makes arrays of other memory is nothing that an object may hold, but for joblib's wrapper")
    func heldArrayClass() {
        for key in ["func", "subclass"] {
            let result = scan {
                $0.global("sklearn.preprocessing._function_transformer", "FunctionTransformer")
                $0.op(")")
                $0.op(0x81)
                $0.op("}")
                $0.text(key)
                $0.global("numpy", "ndarray")
                $0.op("sb")
            }
            #expect(result.passes == (key == "subclass"), "\(result.summary)")
        }
    }

    @Test("A dictionary that is filled by how it is made is no state")
    func filledByBase() {
        let result = scan {
            $0.global("argparse", "Namespace")
            $0.op(")")
            $0.op(0x81)
            $0.global("copyreg", "_reconstructor")
            $0.global("collections", "OrderedDict")
            $0.global("builtins", "dict")
            $0.op("}")
            $0.text("__setstate__")
            $0.global("numpy", "zeros")
            $0.op("s")
            $0.op(0x87)
            $0.op("Rb")
        }
        #expect(result.summary.contains("sets attributes from something that is computed"), "\(result.summary)")
    }

    @Test("An array as an object's state is refused, whose rows could be attributes, but for rotations")
    func arrayAsState() {
        for (module, name, isFit) in [
            ("torch.nn.modules.module", "Module", false),
            ("scipy.spatial.transform._rotation", "Rotation", true),
        ] {
            let result = scan {
                $0.global(module, name)
                $0.op(")")
                $0.op(0x81)
                $0.global("numpy", "ndarray")
                $0.op("(K")
                $0.op(1)
                $0.op("t")
                $0.text("O")
                $0.op(0x86)
                $0.op("Rb")
            }
            #expect(result.passes == isFit, "\(name): \(result.summary)")
        }
    }

    @Test("What PyTorch's functions return is what they were given, and no new thing")
    func identity() {
        for name in ["build_intlist", "build_tensorlist", "build_doublelist", "build_boollist", "restore_type_tag"] {
            // The vectorizer by another name.
            let object = scan {
                $0.global("torch.jit._pickle", name)
                vectorizer(&$0)
                if name == "restore_type_tag" { $0.text("Any") }
                $0.op(name == "restore_type_tag" ? 0x86 : 0x85)
                $0.op("R}")
                $0.text("input")
                $0.text("filename")
                $0.op("sb")
            }
            #expect(object.summary.contains("read the files that its input names"), "\(object.summary)")
            // A list that names methods, and gets one more by another name.
            let list = scan {
                $0.global("sklearn.ensemble._stacking", "StackingClassifier")
                $0.op(")")
                $0.op(0x81)
                $0.op("}")
                $0.text("stack_method_")
                $0.op("]q")
                $0.op(0)
                $0.op("sb")
                $0.global("torch.jit._pickle", name)
                $0.op("h")
                $0.op(0)
                if name == "restore_type_tag" { $0.text("Any") }
                $0.op(name == "restore_type_tag" ? 0x86 : 0x85)
                $0.op("R")
                $0.text("to_pickle")
                $0.op("a0")
            }
            #expect(list.verdict == .refused, "\(name)")
        }
    }

    @Test("Attributes that a state has beside others are refused whatever these are")
    func slots() {
        for first in ["N", "}", "]", "(t", "K\0", "ccollections\nOrderedDict\n)R"] {
            for second in ["}(", "ccollections\nOrderedDict\n)R("] {
                let result = scan {
                    $0.global("argparse", "Namespace")
                    $0.op(")")
                    $0.op(0x81)
                    $0.op(first)
                    $0.op(second)
                    $0.text("shape")
                    $0.op("Nu")
                    $0.op(0x86)
                    $0.op("b")
                }
                #expect(result.summary.contains("by what the object's class runs for them"), "\(first) \(second)")
            }
        }
    }

    @Test("An array of NumPy's that would be made of other memory is refused")
    func arrayOfMemory() {
        let called = scan {
            $0.global("numpy", "ndarray")
            $0.op("((K")
            $0.op(1)
            $0.op("t")
            $0.text("O")
            $0.op("C")
            $0.op(8, 65, 65, 65, 65, 65, 65, 65, 65)
            $0.op("tR")
        }
        #expect(called.summary.contains("calls 'numpy.ndarray' with arguments that models don't use"))
        let made = scan {
            $0.global("copyreg", "__newobj__")
            $0.op("(")
            $0.global("numpy", "ndarray")
            $0.op("(K")
            $0.op(1)
            $0.op("t")
            $0.text("O")
            $0.op("C")
            $0.op(8, 65, 65, 65, 65, 65, 65, 65, 65)
            $0.op("tR")
        }
        #expect(made.summary.contains("calls 'copyreg.__newobj__' with arguments that models don't use"))
        let keywords = scan {
            $0.global("numpy", "ndarray")
            $0.op("(K")
            $0.op(1)
            $0.op("t")
            $0.op(0x85)
            $0.op("}")
            $0.text("buffer")
            $0.op("C")
            $0.op(8, 65, 65, 65, 65, 65, 65, 65, 65)
            $0.op("s")
            $0.op(0x92)
        }
        #expect(keywords.summary.contains("calls 'numpy.ndarray' with arguments that models don't use"))
    }

    @Test(
        "An object in the place of a class is refused, whatever its attributes",
        arguments: [
            ("pandas.core.indexes.interval", "_new_IntervalIndex"), ("pandas.core.indexes.base", "_new_Index"),
            ("pandas.core.indexes.datetimes", "_new_DatetimeIndex"), ("sklearn.neighbors._kd_tree", "newObj"),
            ("numpy.core.multiarray", "_reconstruct"), ("numpy.ma.core", "_mareconstruct"),
            ("numpy.core", "_DType_reconstruct"), ("pandas._libs.arrays", "__pyx_unpickle_NDArrayBacked"),
        ])
    func objectAsClass(module: String, name: String) {
        let result = scan {
            $0.global(module, name)
            exception(&$0, "data", "numpy", "zeros")
            $0.op(0x85)
            $0.op("R")
        }
        #expect(result.verdict == .refused)
        #expect(result.summary.contains("calls '\(module).\(name)' with arguments that models don't use"))
    }

    @Test("A class of another package than a function makes objects of is refused")
    func foreignClass() {
        for (module, name) in [("lightgbm.basic", "Booster"), ("sklearn.svm._classes", "SVC")] {
            let result = scan {
                $0.global("pandas.core.indexes.interval", "_new_IntervalIndex")
                $0.global(module, name)
                $0.op("}")
                $0.op(0x86)
                $0.op("R")
            }
            #expect(
                result.summary.contains(
                    "would have '\(module).\(name)' called by pandas.core.indexes.interval._new_IntervalIndex"))
        }
    }

    @Test(
        "A function that makes objects may only be called: held by anything it is refused",
        arguments: [
            "(\u{1}l.", "](\u{1}e.", "]\u{1}a.", "}K\u{0}\u{1}s.", "}(K\u{0}\u{1}u.", "\u{1}.", "(K\u{0}\u{1}d.",
        ])
    func heldConstructor(around: String) {
        let bytes = around.utf8.flatMap { byte -> [UInt8] in
            guard byte == 1 else { return [byte] }
            var writer = PickleWriter(bytes: [])
            writer.global("numpy.core", "_ufunc_reconstruct")
            return writer.bytes
        }
        let result = PickleScan.judge(PickleReader.read([0x80, 4] + bytes), policy: Policy())
        #expect(result.findings.map(\.global) == ["numpy.core._ufunc_reconstruct"], "\(result.summary)")
        #expect(result.summary.contains("would hand numpy.core._ufunc_reconstruct to an object, which could call it"))
    }

    @Test("Deep in tuples, and as an argument of a class, it is held as well")
    func heldInTuples() {
        let result = scan {
            $0.global("collections", "OrderedDict")
            $0.global("copyreg", "__newobj_ex__")
            for _ in 0..<4 { $0.op(0x85) }
            $0.op("R")
        }
        #expect(result.summary.contains("would hand copyreg.__newobj_ex__ to an object"))
    }

    @Test("Objects hold functions of numbers and types of elements, no classes that read files")
    func heldClasses() {
        func held(_ module: String, _ name: String) -> ScanResult {
            scan {
                $0.op("]")
                $0.global(module, name)
                $0.op("a")
            }
        }
        for (module, name) in [("numpy", "float64"), ("numpy", "log1p"), ("builtins", "str"), ("pandas", "Timestamp")] {
            #expect(held(module, name).passes, "\(module).\(name)")
        }
        for (module, name) in [
            ("lightgbm.basic", "Booster"), ("xgboost.core", "Booster"), ("sklearn.svm._classes", "SVC"),
        ] { #expect(held(module, name).summary.hasPrefix("would hand \(module).\(name) to an object")) }
    }

    @Test("A ufunc's name stands in the file and is one of NumPy's or SciPy's")
    func ufuncs() {
        func ufunc(_ module: String, _ name: (inout PickleWriter) -> Void) -> ScanResult {
            scan {
                $0.global("numpy.core", "_ufunc_reconstruct")
                $0.text(module)
                name(&$0)
                $0.op(0x86)
                $0.op("R")
            }
        }
        #expect(ufunc("numpy.core._multiarray_umath") { $0.text("log1p") }.passes)
        #expect(ufunc("sklearn.metrics._classification") { $0.text("f1_score") }.verdict == .refused)
        #expect(ufunc("numpy.core._multiarray_umath") { $0.call("builtins", "str", "log1p") }.verdict == .refused)
    }

    @Test(
        "Attributes with the names of what a load calls are refused, however they are written",
        arguments: [
            "__new__", "__init__", "__class__", "__setstate__", "__reduce__", "__anything__", "append", "extend", "add",
            "keys", "items", "from_arrays", "_simple_new",
        ])
    func reservedAttributes(name: String) {
        func build(_ key: @escaping (inout PickleWriter) -> Void) -> ScanResult {
            scan {
                $0.global("sklearn.base", "TransformerMixin")
                $0.op(")")
                $0.op(0x81)
                $0.op("}")
                key(&$0)
                $0.global("numpy", "zeros")
                $0.op("sb")
            }
        }
        let escaped = name.utf8.map { "\\x" + String($0, radix: 16) }.joined()
        for result in [build { $0.text(name) }, build { $0.op("S'\(escaped)'\n") }, build { $0.op("V\(name)\n") }] {
            #expect(result.summary.hasPrefix("sets the attribute '\(name)'"), "\(result.summary)")
        }
        #expect(build { $0.text("x" + name) }.passes)
    }

    @Test("A dictionary that became a state keeps nothing from being seen that is put into it later")
    func laterAttribute() {
        let result = scan {
            $0.global("sklearn.base", "TransformerMixin")
            $0.op(")")
            $0.op(0x81)
            $0.op("}q")
            $0.op(0)
            $0.op("b0h")
            $0.op(0)
            $0.text("__class__")
            $0.op("Ns")
        }
        #expect(result.summary.hasPrefix("sets the attribute '__class__'"))
    }

    @Test("A vocabulary may hold any word")
    func vocabulary() {
        #expect(
            scan {
                $0.op("}")
                $0.text("append")
                $0.op("Ns")
            }.passes)
    }

    @Test("An attribute of one's own class may have a method's name where it is a number or a list")
    func harmlessAttribute() {
        let bytes = PickleWriter.make {
            $0.global("mypkg", "Encoder")
            $0.op(")")
            $0.op(0x81)
            $0.op("}(")
            $0.text("keys")
            $0.op("]")
            $0.text("add")
            $0.op("Nub")
        }
        var policy = Policy()
        policy.allow = ["mypkg.*"]
        #expect(PickleScan.judge(PickleReader.read(bytes), policy: policy).passes)
    }

    @Test("States whose entries only the load could tell are refused")
    func computedStates() {
        func build(_ state: (inout PickleWriter) -> Void) -> ScanResult {
            scan {
                $0.global("sklearn.base", "TransformerMixin")
                $0.op(")")
                $0.op(0x81)
                state(&$0)
                $0.op("b")
            }
        }
        let counter = build { $0.call("collections", "Counter", "ab") }
        #expect(counter.summary.hasPrefix("sets attributes from something that is computed while loading"))
        let key = build {
            $0.op("}")
            $0.call("builtins", "str", "__class__")
            $0.op("Ns")
        }
        #expect(key.summary.hasPrefix("sets attributes from something that is computed while loading"))
        let slots = build {
            $0.op("N}")
            $0.text("data")
            $0.op("Ns")
            $0.op(0x86)
        }
        #expect(slots.summary.hasPrefix("sets attributes by what the object's class runs for them"))
    }

    @Test(
        "A vectorizer of texts that would read files is refused",
        arguments: ["CountVectorizer", "TfidfVectorizer", "HashingVectorizer"])
    func vectorizers(name: String) {
        func vectorizer(_ input: (inout PickleWriter) -> Void) -> ScanResult {
            scan {
                $0.global("sklearn.feature_extraction.text", name)
                $0.op(")")
                $0.op(0x81)
                $0.op("}")
                $0.text("input")
                input(&$0)
                $0.op("sb")
            }
        }
        #expect(vectorizer { $0.text("content") }.passes)
        for result in [
            vectorizer { $0.text("filename") }, vectorizer { $0.text("file") },
            vectorizer { $0.call("builtins", "str", "filename") },
        ] {
            #expect(
                result.summary.contains(
                    "would have 'sklearn.feature_extraction.text.\(name)' read the files that its input names"))
        }
    }

    @Test("joblib's array wrapper is refused wherever something else than joblib's own instructions gets hold of it")
    func strayWrappers() {
        func wrapper(_ writer: inout PickleWriter) { writer.global("joblib.numpy_pickle", "NumpyArrayWrapper") }
        let given = scan {
            $0.global("sklearn.neighbors._kd_tree", "newObj")
            wrapper(&$0)
            $0.op(0x85)
            $0.op("R")
        }
        let held = scan {
            $0.op("]")
            wrapper(&$0)
            $0.op("a")
        }
        let made = scan {
            $0.global("torch.jit._pickle", "restore_type_tag")
            wrapper(&$0)
            $0.op(")")
            $0.op(0x81)
            $0.text("x")
            $0.op(0x86)
            $0.op("R")
        }
        for result in [given, held, made] {
            #expect(result.verdict == .refused)
            #expect(result.findings.contains { $0.message.hasPrefix("hands joblib's array wrapper to something") })
        }
    }
}
