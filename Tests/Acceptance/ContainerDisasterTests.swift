import Files
import Foundation
import Glibc
import Testing

/// Engines that run out of disk or die in the middle, each a private one that the tests may treat so.
@Suite(
    "Engines in trouble", .tags(.container), .serialized,
    .enabled(if: PrivateEngine.isPossible, "only root can make an engine's namespaces, and an engine must be installed")
)
struct ContainerDisasterTests {
    private static let code = """
        import os, time

        def load(path):
            return lambda rows: rows

        def patient(path):
            def wait(rows):
                open("waiting", "w").close()
                while not os.path.exists(os.path.join(os.path.dirname(__file__), "go")):
                    time.sleep(0.05)
                return rows
            return wait
        """

    private func place(_ environments: String, entry: String = "load") throws -> Workplace {
        let place = try Workplace()
        try place.write("model\n", to: "model.txt")
        try place.write(Self.code, to: "code/probe.py")
        try place.write(
            """
            version: 1
            defaults: {timeout: {provision: 120s, load: 120s, inference: 120s}}
            artifacts:
              model:
                path: model.txt
                format: python
                entry: code/probe.py:\(entry)
                inputs: [[1.0]]
                inferences: 1
            environments:
              box: {kind: container, image: "\(Engine.base)"}
              here: {kind: workdir, python: python3}
            \(environments)

            """, to: "m.yaml")
        return place
    }

    /// Nothing of the run in its scratch folder, no container of it with the engine.
    private func expectClean(_ place: Workplace, _ engine: PrivateEngine, within seconds: Double = 0) throws {
        #expect(try Directory.list(place.scratch).isEmpty)
        #expect(eventually(within: seconds) { engine.containers.isEmpty }, "\(engine.containers)")
    }

    private func expectUnprovisioned(_ results: Results, _ name: String, _ words: String) throws {
        let cell = try results.cell("model@\(name)")
        #expect(cell.verdict == "unprovisioned", "\(name): \(cell.verdict)")
        #expect(cell.stage == "provision")
        #expect(cell.reason.contains(words), "\(name): \(cell.reason)")
    }

    @Test("A full disk is said to be full, whatever meets its end, and the others run", arguments: Engine.available)
    func full(engine: Engine) throws {
        let place = try place(
            """
              build: {kind: container, build: large}
              packages: {kind: container, image: "\(Engine.base)", packages: {hollow: "1.0"}, find-links: [wheels]}
            """)
        try place.write(
            "FROM \(Engine.base)\nRUN dd if=/dev/zero of=/large bs=1M count=400\n", to: "large/Containerfile")
        // A wheel that is small until it is unpacked.
        try place.write(
            """
            import os, zipfile
            os.makedirs("wheels")
            with zipfile.ZipFile("wheels/hollow-1.0-py3-none-any.whl", "w", zipfile.ZIP_DEFLATED) as wheel:
                with wheel.open("hollow/data.bin", "w") as file:
                    for _ in range(300):
                        file.write(bytes(1 << 20))
                wheel.writestr("hollow/__init__.py", "")
                info = "hollow-1.0.dist-info"
                wheel.writestr(info + "/METADATA", "Metadata-Version: 2.1\\nName: hollow\\nVersion: 1.0\\n")
                wheel.writestr(info + "/WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
                names = wheel.namelist() + [info + "/RECORD"]
                wheel.writestr(info + "/RECORD", "".join(name + ",,\\n" for name in names))
            """, to: "wheel.py")
        let python = try ChildProcess(
            "/usr/bin/env", ["python3", "wheel.py"], in: place.directory,
            variables: place.variables as [String: String],
            output: "/dev/null", errors: "/dev/null")
        #expect(try python.wait() == .exited(0))

        let own = try PrivateEngine(engine, "--size", engine == .podman ? "100m" : "300m")
        var variables = own.variables
        variables["UV_NO_INDEX"] = "1"
        // Without 'box', whose container may come when the disk is full and when it is not.
        let outcome = try place.run(
            "m.yaml", "--environment", "build", "--environment", "packages", "--environment", "here",
            variables: variables)
        #expect(outcome.status == 3, "\(outcome.errors)")
        let results = try outcome.requireResults()
        try expectUnprovisioned(results, "build", "the engine's disk is full")
        try expectUnprovisioned(results, "packages", "the engine's disk is full")
        #expect(try results.cell("model@here").verdict == "compatible")
        try expectClean(place, own)
    }

