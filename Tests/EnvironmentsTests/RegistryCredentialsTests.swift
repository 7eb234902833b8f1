import Files
import Foundation
import Glibc
import JSON
import Testing

@testable import Environments

/// Logins as Docker and Podman keep them, and what is said where they do not help.
@Suite("Registry credentials")
struct RegistryCredentialsTests {
    /// A home of a test's own, with programs of its own.
    private final class Home {
        let path: String

        init() throws {
            path = try Directory.createTemporary(in: NSTemporaryDirectory(), prefix: "home-")
            try Directory.create(path + "/bin")
        }

        deinit { try? Directory.removeTree(path) }

        func write(_ text: String, to name: String) throws {
            try Directory.create(Path.parent("\(path)/\(name)"))
            try File.write(text, to: "\(path)/\(name)")
        }

        /// A credential helper that keeps what it is asked, and says what `script` says.
        func helper(_ name: String, _ script: String) throws {
            let program = "bin/docker-credential-\(name)"
            try write("#!/bin/sh\ncat >>'\(path)/asked'; echo \" $1\" >>'\(path)/asked'\n\(script)\n", to: program)
            chmod("\(path)/\(program)", 0o755)
        }

        var asked: [String] {
            ((try? File.readText(path + "/asked")) ?? "").split(separator: "\n").map(String.init)
        }

        func find(_ image: String, _ more: [String: String] = [:]) async throws -> RegistryCredentials.Found {
            var variables = ["HOME": path, "XDG_RUNTIME_DIR": path + "/run", "PATH": "\(path)/bin:/usr/bin:/bin"]
            variables.merge(more) { $1 }
            return await RegistryCredentials(variables: variables, helperLimit: 600).find(
                for: try #require(ImageReference(image)))
        }
    }

