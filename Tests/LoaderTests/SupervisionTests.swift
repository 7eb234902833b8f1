import Files
import Foundation
import Probe
import Tensors
import Testing

@Suite("The supervisor")
struct SupervisionTests {
    /// Models for these tests; the module is found through PYTHONPATH.
    static let module = """
        import ctypes, os, sys, time

        class Model:
            def __init__(self, what): self.what = what
            def predict(self, rows): return getattr(self, self.what)(rows)

            def rubbish(self, rows):
                for descriptor in range(3, 300):
                    try: os.write(descriptor, b'not an event\\n{"event": "finished"}\\n{"event": "raised"}\\n')
                    except OSError: pass
                return [1.0]

            def forgery(self, rows):
                line = b'{"event": "inferred", "cell": "victim", "inference": {"index": 3, "seconds": 0, ' \\
                    b'"outputs": [{"name": "x", "path": "../../../etc/passwd"}]}}\\n' \\
                    b'{"event": "warned", "cell": "victim", "stage": "load", "category": "W", "message": "m"}\\n'
                for descriptor in range(3, 300):
                    try: os.write(descriptor, line)
                    except OSError: pass
                return [1.0]

            def closes(self, rows):
                os.closerange(0, 1000)
                return [1.0]

            def daemon(self, rows):
                if os.fork() == 0:
                    os.setsid()
                    if os.fork() == 0:
                        os.closerange(0, 1000)
                        os.execvp("sleep", ["smokehouse-daemon", "600"])
                    os._exit(0)
                os.wait()
                return [1.0]

            def flood(self, rows):
                while True: os.write(1, b'x' * 65536)

            def kinds(self, rows):
                import collections
                return {"int": 3, "nested": [[1, 2], [3, 4]], "mixed": (["a", "b"], [0.5, 1.5]), "text": "x",
                        "zip": [{"b": 0.25, "a": 0.75}], "deep": {"k": True}, "odd/name": 1.0}

            def keywords(self, rows): return [1.0]

        class Keywords:
            def __call__(self, *arguments, **keywords):
                return {"positional": len(arguments), "names": sorted(keywords), "first": keywords.get("a", [0])}
        """

    static func pickles(_ names: [String]) throws -> String {
        let folder = try Directory.createTemporary(in: NSTemporaryDirectory(), prefix: "loader-models-")
        try File.write(module, to: folder + "/odd_models.py")
        let script = """
            import pickle, gzip, bz2, lzma
            import odd_models
            for name in '\(names.joined(separator: " "))'.split():
                pickle.dump(odd_models.Model(name), open(name + '.pkl', 'wb'), 2)
            pickle.dump(odd_models.Keywords(), open('Keywords.pkl', 'wb'), 2)
            for module, ending in ((gzip, 'gz'), (bz2, 'bz2'), (lzma, 'xz')):
                pickle.dump(odd_models.Model('kinds'), module.open('kinds.pkl.' + ending, 'wb'), 2)
            """
        try Interpreters.run(
            "/usr/bin/env", ["-C", folder, try Interpreters.any, "-c", script], variables: ["PYTHONPATH": folder])
        return folder
    }

    @Test("Rubbish and forgeries in the event pipe are dropped, flagged and never cross cells")
    func rubbish() throws {
        let folder = try Self.pickles(["rubbish", "forgery"])
        defer { try? Directory.removeTree(folder) }
        let run = try LoaderRun(
            try Interpreters.any,
            [
                Job.test("rubbish", "pickle", folder + "/rubbish.pkl"),
                Job.test("forgery", "pickle", folder + "/forgery.pkl"),
                Job.test("victim", "pickle", Places.badModels + "Good.pkl"),
            ],
            parallel: 3,
            variables: ["PYTHONPATH": folder + ":" + Places.badModels],
        )
        #expect(run.status == 0)
        #expect(run.events.count { $0 == .finished } == 1)
        let rubbish = run.cell(0, "rubbish")
        #expect(rubbish.exit?.complete == true && rubbish.inferences.count == 11)
        #expect(rubbish.exit?.malformedEvents == 33)
        let forgery = run.cell(1, "forgery")
        #expect(forgery.exit?.malformedEvents == 11)
        #expect(forgery.inferences.flatMap(\.outputs).allSatisfy { $0.path.hasPrefix("outputs/") })
        let victim = run.cell(2, "victim")
        #expect(victim.warnings.isEmpty && victim.inferences.count == 11 && victim.exit?.malformedEvents == 0)
    }

    @Test("A cell that closes every descriptor ends as incomplete")
    func closes() throws {
        let folder = try Self.pickles(["closes"])
        defer { try? Directory.removeTree(folder) }
        let run = try LoaderRun(
            try Interpreters.any, [Job.test("a", "pickle", folder + "/closes.pkl") { $0.inferenceTimeout = 5 }],
            variables: ["PYTHONPATH": folder])
        let cell = run.cell(0, "a")
        #expect(cell.exit?.complete == false && cell.inferences.isEmpty)
        #expect(run.events.last == .finished)
    }

    @Test("A daemon that left its group and closed its files is found and killed")
    func daemons() throws {
        let folder = try Self.pickles(["daemon"])
        defer { try? Directory.removeTree(folder) }
        let run = try LoaderRun(
            try Interpreters.any, [Job.test("a", "pickle", folder + "/daemon.pkl") { $0.inferences = 3 }],
            variables: ["PYTHONPATH": folder])
        #expect(run.cell(0, "a").exit?.complete == true)
        let running = try Directory.list("/proc").contains { name in
            (try? File.readText("/proc/\(name)/cmdline"))?.hasPrefix("smokehouse-daemon\0") == true
        }
        #expect(!running)
    }

