import Files
import JSON
import Probe
import Tensors
import Testing

@Suite("scikit-learn, joblib and pandas", .tags(.environment))
struct ScikitLearnTests {
    private let environment: TestEnvironment

    init() throws { environment = try Interpreters.science.get() }

    private func inputs(_ path: String) throws -> [JobInput] {
        try environment.inputs(path).map { JobInput(name: $0.name, path: $0.path) }
    }

    private func reference(_ path: String, _ name: String) throws -> Tensor {
        let file = try #require(try environment.inputs(path).first { $0.name == name })
        return try NPY.decode(try File.read(file.path))
    }

    /// Whether ten inferences of one row give the reference's rows, to the given distance.
    private func matches(_ cell: CellRecord, _ name: String, _ reference: Tensor, within tolerance: Double) throws
        -> Bool
    {
        let width = reference.count / 10
        return try (0..<10).allSatisfy { index in
            let got = try #require(try cell.outputs(index)[name]).numbers
            return zip(got, reference.numbers[index * width..<(index + 1) * width]).allSatisfy {
                abs($0 - $1) <= tolerance
            }
        }
    }

    @Test("The demo's models do in 1.5.2 what plain Python showed: warn, raise at inference, drift silently")
    func demo() throws {
        let names = ["iris-pipeline", "digits-forest", "reviews-tfidf"]
        let endings = ["npz", "npz", "json"]
        let jobs = try zip(names, endings).map { name, ending in
            Job.test(
                name, "joblib", Places.demo + name + ".joblib",
                try inputs(Places.demo + "\(name).inputs.\(ending)"))
        }
        let run = try LoaderRun(environment.python, jobs, preload: ["joblib", "sklearn"], parallel: 2)
        #expect(run.status == 0)
        let versions = run.events.compactMap { event -> String? in
            if case .imported("sklearn", let version, _) = event { version } else { nil }
        }
        #expect(versions == ["1.5.2"])
        let iris = run.cell(0, "iris-pipeline")
        #expect(iris.exit?.complete == true)
        #expect(iris.description?.type == "sklearn.pipeline.Pipeline")
        #expect(iris.warnings.allSatisfy { $0.category == "InconsistentVersionWarning" } && iris.warnings.count == 3)
        let forest = run.cell(1, "digits-forest")
        #expect(forest.raised?.stage == .inference && forest.raised?.inference == 0)
        #expect(forest.raised?.failure.message.contains("monotonic_cst") == true)
        let reviews = run.cell(2, "reviews-tfidf")
        #expect(reviews.exit?.complete == true)
        let irisReference = try reference(Places.demo + "iris-pipeline.reference.npz", "predict_proba")
        #expect(try matches(iris, "predict_proba", irisReference, within: 1e-12))
        let reviewsReference = try reference(Places.demo + "reviews-tfidf.reference.npz", "predict_proba")
        #expect(try !matches(reviews, "predict_proba", reviewsReference, within: 1e-3))
    }

    @Test(
        "joblib reads every compression",
        arguments: ["none", "zlib", "gzip", "bz2", "xz", "lzma", "lz4"],
    )
    func compression(name: String) throws {
        let job = Job.test(
            "a", "joblib", Places.fixtures + "joblibs/ridge-\(name).joblib",
            try inputs(Places.fixtures + "joblibs/ridge.inputs.npz"))
        let cell = try LoaderRun(environment.python, [job], preload: ["joblib", "sklearn"]).cell(0, "a")
        #expect(cell.exit?.complete == true, "\(String(describing: cell.raised))")
        let expected = try reference(Places.fixtures + "joblibs/ridge.reference.npz", "predict")
        #expect(try matches(cell, "predict", expected, within: 1e-12))
    }

    @Test(
        "A damaged file raises at load, whatever the framework makes of it",
        arguments: ["truncated", "truncated-early", "truncated-zlib", "damaged-zlib", "empty", "text"],
    )
    func damaged(name: String) throws {
        let job = Job.test("a", "joblib", Places.fixtures + "joblibs/\(name).joblib")
        let cell = try LoaderRun(environment.python, [job], preload: ["joblib"]).cell(0, "a")
        let raised = try #require(cell.raised)
        #expect(raised.stage == .load && raised.inference == nil)
        #expect(!raised.failure.isEnvironment && !raised.failure.traceback.isEmpty)
    }

