import Files
import Glibc
import HTTP
import TestServers
import Testing

@Suite("Failed requests")
struct HTTPFailureTests {
    let client = HTTPClient()

    @Test("A name that nobody has is said to be unknown")
    func unknownName() async throws {
        let error = try await failure(HTTPRequest("GET", "http://nowhere.invalid/x?token=abc"))
        #expect(error.kind == .name)
        #expect(
            "\(error)" == "http://nowhere.invalid/x?…: no host named 'nowhere.invalid' was found; "
                + "check the address and the network")
        #expect(error.isTransient)
    }

    @Test("A port where nobody listens refuses")
    func refused() async throws {
        let server = try LocalServer.http()
        let url = server.url("x")
        server.stop()
        let error = try await failure(HTTPRequest("GET", url))
        #expect(error.kind == .connection)
        #expect(error.reason == "cannot connect: connection refused")
    }

    @Test(
        "Only http and https are spoken", arguments: ["file:///etc/passwd", "ftp://127.0.0.1/", "gopher://x/", "/etc"])
    func schemes(url: String) async throws {
        #expect(try await failure(HTTPRequest("GET", url)).kind == .address)
    }

    @Test("A cut is told from an end, with and without a length")
    func cut() async throws {
        let server = try LocalServer.http(serving: ["a": [UInt8](repeating: 1, count: 1000)])
        let error = try await failure(HTTPRequest("GET", server.url("cut/9/a")))
        #expect(error.kind == .cut)
        #expect(error.isTransient)
    }

    @Test("A server that falls silent is left after the idle limit")
    func idle() async throws {
        let server = try LocalServer.http(serving: ["a": [UInt8](repeating: 1, count: 1000)])
        var request = HTTPRequest("GET", server.url("stall/9/a"))
        request.timeouts.idle = 1
        let error = try await failure(request)
        #expect(error.kind == .timeout)
        #expect(error.reason == "nothing came for 1 s")
    }

    @Test("The total limit ends also what trickles")
    func total() async throws {
        let server = try LocalServer.http(serving: ["a": [UInt8](repeating: 1, count: 1000)])
        var request = HTTPRequest("GET", server.url("slow/20/a"))
        request.timeouts.total = 0.5
        request.timeouts.idle = 5
        let error = try await failure(request)
        #expect(error.kind == .timeout)
        #expect(error.reason == "not done within 0.5 s")
    }

    @Test("A connection that nobody takes up ends at the connect limit")
    func connect() async throws {
        // A listening socket whose queue is full lets further connections wait.
        let listener = try FullListener()
        var request = HTTPRequest("GET", "http://127.0.0.1:\(listener.port)/")
        request.timeouts.connect = 0.5
        let error = try await failure(request)
        #expect(error.kind == .timeout)
        #expect(error.reason == "no connection within 0.5 s")
    }

    @Test("Redirects are followed, and secrets go to no other host")
    func redirects() async throws {
        let (first, second) = (try LocalServer.http(), try LocalServer.http())
        let headers = [HTTPHeader("Authorization", "Bearer abc"), HTTPHeader("X-Plain", "1")]
        let same = HTTPRequest("GET", first.url("redirect/302?to=/echo"), headers: headers)
        let stayed = try Echo(try await client.send(same))
        #expect(stayed.header("Authorization") == "Bearer abc")
        let across = HTTPRequest(
            "GET",
            first.url("redirect/307?to=\(second.url("echo"))").replacing(
                "http://", with: "http://joe:pw@", maxReplacements: 1),
            headers: headers)
        let response = try await client.send(across)
        let went = try Echo(response)
        #expect(went.header("Authorization") == nil)
        #expect(went.header("X-Plain") == "1")
        #expect("\(response.address)" == second.url("echo"))
    }

    @Test("A circle of redirects and one to a file are refused")
    func badRedirects() async throws {
        let server = try LocalServer.http()
        let circle = HTTPRequest("GET", server.url("redirect/302?to=/redirect/302%3Fto=/echo"))
        #expect(try await client.send(circle).status == 200)
        var once = circle
        once.redirects = 1
        #expect(try await failure(once).reason == "redirected more than 1 times")
        let file = try await failure(HTTPRequest("GET", server.url("redirect/302?to=file:///etc/passwd")))
        #expect(file.kind == .redirect)
        var none = circle
        none.redirects = 0
        #expect(try await client.send(none).status == 302)
    }

    @Test("TLS: an unknown authority is refused, a known one taken, a client's certificate shown")
    func tls() async throws {
        let certificates = try TestCertificates()
        let server = try LocalServer.http(
            "--tls", certificates.server, certificates.serverKey, "--client-ca", certificates.authority)
        var request = HTTPRequest("GET", server.url("echo", scheme: "https"))
        let unknown = try await failure(request)
        #expect(unknown.kind == .tls)
        #expect(unknown.reason.contains("certificate is not trusted"))
        #expect(!unknown.isTransient)
        request.tls.authorities = certificates.authority
        // Without a certificate of ours the server ends the handshake, in TLS 1.3 after ours is done.
        #expect([.cut, .tls].contains(try await failure(request).kind))
        request.tls.certificate = certificates.client
        request.tls.key = certificates.clientKey
        #expect(try await client.send(request).status == 200)
        request.tls.authorities = "/nowhere/ca.pem"
        #expect(try await failure(request).kind == .file)
    }

    @Test("A redirect from https to http is refused")
    func downgrade() async throws {
        let certificates = try TestCertificates()
        let plain = try LocalServer.http()
        let server = try LocalServer.http("--tls", certificates.server, certificates.serverKey)
        var request = HTTPRequest("GET", server.url("redirect/302?to=\(plain.url("echo?key=1"))", scheme: "https"))
        request.tls.authorities = certificates.authority
        let error = try await failure(request)
        #expect(error.kind == .redirect)
        #expect(error.reason.contains("redirected from https to http://127.0.0.1:\(plain.greeting)/echo?…"))
        #expect(plain.log.isEmpty)
    }

    @Test("A netrc file gives user and password to its host alone")
    func netrc() async throws {
        let server = try LocalServer.http(serving: ["a": [1, 2, 3]])
        try File.write(
            "machine 127.0.0.1 login joe password secret\nmachine elsewhere login x password y\n",
            to: Path.join(server.folder, "netrc"), mode: 0o600)
        var request = HTTPRequest("GET", server.url("ask/joe/secret/a"))
        #expect(try await client.send(request).status == 401)
        request.credentials = .netrc(Path.join(server.folder, "netrc"))
        #expect(try await client.send(request).status == 200)
        request.url = server.url("ask/joe/secret/a", host: "localhost")
        #expect(try await client.send(request).status == 401)
        request.url = server.url("ask/joe/secret/a", host: "joe:secret@localhost")
        #expect(try await client.send(request).status == 200)
    }

    @Test("A header with a line break is refused, not smuggled")
    func smuggling() async throws {
        let error = try await failure(
            HTTPRequest("GET", "http://127.0.0.1/", headers: [HTTPHeader("X", "a\r\nHost: evil")]))
        #expect(error.kind == .address)
    }

    private func failure(_ request: HTTPRequest) async throws -> HTTPError {
        do throws(HTTPError) {
            let response = try await client.send(request)
            Issue.record("status \(response.status)")
            throw HTTPError(.other, "", "no failure")
        } catch {
            return error
        }
    }
}

/// A listening socket that accepts nobody, its queue filled.
final class FullListener {
    let port: Int
    private var descriptors: [Int32] = []

    init() throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        descriptors.append(listener)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        port = try withUnsafeMutablePointer(to: &address) { pointer in
            try pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                guard bind(listener, pointer, length) == 0, listen(listener, 0) == 0,
                    getsockname(listener, pointer, &length) == 0
                else { throw FileError(operation: "listen", path: "127.0.0.1", code: errno) }
            }
            return Int(UInt16(bigEndian: pointer.pointee.sin_port))
        }
        for _ in 0..<8 {
            let client = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue), 0)
            descriptors.append(client)
            withUnsafePointer(to: &address) { pointer in
                _ = pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(client, $0, length) }
            }
        }
    }

    deinit { for descriptor in descriptors { close(descriptor) } }
}
