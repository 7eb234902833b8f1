import Files
import Foundation
import Probe
import Testing

/// What a cell's own code may say over the pipe that the loader reports by.
@Suite("A cell's events")
struct CellEventsTests {
    /// Models that write events themselves, by the pipe with the highest number.
    private static let module = """
        import json, os, stat, time, warnings

        def say(event):
            line = json.dumps(dict(event, cell="x")).encode() + b'\\n'
            for descriptor in sorted(map(int, os.listdir('/proc/self/fd')), reverse=True):
                try: is_pipe = descriptor > 2 and stat.S_ISFIFO(os.fstat(descriptor).st_mode)
                except OSError: continue
                if is_pipe:
                    os.write(descriptor, line)
                    return

        class Model:
            def __init__(self, what): self.what = what
            def predict(self, rows): return getattr(self, self.what)() or [1.0]

            def ends(self):
                say({"event": "ended", "complete": True, "out-of-memory": False})
                os._exit(0)

            def skips(self):
                say({"event": "stage-finished", "stage": "inference", "seconds": 0.1})
                say({"event": "stage-started", "stage": "determinism"})
                say({"event": "stage-finished", "stage": "determinism", "seconds": 0.1})
                self.ends()

            def stretches(self):
                for _ in range(100):
                    say({"event": "stage-started", "stage": "load"})
                    say({"event": "stage-started", "stage": "inference"})
                    say({"event": "inferred", "inference": {"index": 0, "seconds": 0, "outputs": []}})
                    time.sleep(0.2)

            def numbers(self):
                for index in (2 ** 63 - 1, -2 ** 63, -1, 11):
                    say({"event": "inferred", "inference": {"index": index, "seconds": 0, "outputs": []}})
                    say({"event": "raised", "stage": "inference", "inference": index, "failure":
                        {"type": "MemoryError", "message": "m", "traceback": "", "is-environment": False}})

            def twice(self):
                outputs = [{"name": name, "path": "outputs/a.npy"} for name in "ab"]
                say({"event": "inferred", "inference": {"index": 0, "seconds": 0, "outputs": outputs}})

            def blames(self):
                say({"event": "raised", "stage": "inference", "inference": 0, "failure":
                    {"type": "ImportError", "message": "m", "traceback": "", "is-environment": True}})
                os._exit(0)

            def raises(self): raise ValueError("start" + "x" * 3_000_000 + "end")

            def warns(self):
                for number in range(200): warnings.warn("%d %s" % (number, "y" * 200_000))

            def outputs(self): return {"an output with a rather long name, number %06d" % i: 1.0 for i in range(1500)}
        """

    private func run(_ what: String, timeout: Double = 10) throws -> LoaderRun {
        let folder = try Directory.createTemporary(in: NSTemporaryDirectory(), prefix: "loader-models-")
        defer { try? Directory.removeTree(folder) }
        try File.write(Self.module, to: folder + "/forgers.py")
        let script = "import pickle, forgers; pickle.dump(forgers.Model('\(what)'), open('m.pkl', 'wb'))"
        try Interpreters.run(
            "/usr/bin/env", ["-C", folder, try Interpreters.any, "-c", script], variables: ["PYTHONPATH": folder])
        return try LoaderRun(
            try Interpreters.any, [Job.test("a", "pickle", folder + "/m.pkl") { $0.inferenceTimeout = timeout }],
            variables: ["PYTHONPATH": folder])
    }

    @Test("Who says that all is done before it is has not come to its end", arguments: ["ends", "skips"])
    func early(what: String) throws {
        let cell = try run(what).cell(0, "a")
        #expect(cell.exit?.status == 0)
        #expect(cell.exit?.complete == false)
        #expect(cell.inferences.isEmpty)
    }

    @Test("Steps count once and in order, so that no limit is put off")
    func stretches() throws {
        let cell = try run("stretches", timeout: 2).cell(0, "a")
        #expect(cell.timedOut?.stage == .inference)
        let seconds = try #require(cell.exit?.seconds)
        #expect(seconds < 12, "\(seconds) s")
    }

    @Test("Numbers that no inference has are passed over", arguments: ["numbers", "twice"])
    func numbers(what: String) throws {
        let run = try run(what)
        let cell = run.cell(0, "a")
        #expect(run.events.last == .finished)
        #expect(cell.exit?.complete == true && cell.inferences.map(\.index) == Array(0...10))
        #expect(cell.exit?.malformedEvents == (what == "numbers" ? 88 : 11))
        #expect(cell.raised == nil)
    }

    @Test("Who puts its fault down to an environment that lacks nothing is not believed")
    func blaming() throws {
        let failure = try #require(try run("blames").cell(0, "a").raised?.failure)
        #expect(failure.message == "m" && !failure.isEnvironment)
    }

    @Test("A message of megabytes is cut, its start and its end are kept")
    func longMessage() throws {
        let cell = try run("raises").cell(0, "a")
        let failure = try #require(cell.raised?.failure)
        #expect(failure.message.hasPrefix("startxxx") && failure.message.hasSuffix("xxxend"))
        #expect(failure.message.contains("bytes left out]"))
        #expect(failure.message.utf8.count < 66_000 && failure.traceback.utf8.count < 132_000)
        #expect(cell.exit?.malformedEvents == 0)
    }

    @Test("Long warnings are cut, and only so much of them is kept")
    func longWarnings() throws {
        let cell = try run("warns").cell(0, "a")
        #expect(cell.exit?.complete == true)
        #expect(cell.warnings.count > 50)
        #expect(cell.warnings.map { $0.message.utf8.count }.reduce(0, +) <= 1 << 20)
        #expect(cell.warnings.allSatisfy { $0.message.contains("bytes left out]") })
    }

    @Test("A model may have thousands of outputs")
    func manyOutputs() throws {
        let cell = try run("outputs").cell(0, "a")
        #expect(cell.exit?.complete == true && cell.exit?.malformedEvents == 0)
        #expect(try cell.outputs(10).count == 1500)
    }
}