    @Test("A flood of output ends at the limit and leaves a small log")
    func flood() throws {
        let folder = try Self.pickles(["flood"])
        defer { try? Directory.removeTree(folder) }
        let run = try LoaderRun(
            try Interpreters.any, [Job.test("a", "pickle", folder + "/flood.pkl") { $0.inferenceTimeout = 2 }],
            variables: ["PYTHONPATH": folder])
        let cell = run.cell(0, "a")
        #expect(cell.timedOut?.stage == .inference)
        #expect(try File.size(cell.directory + "/stdout.log") < 5 << 20)
    }

    @Test("The orchestrator's end or a SIGTERM ends the session and its cells", arguments: [true, false])
    func stops(byInput: Bool) throws {
        let start = Date()
        let run = try LoaderRun(
            try Interpreters.any,
            [
                Job.test("a", "pickle", Places.badModels + "SleepsDeafly.pkl"),
                Job.test("b", "pickle", Places.badModels + "Good.pkl"),
            ],
            variables: ["PYTHONPATH": Places.badModels],
            intervention: byInput ? .closeInput : .terminate,
        )
        // The model sleeps for an hour, the limit is 30 seconds.
        #expect(Date().timeIntervalSince(start) < 25)
        #expect(run.status == 130)
        #expect(run.cell(0, "a").exit?.signal == Int(SIGKILL))
        #expect(run.cell(0, "a").exit?.outOfMemory == false)
        #expect(run.cell(1, "b").exit == nil)
        #expect(!run.events.contains(.finished))
    }

    @Test("Compressed pickles and every kind of result are read without numpy", arguments: ["", ".gz", ".bz2", ".xz"])
    func kinds(ending: String) throws {
        let folder = try Self.pickles(["kinds"])
        defer { try? Directory.removeTree(folder) }
        let run = try LoaderRun(
            try Interpreters.any, [Job.test("a", "pickle", folder + "/kinds.pkl" + ending)],
            variables: ["PYTHONPATH": folder])
        let outputs = try run.cell(0, "a").outputs(0)
        #expect(
            outputs.keys.sorted() == [
                "deep.k", "int", "mixed[0]", "mixed[1]", "nested", "odd/name", "text", "zip",
            ])
        #expect(outputs["int"]?.shape == [] && outputs["int"]?.dtype == .int64)
        #expect(outputs["nested"]?.shape == [2, 2] && outputs["nested"]?.numbers == [1, 2, 3, 4])
        #expect(outputs["mixed[0]"]?.strings == ["a", "b"])
        #expect(outputs["zip"]?.shape == [1, 2] && outputs["zip"]?.numbers == [0.75, 0.25])
        #expect(outputs["deep.k"]?.dtype == .bool)
    }

    @Test("Several named inputs become keywords, unnamed ones positions; rows start again at the end")
    func arguments() throws {
        let folder = try Self.pickles([])
        defer { try? Directory.removeTree(folder) }
        let column = folder + "/column.npy"
        let values: [Int64] = [10, 11, 12]
        let tensor = Tensor(dtype: .int64, shape: [3], bytes: values.flatMap { withUnsafeBytes(of: $0) { Array($0) } })
        try File.write(NPY.encode(tensor), to: column)
        func job(_ cell: String, _ names: [String], _ change: (inout Job) -> Void = { _ in }) -> Job {
            Job.test(cell, "pickle", folder + "/Keywords.pkl", names.map { JobInput(name: $0, path: column) }, change)
        }
        let run = try LoaderRun(
            try Interpreters.any,
            [
                job("named", ["a", "b"]), job("unnamed", ["", ""]), job("two", ["a", "b"]) { $0.batch = 2 },
                job("stacked", ["a", "b"]) { $0.batch = nil },
            ],
            variables: ["PYTHONPATH": folder])
        let named = run.cell(0, "named")
        #expect(try named.outputs(0)["names"]?.strings == ["a", "b"])
        #expect(try named.outputs(0)["positional"]?.numbers == [0])
        #expect(try (0..<4).map { try named.outputs($0)["first"]?.numbers } == [[10], [11], [12], [10]])
        #expect(try run.cell(1, "unnamed").outputs(0)["positional"]?.numbers == [2])
        #expect(try run.cell(2, "two").outputs(1)["first"]?.numbers == [12, 10])
        #expect(
            try run.cell(3, "stacked").outputs(1)["first"]
                == Tensor(
                    dtype: .int64, shape: [], bytes: Array(tensor.bytes[8..<16])))
    }

    @Test("A cell that cannot take its sandbox on is not run, required or not, and says so")
    func unsealed() throws {
        var rules = SandboxRules(readable: ["/"])
        // No descriptor is left for Landlock's rules.
        rules.limits.descriptors = 3
        let run = try LoaderRun(
            try Interpreters.any, [Job.test("a", "pickle", Places.badModels + "Good.pkl")],
            variables: ["PYTHONPATH": Places.badModels], sandbox: rules)
        let withheld = run.events.contains { if case .withheld("a", _) = $0 { true } else { false } }
        #expect(withheld && run.cell(0, "a").stages.isEmpty)
    }

    @Test("A faulty session ends with status 2")
    func faultySession() throws {
        let path = NSTemporaryDirectory() + "/faulty-\(UUID()).json"
        try File.write("{}", to: path)
        defer { try? FileManager.default.removeItem(atPath: path) }
        #expect(throws: Interpreters.Failed.self) { try Interpreters.run(Places.native, [path]) }
    }
}
