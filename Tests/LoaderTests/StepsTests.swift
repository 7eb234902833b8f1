import Files
import JSON
import Probe
import Tensors
import Testing

@Suite("Steps, state, tables and code of the user's own", .tags(.environment))
struct StepsTests {
    private let environment: TestEnvironment
    private let folder: String

    init() throws {
        environment = try Interpreters.science.get()
        folder = try Self.made.get()
    }

    /// Models made with the environment's own scikit-learn, and code that only passes on what it was given.
    private static let made = Result {
        let environment = try Interpreters.science.get()
        let folder = environment.root + "/steps"
        try Directory.create(folder)
        try File.write(code, to: folder + "/custom.py")
        try Interpreters.run(environment.python, ["-c", script, folder])
        return folder
    }

    private static let script = """
        import os, sys
        import joblib, numpy, pandas
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.linear_model import LogisticRegression
        os.chdir(sys.argv[1])
        texts = ["good film", "bad film", "great fun", "awful bore", "good great", "bad awful"]
        labels = [1, 0, 1, 0, 1, 0]
        vectorizer = TfidfVectorizer().fit(texts)
        classifier = LogisticRegression().fit(vectorizer.transform(texts), labels)
        joblib.dump(vectorizer, "vectorizer.joblib")
        joblib.dump(classifier, "classifier.joblib")
        numpy.save("texts.npy", numpy.array(["good", "bad"]))
        numpy.save("texts-expected.npy", classifier.predict_proba(vectorizer.transform(["good", "bad"])))
        table = pandas.DataFrame({"a": [1.0, 2, 3, 4], "b": [4.0, 3, 2, 8]})
        model = LogisticRegression().fit(table, [0, 1, 0, 1])
        joblib.dump(model, "named.joblib")
        joblib.dump(LogisticRegression().fit(table.to_numpy(), [0, 1, 0, 1]), "bare.joblib")
        numpy.save("table.npy", table[["b", "a"]].to_numpy())
        numpy.save("wide.npy", numpy.column_stack([table["b"], table["a"], table["a"]]))
        numpy.save("table-expected.npy", model.predict_proba(table))
        open("scale.txt", "w").write("2.5")
        from sklearn.preprocessing import MaxAbsScaler
        rows = numpy.random.default_rng(7).uniform(0, 7, (10, 4)).astype(numpy.float32)
        joblib.dump(MaxAbsScaler().fit(rows), "scaler.joblib")
        numpy.save("rows.npy", rows)
        numpy.save("scaled.npy", MaxAbsScaler().fit(rows).transform(rows))
        """

    private static let code = """
        import scipy.sparse

        class Model:
            def __init__(self, scale):
                self.scale, self.calls = scale, 0
            def clear(self):
                self.calls = 0
            def __call__(self, rows):
                self.calls += 1
                return rows * self.scale + self.calls

        class OnlySparse:
            def transform(self, rows):
                assert scipy.sparse.issparse(rows), type(rows)
                return rows
            def predict(self, rows):
                raise RuntimeError("a step in the middle has to transform")

        def load(path):
            return Model(float(open(path).read()))

        def only_sparse(path):
            return OnlySparse()

        def nothing(path):
            pass

        def lacking(path):
            import not_installed_anywhere
        """

    private func entry(_ function: String) -> JSONValue {
        ["file": .string(folder + "/custom.py"), "function": .string(function)]
    }

    private func job(
        _ name: String, _ format: String, _ file: String, _ input: String, _ change: (inout Job) -> Void = { _ in }
    )
        -> Job
    {
        Job.test(name, format, "\(folder)/\(file)", [JobInput(name: "", path: "\(folder)/\(input).npy")], change)
    }

    private func step(_ format: String, _ file: String, _ options: JSONObject = [:], call: String? = nil) -> JobStep {
        JobStep(format: format, artifact: "\(folder)/\(file)", call: call, options: options)
    }

    private func run(_ jobs: [Job]) throws -> [CellRecord] {
        let run = try LoaderRun(environment.python, jobs, preload: ["joblib", "sklearn", "pandas"])
        return jobs.enumerated().map { run.cell($0, $1.cell) }
    }

    /// Whether the inferences' rows are those of an array, taken again from the start.
    private func expect(_ cell: CellRecord, _ output: String, _ expected: String) throws {
        let want = try NPY.decode(try File.read("\(folder)/\(expected).npy"))
        #expect(cell.exit?.complete == true, "\(cell.raised?.failure.message ?? "")")
        for index in 0..<10 {
            let row = index % want.shape[0]
            let got = try #require(try cell.outputs(index)[output]).numbers
            #expect(got == Array(want.numbers[row * 2..<row * 2 + 2]))
        }
    }

    @Test("Each step gets what the one before returned: sparse stays sparse, through code of one's own too")
    func sparse() throws {
        let cells = try run([
            job("reviews", "", "", "texts") { job in
                job.steps = [
                    step("joblib", "vectorizer.joblib"),
                    step("python", "scale.txt", ["entry": entry("only_sparse")]),
                    step("joblib", "classifier.joblib"),
                ]
            }
        ])
        try expect(cells[0], "predict_proba", "texts-expected")
        #expect(cells[0].description?.call == "transform → transform → predict_proba")
        #expect(cells[0].description?.route == "hosted")
        #expect(cells[0].description?.type.hasSuffix("→ sklearn.linear_model._logistic.LogisticRegression") == true)
    }

