import Matrix
import Testing

@testable import Artifacts

/// Names that are permitted each for itself, and what they would do together.
@Suite("Permitted names put together")
struct GadgetTests {
    private func scan(_ build: (inout PickleWriter) -> Void) -> ScanResult {
        PickleScan.judge(PickleReader.read(PickleWriter.make(build)), policy: Policy())
    }

    /// `functools.partial` as pickle writes it: what it keeps comes in its state.
    private func partial(
        _ writer: inout PickleWriter, _ module: String, _ name: String, arguments: String = ")",
        keywords: (inout PickleWriter) -> Void = { _ in }
    ) {
        writer.call("functools", "partial") { $0.global(module, name) }
        writer.op("(")
        writer.global(module, name)
        writer.op(arguments + "}")
        keywords(&writer)
        writer.op("Ntb")
    }

    @Test(
        "A function with some of its arguments is what models have, and keeps numbers where it is one of Python's own")
    func partials() {
        #expect(scan { partial(&$0, "builtins", "max", arguments: "(K\u{0}t") }.passes)
        #expect(
            scan {
                partial(&$0, "builtins", "sorted") {
                    $0.text("reverse"); $0.op(0x88); $0.op("s")
                }
            }.passes)
        #expect(
            scan {
                partial(&$0, "builtins", "str.split") {
                    $0.text("sep"); $0.text(","); $0.op("s")
                }
            }.passes)
        #expect(
            scan {
                partial(&$0, "numpy", "quantile") {
                    $0.text("method"); $0.text("higher"); $0.op("s")
                }
            }.passes)
        let isRefused = { (result: ScanResult) in
            result.summary.contains("calls 'functools.partial' with arguments that models don't use")
        }
        #expect(isRefused(scan { partial(&$0, "builtins", "min", arguments: "(Va\nt") }))
        #expect(isRefused(scan { partial(&$0, "builtins", "max", arguments: "(]t") }))
        #expect(
            isRefused(
                scan {
                    partial(&$0, "builtins", "min") {
                        $0.text("key"); $0.global("numpy", "ndim"); $0.op("s")
                    }
                }))
        let ofObject = scan {
            $0.call("functools", "partial") { $0.global("builtins", "len") }
            $0.op("(")
            $0.global("builtins", "Exception")
            $0.op(")R)}Ntb")
        }
        #expect(isRefused(ofObject))
    }

    @Test("What a function keeps by name is looked at also where it is added later, for the dictionary is its own")
    func laterKeywords() {
        func build(_ value: (inout PickleWriter) -> Void) -> ScanResult {
            scan {
                $0.call("functools", "partial") { $0.global("builtins", "min") }
                $0.op("(")
                $0.global("builtins", "min")
                $0.op(")}")
                $0.op(0x94)
                $0.op("Ntbh\u{0}")
                $0.text("default")
                value(&$0)
                $0.op("s")
            }
        }
        #expect(build { $0.int(1) }.passes)
        let result = build { $0.text("x") }
        #expect(result.summary.contains("calls 'functools.partial' with arguments that models don't use"))
    }

    @Test("What a dictionary asks for what it lacks is a type, a function or one with some arguments")
    func factories() {
        func factory(_ build: (inout PickleWriter) -> Void) -> ScanResult {
            scan { $0.call("collections", "defaultdict", of: build) }
        }
        #expect(factory { $0.global("builtins", "int") }.passes)
        #expect(factory { $0.op("N") }.passes)
        #expect(factory { partial(&$0, "collections", "defaultdict", arguments: "(cbuiltins\nlist\nt") }.passes)
        let ofObject = factory {
            $0.global("builtins", "Exception")
            $0.op(")R")
        }
        #expect(ofObject.summary.contains("calls 'collections.defaultdict' with arguments"), "\(ofObject.summary)")
    }

    @Test("A dictionary is made of what stands in the file", arguments: ["builtins dict", "collections Counter"])
    func copies(name: String) {
        let words = name.split(separator: " ").map(String.init)
        func made(_ mapping: (inout PickleWriter) -> Void) -> ScanResult {
            scan { $0.call(words[0], words[1], of: mapping) }
        }
        if words[1] == "Counter" {
            #expect(made { $0.op("}") }.passes)
            #expect(
                made {
                    $0.global("collections", "OrderedDict"); $0.op(")R")
                }.passes)
        }
        let ofChain = made {
            $0.global("collections", "ChainMap")
            $0.op(")")
            $0.op(0x81)
        }
        #expect(ofChain.verdict == .refused)
    }

    private func interpolator(_ attribute: String, _ value: (inout PickleWriter) -> Void) -> ScanResult {
        scan {
            $0.global("scipy.interpolate._interpolate", "interp1d")
            $0.op(")")
            $0.op(0x81)
            $0.op("}")
            $0.text(attribute)
            value(&$0)
            $0.op("sb")
        }
    }

    @Test("SciPy's objects hold functions where they have them, and none in the place of a method")
    func interpolators() {
        #expect(
            interpolator("_call") { $0.global("scipy.interpolate._interpolate", "interp1d._call_linear_np") }.passes)
        #expect(interpolator("dtype") { $0.global("numpy", "float64") }.passes)
        let function = interpolator("_scale_x") { $0.global("numpy", "sum") }
        #expect(function.summary.contains("sets the attribute '_scale_x', which would be called in a method's place"))
        let partial = interpolator("_evaluate") { self.partial(&$0, "numpy", "sum") }
        #expect(partial.summary.contains("'_evaluate'"), "\(partial.summary)")
        let frame = interpolator("tree") {
            $0.global("pandas.core.frame", "DataFrame")
            $0.op(")")
            $0.op(0x81)
        }
        #expect(frame.summary.contains("'tree'"), "\(frame.summary)")
    }

    @Test("A state hides no function by many attributes before it, in a tuple or in an ordered dictionary")
    func hiddenParts() {
        func interpolator(_ state: (inout PickleWriter) -> Void) -> ScanResult {
            scan {
                $0.global("scipy.interpolate._interpolate", "interp1d")
                $0.op(")")
                $0.op(0x81)
                state(&$0)
                $0.op("b")
            }
        }
        func function(_ writer: inout PickleWriter) {
            writer.text("_scale_x")
            writer.global("numpy", "sum")
        }
        let many = interpolator {
            $0.op("}(")
            for index in 0..<300 {
                $0.text("a\(index)")
                $0.op("N")
            }
            function(&$0)
            $0.op("u")
        }
        let tuple = interpolator {
            $0.op("}")
            function(&$0)
            $0.op("s}")
            $0.op(0x86)
        }
        let ordered = interpolator {
            $0.global("collections", "OrderedDict")
            $0.op(")R")
            function(&$0)
            $0.op("s")
        }
        for result in [many, tuple, ordered] {
            #expect(result.summary.contains("sets the attribute '_scale_x'"), "\(result.summary)")
        }
    }

    @Test("An empty object that scikit-learn makes of a class is one of that class")
    func emptyObjects() {
        func made(_ module: String, _ name: String) -> ScanResult {
            scan { $0.call("sklearn.neighbors._ball_tree", "newObj") { $0.global(module, name) } }
        }
        #expect(made("sklearn.neighbors._ball_tree", "BallTree").passes)
        #expect(!made("sklearn.feature_extraction.text", "TfidfVectorizer").passes)
        #expect(!made("sklearn.svm._classes", "SVC").passes)
    }

    @Test(
        "A time zone is one by its name, no file",
        arguments: [
            ("Europe/Berlin", true), ("dateutil/Europe/Berlin", true), ("dateutil//tmp/x", false),
            ("dateutil/../../tmp/x", false), ("tz: dateutil//etc/x", false),
        ])
    func zones(name: String, isClean: Bool) {
        let result = scan {
            $0.op("}")
            $0.text("tz")
            $0.text(name)
            $0.op("s")
        }
        #expect(result.passes == isClean)
        let escaped = scan {
            $0.op("}")
            $0.text("tz")
            $0.op("V" + name.replacing("d", with: "\\u0064") + "\n")
            $0.op("s")
        }
        #expect(escaped.passes == isClean)
    }

    @Test("Escaped keys of one state of many objects are read so often, not as often as there are objects")
    func escapedKeys() {
        let result = scan {
            $0.global("collections", "OrderedDict")
            $0.op(")R(")
            for index in 0..<1000 {
                $0.op("V" + String(repeating: "\\u0061", count: 80) + "\(index)\nN")
            }
            $0.op("uq\u{0}0")
            for _ in 0..<1000 {
                $0.global("builtins", "Exception")
                $0.op(")Rh\u{0}b0")
            }
            $0.op("N")
        }
        #expect(result.summary.contains("more than"), "\(result.summary)")
    }
}
