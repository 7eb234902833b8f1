import Files
import Glibc
import HTTP
import Matrix
import TestServers
import Testing

@testable import Artifacts

@Suite("Downloads", .timeLimit(.minutes(15)))
struct DownloadTests {
    let fixture: DownloadFixture
    let server: LocalServer

    init() throws {
        fixture = try DownloadFixture()
        server = try DownloadFixture.server()
    }

    @Test(
        "The file comes whole, whatever the server can do",
        arguments: ["plain/a.bin", "no-range/a.bin", "modified/a.bin", "chunked/a.bin", "redirect/302?to=/plain/a.bin"])
    func whole(path: String) async throws {
        let file = try await fixture.fetch(server.url(path))
        #expect(try File.read(file.path) == DownloadFixture.content)
        var status = stat()
        #expect(stat(file.path, &status) == 0 && status.st_mode & 0o777 == 0o444)
    }

    @Test("Connections that are cut again and again still bring the file, each going on where the last one ended")
    func cuts() async throws {
        let file = try await fixture.fetch(server.url("cut/6/a.bin"))
        #expect(try File.read(file.path) == DownloadFixture.content)
        #expect(server.requests.count == 7)
        #expect(server.requests[6].contains("\"Range\": \"bytes=393750-\""))
        #expect(server.requests[6].contains("\"If-Range\""))
    }