    @Test("A failure says which step it was, on load and at inference")
    func failures() throws {
        let cells = try run([
            job("load", "", "", "texts") { job in
                job.steps = [step("joblib", "vectorizer.joblib"), step("joblib", "classifier.joblib", call: "nope")]
            },
            job("inference", "", "", "texts") { job in
                job.steps = [step("joblib", "classifier.joblib"), step("joblib", "classifier.joblib")]
            },
        ])
        #expect(cells[0].raised?.stage == .load && cells[0].raised?.failure.step == 1)
        #expect(cells[1].raised?.stage == .inference && cells[1].raised?.failure.step == 0)
        #expect(cells[1].raised?.failure.type == "ValueError")
    }

    @Test("A model with state answers the same again only where it is reset before each inference")
    func state() throws {
        let cells = try run([
            job("reset", "python", "scale.txt", "table") { job in
                job.options = ["entry": entry("load"), "reset": "clear"]
            },
            job("not", "python", "scale.txt", "table") { $0.options = ["entry": entry("load")] },
            job("wrong", "python", "scale.txt", "table") { $0.options = ["entry": entry("load"), "reset": "nope"] },
            job("step", "", "", "table") { job in
                job.steps = [step("python", "scale.txt", ["entry": entry("load"), "reset": "clear"])]
            },
        ])
        #expect(try cells[0].outputs(0) == cells[0].outputs(10))
        #expect(try cells[0].outputs(3)["output"]?.numbers == [21, 11])
        #expect(try cells[1].outputs(0)["output"]?.numbers == [11, 3.5])
        #expect(try cells[1].outputs(10)["output"]?.numbers == [21, 13.5])
        #expect(cells[2].raised?.stage == .load)
        #expect(cells[2].raised?.failure.message == "custom.Model has no method 'nope'; correct 'reset'")
        #expect(try cells[3].outputs(0) == cells[3].outputs(10))
    }

    @Test("A table's columns come in the model's order, and those that it lacks are named")
    func tables() throws {
        let cells = try run([
            job("permuted", "joblib", "named.joblib", "table") { $0.options = ["columns": ["b", "a"]] },
            job("missing", "joblib", "named.joblib", "table") { $0.options = ["columns": ["b", "x"]] },
            job("extra", "joblib", "named.joblib", "wide") { $0.options = ["columns": ["b", "a", "x"]] },
            job("bare", "joblib", "bare.joblib", "table") { $0.options = ["columns": ["b", "a"]] },
        ])
        try expect(cells[0], "predict_proba", "table-expected")
        #expect(cells[0].warnings.isEmpty)
        #expect(cells[1].raised?.failure.type == "InputError")
        #expect(
            cells[1].raised?.failure.message
                == "the table lacks columns that the model was fitted with: 'a', and has instead 'x'; "
                + "where only the names differ, use 'rename'")
        #expect(cells[2].raised?.failure.type == "InputError")
        #expect(
            cells[2].raised?.failure.message.hasPrefix(
                "the table has columns that the model was not fitted with: 'x' (ValueError: The feature names") == true)
        // Fitted without names, it takes the numbers as they stand.
        #expect(cells[3].exit?.complete == true && cells[3].warnings.isEmpty)
        #expect(try cells[3].outputs(0)["predict_proba"] != cells[0].outputs(0)["predict_proba"])
    }

    @Test("A scaler of joblib's hands its rows to an ONNX model, which checks them against its signature")
    func onnxStep() throws {
        let model = JobStep(format: "onnx", artifact: Places.demo + "iris-onnx.onnx")
        let cells = try run([
            job("both", "", "", "rows") { $0.steps = [step("joblib", "scaler.joblib", call: "transform"), model] },
            Job.test("alone", "onnx", model.artifact, [JobInput(name: "X", path: folder + "/scaled.npy")]),
            job("narrow", "", "", "table") {
                $0.steps = [step("python", "scale.txt", ["entry": entry("load")]), model]
            },
        ])
        #expect(cells[0].exit?.complete == true, "\(cells[0].raised?.failure.message ?? "")")
        for index in 0..<10 { #expect(try cells[0].outputs(index) == cells[1].outputs(index)) }
        #expect(cells[0].description?.call == "transform → run")
        let failure = try #require(cells[2].raised?.failure)
        #expect(failure.step == 1 && failure.message.contains("the model takes X: float32[?, 4]"), "\(failure.message)")
    }

    @Test("Code that returns nothing, lacks the function or a package is told so")
    func entries() throws {
        let cells = try run(
            ["nothing", "nowhere", "lacking"].map { name in
                job(name, "python", "scale.txt", "table") { $0.options = ["entry": entry(name)] }
            })
        #expect(
            cells.map { $0.raised?.failure.message } == [
                "nothing of custom.py returned None; return what is to be called for each inference",
                "custom.py has no function 'nowhere'; correct 'entry'",
                "No module named 'not_installed_anywhere'",
            ])
        #expect(cells.map { $0.raised?.failure.isEnvironment } == [false, false, true])
    }

    @Test("A format without a Python object cannot be reset and says so")
    func unresettable() throws {
        let cell = try run([
            job("onnx", "onnx", "", "table") { job in
                job.artifact = Places.demo + "iris-onnx.onnx"
                job.options = ["reset": "clear"]
            }
        ])[0]
        #expect(cell.raised?.stage == .load && cell.raised?.failure.type == "ResetError")
    }
}