    @Test(
        "A disk that is full before anything is made is said to be, and serves again when it is not",
        arguments: Engine.available)
    func filled(engine: Engine) throws {
        let place = try place("")
        // Not the engine of the test above: its disk has been seen to stay full of what Podman's failed build had made.
        let own = try PrivateEngine(engine, "--size", engine == .podman ? "100m" : "300m")
        try own.tell("fill")
        let none = try place.run("m.yaml", variables: own.variables)
        #expect(none.status == 3, "\(none.errors)")
        try expectUnprovisioned(none.requireResults(), "box", "the engine's disk is full")
        #expect(try none.requireResults().cell("model@here").verdict == "compatible")
        try own.tell("free")
        let again = try place.run("m.yaml", variables: own.variables)
        #expect(again.status == 0, "\(again.errors)")
        try expectClean(place, own)
    }

    @Test(
        "An engine that dies takes what it was making with it, not the run, and nothing is left once it is back",
        arguments: Engine.available)
    func dies(engine: Engine) throws {
        // A container lives on without Podman's service. Docker's goes with the processes that hold it.
        let how = engine == .podman ? "kill" : "kill all"
        // An index that takes connections and says nothing.
        let silent = try #require(SilentPort())
        let sleep = "61.\(silent.port)"
        let place = try place(
            """
              build: {kind: container, build: slow}
              packages:
                kind: container
                image: "\(Engine.base)"
                packages: {hollow: "1.0"}
                indexes: ["http://127.0.0.1:\(silent.port)/simple"]
            """, entry: "patient")
        try place.write("FROM \(Engine.base)\nRUN sleep \(sleep)\n", to: "slow/Containerfile")
        let own = try PrivateEngine(engine)
        let words = ["run", "m.yaml", "--json", "results.json", "--progress", "plain", "--jobs", "8"]
        let run = try place.start(words, variables: own.variables)
        let isBusy = eventually(within: 300) {
            let sessions = (try? Directory.list(place.scratch)) ?? []
            return silent.hasCaller
                && sessions.contains { File.exists("\(place.scratch)/\($0)/cells/model@box/work/waiting") }
                && !ProcessTable.processes(naming: sleep).isEmpty
        }
        #expect(isBusy, "\((try? File.readText(run.errors)) ?? "")")
        try own.tell(how)
        try place.write("", to: "code/go")
        let outcome = try place.finish(run)
        #expect(outcome.status == 3, "\(outcome.errors)")
        let results = try outcome.requireResults()
        try expectUnprovisioned(results, "build", "went away in the middle")
        try expectUnprovisioned(results, "packages", "went away in the middle")
        #expect(try results.cell("model@here").verdict == "compatible")
        if how == "kill" {
            // A container that lives on has no need of an engine.
            let box = try results.cell("model@box")
            #expect(box.verdict == "compatible", "\(box.reason)")
        } else {
            try expectUnprovisioned(results, "box", "the engine went away while the container ran")
        }
        try own.tell("start")
        try expectClean(place, own, within: 300)
    }

    @Test("A container that is killed from outside is not its artifact's fault")
    func killedFromOutside() throws {
        let own = try PrivateEngine(try #require(Engine.available.first))
        let place = try place("", entry: "patient")
        let words = ["run", "m.yaml", "--environment", "box", "--json", "results.json"]
        let run = try place.start(words, variables: own.variables)
        let isWaiting = eventually(within: 300) {
            let sessions = (try? Directory.list(place.scratch)) ?? []
            return sessions.contains { File.exists("\(place.scratch)/\($0)/cells/model@box/work/waiting") }
        }
        #expect(isWaiting, "\((try? File.readText(run.errors)) ?? "")")
        for container in own.containers {
            _ = Engine.ask("POST", "/containers/\(container)/kill", socket: own.socket)
        }
        let outcome = try place.finish(run)
        #expect(outcome.status == 3, "\(outcome.errors)")
        try expectUnprovisioned(outcome.requireResults(), "box", "killed from outside (SIGKILL)")
        try expectClean(place, own)
    }
}
