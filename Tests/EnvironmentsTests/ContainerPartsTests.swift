import Files
import Foundation
import JSON
import Matrix
import Testing

@testable import Environments

/// The parts of container environments that need no engine.
@Suite("Container parts")
struct ContainerPartsTests {
    @Test(
        "Ignore files follow Docker's rules",
        arguments: [
            ("*.log", "a.log", true), ("*.log", "sub/a.log", false), ("**/*.log", "sub/deep/a.log", true),
            ("sub", "sub/deep/file", true), ("/sub/", "sub/file", true), ("sub/*", "sub/file", true),
            ("*\n!keep", "keep", false), ("*\n!keep", "other", true), ("!keep\n*", "keep", true),
            ("# note\n\n a.txt ", "a.txt", true), (" #a", "#a", true), ("\u{FEFF}# note\n*.c", "a.c", true),
            ("a/**", "a/b/c", true), ("a/**", "a", false), ("a\n!a/keep", "a/keep", false), ("a\n!a/keep", "a/b", true),
            ("[!a].txt", "!.txt", true), ("[!a].txt", "b.txt", false), ("!a\n", "b", false),
            ("file-[0-9].txt", "file-7.txt", true),
            ("file-[^0-9].txt", "file-7.txt", false), ("a?c", "abc", true), ("a/**/c", "a/c", true),
            ("a/**/c", "a/b/d/c", true), ("\\*.txt", "b.txt", false), ("./x/../y", "y", true),
        ])
    func ignores(patterns: String, path: String, isIgnored: Bool) {
        #expect(IgnoreFile(patterns).ignores(path) == isIgnored)
    }

    @Test("A folder becomes an archive that tar reads, without what is ignored, and equal content gives equal bytes")
    func archive() throws {
        let folder = try Directory.createTemporary(in: NSTemporaryDirectory(), prefix: "build-")
        defer { try? Directory.removeTree(folder) }
        let long = String(repeating: "long/", count: 30) + "name.txt"
        try File.write("FROM scratch\n", to: folder + "/Containerfile")
        try File.write("*.secret\n", to: folder + "/.containerignore")
        try File.write("hush", to: folder + "/a.secret")
        try Directory.create(Path.parent("\(folder)/\(long)"))
        try File.write("content", to: "\(folder)/\(long)")
        symlink("Containerfile", folder + "/link")
        let context = try BuildContext(folder: folder)
        #expect(context.archive == (try BuildContext(folder: folder)).archive)
        #expect(context.file == "Containerfile")
        let target = try Directory.createTemporary(in: NSTemporaryDirectory(), prefix: "unpacked-")
        defer { try? Directory.removeTree(target) }
        try File.write(context.archive, to: target + "/archive.tar")
        let tar = Process()
        tar.executableURL = URL(filePath: "/usr/bin/tar")
        tar.arguments = ["--extract", "--file=\(target)/archive.tar", "--directory=\(target)"]
        try tar.run()
        tar.waitUntilExit()
        #expect(tar.terminationStatus == 0)
        #expect(try File.readText("\(target)/\(long)") == "content")
        #expect(try File.readText(target + "/link") == "FROM scratch\n")
        #expect(!File.exists(target + "/a.secret"))
    }

