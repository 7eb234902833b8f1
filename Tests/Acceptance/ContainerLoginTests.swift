import Files
import Foundation
import Glibc
import JSON
import Testing

/// Registries that ask for a password, and all the ways in which a user has left one.
@Suite(
    "Logins to a registry", .tags(.container), .enabled(if: !Engine.available.isEmpty, Engine.absence),
    .enabled(if: ImageRegistry.isPossible, ImageRegistry.absence))
struct ContainerLoginTests {
    /// Where a login is kept.
    enum Way: String, CaseIterable, CustomTestStringConvertible {
        /// Where `podman login` and `docker login` put it.
        case program
        case authFile, helper, store

        var testDescription: String { rawValue }
    }

    private func place(_ environments: String) throws -> Workplace {
        let place = try Workplace()
        try place.write("model\n", to: "model.txt")
        // What a cell sees stands in its log.
        try place.write(
            """
            import os

            def load(path):
                print("variables:", dict(os.environ))
                return lambda rows: rows

            """, to: "code/load.py")
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

    /// The variables of a user who has a home of their own, and programs in its `bin`.
    private func variables(_ place: Workplace, _ engine: Engine) throws -> [String: String?] {
        let home = Path.join(place.directory, "home")
        try Directory.create(home)
        var all: [String: String?] = engine.variables
        all["HOME"] = home
        all["XDG_RUNTIME_DIR"] = home + "/run"
        all["PATH"] = "\(home)/bin:" + (place.variables["PATH"] ?? "")
        for name in ["XDG_CONFIG_HOME", "DOCKER_CONFIG", "REGISTRY_AUTH_FILE"] { all[name] = String?.none }
        try Directory.create(home + "/run")
        return all
    }

    /// A credential helper that keeps one login, and notes what it is asked.
    private func helper(_ place: Workplace, _ name: String, _ script: String) throws {
        let program = try place.write(
            "#!/bin/sh\nregistry=$(cat)\necho \"$1 $registry\" >>'\(place.directory)/asked'\n\(script)\n",
            to: "home/bin/docker-credential-\(name)")
        chmod(program, 0o755)
    }

    private func answer(_ password: String) -> String {
        #"echo '{"ServerURL": "x", "Username": "tester", "Secret": "\#(password)"}'"#
    }

    /// Leaves a login as `way` says; the variables that a run then has.
    private func login(
        _ way: Way, _ place: Workplace, _ engine: Engine, password: String,
    ) throws -> [String: String?] {
        let registry = try ImageRegistry.shared().locked
        var variables = try variables(place, engine)
        let auth = Data("tester:\(password)".utf8).base64EncodedString()
        let written = #"{"auths": {"\#(registry)": {"auth": "\#(auth)"}}}"#
        switch way {
        case .program:
            var all = place.variables.mapValues { $0 as String? }
            all.merge(variables) { $1 }
            let command = "echo '\(password)' | \(engine) login --username tester --password-stdin \(registry)"
            let process = try ChildProcess(
                "/bin/sh", ["-c", command], in: place.directory, variables: all.compactMapValues { $0 },
                output: Path.join(place.directory, "login"), errors: Path.join(place.directory, "login-errors"))
            #expect(try process.wait(upTo: 300) == .exited(0), "\((try? File.readText(process.errors)) ?? "")")
        case .authFile:
            variables["REGISTRY_AUTH_FILE"] = try place.write(written, to: "logins.json")
        case .helper:
            try place.write(#"{"credHelpers": {"\#(registry)": "keeper"}}"#, to: "home/.docker/config.json")
            try helper(place, "keeper", answer(password))
        case .store:
            try place.write(
                #"{"auths": {"\#(registry)": {}}, "credsStore": "keeper"}"#, to: "home/.docker/config.json")
            try helper(place, "keeper", answer(password))
        }
        return variables
    }

    /// All that a run has left and said, in one text.
    private func everything(_ place: Workplace, _ outcome: Outcome) throws -> String {
        var text = outcome.output + outcome.errors
        func read(_ path: String) throws {
            if Directory.exists(path) {
                for name in try Directory.list(path) { try read(Path.join(path, name)) }
            } else {
                text += String(decoding: try File.read(path), as: UTF8.self)
            }
        }
        for name in ["results.json", "junit.xml", ".smokehouse"] { try read(Path.join(place.directory, name)) }
        return text
    }

    private func expectUnprovisioned(_ outcome: Outcome, _ name: String, _ words: String...) throws {
        #expect(outcome.status == 3, "\(outcome.errors)")
        let cell = try outcome.requireResults().cell("model@\(name)")
        #expect(cell.verdict == "unprovisioned", "\(name): \(cell.verdict)")
        for word in words { #expect(cell.reason.contains(word), "\(name): \(cell.reason)") }
        // The others go on.
        #expect(try outcome.requireResults().cell("model@here").verdict == "compatible")
    }

    @Test(
        "A login is found wherever a user has left it, and goes nowhere else", arguments: Engine.available, Way.allCases
    )
    func found(engine: Engine, way: Way) throws {
        let registry = try ImageRegistry.shared()
        let name = "locked-\(engine)-\(way)".lowercased()
        let digest = try registry.push(name)
        defer { registry.remove(name, from: engine) }
        let image = "\(registry.locked)/\(name)"
        let place = try place("  box: {kind: container, image: \"\(image):1\"}")
        let variables = try login(way, place, engine, password: registry.password)
        let outcome = try place.run("m.yaml", "--environment", "box", variables: variables)
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(try outcome.requireResults().environment("box")["image"]?["digest"]?.string == "\(image)@\(digest)")
        if way == .helper || way == .store {
            let asked = try File.readText(Path.join(place.directory, "asked"))
            #expect(asked == "get \(registry.locked)\n")
        }
        let text = try everything(place, outcome)
        #expect(text.contains("variables: {"))
        for secret in [registry.password, Data("tester:\(registry.password)".utf8).base64EncodedString()] {
            #expect(!text.contains(secret))
        }
        #expect(!text.contains("REGISTRY_AUTH_FILE") && !text.contains("SMOKEHOUSE_REGISTRY"))
    }

    @Test("Without a login, or with a wrong one, the way out is named", arguments: Engine.available)
    func refused(engine: Engine) throws {
        let registry = try ImageRegistry.shared()
        let name = "refused-\(engine)"
        try registry.push(name)
        let image = "\(registry.locked)/\(name):1"
        let place = try place("  box: {kind: container, image: \"\(image)\"}")
        let way = "'\(engine) login \(registry.locked)'"
        let nobody = try place.run("m.yaml", variables: try variables(place, engine))
        try expectUnprovisioned(
            nobody, "box", "the registry '\(registry.locked)' does not give the image '\(image)' without a login",
            "log in with \(way)")

        let wrong = try place.run(
            "m.yaml", variables: try login(.authFile, place, engine, password: "wrong-password"))
        try expectUnprovisioned(
            wrong, "box", "refuses the login of 'tester' (\(place.directory)/logins.json) for the image '\(image)'",
            "log in anew with \(way)")
        #expect(try !everything(place, wrong).contains("wrong-password"))

        let variables = try login(.helper, place, engine, password: "unused")
        try helper(place, "keeper", "echo 'the keychain is locked'; exit 1")
        let failing = try place.run("m.yaml", variables: variables)
        try expectUnprovisioned(
            failing, "box", "without a login", "docker-credential-keeper failed: the keychain is locked",
            "home/.docker/config.json", way)
        #expect(try registry.images(name, in: engine).isEmpty)
    }

    @Test("A build gets the logins for what it starts from, and says which one it lacks", arguments: Engine.available)
    func built(engine: Engine) throws {
        let registry = try ImageRegistry.shared()
        let name = "base-\(engine)"
        try registry.push(name)
        defer { registry.remove(name, from: engine) }
        let image = "\(registry.locked)/\(name):1"
        let place = try place("  box: {kind: container, build: image, build-args: {BASE: \"\(image)\"}}")
        try place.write(
            "ARG BASE=scratch\nFROM ${BASE} AS first\nFROM first\nCOPY word.txt /\n", to: "image/Containerfile")
        try place.write(place.directory, to: "image/word.txt")
        let failing = try place.run("m.yaml", variables: try variables(place, engine))
        try expectUnprovisioned(
            failing, "box", "building '\(place.directory)/image' failed", "FROM",
            "the registry '\(registry.locked)' does not give the image '\(image)' without a login",
            "log in with '\(engine) login \(registry.locked)'")
        let wrong = try place.run("m.yaml", variables: try login(.helper, place, engine, password: "wrong-password"))
        try expectUnprovisioned(
            wrong, "box", "refuses the login of 'tester' (docker-credential-keeper) for the image '\(image)'")
        #expect(try !everything(place, wrong).contains("wrong-password"))

        let variables = try login(.helper, place, engine, password: registry.password)
        let outcome = try place.run("m.yaml", variables: variables)
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(try !everything(place, outcome).contains(registry.password))
        let built = try outcome.requireResults().environment("box")
        #expect(built["reused"]?.bool == false)
        #expect(built["image"]?["digest"]?.string == nil)
        let asked = try registry.requests(for: name)
        // The image that it starts from is here now, which changes nothing.
        let again = try place.run("m.yaml", variables: variables)
        #expect(again.status == 0, "\(again.errors)")
        let kept = try again.requireResults().environment("box")
        #expect(kept["reused"]?.bool == true, "\(again.errors)")
        #expect(kept["image"]?["name"] == built["image"]?["name"])
        #expect(try registry.requests(for: name) == asked)
        if let tag = built["image"]?["name"]?.string { _ = engine.ask("DELETE", "/images/\(tag)?force=1") }
    }
}
