import Matrix
import Probe
import Results
import Testing
import YAML

@testable import Orchestrator

@Suite("Judge")
struct JudgeTests {
    private static let mark = Mark(line: 1, column: 1)

    /// - Parameter expect: the verdict of an `expect` entry, and its last day.
    private static func judge(expect: (verdict: String, until: String?)? = nil) -> Judge {
        var settings = Settings()
        settings.inferences = 2
        var cell = Cell(id: "m@e", artifact: 0, environment: 0, settings: settings)
        // By inference: Testing has an Expectation too, and the module's name is also a type's.
        cell.expectation = expect.map { .init(verdict: $0.verdict, reason: "known", until: $0.until) }
        return Judge(
            cell: cell,
            artifact: Artifact(name: "m", mark: mark, path: "/m.joblib", pathMark: mark),
            environment: TargetEnvironment(name: "e", kind: "venv"),
            preparation: Preparation(checks: [Check(name: .scan, status: .passed)]),
            installed: [:],
            provisionSeconds: 0.5,
            today: "2026-11-24",
        )
    }

    private static func exit(
        status: Int? = 0, signal: Int? = nil, complete: Bool = true, outOfMemory: Bool = false
    ) -> Exit {
        Exit(
            status: status, signal: signal, complete: complete, outOfMemory: outOfMemory, peakMemory: 1_000_000,
            seconds: 0.25,
        )
    }

    private static func record(_ events: [Event]) -> CellRecord {
        var record = CellRecord()
        for event in events { record.take(event) }
        return record
    }

    private static let healthy: [Event] = [
        .cellStarted(cell: "m@e", pid: 7),
        .stageStarted(cell: "m@e", stage: .load), .stageFinished(cell: "m@e", stage: .load, seconds: 0.1),
        .stageStarted(cell: "m@e", stage: .inference),
        .inferred(cell: "m@e", inference: Inference(index: 0, seconds: 0.01, outputs: [])),
        .inferred(cell: "m@e", inference: Inference(index: 1, seconds: 0.01, outputs: [])),
        .stageFinished(cell: "m@e", stage: .inference, seconds: 0.02),
        .inferred(cell: "m@e", inference: Inference(index: 2, seconds: 0.01, outputs: [])),
        .cellFinished(cell: "m@e", exit: exit()),
    ]

    private static let warning = Event.warned(
        cell: "m@e", stage: .load, warning: CapturedWarning(category: "UserWarning", message: "old"))

    private static func difference(_ magnitude: Double) -> ComparedOutputs.Difference {
        ComparedOutputs.Difference(
            output: "y", inference: 1, index: [0, 2], got: "0.5", want: "0.4", explanation: "", magnitude: magnitude)
    }

    @Test("A loader that was killed while the artifact ran is not said to have been importing")
    func lostLoader() {
        let importing = Self.judge().verdict(.signalled(9), importing: "sklearn.base")
        #expect(importing.reason == "the interpreter was killed by SIGKILL while importing (sklearn and what it needs)")
        let running = Self.judge().verdict(.signalled(9), importing: "sklearn.base", hasBegun: true)
        #expect(running.verdict == .crashed)
        #expect(running.reason.hasPrefix("the loader, which watches the artifact, was killed by SIGKILL while it ran"))
    }

    @Test("A cell that ended well without an inference for each input has not come through", arguments: [0, 1])
    func missingInferences(count: Int) {
        let events = Self.healthy.filter { event in
            if case .inferred(_, let inference) = event { inference.index < count } else { true }
        }
        let parity = Parity.compared(ComparedOutputs())
        let result = Self.judge().verdict(Self.record(events), parity: parity, nondeterminism: nil)
        #expect(result.verdict == .crashed)
        #expect(result.reason == "the model ended its process with status 0 during load")
    }

