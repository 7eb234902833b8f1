import Files
import Foundation
import Probe
import Tensors
import Testing

@Suite("Models that misbehave")
struct BadModelTests {
    /// All bad models in one session, two at a time, a good one between each two: run once for all tests.
    private static let session = Result {
        let names = try Directory.list(Places.badModels).filter { $0.hasSuffix(".pkl") }.map { String($0.dropLast(4)) }
        let jobs = names.flatMap { name in
            [
                Job.test(name, "pickle", Places.badModels + name + ".pkl") { job in
                    job.loadTimeout = name.hasPrefix("Sleeps") ? 2 : 60
                    job.inferenceTimeout = name.hasPrefix("Sleeps") ? 2 : 30
                    job.memoryLimit = 1 << 30
                },
                Job.test("Good after \(name)", "pickle", Places.badModels + "Good.pkl"),
            ]
        }
        let run = try LoaderRun(
            try Interpreters.any, jobs, parallel: 2, variables: ["PYTHONPATH": Places.badModels])
        return Finished(names: names, run: run)
    }

    private struct Finished: @unchecked Sendable {
        let names: [String]
        let run: LoaderRun

        func cell(_ name: String) throws -> CellRecord {
            run.cell(2 * (try #require(names.firstIndex(of: name))), name)
        }
    }

    @Test("The session ends well and every other cell is untouched")
    func others() throws {
        let session = try Self.session.get()
        #expect(session.run.status == 0)
        #expect(session.run.events.last == .finished)
        for (index, name) in session.names.enumerated() {
            let good = session.run.cell(2 * index + 1, "Good after \(name)")
            #expect(good.exit?.complete == true, "\(name)")
            #expect(good.inferences.count == 11, "\(name)")
            #expect(good.warnings.isEmpty && good.raised == nil, "\(name)")
        }
    }

    @Test("Every cell has one last event")
    func lastEvents() throws {
        let session = try Self.session.get()
        let cells = session.run.events.compactMap { if case .cellFinished(let cell, _) = $0 { cell } else { nil } }
        #expect(cells.count == 2 * session.names.count)
        #expect(Set(cells).count == cells.count)
    }

    @Test(
        "A death by signal is reported with the signal",
        arguments: [
            ("Segfaults", SIGSEGV), ("SegfaultsOnLoad", SIGSEGV), ("KillsItself", SIGKILL), ("Aborts", SIGABRT),
        ],
    )
    func signals(name: String, signal: Int32) throws {
        let cell = try Self.session.get().cell(name)
        let exit = try #require(cell.exit)
        #expect(exit.signal == Int(signal) && exit.status == nil)
        #expect(!exit.complete && !exit.outOfMemory)
        #expect(cell.stages.last == (name == "SegfaultsOnLoad" ? .load : .inference))
        if signal != SIGKILL { #expect(cell.text("stderr.log").contains("Fatal Python error")) }
    }

    @Test("An early exit is not a completion", arguments: [("Exits", 3), ("ExitsCleanly", 0)])
    func exits(name: String, status: Int) throws {
        let exit = try #require(try Self.session.get().cell(name).exit)
        #expect(exit.status == status && exit.signal == nil && !exit.complete)
    }

    @Test(
        "An exception is reported with stage, inference, type and traceback",
        arguments: [
            ("Raises", 0, "ValueError"), ("RaisesOnThird", 2, "RuntimeError"), ("RaisesSystemExit", 0, "SystemExit"),
        ],
    )
    func exceptions(name: String, inference: Int, type: String) throws {
        let cell = try Self.session.get().cell(name)
        let raised = try #require(cell.raised)
        #expect(raised.stage == .inference && raised.inference == inference)
        #expect(raised.failure.type == type)
        #expect(raised.failure.traceback.contains("in misbehave"))
        #expect(!raised.failure.isEnvironment)
        #expect(cell.inferences.count == inference)
        #expect(cell.exit?.complete == false && cell.exit?.signal == nil)
    }

    @Test("A message keeps its control characters, its markup and its length")
    func message() throws {
        let message = try #require(try Self.session.get().cell("Raises").raised?.failure.message)
        #expect(message.hasPrefix("bad \u{0}\u{1}\u{1B}[31m <tag> & \"quotes\" ]]> Grüße 世界\nsecond line\nlong"))
        #expect(message.utf8.count > 25000)
    }

    @Test(
        "A hang is killed at the limit, deaf to signals or not", arguments: ["Sleeps", "SleepsDeafly", "SleepsOnLoad"])
    func hangs(name: String) throws {
        let cell = try Self.session.get().cell(name)
        let timedOut = try #require(cell.timedOut)
        #expect(timedOut.stage == (name == "SleepsOnLoad" ? .load : .inference))
        #expect(timedOut.inference == (name == "SleepsOnLoad" ? nil : 0))
        #expect(timedOut.limit == 2)
        let exit = try #require(cell.exit)
        #expect(exit.signal == Int(SIGKILL) && !exit.outOfMemory)
        #expect(exit.seconds >= 2 && exit.seconds < 10)
    }

    @Test("Allocation without end meets the limit and says so")
    func memory() throws {
        let cell = try Self.session.get().cell("Allocates")
        #expect(cell.raised?.failure.type == "MemoryError")
        #expect(cell.exit?.outOfMemory == true)
        #expect(try #require(cell.exit).peakMemory < 3 << 30)
    }

    @Test("Output on every channel lands in the cell's logs, with a bound")
    func chatter() throws {
        let cell = try Self.session.get().cell("Chatters")
        #expect(cell.exit?.complete == true)
        for name in ["stdout.log", "stderr.log"] {
            let size = try File.size("\(cell.directory)/\(name)")
            #expect(size > 4 << 20 && size < 5 << 20)
            #expect(cell.text(name).contains("bytes left out]"))
            #expect(cell.text(name).hasSuffix("end of line\n"))
        }
        #expect(cell.exit?.malformedEvents == 0)
    }

    @Test(
        "Closed output, another folder and an emptied environment disturb nothing",
        arguments: ["ClosesOutput", "ChangesFolder", "Callable"],
    )
    func harmless(name: String) throws {
        let cell = try Self.session.get().cell(name)
        #expect(cell.exit?.complete == true)
        #expect(try cell.outputs(10) == cell.outputs(0))
    }

    @Test("A process left behind does not outlive its cell")
    func leftovers() throws {
        #expect(try Self.session.get().cell("LeavesChild").exit?.complete == true)
        let running = try Directory.list("/proc").contains { name in
            (try? File.readText("/proc/\(name)/cmdline"))?.hasPrefix("smokehouse-orphan\0") == true
        }
        #expect(!running)
    }

    @Test("A warning is captured with category and text, once for each text and stage")
    func warnings() throws {
        let cell = try Self.session.get().cell("Warns")
        #expect(cell.warnings.count == 11)
        #expect(
            cell.warnings.allSatisfy { $0.category == "FutureWarning" && $0.message.hasSuffix("this model is old") })
        #expect(cell.text("stderr.log").isEmpty)
    }

    @Test(
        "What can't be compared is refused in words",
        arguments: [
            (
                "ReturnsNothing", Event.Stage.inference,
                "predict returned None, which is not an output Smokehouse can compare"
            ),
            (
                "HasNoCall", .load,
                "badmodels.HasNoCall has none of predict_proba, predict, transform, decision_function and is not "
                    + "callable; say what to call with 'call'"
            ),
        ],
    )
    func refusals(name: String, stage: Event.Stage, message: String) throws {
        let raised = try #require(try Self.session.get().cell(name).raised)
        #expect(raised.stage == stage)
        #expect(raised.failure.message == message)
    }

    @Test("A dictionary's keys are the outputs' names, text an output like numbers")
    func dictionary() throws {
        let outputs = try Self.session.get().cell("ReturnsDictionary").outputs(0)
        #expect(outputs["score"]?.numbers == [0.5])
        #expect(outputs["label"] == Tensor(shape: [1], strings: ["good"]))
    }

    @Test("Repeats show what depends on chance or on earlier calls", arguments: ["Random", "CountsCalls"])
    func repeats(name: String) throws {
        let cell = try Self.session.get().cell(name)
        #expect(cell.stages == [.load, .inference, .determinism])
        #expect(try cell.outputs(0) != cell.outputs(10))
    }
}
