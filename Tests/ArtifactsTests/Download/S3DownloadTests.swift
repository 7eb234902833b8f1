import Files
import Matrix
import TestServers
import Testing

@testable import Artifacts

@Suite(
    "Downloads from S3", .timeLimit(.minutes(15)),
    .enabled(if: S3Server.isAvailable, "moto could not be installed"))
struct S3DownloadTests {
    let fixture: DownloadFixture
    let server: S3Server

    init() throws {
        fixture = try DownloadFixture()
        server = try S3Server(serving: ["a.bin": DownloadFixture.content])
    }

    @Test("An object is fetched with the keys of the variables and of a profile, whatever its key looks like")
    func keys() async throws {
        let file = try await fixture.fetch("s3://models/a b/ü+%/a.bin", variables: variables())
        #expect(try File.read(file.path) == DownloadFixture.content)
        _ = fixture.cache.prune()
        try Directory.create(Path.join(fixture.folder, ".aws"))
        try File.write(
            "[ci]\naws_access_key_id=\(server.key)\naws_secret_access_key=\(server.secret)\nendpoint_url=\(server.endpoint)\n",
            to: Path.join(fixture.folder, ".aws/credentials"))
        let again = try await fixture.fetch("s3://models/a.bin", variables: ["AWS_PROFILE": "ci"])
        #expect(try File.read(again.path) == DownloadFixture.content)
    }

    @Test("Temporary keys are used with their token, which is signed")
    func temporaryKeys() async throws {
        let keys = server.temporary
        var variables = [
            "AWS_ENDPOINT_URL": server.endpoint, "AWS_ACCESS_KEY_ID": keys.key, "AWS_SECRET_ACCESS_KEY": keys.secret,
            "AWS_SESSION_TOKEN": keys.token,
        ]
        let file = try await fixture.fetch("s3://models/a.bin", variables: variables)
        #expect(try File.read(file.path) == DownloadFixture.content)
        // A file that is not in the cache has to be asked for.
        let absent = String(repeating: "0", count: 64)
        let barred = try await fixture.failure("s3://private/a.bin", sha256: absent, variables: variables)
        #expect(barred.reason.contains("403 (AccessDenied)"))
        for secret in [keys.key, keys.secret, keys.token] { #expect(!barred.reason.contains(secret)) }
        // This S3 does not miss the token; another server writes down what it is sent.
        let witness = try LocalServer.http()
        variables["AWS_ENDPOINT_URL"] = witness.url("plain")
        _ = try await fixture.failure("s3://models/a.bin", sha256: absent, variables: variables)
        let request = try #require(witness.requests.first).lowercased()
        #expect(request.contains("\"x-amz-security-token\": \"\(keys.token.lowercased())\""))
        #expect(request.contains("signedheaders=host;x-amz-content-sha256;x-amz-date;x-amz-security-token"))
    }

    @Test("What came of an object is gone on with, the range signed too")
    func resume() async throws {
        let partial = try fixture.cache.partialPathMade(DownloadFixture.sha256)
        try File.write(Array(DownloadFixture.content.prefix(123_456)), to: partial)
        let file = try await fixture.fetch("s3://models/a.bin", variables: variables())
        #expect(try File.read(file.path) == DownloadFixture.content)
    }

    @Test("Wrong keys, no keys, keys without the right and a missing object are told apart")
    func refusals() async throws {
        let wrong = try await fixture.failure("s3://models/a.bin", variables: variables(secret: "wrong/secret"))
        #expect(wrong.problem == .unreachable)
        #expect(wrong.reason.contains("403 (SignatureDoesNotMatch); check that the AWS keys are right"))
        let none = try await fixture.failure("s3://models/a.bin", variables: ["AWS_ENDPOINT_URL": server.endpoint])
        #expect(none.reason.contains("no keys were found: set AWS_ACCESS_KEY_ID"))
        let barred = try await fixture.failure("s3://private/a.bin", variables: variables())
        #expect(barred.reason.contains("403 (AccessDenied)"))
        let missing = try await fixture.failure("s3://models/none.bin", variables: variables())
        #expect(missing.problem == .refused)
        #expect(missing.reason.contains("404 (NoSuchKey)"))
        for error in [wrong, none, barred, missing] {
            #expect(!error.reason.contains(server.secret) && !error.reason.contains(server.key))
            #expect(!error.reason.contains("wrong/secret"))
        }
    }

    private func variables(secret: String? = nil) -> [String: String] {
        [
            "AWS_ENDPOINT_URL_S3": server.endpoint, "AWS_ACCESS_KEY_ID": server.key,
            "AWS_SECRET_ACCESS_KEY": secret ?? server.secret, "AWS_REGION": "us-east-1",
        ]
    }
}