    @Test("An inference of any number can be told")
    func anyNumber() {
        let raised = Event.raised(
            cell: "m@e", stage: .inference, inference: .max, failure: Failure(type: "MemoryError", message: ""))
        let events = Self.healthy.dropLast() + [raised, .cellFinished(cell: "m@e", exit: Self.exit(complete: false))]
        let result = Self.judge().verdict(Self.record(Array(events)), parity: .notCompared(""), nondeterminism: nil)
        #expect(result.verdict == .crashed)
    }

    @Test("A cell that came through with equal outputs is compatible, every check accounted for")
    func compatible() {
        let result = Self.judge().verdict(
            Self.record(Self.healthy), parity: .compared(ComparedOutputs(total: 6)), nondeterminism: nil)
        #expect(result.verdict == .compatible)
        #expect(result.reason == "outputs identical")
        #expect(result.inferenceSeconds.count == 2)
        #expect(result[check: .determinism].status == .passed)
        #expect(result[check: .parity].status == .passed)
        #expect(result[check: .budget].status == .notApplicable)
        #expect(result.checks.map(\.name) == CheckName.allCases)
    }

    @Test("Without a reference the verdict says that nothing was compared, and how to change that")
    func notCompared() {
        let why = "predictions not compared; `smokehouse record` makes a reference"
        let result = Self.judge().verdict(Self.record(Self.healthy), parity: .notCompared(why), nondeterminism: nil)
        #expect(result.verdict == .compatible)
        #expect(!result.compared)
        #expect(result.reason == why)
        #expect(result[check: .parity].status == .notApplicable)
    }

    @Test("Warnings that differ only in paths count as one")
    func warned() {
        var events = Self.healthy
        for path in ["/tmp/a/model.py", "/home/b/model.py"] {
            let warning = CapturedWarning(category: "UserWarning", message: "see \(path)")
            events.insert(.warned(cell: "m@e", stage: .load, warning: warning), at: 2)
        }
        let result = Self.judge().verdict(
            Self.record(events), parity: .compared(ComparedOutputs(total: 6)), nondeterminism: nil)
        #expect(result.verdict == .warned)
        #expect(result.warnings == [WarningCount(category: "UserWarning", message: "see model.py", count: 2)])
        #expect(result[check: .load].status == .warned)
    }

