import Files
import Glibc

/// An S3 that checks signatures: moto's server, from a virtual environment that is made once for all tests.
public final class S3Server: Sendable {
    /// `http://127.0.0.1:PORT`.
    public let endpoint: String
    /// Keys that may read the bucket `models`, and nothing else.
    public let key: String
    public let secret: String
    /// Keys for a while that may do the same, with the token that belongs to them.
    public let temporary: (key: String, secret: String, token: String)
    private let server: LocalServer

    /// Whether moto is here or could be installed.
    public static let isAvailable = python != nil

    /// - Parameter files: objects of the buckets `models` and `private`, in `models` also below `a b/ü+%/`.
    public init(serving files: [String: [UInt8]]) throws {
        let folder = try Directory.createTemporary(in: "/tmp", prefix: "smokehouse-s3-")
        for (name, content) in files { try File.write(content, to: Path.join(folder, name)) }
        let program = Path.join(Path.parent(#filePath), "s3-server.py")
        guard let python = Self.python else { throw FileError(operation: "run", path: "moto", code: ENOENT) }
        server = try LocalServer(
            ["sh", "-c", "exec \"$@\" 2>/dev/null", "sh", python, program, folder], folder: folder)
        let words = server.greeting.split(separator: " ").map(String.init)
        guard words.count == 6 else { throw FileError(operation: "start", path: program, code: ECHILD) }
        (endpoint, key, secret) = ("http://127.0.0.1:\(words[0])", words[1], words[2])
        temporary = (words[3], words[4], words[5])
    }

    /// The interpreter of the environment that holds moto; `nil` where it cannot be made.
    private static let python: String? = {
        let home = getenv("HOME").map { String(cString: $0) } ?? "/root"
        let caches = getenv("XDG_CACHE_HOME").map { String(cString: $0) } ?? Path.join(home, ".cache")
        let root = Path.join(caches, "smokehouse/test-moto")
        let python = Path.join(root, "bin/python")
        let script = """
            PATH=$PATH:'\(caches)/smokehouse/uv/bin'
            '\(python)' -c 'import moto.server, flask_cors' && exit
            rm -rf '\(root)' && uv venv -q '\(root)' &&
                uv pip install -q --python '\(python)' 'moto>=5.1' flask flask-cors
            """
        guard (try? Directory.create(Path.parent(root))) != nil else { return nil }
        // Two test processes must not make it at the same time.
        let status = script.withCString { text in
            setenv("SMOKEHOUSE_TEST_SCRIPT", text, 1)
            return system("flock '\(root).lock' sh -c \"$SMOKEHOUSE_TEST_SCRIPT\" >/dev/null 2>&1")
        }
        return status == 0 ? python : nil
    }()
}
