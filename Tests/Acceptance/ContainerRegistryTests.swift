import Files
import Foundation
import Glibc
import JSON
import Testing

/// Images that come from a registry, as users meet it: pulled once, pinned, for the wrong processor, or not at all.
@Suite(
    "Images from a registry", .tags(.container), .enabled(if: !Engine.available.isEmpty, Engine.absence),
    .enabled(if: ImageRegistry.isPossible, ImageRegistry.absence))
struct ContainerRegistryTests {
    private func place(_ environments: String) throws -> Workplace {
        let place = try Workplace()
        try place.write("model\n", to: "model.txt")
        try place.write("def load(path):\n    return lambda rows: rows\n", to: "code/load.py")
        try place.write(
            """
            version: 1
            artifacts:
              model: {path: model.txt, format: python, entry: code/load.py:load, inputs: [[1.0]], inferences: 1}
            environments:
              here: {kind: workdir, python: python3}
            \(environments)

            """, to: "m.yaml")
        return place
    }

    private func expectUnprovisioned(_ outcome: Outcome, _ name: String, _ words: String...) throws {
        let cell = try outcome.requireResults().cell("model@\(name)")
        #expect(cell.verdict == "unprovisioned", "\(name): \(cell.verdict)")
        #expect(cell.stage == "provision")
        for word in words { #expect(cell.reason.contains(word), "\(name): \(cell.reason)") }
    }

    @Test("An image is pulled once, is shown to be, and the reports have its digest", arguments: Engine.available)
    func pulled(engine: Engine) throws {
        let registry = try ImageRegistry.shared()
        let name = "pulled-\(engine)"
        let digest = try registry.push(name)
        defer { registry.remove(name, from: engine) }
        let image = "\(registry.open)/\(name)"
        // A matrix has many environments on one image.
        let place = try place(
            """
              one: {kind: container, image: "\(image):1"}
              two: {kind: container, image: "\(image):1", variables: {OMP_NUM_THREADS: "2"}}
              three: {kind: container, image: "\(image):1", variables: {OMP_NUM_THREADS: "3"}}
            """)
        let first = try place.run("m.yaml", "--jobs", "4", variables: engine.variables)
        #expect(first.status == 0, "\(first.errors)")
        #expect(first.errors.contains(": pulling \(image):1"), "\(first.errors)")
        for environment in ["one", "two", "three"] {
            let results = try first.requireResults()
            #expect(try results.cell("model@\(environment)").verdict == "compatible")
            let record = try results.environment(environment)["image"]
            #expect(record?["digest"]?.string == "\(image)@\(digest)", "\(String(describing: record))")
            #expect(record?["name"]?.string == "\(image):1")
        }
        let junit = try File.readText(Path.join(place.directory, "junit.xml"))
        #expect(junit.components(separatedBy: "value=\"\(image)@\(digest)\"").count == 4, "\(junit)")
        let asked = try registry.requests(for: name)
        let layers = asked.filter { $0.hasPrefix("GET blobs/") }
        #expect(Set(layers).count == layers.count, "\(asked)")

        let second = try place.run("m.yaml", variables: engine.variables)
        #expect(second.status == 0, "\(second.errors)")
        #expect(!second.errors.contains("pulling"), "\(second.errors)")
        #expect(try second.requireResults().environment("one")["reused"]?.bool == true)
        #expect(try registry.requests(for: name) == asked)
    }

    @Test("A digest pins an image, whatever its tag has become", arguments: Engine.available)
    func pinned(engine: Engine) throws {
        let registry = try ImageRegistry.shared()
        let name = "pinned-\(engine)"
        let digest = try registry.push(name)
        let newer = try registry.push(name)
        defer { registry.remove(name, from: engine) }
        let image = "\(registry.open.replacing("127.0.0.1", with: "localhost"))/\(name)"
        defer { _ = engine.ask("DELETE", "/images/\(image)@\(digest)?force=1") }
        let absent = "sha256:" + String(repeating: "0", count: 64)
        let place = try place(
            """
              box: {kind: container, image: "\(image)@\(digest)"}
              tagged: {kind: container, image: "\(image):1@\(digest)"}
              absent: {kind: container, image: "\(image)@\(absent)"}
              untagged: {kind: container, image: "\(image):2"}
            """)
        let outcome = try place.run("m.yaml", variables: engine.variables)
        #expect(outcome.status == 3, "\(outcome.errors)")
        let results = try outcome.requireResults()
        for environment in ["box", "tagged"] {
            #expect(try results.cell("model@\(environment)").verdict == "compatible", "\(outcome.errors)")
            let record = try results.environment(environment)["image"]
            #expect(record?["digest"]?.string == "\(image)@\(digest)", "\(String(describing: record))")
        }
        #expect(digest != newer)
        let registryName = image.split(separator: "/")[0]
        try expectUnprovisioned(
            outcome, "absent", "the registry '\(registryName)' has no image '\(image)@\(absent)'", "correct 'image'")
        try expectUnprovisioned(outcome, "untagged", "the registry '\(registryName)' has no image '\(image):2'")
        #expect(try results.cell("model@here").verdict == "compatible")
    }

    @Test("A registry that is away is not taken for one without the image", arguments: Engine.available)
    func away(engine: Engine) throws {
        let silent = try #require(SilentPort())
        let closed = try #require(SilentPort()).port
        let place = try place(
            """
              closed: {kind: container, image: "127.0.0.1:\(closed)/slim:1"}
              silent: {kind: container, image: "127.0.0.1:\(silent.port)/slim:1", timeout: {provision: 4s}}
            """)
        let start = ContinuousClock.now
        let outcome = try place.run("m.yaml", variables: engine.variables)
        #expect(start.duration(to: .now) < .seconds(100))
        #expect(outcome.status == 3, "\(outcome.errors)")
        try expectUnprovisioned(
            outcome, "closed", "the registry '127.0.0.1:\(closed)' cannot be reached", "connection refused",
            "'127.0.0.1:\(closed)/slim:1'")
        try expectUnprovisioned(
            outcome, "silent", "'127.0.0.1:\(silent.port)/slim:1'", "was not there in time", "timeout: {provision: …}",
            "the registry '127.0.0.1:\(silent.port)'")
        #expect(try outcome.requireResults().cell("model@here").verdict == "compatible")
    }

    @Test("An image for another processor is found out before any cell runs", arguments: Engine.available)
    func platforms(engine: Engine) throws {
        let registry = try ImageRegistry.shared()
        let names = ["other-\(engine)", "others-\(engine)", "both-\(engine)"]
        let own = Self.ownArchitecture
        let other = own == "arm64" ? "amd64" : "arm64"
        try registry.push(names[0], for: other)
        try registry.push(names[1], for: other, "s390x")
        try registry.push(names[2], for: other, own)
        defer { for name in names { registry.remove(name, from: engine) } }
        let place = try place(
            """
              other: {kind: container, image: "\(registry.open)/\(names[0]):1"}
              other-platform: {kind: container, image: "\(registry.open)/\(names[0]):1", platform: linux/\(own)}
              others: {kind: container, image: "\(registry.open)/\(names[1]):1"}
              others-platform: {kind: container, image: "\(registry.open)/\(names[1]):1", platform: linux/\(own)}
              wrong: {kind: container, image: "\(registry.open)/\(names[2]):1", platform: linux/\(other)}
              both: {kind: container, image: "\(registry.open)/\(names[2]):1"}
              both-platform: {kind: container, image: "\(registry.open)/\(names[2]):1", platform: linux/\(own)}
            """)
        let outcome = try place.run("m.yaml", "--jobs", "1", variables: engine.variables)
        #expect(outcome.status == 3, "\(outcome.errors)")
        try expectUnprovisioned(outcome, "other", "the image is for linux/\(other), and this loader for linux/\(own)")
        try expectUnprovisioned(outcome, "other-platform", "the image is for linux/\(other), not for linux/\(own)")
        for name in ["others", "others-platform"] {
            try expectUnprovisioned(
                outcome, name, "has the image '\(registry.open)/\(names[1]):1' not for linux/\(own)",
                "name an image that exists for linux/\(own)")
        }
        // Nothing could run it, so nothing is fetched.
        try expectUnprovisioned(outcome, "wrong", "linux/\(other)", "this loader for linux/\(own)")
        let results = try outcome.requireResults()
        for name in ["both", "both-platform"] {
            #expect(try results.cell("model@\(name)").verdict == "compatible", "\(outcome.errors)")
            #expect(try results.environment(name)["image"]?["platform"]?.string == "linux/\(own)")
        }
    }

    /// As Go names it.
    private static var ownArchitecture: String {
        #if arch(arm64)
            "arm64"
        #else
            "amd64"
        #endif
    }

    @Test("A pull that is interrupted leaves nothing and holds nothing up", arguments: Engine.available)
    func interrupted(engine: Engine) throws {
        let registry = try ImageRegistry.shared()
        let name = "slow-\(engine)"
        try registry.push(name)
        defer { registry.remove(name, from: engine) }
        let place = try place("  box: {kind: container, image: \"\(registry.slow)/\(name):1\"}")
        let words = ["run", "m.yaml", "--environment", "box", "--json", "results.json", "--progress", "plain"]
        let run = try place.start(words, variables: engine.variables)
        // In the middle of a layer, of which more would come for a minute.
        let isPulling = try eventually(within: 300) {
            try registry.requests(for: name).contains { $0.hasPrefix("GET blobs/") }
        }
        #expect(isPulling, "\((try? File.readText(run.errors)) ?? "")")
        usleep(300_000)
        let start = ContinuousClock.now
        run.send(SIGINT)
        #expect(try run.wait(upTo: 120) == .exited(130))
        #expect(start.duration(to: .now) < .seconds(45))
        #expect(try Directory.list(place.scratch).isEmpty)
        #expect(try registry.images(name, in: engine).isEmpty)
        // The engine has let go as well.
        #expect(eventually(within: 60) { registry.slowAnswers == 0 })
        let outcome = try place.finish(run)
        #expect(try outcome.requireResults().isInterrupted)
    }
}
