import JSON
import Matrix
import Results
import Testing

struct RunResultJSONTests {
    @Test("A run survives being written and read")
    func roundTrip() throws {
        let run = Self.full
        var bytes: [UInt8] = []
        run.writeJSON { bytes += $0 }
        #expect(try RunResult(parsing: bytes) == run)
        #expect(try JSONValue(parsing: bytes) == run.json)
    }

    @Test(
        "Numbers that JSON lacks survive",
        arguments: [Double.infinity, -.infinity, .nan, .leastNonzeroMagnitude, -0.0])
    func numbers(value: Double) throws {
        var run = Self.full
        run.cells[0].maximumDifference = value
        var bytes: [UInt8] = []
        run.writeJSON { bytes += $0 }
        let back = try RunResult(parsing: bytes).cells[0].maximumDifference
        #expect(back?.bitPattern == value.bitPattern || (value.isNaN && back?.isNaN == true))
    }

    @Test(
        "A fault is reported with its place",
        arguments: [
            ("{\"schema\": 2}", "schema: results of schema 2; read it with a newer smokehouse"),
            ("{\"schema\": 0}", "schema: results of schema 0; this version reads 1"),
            ("{}", "the key 'schema' is missing"),
            ("[]", "expected an object, found an array"),
            ("{", "not JSON: 1:2: expected a key in double quotes"),
        ])
    func faults(text: String, message: String) {
        let error = #expect(throws: ResultsError.self) { try RunResult(parsing: Array(text.utf8)) }
        #expect(error?.description == message)
    }

    @Test(
        "A fault within a cell is reported with its place",
        arguments: [
            (
                "\"verdict\":\"crashed\"", "\"verdict\":\"exploded\"",
                "cells[0].verdict: 'exploded' is none of compatible, "
            ),
            ("\"verdict\":\"crashed\",", "", "cells[0]: the key 'verdict' is missing"),
            (
                "\"peak-memory\":4096", "\"peak-memory\":\"4K\"",
                "cells[0].peak-memory: expected an integer, found a string"
            ),
            ("\"status\":\"failed\"", "\"status\":\"sad\"", "cells[0].checks.load.status: 'sad' is none of passed, "),
            (
                "\"index\":[0,1]", "\"index\":[0,null]",
                "cells[0].mismatch.index[1]: expected an integer, found null"
            ),
            (
                "\"numpy\":\"1.26.4\"", "\"numpy\":1.26",
                "environments[0].packages.numpy: expected a string, found a number"
            ),
        ])
    func cellFaults(text: String, replacement: String, message: String) throws {
        var bytes: [UInt8] = []
        Self.full.writeJSON { bytes += $0 }
        let whole = String(decoding: bytes, as: UTF8.self)
        try #require(whole.contains(text))
        let broken = whole.replacing(text, with: replacement)
        let error = #expect(throws: ResultsError.self) { try RunResult(parsing: Array(broken.utf8)) }
        #expect(error?.description.hasPrefix(message) == true, "\(error?.description ?? "")")
    }

    @Test("Unknown keys are ignored")
    func unknownKeys() throws {
        var bytes: [UInt8] = []
        Self.full.writeJSON { bytes += $0 }
        let text = String(decoding: bytes, as: UTF8.self).replacing("{\"id\":", with: "{\"colour\":[1],\"id\":")
        #expect(try RunResult(parsing: Array(text.utf8)) == Self.full)
    }

    @Test("Ten thousand cells are written in pieces and read back")
    func large() throws {
        var run = Self.full
        run.cells = (0..<10_000).map { number in
            var cell = run.cells[0]
            cell.cell = "m\(number)@e"
            return cell
        }
        var bytes: [UInt8] = []
        var longest = 0
        let clock = ContinuousClock()
        let writing = clock.measure {
            run.writeJSON { piece in
                bytes += piece
                longest = max(longest, piece.count)
            }
        }
        #expect(longest < 200_000)
        var back: RunResult?
        let reading = try clock.measure { back = try RunResult(parsing: bytes) }
        #expect(back == run)
        print("10,000 cells, \(bytes.count) bytes: written in \(writing), read in \(reading)")
    }

    @Test("The outline of a run takes ids apart where the environment is unknown")
    func outline() {
        var run = Self.full
        run.cells[0].environment = "other[python=3.11,a=b=c]"
        let outline = RunOutline(run)
        #expect(outline.environments.map(\.name) == ["sklearn", "other"])
        let axes = [AxisSetting(axis: "python", value: "3.11"), AxisSetting(axis: "a", value: "b=c")]
        #expect(outline.environments[1].axes == axes)
        #expect(EnvironmentOutline(id: "plain") == EnvironmentOutline(id: "plain", name: "plain", axes: [], kind: ""))
    }

    /// A run with a value for every key.
    static var full: RunResult {
        var run = RunResult(
            id: "r", matrix: "m \"q\" \u{1F600}", file: "m.yaml", version: "0.1.0", started: "2026-11-24T21:55:01Z",
            host: Host(system: "Debian", architecture: "x86_64", cores: 2, memory: 1 << 40))
        run.finished = "2026-11-24T21:56:01Z"
        run.seconds = 60.25
        run.interrupted = true
        var made = EnvironmentResult(
            id: "sklearn[python=3.11]", name: "sklearn", axes: [AxisSetting(axis: "python", value: "3.11")],
            kind: "venv")
        made.python = "3.11.7"
        made.interpreter = "/usr/bin/python3.11"
        made.packages = [InstalledPackage(name: "numpy", version: "1.26.4"), InstalledPackage(name: "a", version: "1")]
        made.reused = true
        made.provisionSeconds = 0.4
        made.importSeconds = 0.7
        made.failure = "f"
        made.failureLog = "log\nlog"
        made.advisory = true
        run.environments = [made]
        let id = "a@\(made.id)"
        var cell = CellResult(cell: id, artifact: "a", environment: made.id, verdict: .crashed, reason: "r\u{1}")
        cell.observed = .drifted
        cell.stage = .load
        cell[check: .load] = Check(name: .load, status: .failed, seconds: 0.5, detail: "d")
        cell[check: .budget] = Check(name: .budget, status: .notApplicable)
        cell.format = "joblib"
        cell.route = "hosted"
        cell.call = "predict"
        cell.advisory = true
        cell.compared = true
        cell.maximumDifference = 0.1
        cell.warnings = [WarningCount(category: "W", message: "m", count: 2)]
        cell.failure = FailureDetail(type: "T", message: "m", traceback: "t", inference: 3)
        cell.mismatch = Mismatch(output: "o", inference: 1, index: [0, 1], got: "1", want: "2", summary: "s")
        cell.inferenceSeconds = [0.1, 0.25]
        cell.seconds = 1.5
        cell.peakMemory = 4096
        cell.outputDigest = "abc"
        cell.standardOutput = "out"
        cell.standardError = "err\r\n"
        cell.attachments = ["cells/1/log"]
        run.cells = [cell]
        return run
    }
}
