import Files
import JSON
import Testing

/// What the matrix and the command line say about which cells run and what fails a run.
@Suite("Which cells run and what fails a run", .tags(.environment))
struct PolicyTests {
    /// A place with models of every temper in one or two environments around this machine's interpreter.
    ///
    /// - Parameters:
    ///   - artifacts: names of classes of `badmodels`, in this order.
    ///   - rest: more of the matrix.
    private func place(
        _ artifacts: [String],
        here: String = "",
        there: String? = nil,
        _ rest: String = "",
    ) throws -> Workplace {
        let place = try Workplace()
        let models = artifacts.map { name in
            "  \(name): {path: \(Places.badModels)/\(name).pkl, inputs: [[1.0, 2.0]]}"
        }
        let variables = "variables: {PYTHONPATH: \(Places.badModels)}"
        var environments = ["  here: {kind: workdir, python: \"3.11\", \(variables)\(here)}"]
        if let there { environments.append("  there: {kind: workdir, python: \"3.11\", \(variables)\(there)}") }
        try place.write(
            """
            version: 1
            name: policy
            policy: {pickle: trusted}
            artifacts:
            \(models.joined(separator: "\n"))
            environments:
            \(environments.joined(separator: "\n"))
            \(rest)
            """, to: "m.yaml")
        return place
    }

    private func verdicts(_ outcome: Outcome) throws -> [String: String] { try outcome.requireResults().verdicts }

    @Test(
        "The exit code follows the worst cell that counts",
        arguments: [
            (["Good"], "", Int32(0)), (["Good", "Raises"], "", 1), (["Good", "Warns"], "", 0),
            (["Good", "Raises"], ", advisory: true", 0), (["Segfaults"], ", advisory: true", 0),
            (["Random"], "", 1), (["Exits"], "", 1),
        ])
    func exitCodes(artifacts: [String], environment: String, code: Int32) throws {
        let outcome = try place(artifacts, here: environment).run("m.yaml")
        #expect(outcome.status == code, "\(outcome.errors)")
    }

    @Test("An advisory cell keeps its verdict and is marked")
    func advisory() throws {
        let outcome = try place(["Raises"], here: ", advisory: true").run("m.yaml")
        let cell = try outcome.requireResults().cell("Raises@here")
        #expect(cell.verdict == "incompatible")
        #expect(cell.json["advisory"]?.bool == true)
    }

    @Test("An environment that cannot be made fails nothing where it is advisory, and gives way to a failed cell")
    func unprovisioned() throws {
        let missing = "  gone: {kind: workdir, python: \"3.99\"%}"
        for (artifact, extra, code) in [
            ("Good", "", Int32(3)), ("Good", ", advisory: true", 0), ("Raises", "", 1),
        ] {
            let place = try place([artifact])
            let text = try File.readText(place.directory + "/m.yaml")
            try place.write(
                text.replacing("environments:\n", with: "environments:\n" + missing.replacing("%", with: extra) + "\n"),
                to: "m.yaml")
            let outcome = try place.run("m.yaml")
            #expect(outcome.status == code, "\(artifact)\(extra): \(outcome.errors)")
            #expect(try outcome.requireResults().cell("\(artifact)@gone").verdict == "unprovisioned")
        }
    }

    @Test("--strict-warnings makes a warning fail, and says so in JUnit")
    func strictWarnings() throws {
        let place = try place(["Good", "Warns"])
        let outcome = try place.run("m.yaml", "--strict-warnings")
        #expect(outcome.status == 1)
        #expect(try verdicts(outcome) == ["Good@here": "compatible", "Warns@here": "warned"])
        #expect(try File.readText(place.directory + "/junit.xml").contains("<failure"))
    }

