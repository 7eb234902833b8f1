import Files
import Glibc
import Testing

/// Ctrl-C, a termination and a sudden death in the middle of a run.
@Suite("Interruption", .tags(.environment))
struct InterruptionTests {
    /// A place with two models that sleep, one that is done at once, and the demo's scikit-learn cells.
    private func place() throws -> Workplace {
        let place = try Workplace()
        // Each leaves a grandchild too, in a session of its own, to see that it is found.
        try PickledClass(
            name: "sleeper",
            predict: """
                import subprocess
                subprocess.Popen(["sleep", "300"], start_new_session=True)
                open("sleeping", "w").close()
                time.sleep(300)
                """
        ).write(to: place)
        try PickledClass(name: "quick", predict: "return [1.0]").write(to: place)
        let artifacts = Places.repository + "matrices/artifacts"
        try place.write(
            """
            version: 1
            name: long
            policy: {allow: ["sleeper.*", "quick.*"]}
            defaults: {timeout: {inference: 5m}}
            artifacts:
              quick: {path: quick.pkl, inputs: [[1.0]]}
              sleeper: {path: sleeper.pkl, inputs: [[1.0]]}
              sleeper-too: {path: sleeper.pkl, inputs: [[1.0]]}
              iris:
                path: \(artifacts)/iris-pipeline.joblib
                call: predict_proba
                inputs: \(artifacts)/iris-pipeline.inputs.npz
                reference: \(artifacts)/iris-pipeline.reference.npz
            environments:
              here:
                kind: workdir
                python: "3.11"
                variables: {PYTHONPATH: \(place.directory)}
                only: [quick, "sleeper*"]
              sklearn:
                kind: venv
                python: "3.11"
                packages: {scikit-learn: ["1.4.2", "1.3.2"], numpy: "<2", scipy: "1.11.4", joblib: "1.3.2"}
                only: [iris]
            """, to: "m.yaml")
        return place
    }

    private static let arguments = ["run", "m.yaml", "--json", "results.json", "--junit", "junit.xml"]

    @Test(
        "A signal ends a run whose models sleep within seconds, with what it has and nothing left",
        arguments: [SIGINT, SIGTERM, SIGHUP])
    func whileRunning(signal: Int32) throws {
        let place = try place()
        let process = try place.start(Self.arguments)
        #expect(eventually(within: 300) { left("sleeping", in: place.scratch) })
        #expect(eventually(within: 300) { said(place, "quick@here") })
        let start = ContinuousClock().now
        process.send(signal)
        _ = try process.wait(upTo: 120)
        #expect(ContinuousClock().now - start < .seconds(30))
        let outcome = try place.finish(process)
        #expect(outcome.status == 130, "\(outcome.errors)")
        let results = try outcome.requireResults()
        #expect(results.isInterrupted)
        #expect(results.cells.count == 5)
        #expect(try results.cell("quick@here").verdict == "compatible")
        let sleeper = try results.cell("sleeper@here")
        #expect(sleeper.verdict == "skipped")
        #expect(sleeper.reason.contains("interrupted"))
        #expect(File.exists(place.directory + "/junit.xml"))
        let runs = try Directory.list(place.directory + "/.smokehouse/runs").filter { !$0.hasPrefix(".") }
        #expect(runs.count == 1)
        #expect(runs.allSatisfy { File.exists(place.directory + "/.smokehouse/runs/\($0)/results.json") })
        #expect(try Directory.list(place.scratch) == [])
        #expect(ProcessTable.processes(naming: place.directory) == [])
    }

    @Test("A hang-up that whoever started the run has it ignore, as nohup does, does not end it")
    func hangUp() throws {
        let place = try Workplace()
        try PickledClass(name: "slow", predict: "open('begun', 'w').close()\ntime.sleep(3)\nreturn [1.0]").write(
            to: place)
        try place.write(
            """
            version: 1
            policy: {allow: ["slow.*"]}
            artifacts: {slow: {path: slow.pkl, inputs: [[1.0]], inferences: 1}}
            environments:
              here: {kind: workdir, python: "3.11", variables: {PYTHONPATH: \(place.directory)}}
            """, to: "m.yaml")
        let process = try place.start(Self.arguments, through: ["/usr/bin/nohup"])
        #expect(eventually(within: 300) { left("begun", in: place.scratch) })
        process.send(SIGHUP)
        let outcome = try place.finish(process)
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(try outcome.requireResults().cell("slow@here").verdict == "compatible")
    }

