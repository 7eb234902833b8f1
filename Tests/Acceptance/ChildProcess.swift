import Files
import Glibc

/// A program that runs in a process group of its own, its output in files.
///
/// Foundation's `Process` waits for every descendant that holds its socket, which would hide orphans.
final class ChildProcess {
    let identifier: pid_t
    let output: String
    let errors: String
    private var ending: Int32?

    /// How a process ended.
    enum End: Hashable {
        case exited(Int32)
        case signalled(Int32)
    }

    /// - Parameter directory: the working directory.
    init(
        _ program: String,
        _ arguments: [String],
        in directory: String,
        variables: [String: String],
        output: String,
        errors: String,
    ) throws {
        self.output = output
        self.errors = errors
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        posix_spawn_file_actions_addopen(&actions, 2, errors, O_WRONLY | O_CREAT | O_TRUNC, 0o644)

        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        posix_spawnattr_setpgroup(&attributes, 0)
        let flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK
        posix_spawnattr_setflags(&attributes, Int16(flags))

        // glibc's own way to set the folder is hidden from Swift.
        let env = "/usr/bin/env"
        var words = ([env, "--chdir=\(directory)", program] + arguments).map { strdup($0) } + [nil]
        var environment = variables.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for word in words + environment { free(word) } }
        var identifier: pid_t = 0
        let code = posix_spawn(&identifier, env, &actions, &attributes, &words, &environment)
        guard code == 0 else { throw FileError(operation: "run", path: program, code: code) }
        self.identifier = identifier
    }

    deinit {
        if ending == nil {
            kill(-identifier, SIGKILL)
            kill(identifier, SIGKILL)
            var status: Int32 = 0
            waitpid(identifier, &status, 0)
        }
    }

    /// Whether it has ended; `nil` while it runs.
    var end: End? {
        if ending == nil {
            var status: Int32 = 0
            if waitpid(identifier, &status, WNOHANG) == identifier { ending = status }
        }
        guard let ending else { return nil }
        return ending & 0x7f == 0 ? .exited(ending >> 8 & 0xff) : .signalled(ending & 0x7f)
    }

    func send(_ signal: Int32) { kill(identifier, signal) }

    /// Waits for its end.
    func wait(upTo seconds: Double = 300) throws -> End {
        guard eventually(within: seconds, { end != nil }), let end else {
            kill(-identifier, SIGKILL)
            throw TooSlow(what: "process \(identifier)", seconds: seconds)
        }
        return end
    }
}

/// Something that should have come by now.
struct TooSlow: Error, CustomStringConvertible {
    let what: String
    let seconds: Double

    var description: String { "\(what) took more than \(seconds) s" }
}

/// Asks until the answer is yes or the time is over; whether it was yes.
func eventually(within seconds: Double, _ condition: () throws -> Bool) rethrows -> Bool {
    let clock = ContinuousClock()
    let deadline = clock.now + .seconds(seconds)
    while clock.now < deadline {
        if try condition() { return true }
        usleep(20_000)
    }
    return try condition()
}
