import Files
import Glibc
import HTTP
import JSON
import Synchronization
import TestServers
import Testing

@Suite("Requests")
struct HTTPClientTests {
    static let content = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 7) }

    let client = HTTPClient()

    @Test("A body comes whole, with status and headers")
    func get() async throws {
        let server = try LocalServer.http(serving: ["a.bin": Self.content])
        let response = try await client.send(HTTPRequest("GET", server.url("plain/a.bin")))
        #expect(response.status == 200)
        #expect(response.body == Self.content)
        #expect(response["etag"] != nil)
        #expect(response["content-LENGTH"] == "300000")
    }

    @Test("A status is an answer, not an error", arguments: [204, 404, 503])
    func status(_ status: Int) async throws {
        let server = try LocalServer.http()
        let response = try await client.send(HTTPRequest("GET", server.url("status/\(status)")))
        #expect(response.status == status)
        #expect(response.isSuccess == (status == 204))
    }

    @Test(
        "Method, headers and body arrive",
        arguments: [
            ("POST", HTTPRequest.Body.bytes(Array("hello".utf8)), 5), ("PUT", .bytes(content), 300_000),
            ("POST", .none, 0), ("DELETE", .none, 0), ("POST", .bytes([]), 0),
        ])
    func body(method: String, body: HTTPRequest.Body, length: Int) async throws {
        let server = try LocalServer.http()
        var request = HTTPRequest(method, server.url("echo?q=1"), headers: [HTTPHeader("X-Mine", "yes")])
        request.body = body
        let echo = try Echo(try await client.send(request))
        #expect(echo.method == method)
        #expect(echo.path == "/echo?q=1")
        #expect(echo.length == length)
        #expect(echo.header("X-Mine") == "yes")
        #expect(echo.header("Expect") == nil)
    }

    @Test("A file is sent as the body")
    func file() async throws {
        let server = try LocalServer.http(serving: ["up.bin": Self.content])
        var request = HTTPRequest("PUT", server.url("echo"))
        request.body = .file(Path.join(server.folder, "up.bin"))
        #expect(try Echo(try await client.send(request)).length == 300_000)
        request.body = .file(Path.join(server.folder, "missing"))
        await #expect { try await client.send(request) } throws: { "\($0)".contains("No such file") }
    }

    @Test("A stream of unknown length is sent in chunks")
    func streamUp() async throws {
        let server = try LocalServer.http()
        var request = HTTPRequest("POST", server.url("echo"))
        let left = Mutex(100_000)
        request.body = .stream { buffer in
            left.withLock { left in
                let count = min(left, buffer.count, 7000)
                for index in 0..<count { buffer[index] = 7 }
                left -= count
                return count
            }
        }
        let echo = try Echo(try await client.send(request))
        #expect(echo.length == 100_000)
        #expect(echo.header("Transfer-Encoding") == "chunked")
        request.body = .stream { _ in nil }
        await #expect(throws: HTTPError.self) { try await client.send(request) }
    }

    @Test("Pieces reach the receiver in order, and it may stop")
    func streamDown() async throws {
        let server = try LocalServer.http(serving: ["a.bin": Self.content])
        let gathered = Mutex<[UInt8]>([])
        let length = Mutex<String?>(nil)
        let request = HTTPRequest("GET", server.url("chunked/a.bin?repeat=3"))
        let response = try await client.stream(
            request,
            to: HTTPReceiver(
                head: { head in
                    length.withLock { $0 = head["transfer-encoding"] }
                    return .proceed
                },
                piece: { piece in
                    gathered.withLock { $0.append(contentsOf: piece) }
                    return .proceed
                }))
        #expect(response.status == 200)
        #expect(response.body.isEmpty)
        #expect(length.withLock { $0 } == "chunked")
        #expect(gathered.withLock { $0 } == Self.content + Self.content + Self.content)

        let count = Mutex(0)
        try await client.stream(
            HTTPRequest("GET", server.url("endless")),
            to: HTTPReceiver { _ in
                count.withLock { count in
                    count += 1
                    return count < 3 ? .proceed : .stop
                }
            })
        #expect(count.withLock { $0 } == 3)
    }

    @Test("The body of a refusal is in the response, not with the receiver")
    func refusal() async throws {
        let server = try LocalServer.http()
        let response = try await client.stream(
            HTTPRequest("GET", server.url("status/404")),
            to: HTTPReceiver(
                head: { _ in
                    Issue.record("head of a refusal")
                    return .stop
                },
                piece: { _ in
                    Issue.record("piece of a refusal")
                    return .stop
                }))
        #expect(response.text == "this is why\n")
    }

    @Test("Cancelling the task ends a transfer and closes its connection", .timeLimit(.minutes(10)))
    func cancel() async throws {
        let server = try LocalServer.http()
        let client = client
        let started = AsyncStream<Void>.makeStream()
        let task = Task {
            try await client.stream(
                HTTPRequest("GET", server.url("endless")),
                to: HTTPReceiver { _ in
                    started.continuation.yield()
                    return .proceed
                })
        }
        for await _ in started.stream { break }
        // A program that is started now must not keep the connection open.
        let other = try LocalServer.http()
        defer { other.stop() }
        task.cancel()
        // The transfer itself would never end.
        await #expect { try await task.value } throws: { ($0 as? HTTPError)?.kind == .cancelled }
        // The server noticed: the connection is gone, not only forgotten.
        #expect(await soon { server.log.contains("\"ended\": true") })
    }

    @Test("A cancelled task sends nothing")
    func cancelledBefore() async throws {
        let server = try LocalServer.http()
        let client = client
        let task = Task {
            while !Task.isCancelled { await Task.yield() }
            return try await client.send(HTTPRequest("GET", server.url("endless")))
        }
        task.cancel()
        await #expect { try await task.value } throws: { ($0 as? HTTPError)?.kind == .cancelled }
    }

    @Test("Connections are used again, and many requests run side by side")
    func reuse() async throws {
        let server = try LocalServer.http()
        var numbers: Set<Int> = []
        for _ in 0..<5 {
            numbers.insert(try Echo(try await client.send(HTTPRequest("GET", server.url("echo")))).connection)
        }
        // A busy machine may let one go; without reuse there would be five.
        #expect(numbers.count < 5)
        let client = client
        try await withThrowingTaskGroup(of: Int.self) { tasks in
            for _ in 0..<30 {
                tasks.addTask { try await client.send(HTTPRequest("GET", server.url("echo"))).status }
            }
            for try await status in tasks { #expect(status == 200) }
        }
    }

    @Test("A Unix socket is spoken to in place of the host")
    func unixSocket() async throws {
        let folder = try Directory.createTemporary(in: "/tmp", prefix: "smokehouse-unix-")
        defer { try? Directory.removeTree(folder) }
        let socket = Path.join(folder, "s")
        let server = try LocalServer.http("--unix", socket)
        var request = HTTPRequest("GET", "http://localhost/echo")
        request.unixSocket = socket
        #expect(try Echo(try await client.send(request)).path == "/echo")
        server.stop()
        request.unixSocket = Path.join(folder, "missing")
        await #expect { try await client.send(request) } throws: { error in
            "\(error)" == "\(folder)/missing (/echo): cannot connect: no such file or directory"
        }
    }

    @Test("A long body is refused before it fills the memory")
    func bodyLimit() async throws {
        let server = try LocalServer.http(serving: ["a.bin": Self.content])
        var request = HTTPRequest("GET", server.url("plain/a.bin"))
        request.bodyLimit = 299_999
        await #expect { try await client.send(request) } throws: { ($0 as? HTTPError)?.kind == .tooLong }
        request.bodyLimit = 300_000
        #expect(try await client.send(request).body.count == 300_000)
    }

    @Test("Headers without end are refused before they fill the memory", arguments: ["head", "interim", "trailer"])
    func headLimit(kind: String) async throws {
        let server = try LocalServer.http()
        let request = HTTPRequest("GET", server.url("headers/\(kind)"))
        await #expect { try await client.send(request) } throws: { ($0 as? HTTPError)?.kind == .tooLong }
    }

    private func soon(_ condition: () -> Bool) async -> Bool {
        for _ in 0..<200 {
            if condition() { return true }
            try? await Task.sleep(for: .milliseconds(20))
        }
        return condition()
    }
}

/// What `/echo` said that it was asked.
struct Echo {
    let method: String
    let path: String
    let length: Int
    let connection: Int
    private let headers: JSONObject

    init(_ response: HTTPResponse) throws {
        #expect(response.status == 200)
        let object = try #require(try JSONValue(parsing: response.body).object)
        method = try #require(object["method"]?.string)
        path = try #require(object["path"]?.string)
        length = try #require(object["length"]?.int)
        connection = try #require(object["connection"]?.int)
        headers = try #require(object["headers"]?.object)
    }

    func header(_ name: String) -> String? { headers[name]?.string }
}