    private static func decode(_ header: String?) throws -> JSONValue {
        let text = try #require(header).replacing("-", with: "+").replacing("_", with: "/")
        return try JSONValue(parsing: Array(try #require(Data(base64Encoded: text))))
    }

    /// As the files have it.
    private static func auth(_ words: String) -> String {
        #"{"auth": "\#(Data(words.utf8).base64EncodedString())"}"#
    }

    @Test("Logins come from Docker's and Podman's files, the narrowest first")
    func files() async throws {
        let home = try Home()
        try home.write(
            """
            {"auths": {
              "registry.example": \(Self.auth("user:pa:ss")), "https://old.example/v2/": \(Self.auth("old:x")),
              "https://index.docker.io/v1/": {"identitytoken": "t"}, "empty.example": {}
            }}
            """, to: ".docker/config.json")
        try home.write(
            """
            {"auths": {
              "podman.example/team": \(Self.auth("team:x")), "podman.example": \(Self.auth("all:x")),
              "docker.io/library": \(Self.auth("library:x"))
            }}
            """, to: "run/containers/auth.json")
        let plain = try await home.find("registry.example/slim:1").login
        #expect(plain?.user == "user")
        #expect(plain?.source == home.path + "/.docker/config.json")
        #expect(try Self.decode(plain?.header)["password"]?.string == "pa:ss")
        #expect(try await home.find("old.example/slim").login?.user == "old")
        #expect(try await home.find("podman.example/team/slim").login?.user == "team")
        #expect(try await home.find("podman.example/teams/slim").login?.user == "all")
        #expect(try await home.find("python:3.11").login?.user == "library")
        let hub = try await home.find("team/slim").login
        #expect(try Self.decode(hub?.header)["identitytoken"]?.string == "t")
        for image in ["other.example/slim", "empty.example/slim", "registry.example.org/slim"] {
            #expect(try await home.find(image) == RegistryCredentials.Found(), "\(image)")
        }
        try home.write("{\"auths\": {\"registry.example\": \(Self.auth("named:x"))}}", to: "given.json")
        let named = try await home.find("registry.example/slim", ["REGISTRY_AUTH_FILE": home.path + "/given.json"])
        #expect(named.login?.user == "named")
    }

    @Test("A helper is asked once, for its registry, before the file that names it")
    func helpers() async throws {
        let home = try Home()
        try home.write(
            """
            {
              "auths": {"kept.example": {}, "written.example": \(Self.auth("written:x")), "both.example": \(Self.auth("old:x"))},
              "credHelpers": {"own.example": "own", "none.example": ""}, "credsStore": "store"
            }
            """, to: ".docker/config.json")
        try home.helper("own", #"echo '{"ServerURL": "x", "Username": "<token>", "Secret": "s"}'"#)
        try home.helper(
            "store",
            #"""
            case $(tail -n 1 "$0.log" 2>/dev/null; tail -n 1 "${0%/bin/*}/asked") in
            kept*|both*) echo '{"Username": "kept", "Secret": "s"}' ;;
            *) echo 'credentials not found in native keychain'; exit 1 ;;
            esac
            """#)
        let own = try await home.find("own.example/slim").login
        #expect(own?.source == "docker-credential-own")
        #expect(try Self.decode(own?.header)["identitytoken"]?.string == "s")
        #expect(home.asked == ["own.example get"])
        #expect(try await home.find("kept.example/slim").login?.user == "kept")
        #expect(try await home.find("both.example/slim").login?.user == "kept")
        let written = try await home.find("written.example/slim")
        #expect(written.login?.user == "written")
        #expect(written.complaints.isEmpty)
        #expect(try await home.find("none.example/slim") == RegistryCredentials.Found())
        _ = try await home.find("python")
        #expect(home.asked.last == "https://index.docker.io/v1/ get")
        #expect(home.asked.count == 5)
    }

    @Test(
        "A helper that fails is named with its reason, which holds no secret",
        arguments: [
            ("echo 'the keychain is locked'; exit 1", "docker-credential-own failed: the keychain is locked"),
            ("echo '{\"Secret\": \"hush\"}'; exit 3", "docker-credential-own failed: exit status 3"),
            ("echo hush >&2; exit 4", "docker-credential-own failed: exit status 4"),
            ("echo hush", "docker-credential-own did not answer with 'Username' and 'Secret'"),
            ("", "there is no docker-credential-own on PATH"),
        ])
    func failing(script: String, words: String) async throws {
        let home = try Home()
        try home.write(
            "{\"auths\": {\"own.example\": \(Self.auth("file:x"))}, \"credHelpers\": {\"own.example\": \"own\"}}",
            to: ".docker/config.json")
        if !script.isEmpty { try home.helper("own", script) }
        let found = try await home.find("own.example/slim")
        #expect(found.complaints == ["\(words) (named in '\(home.path)/.docker/config.json')"])
        #expect(!"\(found.complaints)".contains("hush"))
        // What is written beside it is tried.
        #expect(found.login?.user == "file")
    }

    @Test("A helper that hangs is given up")
    func hanging() async throws {
        let home = try Home()
        try home.helper("own", "sleep 600")
        let helper = CredentialHelper(name: "own", variables: ["PATH": "\(home.path)/bin:/usr/bin:/bin"], limit: 1)
        guard case .failed(let reason) = await helper.login(to: "own.example") else {
            Issue.record("it answered")
            return
        }
        #expect(reason == "docker-credential-own did not answer in 1 s")
    }

    @Test("A file that is no JSON is named, and the next one read")
    func garbled() async throws {
        let home = try Home()
        try home.write("{", to: "run/containers/auth.json")
        try home.write("{\"auths\": {\"a.example\": \(Self.auth("user:x"))}}", to: ".docker/config.json")
        let found = try await home.find("a.example/slim")
        #expect(found.login?.user == "user")
        #expect(found.complaints == ["'\(home.path)/run/containers/auth.json' holds no JSON"])
    }

    @Test("A build gets the logins that are written, and what helpers know of the images that it starts from")
    func build() async throws {
        let home = try Home()
        try home.write(
            """
            {
              "auths": {
                "a.example": \(Self.auth("a:x")), "https://own.example/v1/": \(Self.auth("old:x")), "b.example": {}
              },
              "credHelpers": {"own.example": "own", "unused.example": "own"}
            }
            """, to: ".docker/config.json")
        try home.helper("own", #"echo '{"Username": "own", "Secret": "s"}'"#)
        let references = try ["own.example/x:1", "none.example/y"].map { try #require(ImageReference($0)) }
        let credentials = RegistryCredentials(
            variables: ["HOME": home.path, "XDG_RUNTIME_DIR": home.path, "PATH": "\(home.path)/bin:/usr/bin:/bin"],
            helperLimit: 600)
        let (header, found) = await credentials.forBuild(from: references)
        let logins = try #require(try Self.decode(header).object)
        #expect(logins.members.map(\.key).sorted() == ["a.example", "own.example"])
        #expect(logins["own.example"]?["username"]?.string == "own")
        #expect(found.map(\.login?.user) == ["own", nil])
        #expect(home.asked == ["own.example get"])
    }

    @Test(
        "What a registry says becomes what a user can do",
        arguments: [
            (
                "initializing source docker://r.example/x:1: reading manifest 1 in r.example/x: unauthorized: authentication required",
                ProvisionError.Code.imageMissing,
                "the registry 'r.example' does not give the image 'r.example/x:1' without a login: unauthorized: authentication required",
                "log in with 'podman login r.example'"
            ),
            (
                "pull access denied for r.example/x, repository does not exist or may require 'docker login': denied",
                .imageMissing, "without a login: pull access denied", "login r.example', or correct 'image'"
            ),
            (
                "no matching manifest for linux/amd64 in the manifest list entries", .unsuitableImage,
                "has the image 'r.example/x:1' not for linux/amd64", "correct 'platform'"
            ),
            (
                "manifest for r.example/x:1 not found: manifest unknown: manifest unknown", .imageMissing,
                "the registry 'r.example' has no image 'r.example/x:1': manifest for", "correct 'image'"
            ),
            (
                #"Get "https://r.example/v2/": dial tcp: lookup r.example: no such host"#, .networkUnavailable,
                "cannot be reached", "network"
            ),
            (
                #"Get "https://r.example/v2/": http: server gave HTTP response to HTTPS client"#, .networkUnavailable,
                "has no TLS", "insecure = true"
            ),
            (
                #"Get "https://r.example/v2/": x509: certificate signed by unknown authority"#, .networkUnavailable,
                "does not trust", "certificate"
            ),
            (
                "toomanyrequests: You have reached your pull rate limit", .networkUnavailable, "asked too often",
                "or try later"
            ),
            ("something else", .imageMissing, "cannot be pulled from 'r.example': something else", "check the name"),
        ])
    func refusals(said: String, code: ProvisionError.Code, message: String, remedy: String) throws {
        let failure = PullFailure(
            reference: try #require(ImageReference("r.example/x:1")), name: "r.example/x:1", platform: "linux/amd64",
            program: "podman", credentials: RegistryCredentials.Found())
        let error = failure.error(said, log: "log")
        #expect(error.code == code)
        #expect(error.message.contains(message), "\(error.message)")
        #expect(error.remedy.contains(remedy), "\(error.remedy)")
        #expect(error.log == "log")
    }

    @Test("The digest in the reports is that of the registry which the matrix names")
    func digests() throws {
        func digest(_ image: String, _ known: String...) throws -> String? {
            try #require(ImageReference(image)).digest(among: known)
        }
        let (one, two) = ("sha256:" + String(repeating: "1", count: 64), "sha256:" + String(repeating: "2", count: 64))
        #expect(try digest("b.example/x:1", "a.example/x@\(one)", "b.example/x@\(two)") == "b.example/x@\(two)")
        #expect(try digest("b.example/x@\(two)", "b.example/x@\(one)", "b.example/x@\(two)") == "b.example/x@\(two)")
        #expect(try digest("b.example/x:1@\(two)") == "b.example/x@\(two)")
        #expect(try digest("b.example/x:1") == nil)
        #expect(try digest("python:3", "docker.io/library/python@\(one)") == "docker.io/library/python@\(one)")
        #expect(try digest("python:3", "x@\(two)", "python@\(one)") == "python@\(one)")
        #expect(try digest("localhost/x:1", "localhost/x@\(one)") == nil)
        #expect(try digest("localhost/x:1", "localhost/x@\(one)", "a.example/y@\(two)") == "a.example/y@\(two)")
    }
}
