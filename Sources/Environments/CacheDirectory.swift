import Files
import Glibc

/// Where Smokehouse keeps what a later run can use again: `$SMOKEHOUSE_CACHE`, else `$XDG_CACHE_HOME/smokehouse`, else
/// `~/.cache/smokehouse`.
public struct CacheDirectory: Sendable, Hashable {
    public let path: String

    public init(path: String) { self.path = path }

    /// The cache that the variables of a process name.
    public init(variables: [String: String] = ProcessVariables.current) {
        func given(_ name: String) -> String? { variables[name].flatMap { $0.isEmpty ? nil : $0 } }
        if let own = given("SMOKEHOUSE_CACHE") {
            path = Path.absolute(own)
        } else if let caches = given("XDG_CACHE_HOME"), caches.hasPrefix("/") {
            path = Path.join(caches, "smokehouse")
        } else {
            path = Path.join(given("HOME") ?? Self.recordedHome ?? "/tmp", ".cache/smokehouse")
        }
    }

    /// The home in the user database: what lies in `/tmp` could be anybody's, and from the cache programs are started.
    private static let recordedHome: String? = {
        guard let home = getpwuid(getuid()).map({ String(cString: $0.pointee.pw_dir) }) else { return nil }
        return home.hasPrefix("/") && access(home, W_OK) == 0 ? home : nil
    }()

    /// Environments that later runs use again, each with a lock file beside it.
    public var environments: String { Path.join(path, "environments") }
    /// Environments of `--fresh` runs; gone when the run ends.
    public var fresh: String { Path.join(path, "fresh") }
    /// What each request resolved to, and when.
    public var requests: String { Path.join(path, "requests") }
    /// Files that `url:` artifacts were fetched from.
    public var artifacts: String { Path.join(path, "artifacts") }
    /// Compiled bytecode, shared by environments that hold the same wheel.
    public var bytecode: String { Path.join(path, "bytecode") }
    /// What probes of interpreters found.
    public var interpreters: String { Path.join(path, "interpreters") }
    /// What containers need: surveys of images, downloads for layers of packages, locks.
    public var containers: String { Path.join(path, "containers") }
    /// The uv that was fetched where none is installed.
    public var uv: String { Path.join(path, "uv") }
}
