import HTTP
import Testing

@Suite("Addresses")
struct HTTPAddressTests {
    @Test(
        "A URL is taken apart",
        arguments: [
            ("https://Host.example/a/b?x=1#f", "https", "host.example", 443, "/a/b", "x=1"),
            ("http://127.0.0.1:8080", "http", "127.0.0.1", 8080, "/", nil),
            ("HTTP://[::1]:80/p", "http", "[::1]", 80, "/p", nil),
            ("https://u:p@host?q", "https", "host", 443, "/", "q"),
        ] as [(String, String, String, Int, String, String?)])
    func parts(url: String, scheme: String, host: String, port: Int, path: String, query: String?) throws {
        let address = try #require(HTTPAddress(url))
        #expect(address.scheme == scheme)
        #expect(address.host == host)
        #expect(address.port == port)
        #expect(address.path == path)
        #expect(address.query == query)
    }

    @Test(
        "What is no http or https URL is none",
        arguments: [
            "file:///etc/passwd", "ftp://host/", "host/path", "https:/host", "https://", "https://:443/",
            "https://h:x/",
            "https://h:0/", "https://h:70000/", "https://h o/", "https://h/\n", "javascript:alert(1)", "",
            "https://[::1",
        ])
    func none(url: String) {
        #expect(HTTPAddress(url) == nil)
    }

    @Test("User, password and query are not shown")
    func secrets() throws {
        let address = try #require(HTTPAddress("https://joe:s%40cret@host:8443/file.bin?X-Amz-Signature=deadbeef"))
        for text in ["\(address)", String(reflecting: address)] {
            #expect(text == "https://host:8443/file.bin?…")
        }
        #expect(address.userinfo == "joe:s%40cret")
    }

    @Test("A password with an at sign does not become a host")
    func atSign() throws {
        let address = try #require(HTTPAddress("https://joe:p@ss@host/x"))
        #expect(address.host == "host")
        #expect("\(address)" == "https://host/x")
    }
}
