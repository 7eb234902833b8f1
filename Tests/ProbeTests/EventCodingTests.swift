import JSON
import Probe
import Testing

@Suite("Events and sessions as JSON")
struct EventCodingTests {
    static let failure = Failure(
        type: "sklearn.exceptions.NotFittedError",
        message: "control \u{0}\u{1B}[31m, \"quotes\", Grüße 世界\nsecond line",
        traceback: "Traceback…\n",
        module: "sklearn.utils",
        isEnvironment: true,
    )

    static let events: [Event] =
        [
            .started(pid: 12, python: "3.11.7"),
            .started(pid: 12, python: nil),
            .imported(module: "numpy", version: "1.26.4", seconds: 0.1),
            .imported(module: "json", version: nil, seconds: 1e-9),
            .importFailed(module: "torch", failure: failure),
            .cellStarted(cell: "iris@sklearn[python=3.11]", pid: 4_194_304),
            .described(
                cell: "a",
                description: ModelDescription(
                    type: "t", call: "run", inputs: ["X: float32[?, 4]"], outputs: ["y: int64[?]"], route: "native"),
            ),
            .described(cell: "a", description: ModelDescription(type: "", call: "", route: "hosted")),
            .warned(cell: "a", stage: .load, warning: CapturedWarning(category: "FutureWarning", message: "old\nnews")),
            .inferred(cell: "a", inference: Inference(index: 0, seconds: 0.1 + 0.2, outputs: [])),
            .inferred(
                cell: "a",
                inference: Inference(
                    index: 10,
                    seconds: 3,
                    outputs: [InferenceOutput(name: "probabilities[0]", path: "outputs/0010-probabilities_0_.npy")],
                ),
            ),
            .raised(cell: "a", stage: .inference, inference: 3, failure: failure),
            .raised(cell: "a", stage: .load, inference: nil, failure: Failure(type: "E", message: "")),
            .timedOut(cell: "a", stage: .inference, inference: 2, limit: 10),
            .timedOut(cell: "a", stage: .load, inference: nil, limit: 0.25),
            .cellFinished(
                cell: "a",
                exit: Exit(
                    status: 0, signal: nil, complete: true, outOfMemory: false, peakMemory: 1 << 40, seconds: 1.5,
                    malformedEvents: 7),
            ),
            .cellFinished(
                cell: "a",
                exit: Exit(status: nil, signal: 9, complete: false, outOfMemory: true, peakMemory: 0, seconds: 0),
            ),
            .finished,
        ]
        + Event.Stage.allCases.flatMap { stage in
            [.stageStarted(cell: "b", stage: stage), .stageFinished(cell: "b", stage: stage, seconds: 0.5)]
        }

    @Test("Every event survives the way through one line of JSON", arguments: events)
    func roundTrip(event: Event) throws {
        let line = event.line
        #expect(line.last == UInt8(ascii: "\n"))
        #expect(line.count { $0 == UInt8(ascii: "\n") } == 1)
        #expect(try Event.decode(line: line.dropLast()) == event)
    }

    @Test(
        "What is no event is refused with the key at fault",
        arguments: [
            ("[]", "an event must be an object, not an array"),
            ("{}", "an event lacks 'event'"),
            (#"{"event": "dance"}"#, "unknown event 'dance'"),
            (
                #"{"event": "started", "pid": "one", "python": null}"#,
                "'pid' of an event must be an integer, not a string"
            ),
            (#"{"event": "stage-started", "cell": "a", "stage": "lunch"}"#, "unknown stage 'lunch'"),
            (#"{"event": "inferred", "cell": "a", "inference": {"index": 0}}"#, "an inference lacks 'outputs'"),
        ],
    )
    func faults(text: String, message: String) {
        let error = #expect(throws: ProbeError.self) { try Event.decode(line: text.utf8) }
        #expect(error?.message == message)
    }

    @Test("Half a line is refused")
    func truncated() {
        #expect(throws: ProbeError.self) { try Event.decode(line: Self.events[0].line.dropLast(5)) }
    }

    static var sessions: [Session] {
        var full = Job(cell: "a@b[c=1]", directory: "/d", format: "onnx", artifact: "/a.onnx")
        full.call = "predict"
        full.preload = ["joblib", "sklearn.pipeline"]
        full.inputs = [JobInput(name: "", path: "/x.npy"), JobInput(name: "Grüße", path: "/y.npy")]
        full.inferences = 3
        full.batch = nil
        full.loadTimeout = 0.5
        full.inferenceTimeout = 1e6
        full.memoryLimit = 1 << 33
        full.processors = 1.5
        full.processes = 60
        full.checkDeterminism = false
        full.options = ["intra-op-threads": 1, "nested": ["a", 1.5]]
        let plain = Job(cell: "b", directory: "/e", format: "joblib", artifact: "/b")
        var contained = Session(
            events: "/fifo", log: "/log", preload: ["joblib", "sklearn"], parallel: 2, jobs: [full, plain],
            sitePackages: ["/s"])
        contained.lifeline = "/lifeline"
        contained.scratch = ["/tmp", "/dev/shm"]
        return [Session(events: "-", log: "/log", preload: [], parallel: 1, jobs: []), contained]
    }

    @Test("Sessions survive the way through JSON", arguments: sessions)
    func roundTrip(session: Session) throws {
        #expect(try Session.decode(try JSONValue(parsing: session.encode().compact)) == session)
    }

    @Test("A session of another protocol is refused")
    func otherProtocol() throws {
        var object = try #require(Self.sessions[0].encode().object)
        object["protocol"] = 2
        let error = #expect(throws: ProbeError.self) { try Session.decode(.object(object)) }
        #expect(error?.message.contains("protocol 2") == true)
    }

    @Test("A job without an artifact names what it lacks")
    func missingKey() throws {
        var session = try #require(Self.sessions[1].encode().object)
        var job = try #require(session["jobs"]?.array?.first?.object)
        job["artifact"] = nil
        session["jobs"] = [.object(job)]
        let error = #expect(throws: ProbeError.self) { try Session.decode(.object(session)) }
        #expect(error?.message == "a job lacks 'artifact'")
    }
}
