import Files
import JSON
import Probe
import Tensors
import Testing

@Suite("ONNX models, native and hosted", .tags(.environment))
struct ONNXTests {
    private let environment: TestEnvironment

    init() throws { environment = try Interpreters.science.get() }

    private func run(_ jobs: [Job], native: Bool) throws -> LoaderRun {
        native
            ? try LoaderRun(nil, jobs, parallel: 2, sitePackages: [environment.sitePackages])
            : try LoaderRun(environment.python, jobs, preload: ["onnxruntime"], parallel: 2)
    }

    private func job(
        _ name: String,
        _ model: String,
        _ inputs: String,
        _ change: (inout Job) -> Void = { _ in },
    ) throws -> Job {
        let inputs = try environment.inputs(inputs).map { JobInput(name: $0.name, path: $0.path) }
        return Job.test(name, "onnx", model, inputs, change)
    }

    @Test("Both routes give the same bits and the same description")
    func parity() throws {
        let onnxes = Places.fixtures + "onnxes/"
        let zipmap = environment.root + "/zipmap.onnx"
        try File.write(ZipMapModel.bytes, to: zipmap)
        let jobs = [
            try job("iris", Places.demo + "iris-onnx.onnx", Places.demo + "iris-onnx.inputs.npz"),
            try job("digits", Places.demo + "digits-onnx.onnx", Places.demo + "digits-onnx.inputs.npz"),
            try job("reviews", Places.demo + "reviews-onnx.onnx", Places.demo + "reviews-onnx.inputs.json"),
            try job("strings", onnxes + "strings.onnx", onnxes + "strings.inputs.json"),
            try job("several", onnxes + "several-inputs.onnx", onnxes + "several-inputs.inputs.npz"),
            try job("zipmap", zipmap, Places.demo + "iris-pipeline.inputs.npz") { job in
                job.options = ["cast-inputs": true]
                job.batch = 2
            },
        ]
        let native = try run(jobs, native: true)
        let hosted = try run(jobs, native: false)
        for (index, job) in jobs.enumerated() {
            let (left, right) = (native.cell(index, job.cell), hosted.cell(index, job.cell))
            #expect(left.exit?.complete == true, "\(job.cell): \(String(describing: left.raised))")
            #expect(right.exit?.complete == true, "\(job.cell): \(String(describing: right.raised))")
            #expect(left.description?.inputs == right.description?.inputs)
            #expect(left.description?.outputs == right.description?.outputs)
            #expect(left.description?.type == right.description?.type)
            for inference in 0...10 {
                #expect(try left.outputs(inference) == right.outputs(inference), "\(job.cell) \(inference)")
            }
        }
        let table = try #require(try native.cell(5, "zipmap").outputs(0)["probabilities"])
        #expect(table.dtype == .float32 && table.shape == [2, 4])
    }

    @Test(
        "What ONNX Runtime refuses is raised at load with its words, on both routes",
        arguments: [
            ("truncated", "Protobuf parsing failed"), ("future-ir", "IR version"), ("future-opset", "opset"),
            ("custom-operator", "Frobnicate"),
        ],
        [true, false],
    )
    func refused(model: (name: String, words: String), native: Bool) throws {
        let path = Places.fixtures + "onnxes/\(model.name).onnx"
        let cell = try run([Job.test("a", "onnx", path)], native: native).cell(0, "a")
        let raised = try #require(cell.raised)
        #expect(raised.stage == .load)
        #expect(raised.failure.message.contains(model.words), "\(raised.failure.message)")
        #expect(!raised.failure.isEnvironment)
    }

    @Test(
        "Wrong names, dtypes and shapes are reported with the model's signature, on both routes",
        arguments: [true, false])
    func inputs(native: Bool) throws {
        let iris = Places.demo + "iris-onnx.onnx"
        let several = Places.fixtures + "onnxes/several-inputs.onnx"
        func input(_ name: String, _ file: String) -> JobInput {
            JobInput(name: name, path: Places.fixtures + "inputs/\(file).npy")
        }
        let jobs = [
            Job.test("name", "onnx", iris, [input("x", "rows-float32")]),
            Job.test("dtype", "onnx", iris, [input("X", "rows")]),
            Job.test("shape", "onnx", iris, [input("", "one-dimension")]) { $0.options = ["cast-inputs": true] },
            Job.test("missing", "onnx", several, [input("a", "rows-float32")]),
            try job("cast", iris, Places.demo + "iris-pipeline.inputs.npz") { $0.options = ["cast-inputs": true] },
        ]
        let run = try run(jobs, native: native)
        func message(_ index: Int) -> String? { run.cell(index, jobs[index].cell).raised?.failure.message }
        #expect(message(0) == "the model has no input 'x'; the model takes X: float32[?, 4]; rename it: {x: X}")
        #expect(message(1) == "input 'X' is float64, the model takes float32; the model takes X: float32[?, 4]")
        #expect(message(2)?.hasPrefix("input 'X' has the shape [1]; the model takes X: float32[?, 4]") == true)
        #expect(message(3)?.hasPrefix("the model's input 'b' is not given; the model takes a: ") == true)
        #expect(run.cell(4, "cast").exit?.complete == true)
    }

    @Test("A library that is not there is the environment's fault")
    func missing() throws {
        let run = try LoaderRun(
            nil, [Job.test("a", "onnx", Places.demo + "iris-onnx.onnx")], sitePackages: ["/nowhere"])
        #expect(run.cell(0, "a").raised?.failure.isEnvironment == true)
        #expect(run.cell(0, "a").raised?.failure.module == "onnxruntime")
        #expect(run.status == 0)
    }
}
