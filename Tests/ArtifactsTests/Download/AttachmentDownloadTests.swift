import Files
import HTTP
import Matrix
import TestServers
import Testing

@testable import Artifacts

@Suite("Signatures and sidecars on servers")
struct AttachmentDownloadTests {
    let fixture: DownloadFixture
    let server: LocalServer

    init() throws {
        fixture = try DownloadFixture()
        server = try LocalServer.http(serving: ["m.sig": Array("first".utf8), "m.json": Array("{}".utf8)])
    }

    private func fetch(_ paths: String..., attempts: Int = 3) async throws -> String? {
        var settings = DownloadSettings(variables: ["HOME": fixture.folder])
        settings.retries = RetryPlan(attempts: attempts, pause: 0.02, longest: 3)
        let path = try await AttachmentDownload(
            paths.map { try RemoteAddress(server.url($0)) }, cache: fixture.cache, client: fixture.client,
            settings: settings
        ).run()
        return try path.map { try File.readText($0) }
    }

    @Test("The first that is there is taken; none is no error")
    func candidates() async throws {
        #expect(try await fetch("plain/m.sig") == "first")
        #expect(try await fetch("plain/none", "plain/m.json") == "{}")
        #expect(try await fetch("plain/none") == nil)
        #expect(try await fetch("status/410") == nil)
    }

    @Test("A busy server is asked again, and one that denies is said to")
    func failures() async throws {
        #expect(try await fetch("fail/2/503/m.sig") == "first")
        await #expect { try await fetch("fail/9/503/m.json") } throws: {
            ($0 as? DownloadError)?.reason.hasSuffix("the server answered 503 (3 attempts)") == true
        }
        await #expect { try await fetch("status/403", "plain/none") } throws: {
            ($0 as? DownloadError)?.problem == .unreachable
        }
        #expect(try await fetch("status/403", "plain/m.json") == "{}")
    }

    @Test("It is asked for each time, and what came last serves while the server is away")
    func away() async throws {
        #expect(try await fetch("plain/m.sig") == "first")
        try File.write("second", to: Path.join(server.folder, "m.sig"))
        #expect(try await fetch("plain/m.sig") == "second")
        server.stop()
        #expect(try await fetch("plain/m.sig") == "second")
        await #expect(throws: DownloadError.self) { try await fetch("plain/m.json", attempts: 1) }
        #expect(fixture.cache.prune().files == 1)
        await #expect(throws: DownloadError.self) { try await fetch("plain/m.sig", attempts: 1) }
    }
}