    @Test(
        "A model fitted with column names gets a DataFrame, from a file of columns in any order or from one array",
        arguments: [
            ("numbers", "numbers.inputs.csv"), ("numbers", "numbers-reordered.inputs.csv"),
            ("numbers", "numbers.inputs.npz"), ("mixed", "mixed.inputs.json"), ("mixed", "mixed.inputs.csv"),
        ],
    )
    func frames(model: String, file: String) throws {
        let folder = Places.fixtures + "frames/"
        let job = Job.test("a", "joblib", folder + model + ".joblib", try inputs(folder + file))
        let cell = try LoaderRun(environment.python, [job], preload: ["joblib", "sklearn"]).cell(0, "a")
        #expect(cell.exit?.complete == true, "\(String(describing: cell.raised))")
        // Without names scikit-learn would warn that the model was fitted with them.
        #expect(cell.warnings.isEmpty)
        let expected = try reference(folder + model + ".reference.npz", "predict_proba")
        #expect(try matches(cell, "predict_proba", expected, within: 1e-12))
    }

    @Test("A wrong number of features is the framework's own exception")
    func wrongWidth() throws {
        let job = Job.test(
            "a", "joblib", Places.demo + "iris-pipeline.joblib",
            [
                JobInput(name: "", path: Places.fixtures + "inputs/wrong-width.npy")
            ])
        let cell = try LoaderRun(environment.python, [job], preload: ["joblib", "sklearn"]).cell(0, "a")
        #expect(cell.raised?.failure.type == "ValueError")
        #expect(cell.raised?.failure.message.contains("features") == true)
    }

    @Test("A framework that raises on import is the environment's fault, whatever it raises")
    func broken() throws {
        let folder = try Directory.createTemporary(in: environment.root, prefix: "broken-")
        try File.write("raise ValueError('numpy.dtype size changed')", to: folder + "/joblib.py")
        let run = try LoaderRun(
            environment.python,
            [
                Job.test("a", "joblib", Places.demo + "iris-pipeline.joblib"),
                Job.test("b", "pickle", Places.badModels + "Raises.pkl"),
            ],
            preload: ["joblib"],
            variables: ["PYTHONPATH": folder + ":" + Places.badModels],
        )
        let failures = run.events.compactMap { if case .importFailed(_, let failure) = $0 { failure } else { nil } }
        #expect(failures.map(\.isEnvironment) == [true])
        #expect(run.cell(0, "a").raised?.failure.type == "ValueError")
        #expect(run.cell(0, "a").raised?.failure.isEnvironment == true)
        #expect(run.cell(1, "b").raised?.failure.isEnvironment == false)
    }

    @Test("A missing framework is the environment's fault, a missing module of the model's own is not")
    func missing() throws {
        let python = try Interpreters.any
        let bare = try LoaderRun(
            python,
            [
                Job.test("framework", "joblib", Places.demo + "iris-pipeline.joblib"),
                Job.test("own", "pickle", Places.badModels + "Good.pkl"),
            ],
            preload: ["joblib", "sklearn"])
        let framework = try #require(bare.cell(0, "framework").raised?.failure)
        #expect(framework.module == "joblib" && framework.isEnvironment)
        let own = try LoaderRun(
            environment.python, [Job.test("own", "pickle", Places.badModels + "Good.pkl")],
            preload: ["joblib", "sklearn", "sklearn.no_such_submodule"])
        let missing = try #require(own.cell(0, "own").raised?.failure)
        #expect(missing.module == "badmodels" && missing.type == "ModuleNotFoundError" && !missing.isEnvironment)
        let beside = try LoaderRun(
            environment.python,
            [Job.test("own", "pickle", Places.badModels + "Good.pkl") { $0.preload = ["joblib"] }],
            preload: ["joblib", "no_such_framework"])
        let other = try #require(beside.cell(0, "own").raised?.failure)
        #expect(other.module == "badmodels" && !other.isEnvironment, "another artifact's framework is missing")
        let moved = own.events.compactMap { if case .importFailed(_, let failure) = $0 { failure } else { nil } }
        #expect(moved.map(\.module) == ["sklearn.no_such_submodule"])
        #expect(moved.map(\.isEnvironment) == [false])
    }
}
