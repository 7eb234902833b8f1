import Files
import Foundation
import Glibc
import JSON
import Testing

/// What a run says and leaves when engines, images or the run itself fail.
@Suite("Containers that cannot be", .tags(.container), .enabled(if: !Engine.available.isEmpty, Engine.absence))
struct ContainerFailureTests {
    private func matrix(_ environments: String, artifact: String = "model") -> String {
        """
        version: 1
        defaults: {timeout: {load: 120s, inference: 120s}}
        artifacts:
          \(artifact):
            path: model.txt
            format: python
            entry: code/load.py:load
            inputs: [[1.0]]
            inferences: 1
        environments:
        \(environments)

        """
    }

    private func place(_ predict: String = "rows") throws -> Workplace {
        let place = try Workplace()
        try place.write("model\n", to: "model.txt")
        try place.write("import time\ndef load(path):\n    return lambda rows: \(predict)\n", to: "code/load.py")
        return place
    }

    @Test("Each environment that cannot be made says why, and the others run", arguments: Engine.available)
    func unprovisioned(engine: Engine) throws {
        let place = try place()
        try place.write("FROM scratch\nCOPY Containerfile /\n", to: "empty/Containerfile")
        try place.write("FROM scratch\nCOPY . /\nRUN [\"/no/such/program\"]\n", to: "broken/Containerfile")
        try Directory.create(Path.join(place.directory, "nothing"))
        try place.write(
            matrix(
                """
                  missing: {kind: container, image: "localhost/no-such-image:1"}
                  empty: {kind: container, build: empty}
                  broken: {kind: container, build: broken}
                  nothing: {kind: container, build: nothing}
                  old: {kind: container, image: "\(Engine.base)", python: "3.8"}
                  box: {kind: container, image: "\(Engine.base)"}
                  here: {kind: workdir, python: python3}
                """), to: "m.yaml")
        let outcome = try place.run("m.yaml", variables: engine.variables)
        let results = try outcome.requireResults()
        #expect(outcome.status == 3, "\(outcome.errors)")
        func reason(_ name: String, _ words: String...) throws {
            let cell = try results.cell("model@\(name)")
            #expect(cell.verdict == "unprovisioned", "\(name): \(cell.verdict)")
            for word in words { #expect(cell.reason.contains(word), "\(name): \(cell.reason)") }
        }
        try reason("missing", "no image 'localhost/no-such-image:1'", "correct 'image'")
        try reason("empty", "no glibc", "use an image with glibc 2.34")
        try reason("broken", "/no/such/program", "correct the Containerfile")
        try reason("nothing", "no Containerfile")
        try reason("old", "no Python '3.8'", "3.11")
        let broken = try results.environment("broken")
        #expect(broken["failure-log"]?.string?.contains("/no/such/program") == true)
        #expect(try results.cell("model@box").verdict == "compatible")
        #expect(try results.cell("model@here").verdict == "compatible")
    }

    @Test("An engine that is away, or refuses, is named with its address")
    func away() throws {
        let place = try place()
        try place.write(
            matrix(
                """
                  box: {kind: container, image: "\(Engine.base)"}
                  here: {kind: workdir, python: python3}
                """), to: "m.yaml")
        let nowhere = Path.join(place.directory, "engine.sock")
        let outcome = try place.run("m.yaml", variables: ["DOCKER_HOST": "unix://\(nowhere)"])
        #expect(outcome.status == 3)
        let cell = try outcome.requireResults().cell("model@box")
        #expect(cell.verdict == "unprovisioned")
        #expect(cell.reason.contains("there is no socket '\(nowhere)'"), "\(cell.reason)")
        #expect(try outcome.requireResults().cell("model@here").verdict == "compatible")

        // A socket whose server is gone.
        let socket = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: nowhere.utf8.prefix(107)) }
        _ = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(socket, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        close(socket)
        let refused = try place.run("m.yaml", variables: ["DOCKER_HOST": "unix://\(nowhere)"])
        let second = try refused.requireResults().cell("model@box")
        #expect(second.verdict == "unprovisioned")
        #expect(second.reason.contains("no engine answers at '\(nowhere)'"), "\(second.reason)")
        let other = try place.run("m.yaml", variables: ["DOCKER_HOST": "ssh://somewhere"])
        #expect(try other.requireResults().cell("model@box").reason.contains("forward the socket"))
    }

    /// The containers of a process of ours, running or not.
    private func containers(of process: pid_t, _ engine: Engine) -> Int {
        let filter =
            #"{"label":["smokehouse.owner"]}"#
            .addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
        let list = try? JSONValue(parsing: Array(engine.ask("GET", "/containers/json?all=1&filters=\(filter)").utf8))
        return (list?.array ?? []).count { container in
            container["Labels"]?["smokehouse.owner"]?.string?.contains("/\(process)/") == true
        }
    }

    @Test("A run that is killed leaves no container", arguments: Engine.available, [SIGKILL, SIGINT])
    func killed(engine: Engine, signal: Int32) throws {
        let place = try place("time.sleep(100)")
        try place.write(matrix("  box: {kind: container, image: \"\(Engine.base)\"}"), to: "m.yaml")
        let words = ["run", "m.yaml", "--progress", "plain"]
        let run = try place.start(words, variables: engine.variables)
        // The container that looks at the image may come first.
        let isRunning = eventually(within: 300) {
            let sessions = (try? Directory.list(place.scratch)) ?? []
            return sessions.contains { name in
                let folder = "\(place.scratch)/\(name)/cells/model@box/work"
                return Directory.exists(folder)
            } && containers(of: run.identifier, engine) > 0
        }
        #expect(isRunning, "\((try? File.readText(run.errors)) ?? "")")
        run.send(signal)
        _ = try run.wait(upTo: 300)
        #expect(eventually(within: 300) { containers(of: run.identifier, engine) == 0 })
    }

    @Test("Podman's service is started where no engine listens, and stopped with the run")
    func onDemand() throws {
        guard Engine.available.contains(.podman), !File.exists("/run/docker.sock"),
            !File.exists("/run/podman/podman.sock")
        else { return }
        let place = try place()
        try place.write(matrix("  box: {kind: container, image: \"\(Engine.base)\"}"), to: "m.yaml")
        let runtime = Path.join(place.directory, "runtime")
        try Directory.create(runtime)
        var variables: [String: String?] = Engine.podman.variables
        variables["DOCKER_HOST"] = String?.none
        variables["XDG_RUNTIME_DIR"] = runtime
        let outcome = try place.run("m.yaml", variables: variables)
        #expect(try outcome.requireResults().cell("model@box").verdict == "compatible", "\(outcome.errors)")
        #expect(try Directory.list(runtime).filter { $0.hasPrefix("smokehouse-podman") }.isEmpty)
        let services = try Directory.list("/proc").filter { process in
            (try? File.readText("/proc/\(process)/cmdline"))?.contains(runtime) == true
        }
        #expect(services.isEmpty)
    }
}