    @Test(
        "A known break does not fail the run until it is over or past its day",
        arguments: [
            ("Raises", "verdict: incompatible, reason: known", "expected", Int32(0)),
            ("Raises", "verdict: incompatible, until: 2999-01-01", "expected", 0),
            ("Raises", "verdict: incompatible, until: 2001-01-01", "unexpected-pass", 1),
            ("Raises", "verdict: crashed", "incompatible", 1),
            ("Segfaults", "verdict: crashed", "expected", 0),
            ("Random", "verdict: drifted", "expected", 0),
            ("Warns", "verdict: warned", "expected", 0),
            ("Good", "verdict: incompatible", "unexpected-pass", 1),
        ])
    func expectations(artifact: String, entry: String, verdict: String, code: Int32) throws {
        let place = try place([artifact], "expect: [{artifact: \(artifact), \(entry)}]")
        let outcome = try place.run("m.yaml")
        let cell = try outcome.requireResults().cell("\(artifact)@here")
        #expect(cell.verdict == verdict, "\(cell.reason)")
        #expect(outcome.status == code)
        if entry.contains("reason") { #expect(cell.reason.contains("known")) }
        let junit = try File.readText(place.directory + "/junit.xml")
        #expect(junit.contains("<skipped") == (verdict == "expected"))
        #expect(junit.contains("<failure") == (code == 1))
    }

    @Test("What is excluded is skipped with its reason; 'include' and 'only' choose the rest")
    func selection() throws {
        let place = try place(
            ["Good", "Raises", "Warns"], here: ", only: [Good, Raises]", there: ", only: [Good]",
            """
            exclude: [{artifact: Raises, environment: here, reason: not shipped}]
            include: [{artifact: Warns, environment: there}]
            """)
        let outcome = try place.run("m.yaml")
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(
            try verdicts(outcome) == [
                "Good@here": "compatible", "Raises@here": "skipped", "Good@there": "compatible",
                "Warns@there": "warned",
            ])
        #expect(try outcome.requireResults().cell("Raises@here").reason.contains("not shipped"))
    }

    @Test(
        "--only, --artifact and --environment run what they name",
        arguments: [
            (["--only", "G*@h*"], ["Good@here"]), (["--artifact", "Warns"], ["Warns@here", "Warns@there"]),
            (["--environment", "there"], ["Good@there", "Warns@there"]),
            (["--only", "Good@*", "--only", "*@there"], ["Good@here", "Good@there", "Warns@there"]),
            (["--artifact", "Good", "--environment", "there"], ["Good@there"]),
        ])
    func filters(arguments: [String], cells: [String]) throws {
        let place = try place(["Good", "Warns"], there: "")
        let words = ["run", "m.yaml", "--json", "results.json"] + arguments
        let outcome = try place.finish(place.start(words))
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(try outcome.requireResults().cells.map(\.id).sorted() == cells)
    }

    @Test("A filter that matches nothing is an error")
    func emptyFilter() throws {
        let outcome = try place(["Good"]).run("m.yaml", "--only", "Bad@*")
        #expect(outcome.status == 2)
        #expect(outcome.errors.contains("no cell of m.yaml matches --only Bad@*"))
    }

    @Test("--dry-run shows the cells, runs none and leaves nothing")
    func dryRun() throws {
        let place = try place(["Good", "Raises"], there: "")
        let outcome = try place.run("m.yaml", "--dry-run", "--artifact", "Good")
        #expect(outcome.status == 0)
        #expect(outcome.results == nil)
        #expect(outcome.output.contains("Good") && outcome.output.contains("there"))
        #expect(!outcome.output.contains("Raises"))
        #expect(!Directory.exists(place.directory + "/.smokehouse"))
    }

    @Test("--fail-fast stops after the first failure, without calling the rest a failure")
    func failFast() throws {
        let place = try place(["Raises", "Sleeps", "SleepsDeafly"], "defaults: {timeout: {inference: 1m}}")
        let start = ContinuousClock().now
        let outcome = try place.run("m.yaml", "--fail-fast")
        #expect(ContinuousClock().now - start < .seconds(55))
        #expect(outcome.status == 1)
        let results = try outcome.requireResults()
        #expect(!results.isInterrupted)
        #expect(
            results.verdicts == [
                "Raises@here": "incompatible", "Sleeps@here": "skipped", "SleepsDeafly@here": "skipped",
            ])
        #expect(try results.cell("Sleeps@here").reason.contains("--fail-fast"))
        #expect(ProcessTable.processes(naming: place.directory) == [])
    }

    @Test("A baseline cell's outputs are what the others are compared with")
    func baseline() throws {
        let place = try place(["Good"], there: "", "baseline: {Good: here}")
        let outcome = try place.run("m.yaml")
        #expect(outcome.status == 0, "\(outcome.errors)")
        let there = try outcome.requireResults().cell("Good@there")
        #expect(there.json["compared"]?.bool == true)
        #expect(there.maximumDifference == 0)
        // A cell by itself still gets its baseline to run.
        let alone = try place.run("m.yaml", "--environment", "there")
        #expect(try verdicts(alone) == ["Good@here": "compatible", "Good@there": "compatible"])
    }

    @Test("A baseline that another environment contradicts is a drift; one that failed is said")
    func driftingBaseline() throws {
        let place = try place(["Random", "Raises"], there: "", "baseline: {Raises: here}")
        try PickledClass(name: "where", predict: "return [float(os.environ['NUMBER'])]").write(to: place)
        try place.write(
            """
            version: 1
            policy: {allow: ["where.*", "badmodels.*"]}
            artifacts:
              where: {path: where.pkl, inputs: [[1.0]]}
              raises: {path: \(Places.badModels)/Raises.pkl, inputs: [[1.0]]}
              good: {path: \(Places.badModels)/Good.pkl, inputs: [[1.0]], reference: {artifact: where}}
            environments:
              one: {kind: workdir, python: "3.11", variables: {PYTHONPATH: "\(place.directory):\(Places.badModels)", NUMBER: 1}}
              two: {kind: workdir, python: "3.11", variables: {PYTHONPATH: "\(place.directory):\(Places.badModels)", NUMBER: 2}}
            baseline: {where: one, raises: one}
            """, to: "m.yaml")
        let outcome = try place.run("m.yaml")
        #expect(outcome.status == 1, "\(outcome.errors)")
        let results = try outcome.requireResults()
        #expect(try results.cell("where@one").verdict == "compatible")
        let drifted = try results.cell("where@two")
        #expect(drifted.verdict == "drifted")
        #expect(drifted.stage == "parity")
        #expect(drifted.maximumDifference == 1)
        #expect(try results.cell("raises@two").verdict == "incompatible")
        // The bridge: another artifact's outputs, from its baseline cell.
        for environment in ["one", "two"] {
            let bridge = try results.cell("good@\(environment)")
            #expect(bridge.verdict == "compatible", "\(bridge.reason)")
            #expect(bridge.json["compared"]?.bool == true)
        }
    }

    @Test("Several matrices run one after the other; the worst exit code counts")
    func severalMatrices() throws {
        let place = try place(["Good"])
        let text = try File.readText(place.directory + "/m.yaml")
        try place.write(
            text.replacing("Good", with: "Raises").replacing("name: policy", with: "name: other"), to: "n.yaml")
        try Directory.create(place.directory + "/out")
        let outcome = try place.finish(place.start(["run", "m.yaml", "n.yaml", "--json", "out/"]))
        #expect(outcome.status == 1, "\(outcome.errors)")
        #expect(try Results(readingFrom: place.directory + "/out/policy.json").verdicts == ["Good@here": "compatible"])
        #expect(
            try Results(readingFrom: place.directory + "/out/other.json").verdicts == ["Raises@here": "incompatible"])
    }
}
