import Files
@preconcurrency import Glibc
import Synchronization

/// A Python server program of this folder on a port of its own, in a folder of its own; it ends with the value.
public final class LocalServer: Sendable {
    /// The folder whose files it serves.
    public let folder: String
    /// The first line that it printed: its port.
    public let greeting: String
    private let process: pid_t
    /// Held open: the server runs until its standard input ends, so also when this process dies.
    private let input: Int32
    private let isStopped = Mutex(false)

    /// Starts `http-server.py FOLDER --log … ARGUMENTS`.
    public static func http(_ arguments: String..., serving files: [String: [UInt8]] = [:]) throws -> LocalServer {
        try http(arguments, serving: files)
    }

    /// Starts `http-server.py FOLDER --log … ARGUMENTS`.
    public static func http(_ arguments: [String], serving files: [String: [UInt8]]) throws -> LocalServer {
        let folder = try Directory.createTemporary(in: "/tmp", prefix: "smokehouse-server-")
        for (name, content) in files { try File.write(content, to: Path.join(folder, name)) }
        let program = Path.join(Path.parent(#filePath), "http-server.py")
        return try LocalServer(
            ["python3", program, folder, "--log", Path.join(folder, ".log")] + arguments, folder: folder)
    }

    /// Starts a program that prints one line when it is ready and ends with its standard input.
    public init(_ words: [String], folder: String, variables: [(name: String, value: String)] = []) throws {
        self.folder = folder
        var (ours, theirs) = ([Int32](repeating: 0, count: 2), [Int32](repeating: 0, count: 2))
        guard pipe(&ours) == 0, pipe(&theirs) == 0 else {
            throw FileError(operation: "open", path: "a pipe", code: errno)
        }
        for descriptor in ours + theirs { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, ours[0], 0)
        posix_spawn_file_actions_adddup2(&actions, theirs[1], 1)
        let settings = variables.map { "\($0.name)=\($0.value)" }
        var arguments = (["env"] + settings + words).map { strdup($0) } + [nil]
        defer { for word in arguments { free(word) } }
        var identifier: pid_t = 0
        let code = posix_spawnp(&identifier, "env", &actions, nil, &arguments, environ)
        close(ours[0])
        close(theirs[1])
        defer { close(theirs[0]) }
        guard code == 0 else {
            close(ours[1])
            throw FileError(operation: "run", path: words[0], code: code)
        }
        process = identifier
        input = ours[1]
        var line: [UInt8] = []
        var byte: UInt8 = 0
        while read(theirs[0], &byte, 1) == 1, byte != UInt8(ascii: "\n") { line.append(byte) }
        greeting = String(decoding: line, as: UTF8.self)
        guard !greeting.isEmpty else {
            throw FileError(operation: "start", path: words.joined(separator: " "), code: ECHILD)
        }
    }

    deinit {
        stop()
        try? Directory.removeTree(folder)
    }

    /// Writes a line to the program's standard input.
    public func tell(_ line: String) {
        let bytes = Array("\(line)\n".utf8)
        _ = bytes.withUnsafeBytes { write(input, $0.baseAddress, $0.count) }
    }

    /// Ends the server at once; what connects from now on is refused.
    public func stop() {
        // Once: its number may be another process' afterwards.
        let isFirst = isStopped.withLock { isStopped in
            defer { isStopped = true }
            return !isStopped
        }
        guard isFirst else { return }
        kill(process, SIGKILL)
        var status: Int32 = 0
        waitpid(process, &status, 0)
        close(input)
    }

    /// `http://127.0.0.1:PORT/PATH`.
    public func url(_ path: String, scheme: String = "http", host: String = "127.0.0.1") -> String {
        "\(scheme)://\(host):\(greeting)/\(path)"
    }

    /// What was asked of `http-server.py`: a line of JSON for each request.
    public var log: String { (try? File.readText(Path.join(folder, ".log"))) ?? "" }

    /// The lines of the log.
    public var requests: [String] { log.split(separator: "\n").map(String.init) }
}

/// A certificate authority, a server's certificate for localhost and 127.0.0.1, and a client's, made by openssl.
public final class TestCertificates: Sendable {
    public let folder: String
    public var authority: String { Path.join(folder, "authority.pem") }
    public var server: String { Path.join(folder, "server.pem") }
    public var serverKey: String { Path.join(folder, "server.key") }
    public var client: String { Path.join(folder, "client.pem") }
    public var clientKey: String { Path.join(folder, "client.key") }

    public init() throws {
        folder = try Directory.createTemporary(in: "/tmp", prefix: "smokehouse-tls-")
        let script = """
            set -e; cd '\(folder)'
            openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj '/CN=Test authority' \
                -keyout authority.key -out authority.pem
            for name in server client; do
                openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=$name" \
                    -keyout $name.key -out $name.csr
                printf 'subjectAltName=DNS:localhost,IP:127.0.0.1\\n' >$name.ext
                openssl x509 -req -in $name.csr -CA authority.pem -CAkey authority.key -CAcreateserial -days 2 \
                    -extfile $name.ext -out $name.pem
            done
            """
        guard system("(\(script)) >/dev/null 2>&1") == 0 else {
            throw FileError(operation: "make certificates in", path: folder, code: ECHILD)
        }
    }

    deinit { try? Directory.removeTree(folder) }
}
