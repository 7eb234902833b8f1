import Crypto
import Files
import HTTP
import Matrix
import Synchronization
import TestServers
import Testing

@testable import Artifacts

/// A cache of its own, a file to fetch, and a client.
final class DownloadFixture: Sendable {
    static let content = (0..<400_000).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 9) }
    static let sha256 = FileDigest.hexadecimal(SHA256.hash(data: content))

    let folder: String
    let cache: ArtifactCache
    let client = HTTPClient()

    init() throws {
        folder = try Directory.createTemporary(in: "/tmp", prefix: "smokehouse-download-")
        cache = ArtifactCache(path: Path.join(folder, "artifacts"))
    }

    deinit { try? Directory.removeTree(folder) }

    /// Fetches with pauses so short that a test may wait for them.
    func fetch(
        _ url: String,
        sha256: String = DownloadFixture.sha256,
        variables: [String: String] = [:],
        attempts: Int = 4,
        _ change: (inout DownloadSettings) -> Void = { _ in },
    ) async throws -> CachedArtifact {
        var settings = DownloadSettings(variables: ["HOME": folder].merging(variables) { $1 })
        settings.retries = RetryPlan(attempts: attempts, pause: 0.02, longest: 3)
        change(&settings)
        let address = try RemoteAddress(url)
        return try await Download(address, sha256: sha256, cache: cache, client: client, settings: settings).run()
    }

    /// What a fetch fails with.
    func failure(
        _ url: String,
        sha256: String = DownloadFixture.sha256,
        variables: [String: String] = [:],
        attempts: Int = 4,
        _ change: (inout DownloadSettings) -> Void = { _ in },
    ) async throws -> DownloadError {
        do {
            let file = try await fetch(url, sha256: sha256, variables: variables, attempts: attempts, change)
            Issue.record("fetched \(file.path)")
        } catch let error as DownloadError {
            return error
        }
        throw DownloadError(.cancelled, "no failure")
    }

    /// A web server that has the file as `a.bin`.
    static func server(_ arguments: String...) throws -> LocalServer {
        try LocalServer.http(arguments, serving: ["a.bin": content])
    }
}
