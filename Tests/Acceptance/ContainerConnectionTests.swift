import Files
import Foundation
import TestServers
import Testing

/// Ways to an engine: TLS, Docker's contexts, and engines that are not where our files are.
@Suite(
    "Ways to an engine", .tags(.container), .serialized,
    .enabled(if: PrivateEngine.isPossible, "only root can make an engine's namespaces, and an engine must be installed")
)
struct ContainerConnectionTests {
    private func place() throws -> Workplace {
        let place = try Workplace()
        try place.write("model\n", to: "model.txt")
        // Code that lies around everything else of the place, the run's own folder as well.
        try place.write("def load(path):\n    return lambda rows: rows\n", to: "load.py")
        try place.write(
            """
            version: 1
            artifacts:
              model: {path: model.txt, format: python, entry: "load.py:load", inputs: [[1.0]], inferences: 1}
            environments:
              box: {kind: container, image: "\(Engine.base)"}
              here: {kind: workdir, python: python3}

            """, to: "m.yaml")
        return place
    }

    /// A folder as `DOCKER_CERT_PATH` names it.
    private func folder(_ place: Workplace, _ name: String, _ files: [String: String]) throws -> String {
        for (file, source) in files { try place.write(try File.read(source), to: "\(name)/\(file)") }
        return Path.join(place.directory, name)
    }

    @Test("Certificates let in whom they should, and what is wrong with others is said")
    func certificates() throws {
        guard Engine.available.contains(.docker) else { return }
        let place = try place()
        for name in ["good", "wrong", "nobody", "server"] { try place.write("", to: "\(name)/note") }
        let certificates = try TestCertificates()
        let others = try TestCertificates()
        let (key, certificate) = (certificates.clientKey, certificates.client)
        let good = try folder(
            place, "good", ["ca.pem": certificates.authority, "cert.pem": certificate, "key.pem": key])
        let wrong = try folder(place, "wrong", ["ca.pem": others.authority, "cert.pem": certificate, "key.pem": key])
        let nobody = try folder(place, "nobody", ["ca.pem": certificates.authority])
        let server = try folder(
            place, "server",
            ["ca.pem": certificates.authority, "server.pem": certificates.server, "server.key": certificates.serverKey])
        let port = try #require(SilentPort()).port
        let engine = try PrivateEngine(.docker, "--port", "\(port)", "--tls", server)
        let host = "tcp://127.0.0.1:\(port)"

        func box(_ variables: [String: String?]) throws -> CellView {
            var all: [String: String?] = ["DOCKER_HOST": nil, "http_proxy": "http://127.0.0.1:1"]
            all.merge(variables) { $1 }
            let outcome = try place.run("m.yaml", "--environment", "box", variables: all)
            return try outcome.requireResults().cell("model@box")
        }
        func tls(_ folder: String) -> [String: String?] {
            ["DOCKER_HOST": host, "DOCKER_TLS_VERIFY": "1", "DOCKER_CERT_PATH": folder]
        }
        let allowed = try box(tls(good))
        #expect(allowed.verdict == "compatible", "\(allowed.reason)")
        for (variables, words) in [
            (tls(wrong), "certificate is not trusted"), (tls(nobody), "put cert.pem and key.pem where ca.pem is"),
            (["DOCKER_HOST": host], "it wants TLS: set DOCKER_TLS_VERIFY=1"),
        ] {
            let cell = try box(variables)
            #expect(cell.verdict == "unprovisioned")
            #expect(cell.reason.contains(words), "\(cell.reason)")
        }

        // The SHA-256 of "remote".
        let context = "b71199ebd070b36beab7317920c2c2f1d777df8d05e5527d8458fda57cb17a7a"
        try place.write(#"{"currentContext": "remote"}"#, to: "docker/config.json")
        try place.write(
            #"{"Name": "remote", "Endpoints": {"docker": {"Host": "\#(host)"}}}"#,
            to: "docker/contexts/meta/\(context)/meta.json")
        let secrets = "docker/contexts/tls/\(context)/docker"
        try place.write("", to: "\(secrets)/note")
        _ = try folder(
            place, secrets, ["ca.pem": certificates.authority, "cert.pem": certificate, "key.pem": key])
        let configuration = ["DOCKER_CONFIG": Path.join(place.directory, "docker")]
        let named = try box(configuration)
        #expect(named.verdict == "compatible", "\(named.reason)")
        unlink(Path.join(place.directory, "\(secrets)/ca.pem"))
        let untrusted = try box(configuration)
        #expect(untrusted.reason.contains("check the Docker context 'remote'"), "\(untrusted.reason)")
        withExtendedLifetime(engine) {}
    }

    @Test("An engine that does not see our files is told from one whose image is bad", arguments: Engine.available)
    func elsewhere(engine: Engine) throws {
        let place = try place()
        try Directory.create(place.scratch)
        let own = try PrivateEngine(engine, "--hide", place.scratch)
        let outcome = try place.run("m.yaml", variables: own.variables)
        #expect(outcome.status == 3, "\(outcome.errors)")
        let cell = try outcome.requireResults().cell("model@box")
        #expect(cell.verdict == "unprovisioned")
        #expect(cell.reason.contains("the engine does not see this machine's files"), "\(cell.reason)")
        #expect(try outcome.requireResults().cell("model@here").verdict == "compatible")
        #expect(own.containers.isEmpty)
    }

    @Test(
        "An engine that does not see our loader neither, before an image is looked at",
        arguments: Engine.available.prefix(1))
    func elsewhereLoader(engine: Engine) throws {
        let place = try place()
        let own = try PrivateEngine(engine, "--hide", Path.parent(File.resolved(Places.executable) ?? ""))
        var variables = own.variables
        // Nothing that an earlier run found out about the image.
        variables["SMOKEHOUSE_CACHE"] = Path.join(place.directory, "cache")
        let outcome = try place.run("m.yaml", "--environment", "box", variables: variables)
        let cell = try outcome.requireResults().cell("model@box")
        #expect(cell.verdict == "unprovisioned")
        #expect(cell.reason.contains("the engine does not see this machine's files"), "\(cell.reason)")
    }
}
