import Files
import HTTP
import Matrix
import Testing

@testable import Artifacts

@Suite("Retries")
struct RetryPlanTests {
    let plan = RetryPlan(attempts: 5, pause: 1, longest: 6)

    @Test("Pauses double up to a limit, and shrink by at most half")
    func backoff() {
        let longest = (1...4).map { plan.decide(failures: $0, asked: nil, jitter: 1) }
        #expect(longest == [.wait(seconds: 1), .wait(seconds: 2), .wait(seconds: 4), .wait(seconds: 6)])
        #expect(plan.decide(failures: 3, asked: nil, jitter: 0) == .wait(seconds: 2))
        #expect(plan.decide(failures: 5, asked: nil, jitter: 0) == .giveUp)
    }

    @Test("A server's wish is heeded within the limit")
    func asked() {
        #expect(plan.decide(failures: 1, asked: 5, jitter: 0) == .wait(seconds: 5))
        #expect(plan.decide(failures: 3, asked: 0, jitter: 1) == .wait(seconds: 4))
        #expect(plan.decide(failures: 1, asked: 7, jitter: 0) == .askedToWait(seconds: 7))
    }

    @Test(
        "Retry-After is a number of seconds or a date",
        arguments: [
            ("120", 120), ("0", 0), ("-3", 0), ("Sun, 06 Nov 1994 08:50:37 GMT", 60),
            ("Sun, 06 Nov 1994 08:00:00 GMT", 0),
            ("soon", nil), ("Sun, 06 Foo 1994 08:50:37 GMT", nil), ("", nil), ("nan", nil),
            ("9223372036854775807", .max), ("1e300", nil), ("Sun, 06 Nov -2147483648 08:49:37 GMT", nil),
            ("Sun, 06 Nov 2147483647 08:49:37 GMT", nil), ("Fri, 31 Dec 9999 23:59:59 GMT", 252_618_189_022),
        ] as [(String, Int?)])
    func retryAfter(text: String, seconds: Int?) {
        #expect(RetryAfter.seconds(text, now: 784_111_777) == seconds)
    }

    @Test("Content-Range is read as servers write it")
    func contentRange() {
        #expect(ContentRange("bytes 5-9/10").map { [$0.start, $0.total] } == [5, 10])
        #expect(ContentRange("bytes 5-9/*").map { [$0.start, $0.total] } == [5, nil])
        #expect(ContentRange("bytes */10").map { [$0.start, $0.total] } == [nil, 10])
        #expect(ContentRange("items 1-2/3") == nil)
        #expect(ContentRange("bytes") == nil)
    }

    @Test("A part that claims to be as long as a number can be is no sum that overflows")
    func longPart() throws {
        let fixture = try DownloadFixture()
        let path = Path.join(fixture.folder, "part")
        try File.write([1, 2, 3, 4, 5], to: path)
        let headers = [
            HTTPHeader("content-range", "bytes 5-9/*"), HTTPHeader("content-length", "9223372036854775807"),
        ]
        let head = HTTPResponse(
            status: 206, headers: headers, body: [], address: try #require(HTTPAddress("http://a/b")))
        #expect(try PartialFile(path).begin(head) == .usable(total: .max))
    }

    @Test(
        "A region that would be another host's name is none",
        arguments: [("eu-west-1", "eu-west-1"), ("evil.example/#", nil), ("", nil)] as [(String, String?)])
    func region(text: String, region: String?) throws {
        let address = try RemoteAddress("s3://bucket/key")
        let response = HTTPResponse(
            status: 301, headers: [HTTPHeader("x-amz-bucket-region", text)], body: [],
            address: try #require(HTTPAddress("http://a/b")))
        let answer = DownloadAnswer(response, from: address, DownloadSettings(variables: [:]))
        #expect(answer == region.map { .elsewhere($0) } ?? .failed("the server answered 301"))
    }
}