    @Test("What a build starts from is known, whatever its arguments say")
    func bases() throws {
        let folder = try Directory.createTemporary(in: NSTemporaryDirectory(), prefix: "build-")
        defer { try? Directory.removeTree(folder) }
        try File.write(
            """
            ARG BASE=a.example/x
            ARG BASETAG=2
            # FROM c.example/none
            FROM --platform=linux/amd64 $BASE:$BASETAG AS first
            FROM scratch AS second
            FROM first
            from ${OTHER}
            ARG BASE=b.example/not-for-from
            COPY --from=first /a /a
            COPY --chown=1 --from=0 /a /a
            COPY --from=tools.example/t:1 /t /t
            FROM ${BASE}:${MISSING:-latest}${BASETAG:+-slim}
            FROM a.example/x:3

            """, to: folder + "/Containerfile")
        let bases = try BuildContext(folder: folder).bases(
            arguments: [Variable(name: "BASETAG", value: "3"), Variable(name: "OTHER", value: "unknown")])
        #expect(
            bases.map(\.name) == [
                "a.example/x:3", "scratch", "${OTHER}", "tools.example/t:1", "a.example/x:latest-slim",
            ])
        #expect(bases.map { $0.reference?.registry } == ["a.example", nil, nil, "tools.example", "a.example"])
        #expect(bases.first?.written == "$BASE:$BASETAG")
    }

    @Test("Log frames are put together however they are cut")
    func frames() {
        var bytes: [UInt8] = []
        for (stream, text) in [(1, "out"), (2, "err"), (1, "put\n"), (2, "")] as [(UInt8, String)] {
            bytes += [stream, 0, 0, 0, 0, 0, 0, UInt8(text.utf8.count)] + Array(text.utf8)
        }
        for size in [1, 3, 8, 100] {
            var logs = LogDemultiplexer()
            for start in stride(from: 0, to: bytes.count, by: size) {
                logs.append(bytes[start..<min(start + size, bytes.count)])
            }
            #expect(String(decoding: logs.output, as: UTF8.self) == "output\n")
            #expect(String(decoding: logs.errors, as: UTF8.self) == "err")
        }
    }

    @Test(
        "Image names are taken apart",
        arguments: [
            ("python:3.11-slim", "docker.io", "python", "3.11-slim"),
            ("localhost/slim", "localhost", "localhost/slim", "latest"),
            ("registry.example:5000/team/slim:1", "registry.example:5000", "registry.example:5000/team/slim", "1"),
            ("team/slim", "docker.io", "team/slim", "latest"),
        ])
    func names(text: String, registry: String, name: String, tag: String) throws {
        let reference = try #require(ImageReference(text))
        #expect(reference.registry == registry)
        #expect(reference.name == name)
        #expect(reference.tag == tag)
    }

    @Test(
        "What cannot name an image is refused", arguments: ["", "a b", "x:", "x@sha256:12", "../x?", "a//b", "x:a:b c"])
    func noName(text: String) {
        #expect(ImageReference(text) == nil)
    }

    @Test("Engines are looked for where variables, contexts and sockets say")
    func discovery() throws {
        let home = try Directory.createTemporary(in: NSTemporaryDirectory(), prefix: "home-")
        defer { try? Directory.removeTree(home) }
        func find(_ more: [String: String]) throws -> EngineDiscovery.Place {
            try EngineDiscovery(variables: ["HOME": home, "XDG_RUNTIME_DIR": home].merging(more) { $1 }).find()
        }
        guard case .named(let socket) = try find(["DOCKER_HOST": "unix:///x/y.sock"]) else {
            Issue.record("DOCKER_HOST is not taken")
            return
        }
        #expect(socket.socket == "/x/y.sock")
        guard case .named(let secure) = try find(["DOCKER_HOST": "tcp://engine.example", "DOCKER_TLS_VERIFY": "1"])
        else {
            Issue.record("tcp is not taken")
            return
        }
        #expect(secure.base == "https://engine.example:2376")
        #expect(secure.certificates?.verifies == true)
        #expect(throws: EngineError.self) { try find(["DOCKER_HOST": "npipe:////./pipe/docker"]) }

        #expect(throws: EngineError.self) { try find(["DOCKER_CONTEXT": "remote"]) }
        // The SHA-256 of "remote".
        let folder = home + "/.docker/contexts/meta/b71199ebd070b36beab7317920c2c2f1d777df8d05e5527d8458fda57cb17a7a"
        try Directory.create(folder)
        try File.write(
            #"{"Name": "remote", "Endpoints": {"docker": {"Host": "tcp://far.example:2375"}}}"#,
            to: folder + "/meta.json")
        guard case .named(let far) = try find(["DOCKER_CONTEXT": "remote"]) else {
            Issue.record("the context is not taken")
            return
        }
        #expect(far.base == "http://far.example:2375")
        try File.write("", to: home + "/docker.sock")
        guard case .sockets(let found) = try find([:]) else {
            Issue.record("sockets are not looked for")
            return
        }
        #expect(found.first?.socket == home + "/docker.sock")
    }

    @Test(
        "An image that cannot take the loader is told what it lacks",
        arguments: [
            ("exec /smokehouse/loader/smoke-loader: no such file or directory", "no glibc"),
            (
                "/smokehouse/loader/smoke-loader: /lib/x86_64-linux-gnu/libc.so.6: version `GLIBC_2.34' not found",
                "too old"
            ),
            ("error while loading shared libraries: libstdc++.so.6: cannot open shared object file", "libstdc++"),
            ("exec /smokehouse/loader/smoke-loader: exec format error", "another processor"),
        ])
    func unsuitable(said: String, words: String) throws {
        let image = try #require(ImageFacts(["Id": "sha256:1", "Os": "linux", "Architecture": "amd64"]))
        let error = ImageSurvey.unsuitable(image, said, log: said)
        #expect(error.code == .unsuitableImage)
        #expect(error.message.contains(words), "\(error.message)")
        #expect(!error.remedy.isEmpty)
    }

    @Test("A container of a process that lives is not taken for a dead one's")
    func owners() throws {
        let own = try #require(ContainerLabels.Owner(ContainerLabels.Owner.current.text))
        #expect(!own.isDead)
        func owner(boot: String? = nil, machine: String? = nil, started: String? = nil) -> ContainerLabels.Owner {
            ContainerLabels.Owner(
                machine: machine ?? own.machine, boot: boot ?? own.boot, namespace: own.namespace, process: own.process,
                started: started ?? own.started)
        }
        #expect(owner(started: "1").isDead)
        #expect(owner(boot: "another").isDead)
        #expect(!owner(boot: "another", machine: "another").isDead)
    }

    @Test("The version spoken is one that both sides know")
    func versions() throws {
        func facts(_ newest: String, _ oldest: String) throws -> EngineFacts {
            try #require(EngineFacts(["ApiVersion": .string(newest), "MinAPIVersion": .string(oldest)]))
        }
        let wanted = EngineFacts.APIVersion(1, 41)
        #expect(try facts("1.41", "1.12").version(for: wanted).description == "1.41")
        #expect(try facts("1.52", "1.44").version(for: wanted).description == "1.44")
        #expect(try facts("1.40", "1.24").version(for: wanted).description == "1.40")
    }
}