    @Test("A signal while environments are made ends the run, and the next one makes them")
    func whileProvisioning() throws {
        let place = try place()
        let cache = Path.join(place.directory, "cache")
        let variables: [String: String?] = ["SMOKEHOUSE_CACHE": cache]
        let process = try place.start(Self.arguments + ["--environment", "sklearn"], variables: variables)
        #expect(eventually(within: 300) { isMaking(cache) })
        let start = ContinuousClock().now
        process.send(SIGINT)
        _ = try process.wait(upTo: 120)
        #expect(ContinuousClock().now - start < .seconds(30))
        let outcome = try place.finish(process)
        #expect(outcome.status == 130, "\(outcome.errors)")
        #expect(try outcome.requireResults().isInterrupted)
        #expect(ProcessTable.processes(naming: place.directory) == [])
        #expect(try Directory.list(place.scratch) == [])

        let second = try place.run("m.yaml", "--environment", "sklearn", variables: variables)
        #expect(second.status == 0, "\(second.errors)")
        #expect(try second.requireResults().cells.count == 2)
    }

    @Test("After kill -9 the loaders and their children die by themselves, and the next run works")
    func killed() throws {
        let place = try place()
        let cache = Path.join(place.directory, "cache")
        let variables: [String: String?] = ["SMOKEHOUSE_CACHE": cache]
        let process = try place.start(Self.arguments, variables: variables)
        #expect(eventually(within: 300) { left("sleeping", in: place.scratch) })
        #expect(!ProcessTable.processes(naming: place.directory).isEmpty)
        process.send(SIGKILL)
        #expect(try process.wait(upTo: 120) == .signalled(SIGKILL))
        #expect(
            eventually(within: 60) { ProcessTable.processes(naming: place.directory).isEmpty },
            "\(ProcessTable.processes(naming: place.directory).joined(separator: "\n"))")

        let second = try place.run("m.yaml", "--artifact", "iris", "--artifact", "quick", variables: variables)
        #expect(second.status == 0, "\(second.errors)")
        #expect(try Directory.list(place.scratch) == [], "what the killed run left is cleared away")
        #expect(
            try second.requireResults().verdicts == [
                "quick@here": "compatible", "iris@sklearn[scikit-learn=1.3.2]": "compatible",
                "iris@sklearn[scikit-learn=1.4.2]": "warned",
            ])
    }

    @Test("An environment whose making was killed is made anew")
    func killedWhileProvisioning() throws {
        let place = try place()
        let cache = Path.join(place.directory, "cache")
        let variables: [String: String?] = ["SMOKEHOUSE_CACHE": cache]
        let process = try place.start(Self.arguments + ["--environment", "sklearn"], variables: variables)
        #expect(eventually(within: 300) { isMaking(cache) })
        process.send(SIGKILL)
        #expect(try process.wait(upTo: 120) == .signalled(SIGKILL))

        let second = try place.run("m.yaml", "--environment", "sklearn", variables: variables)
        #expect(second.status == 0, "\(second.errors)")
        #expect(
            try second.requireResults().verdicts == [
                "iris@sklearn[scikit-learn=1.3.2]": "compatible", "iris@sklearn[scikit-learn=1.4.2]": "warned",
            ])
        #expect(eventually(within: 60) { ProcessTable.processes(naming: place.directory).isEmpty })
    }

    @Test("A framework that takes minutes to import holds nothing up", arguments: [SIGINT, SIGKILL])
    func whileImporting(signal: Int32) throws {
        let place = try Workplace()
        try place.write(
            "import os, time\nopen('importing', 'w').close()\ntime.sleep(300)\n",
            to: "sklearn/__init__.py")
        try place.write("(isklearn.base\nModel\n.", to: "model.pkl")
        try place.write(
            """
            version: 1
            policy: {allow: [sklearn.base.Model]}
            artifacts:
              model: {path: model.pkl, inputs: [[1.0]]}
            environments:
              here:
                kind: workdir
                python: "3.11"
                variables: {PYTHONPATH: \(place.directory)}
            """, to: "m.yaml")
        let process = try place.start(Self.arguments)
        #expect(eventually(within: 300) { left("importing", in: place.scratch) })
        process.send(signal)
        let end = try process.wait(upTo: 120)
        #expect(end == (signal == SIGKILL ? .signalled(SIGKILL) : .exited(130)))
        #expect(
            eventually(within: 60) { ProcessTable.processes(naming: place.directory).isEmpty },
            "\(ProcessTable.processes(naming: place.directory).joined(separator: "\n"))")
    }

    private func isMaking(_ cache: String) -> Bool {
        let names = (try? Directory.list(Path.join(cache, "environments"))) ?? []
        return names.contains { Directory.exists(Path.join(cache, "environments/\($0)")) }
    }

    /// Whether a process of the run has left a file of a name in a folder that it may write to.
    private func left(_ name: String, in folder: String) -> Bool {
        ((try? Directory.list(folder)) ?? []).contains {
            $0 == name || left(name, in: Path.join(folder, $0))
        }
    }

    private func said(_ place: Workplace, _ text: String) -> Bool {
        ((try? File.readText(place.directory + "/stderr")) ?? "").contains(text)
    }
}