    @Test("A server that changes the file in between is asked for all of it anew")
    func changed() async throws {
        try File.write([UInt8](repeating: 7, count: 100), to: fixture.cache.partialPathMade(DownloadFixture.sha256))
        try File.write(
            #"{"validator": "\"old\""}"#, to: fixture.cache.partialPath(DownloadFixture.sha256) + ".json")
        let file = try await fixture.fetch(server.url("plain/a.bin"))
        #expect(try File.read(file.path) == DownloadFixture.content)
        #expect(server.requests.count == 1)
    }

    @Test("A validator that no request may hold does not keep the rest from coming")
    func unfitValidator() async throws {
        let start = Array(DownloadFixture.content.prefix(100))
        try File.write(start, to: fixture.cache.partialPathMade(DownloadFixture.sha256))
        try File.write(
            #"{"validator": "\"a\u0001b\""}"#, to: fixture.cache.partialPath(DownloadFixture.sha256) + ".json")
        let file = try await fixture.fetch(server.url("plain/a.bin"))
        #expect(try File.read(file.path) == DownloadFixture.content)
        #expect(server.requests.count == 1)
    }

    @Test("Parts that do not fit together are thrown away once, before anything is said to be wrong")
    func spliced() async throws {
        // No validator is known, so the server takes the range for the same file.
        try File.write([UInt8](repeating: 7, count: 100), to: fixture.cache.partialPathMade(DownloadFixture.sha256))
        let file = try await fixture.fetch(server.url("plain/a.bin"))
        #expect(try File.read(file.path) == DownloadFixture.content)
        #expect(server.requests.count == 2)
    }

    @Test("More than the whole file is thrown away")
    func tooMuch() async throws {
        let much = [UInt8](repeating: 7, count: 500_000)
        try File.write(much, to: fixture.cache.partialPathMade(DownloadFixture.sha256))
        let file = try await fixture.fetch(server.url("plain/a.bin"))
        #expect(try File.read(file.path) == DownloadFixture.content)
    }

    @Test("What an interrupted run left is used by the next one")
    func resume() async throws {
        let error = try await fixture.failure(server.url("cut/1/a.bin"), attempts: 1)
        #expect(error.problem == .unreachable)
        #expect(error.reason.hasSuffix("could not be fetched: the connection was cut before the answer was complete"))
        #expect(try File.size(fixture.cache.partialPath(DownloadFixture.sha256)) == 200_000)
        _ = try await fixture.fetch(server.url("cut/1/a.bin"))
        #expect(server.requests.last?.contains("\"Range\": \"bytes=200000-\"") == true)
        #expect(!File.exists(fixture.cache.partialPath(DownloadFixture.sha256)))
    }

    @Test("A server that falls silent is tried again")
    func stall() async throws {
        let file = try await fixture.fetch(server.url("stall/1/a.bin")) { $0.timeouts.idle = 1 }
        #expect(try File.read(file.path) == DownloadFixture.content)
        #expect(server.requests.count == 2)
    }

    @Test("A server that trickles is given up")
    func trickle() async throws {
        let error = try await fixture.failure(server.url("slow/1000/a.bin"), attempts: 2) {
            $0.timeouts.idle = 1
            $0.timeouts.slowest = 1_000_000
        }
        #expect(error.problem == .unreachable)
        #expect(error.reason.hasSuffix("less than 1000000 bytes per second came for 1 s (2 attempts)"))
        #expect(server.requests.count == 2)
    }

    @Test("A busy server is asked again, after as long as it wants", arguments: [429, 500, 502, 503, 504, 408])
    func busy(status: Int) async throws {
        let clock = ContinuousClock()
        let before = clock.now
        _ = try await fixture.fetch(server.url("fail/2/\(status)/a.bin?after=\(status == 503 ? 1 : 0)"))
        #expect(server.requests.count == 3)
        if status == 503 { #expect(clock.now - before > .seconds(2)) }
    }

    @Test("Who asks us to wait for too long is not waited for", arguments: [3600, .max])
    func longWait(seconds: Int) async throws {
        let error = try await fixture.failure(server.url("fail/9/503/a.bin?after=\(seconds)"))
        #expect(error.problem == .unreachable)
        #expect(error.reason.hasSuffix("the server answered 503 and asks us to wait for \(seconds) s"))
        #expect(server.requests.count == 1)
    }

    @Test("A server that stays busy is given up, saying how often it was asked")
    func givenUp() async throws {
        let error = try await fixture.failure(server.url("fail/99/500/a.bin"))
        #expect(error.problem == .unreachable)
        #expect(error.reason.hasSuffix("could not be fetched: the server answered 500 (4 attempts)"))
        #expect(server.requests.count == 4)
    }

    @Test(
        "An answer that no waiting changes is final",
        arguments: [
            (404, DownloadError.Problem.refused, "check the address"), (410, .refused, "check the address"),
            (403, .unreachable, "netrc"), (401, .unreachable, "netrc"), (418, .unreachable, "418"),
        ])
    func final(status: Int, problem: DownloadError.Problem, words: String) async throws {
        let error = try await fixture.failure(server.url("status/\(status)?token=secret"))
        #expect(error.problem == problem)
        #expect(error.reason.contains(words))
        #expect(!error.reason.contains("secret"))
        #expect(server.requests.count == 1)
    }

    @Test("Another file than the matrix says is refused, kept aside and asked for only once")
    func mismatch() async throws {
        let wrong = String(repeating: "0", count: 64)
        let error = try await fixture.failure(server.url("plain/a.bin"), sha256: wrong)
        #expect(error.problem == .refused)
        let kept = Path.join(fixture.cache.path, "aside/\(DownloadFixture.sha256)/a.bin")
        #expect(error.reason.contains("the matrix says 0000000000000000…"))
        #expect(error.reason.contains("kept as \(kept);"))
        #expect(try File.read(kept) == DownloadFixture.content)
        #expect(server.requests.count == 1)
    }

    @Test("A file that is too large is not fetched, whether the server says its size or not")
    func tooLarge() async throws {
        let known = try await fixture.failure(server.url("plain/a.bin")) { $0.maximumSize = 399_999 }
        #expect(known.problem == .refused)
        #expect(known.reason.contains("has 400000 bytes, policy.max-size permits 399999"))
        let unknown = try await fixture.failure(server.url("chunked/a.bin?repeat=1000")) { $0.maximumSize = 500_000 }
        #expect(unknown.problem == .refused)
        #expect(unknown.reason.contains("has at least "))
        let partial = (try? File.size(fixture.cache.partialPath(DownloadFixture.sha256))) ?? 0
        #expect(partial == 0)
        _ = try await fixture.fetch(server.url("plain/a.bin")) { $0.maximumSize = 400_000 }
        // The limit holds for what is there already, too.
        let cached = try await fixture.failure(server.url("plain/a.bin")) { $0.maximumSize = 399_999 }
        #expect(cached.problem == .refused)
    }

    @Test("Many at once fetch a file once")
    func once() async throws {
        let (fixture, url) = (fixture, server.url("slow/0.5/a.bin"))
        try await withThrowingTaskGroup(of: String.self) { tasks in
            for _ in 0..<8 { tasks.addTask { try await fixture.fetch(url).path } }
            var paths: Set<String> = []
            for try await path in tasks { paths.insert(path) }
            #expect(paths.count == 1)
        }
        #expect(server.requests.count == 1)
    }

    @Test("Cancelling ends a download, and what came is there for the next one")
    func cancel() async throws {
        let (fixture, url) = (fixture, server.url("stall/1/a.bin"))
        let task = Task { try await fixture.fetch(url).path }
        while (try? File.size(fixture.cache.partialPath(DownloadFixture.sha256))) ?? 0 < 200_000 {
            try await Task.sleep(for: .milliseconds(20))
        }
        task.cancel()
        await #expect { try await task.value } throws: { ($0 as? DownloadError)?.problem == .cancelled }
        _ = try await fixture.fetch(url)
        #expect(server.requests.last?.contains("bytes=200000-") == true)
    }

    @Test("netrc is used, where NETRC or the home say")
    func netrc() async throws {
        let path = server.url("ask/joe/secret/a.bin")
        let denied = try await fixture.failure(path)
        #expect(denied.problem == .unreachable)
        try File.write("machine 127.0.0.1 login joe password secret\n", to: Path.join(fixture.folder, ".netrc"))
        _ = try await fixture.fetch(path)
    }

    @Test("An unknown certificate is refused with advice, and taken with SSL_CERT_FILE")
    func tls() async throws {
        let certificates = try TestCertificates()
        let server = try DownloadFixture.server("--tls", certificates.server, certificates.serverKey)
        let url = server.url("plain/a.bin", scheme: "https")
        let error = try await fixture.failure(url)
        #expect(error.problem == .unreachable)
        #expect(error.reason.contains("SSL_CERT_FILE"))
        _ = try await fixture.fetch(url, variables: ["SSL_CERT_FILE": certificates.authority])
    }

    @Test("A redirect from https to http is refused")
    func downgrade() async throws {
        let certificates = try TestCertificates()
        let secure = try DownloadFixture.server("--tls", certificates.server, certificates.serverKey)
        let url = secure.url("redirect/302?to=\(server.url("plain/a.bin"))", scheme: "https")
        let error = try await fixture.failure(url, variables: ["SSL_CERT_FILE": certificates.authority])
        #expect(error.problem == .refused)
        #expect(server.requests.isEmpty)
    }
}

extension ArtifactCache {
    /// The path of a partial file, its folder made.
    func partialPathMade(_ digest: String) throws -> String {
        try Directory.create(Path.join(path, "partial"))
        return partialPath(digest)
    }
}
