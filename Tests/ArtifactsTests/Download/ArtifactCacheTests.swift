import Files
import Glibc
import Matrix
import TestServers
import Testing

@testable import Artifacts

@Suite("The cache of fetched files")
struct ArtifactCacheTests {
    let fixture: DownloadFixture
    let server: LocalServer
    var cache: ArtifactCache { fixture.cache }

    init() throws {
        fixture = try DownloadFixture()
        server = try DownloadFixture.server()
    }

    @Test("A file that is there needs no server, also under another name")
    func offline() async throws {
        let url = server.url("plain/a.bin")
        let first = try await fixture.fetch(url).path
        server.stop()
        #expect(try await fixture.fetch(url).path == first)
        let second = try await fixture.fetch("https://nowhere.invalid/models/b%20c.onnx?x=1").path
        #expect(Path.name(second) == "b c.onnx")
        #expect(try File.read(second) == DownloadFixture.content)
        #expect(cache.list().map(\.bytes) == [400_000])
    }

    @Test("A file that was changed behind our back is fetched again")
    func damaged() async throws {
        let path = try await fixture.fetch(server.url("plain/a.bin")).path
        chmod(path, 0o644)
        let descriptor = open(path, O_WRONLY)
        pwrite(descriptor, "x", 1, 1000)
        close(descriptor)
        // Times that are set back do not hide it.
        var times = [timeval(tv_sec: 0, tv_usec: 0), timeval(tv_sec: 0, tv_usec: 0)]
        utimes(path, &times)
        #expect(try await File.read(fixture.fetch(server.url("plain/a.bin")).path) == DownloadFixture.content)
        #expect(server.requests.count == 2)
    }

    @Test("A file that was only touched is read again, not fetched")
    func touched() async throws {
        let path = try await fixture.fetch(server.url("plain/a.bin")).path
        utimes(path, nil)
        _ = try await fixture.fetch(server.url("plain/a.bin"))
        #expect(server.requests.count == 1)
    }

    @Test("Pruning leaves what is in use, and takes unfinished files and those kept aside too")
    func prune() async throws {
        var file: CachedArtifact? = try await fixture.fetch(server.url("plain/a.bin"))
        _ = try await fixture.failure(server.url("plain/a.bin"), sha256: String(repeating: "1", count: 64))
        _ = try await fixture.failure(
            server.url("cut/9/a.bin"), sha256: String(repeating: "2", count: 64), attempts: 1)
        #expect(cache.list().map(\.isInUse) == [true])
        let kept = cache.prune()
        #expect(kept.inUse == 1)
        #expect(kept.files == 2)
        #expect(kept.bytes == 600_000)
        #expect(cache.list().count == 1)
        #expect(file.map { File.exists($0.path) } == true)
        file = nil
        #expect(cache.prune(olderThan: 3600).files == 0)
        #expect(cache.prune().files == 1)
        #expect(cache.list().isEmpty)
        #expect(try Directory.list(Path.join(cache.path, "sha256")).isEmpty)
    }
}