    @Test("Outputs outside tolerance drift, warnings or not, and the worst element is named")
    func drifted() {
        var compared = ComparedOutputs(differing: 3, total: 6, maximumDifference: 0.1, identical: false)
        compared.worst = Self.difference(0.1)
        let result = Self.judge().verdict(
            Self.record([Self.warning] + Self.healthy), parity: .compared(compared), nondeterminism: nil)
        #expect(result.verdict == .drifted)
        #expect(result.stage == .parity)
        #expect(
            result.reason == "y[0, 2] of inference 2 is 0.5, want 0.4; 3 of 6 values differ, max |got - want| 0.1")
        #expect(result.mismatch?.index == [0, 2])
    }

    @Test("Another answer to the same input drifts, even where the reference agrees")
    func nondeterministic() {
        let result = Self.judge().verdict(
            Self.record(Self.healthy), parity: .compared(ComparedOutputs(total: 6)),
            nondeterminism: Self.difference(0.2))
        #expect(result.verdict == .drifted)
        #expect(result.stage == .determinism)
        #expect(result.reason.hasPrefix("the first input gave another answer the second time"))
    }

    struct Ending: Sendable, CustomTestStringConvertible {
        let name: String
        let events: [Event]
        let verdict: Verdict
        let stage: CheckName
        let reason: String
        var testDescription: String { name }
    }

    static let loading = Event.stageStarted(cell: "m@e", stage: .load)
    static let waysToBreak: [Ending] = [
        Ending(
            name: "an exception in load",
            events: [
                loading,
                .raised(
                    cell: "m@e", stage: .load, inference: nil,
                    failure: Failure(type: "ValueError", message: "bad state")),
                .cellFinished(cell: "m@e", exit: exit(status: 1, complete: false)),
            ],
            verdict: .incompatible, stage: .load, reason: "load raised ValueError: bad state"),
        Ending(
            name: "a framework that is missing",
            events: [
                loading,
                .raised(
                    cell: "m@e", stage: .load, inference: nil,
                    failure: Failure(
                        type: "ModuleNotFoundError", message: "No module named 'joblib'", module: "joblib",
                        isEnvironment: true)),
                .cellFinished(cell: "m@e", exit: exit(status: 1, complete: false)),
            ],
            verdict: .unprovisioned, stage: .provision, reason: "joblib"),
        Ending(
            name: "a segmentation fault in load",
            events: [loading, .cellFinished(cell: "m@e", exit: exit(status: nil, signal: 11, complete: false))],
            verdict: .crashed, stage: .load, reason: "killed by SIGSEGV (segmentation fault) during load"),
        Ending(
            name: "memory that ran out",
            events: [
                loading,
                .cellFinished(
                    cell: "m@e", exit: exit(status: nil, signal: 9, complete: false, outOfMemory: true)),
            ],
            verdict: .crashed, stage: .load, reason: "memory ran out during load"),
        Ending(
            name: "a model that ends its process",
            events: [loading, .cellFinished(cell: "m@e", exit: exit(status: 3, complete: false))],
            verdict: .crashed, stage: .load, reason: "the model ended its process with status 3 during load"),
        Ending(
            name: "a second inference that hangs",
            events: Array(healthy[..<5]) + [
                .timedOut(cell: "m@e", stage: .inference, inference: 1, limit: 10),
                .cellFinished(cell: "m@e", exit: exit(status: nil, signal: 9, complete: false)),
            ],
            verdict: .timedOut, stage: .inference, reason: "inference 2 took longer than 10 s"),
    ]

    @Test("Each way to break has its verdict, its stage and a reason", arguments: waysToBreak)
    func endings(_ ending: Ending) {
        let result = Self.judge().verdict(
            Self.record(ending.events), parity: .notCompared(""), nondeterminism: nil)
        #expect(result.verdict == ending.verdict)
        #expect(result.stage == ending.stage)
        #expect(result.reason.contains(ending.reason), "\(result.reason)")
        #expect(result[check: ending.stage].status == .failed)
        #expect(result[check: .parity].status == .notRun)
    }

    @Test(
        "An expectation turns what it names into 'expected', and anything better into a failure",
        arguments: [
            ("crashed", nil, Verdict.expected),
            ("crashed", "2026-11-24", .expected),
            ("crashed", "2026-11-23", .unexpectedPass),
            ("drifted", nil, .crashed),
        ] as [(String, String?, Verdict)]
    )
    func expectations(verdict: String, until: String?, settled: Verdict) {
        let judge = Self.judge(expect: (verdict, until))
        let result = judge.verdict(
            Self.record([Self.loading, .cellFinished(cell: "m@e", exit: Self.exit(signal: 11, complete: false))]),
            parity: .notCompared(""), nondeterminism: nil)
        #expect(result.verdict == settled)
        #expect(result.observed == .crashed)
    }

    @Test("A cell that passes against its expectation fails the run and says which entry to take out")
    func unexpectedPass() {
        let result = Self.judge(expect: ("incompatible", nil)).verdict(
            Self.record(Self.healthy), parity: .compared(ComparedOutputs(total: 6)), nondeterminism: nil)
        #expect(result.verdict == .unexpectedPass)
        #expect(result.observed == .compatible)
        #expect(result.reason.contains("take the 'expect' entry out"))
    }

    @Test(
        "Differences are told in three digits",
        arguments: [(0.118423, "0.118"), (1.2345e-8, "1.23e-8"), (0, "0.0"), (12.345, "12.3"), (.infinity, "inf")])
    func short(value: Double, text: String) {
        #expect(Judge.short(value) == text)
    }
}
