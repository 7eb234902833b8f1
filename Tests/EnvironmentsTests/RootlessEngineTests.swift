import Files
import HTTP
import TestServers
import Testing

@testable import Environments

/// What an engine is asked before it is used: one that names itself in its first answer must still say whose it is.
@Suite("Rootless engines")
struct RootlessEngineTests {
    /// Answers as Podman 4.3 does to a user whose systemd has given it control groups.
    private static let podman = """
        import http.server, json, os, socketserver, sys, threading
        class Engine(http.server.BaseHTTPRequestHandler):
            protocol_version = 'HTTP/1.1'
            server_version, sys_version = 'Libpod/4.3.1', '(linux)'
            def do_GET(self):
                known = {'/_ping': 'OK', '/info': json.dumps(json.loads(sys.argv[2]))}
                path = '/' + self.path.rsplit('/', 1)[1]
                body = known.get(path, '').encode()
                self.send_response(200 if body else 404)
                self.send_header('Api-Version', '1.41')
                self.send_header('Libpod-Api-Version', '4.3.1')
                self.send_header('Content-Length', str(len(body)))
                self.end_headers()
                self.wfile.write(body)
            def address_string(self): return 'user'
            def log_message(self, *words): pass
        server = socketserver.ThreadingUnixStreamServer(sys.argv[1], Engine)
        threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
        print('ready', flush=True)
        server.serve_forever()
        """

    private func facts(_ info: String, user: UInt32) async throws -> EngineFacts {
        let folder = try Directory.createTemporary(in: "/tmp", prefix: "smokehouse-engine-")
        defer { try? Directory.removeTree(folder) }
        let socket = folder + "/engine.sock"
        let server = try LocalServer(["python3", "-c", Self.podman, socket, info], folder: folder)
        defer { withExtendedLifetime(server) {} }
        let address = EngineAddress(.unix(socket), source: "a test")
        return try await EngineClient.connect(to: address, http: HTTPClient(), user: user).facts
    }

    @Test("A user's Podman is known to be one, and what it can hold, though it names itself in its greeting")
    func rootless() async throws {
        let facts = try await facts(#"{"Rootless": true, "CgroupVersion": "2", "MemoryLimit": true}"#, user: 1000)
        #expect(facts.name == "Podman 4.3.1")
        #expect(facts.isRootless)
        #expect(facts.hasLimits)
    }

    @Test("Below control groups of version 1 a user's Podman holds nothing")
    func withoutGroups() async throws {
        let facts = try await facts(#"{"Rootless": true, "CgroupVersion": "1", "MemoryLimit": true}"#, user: 1000)
        #expect(facts.isRootless)
        #expect(!facts.hasLimits)
    }

    @Test("Root's is not asked, as that takes time")
    func root() async throws {
        let facts = try await facts(#"{"Rootless": true}"#, user: 0)
        #expect(!facts.isRootless)
    }
}
