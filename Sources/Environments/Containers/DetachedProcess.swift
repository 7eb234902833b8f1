import Glibc
import Synchronization

/// A process of ours in a session of its own, so that a terminal's Ctrl-C ends us first and it after us.
final class DetachedProcess: Sendable {
    let identifier: pid_t
    /// The other end of its standard input; -1 without one.
    private let input: Mutex<Int32>

    /// - Parameter log: where its output goes.
    init?(_ program: String, _ arguments: [String], variables: [String: String], log: String, takesInput: Bool = false)
    {
        var ends: [Int32] = [-1, -1]
        if takesInput {
            // A pipe that is close-on-exec from the start, which Swift cannot ask `pipe2` for.
            let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
            guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { return nil }
        }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        if takesInput {
            posix_spawn_file_actions_adddup2(&actions, ends[0], 0)
        } else {
            posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        }
        posix_spawn_file_actions_addopen(&actions, 1, log, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        let newSession: Int32 = 0x80  // POSIX_SPAWN_SETSID
        posix_spawnattr_setflags(&attributes, Int16(Int32(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK) | newSession))
        var words = ([program] + arguments).map { strdup($0) } + [nil]
        var environment = variables.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for word in words + environment { free(word) } }
        var process: pid_t = 0
        let code = posix_spawn(&process, program, &actions, &attributes, &words, &environment)
        if takesInput { Glibc.close(ends[0]) }
        guard code == 0 else {
            if takesInput { Glibc.close(ends[1]) }
            return nil
        }
        identifier = process
        input = Mutex(ends[1])
    }

    /// Whether it has ended by itself.
    var hasEnded: Bool {
        var status: Int32 = 0
        return waitpid(identifier, &status, WNOHANG) != 0
    }

    /// Says that we are done, where it listens.
    func write(_ text: String) {
        input.withLock { input in
            guard input >= 0 else { return }
            _ = Array(text.utf8).withUnsafeBytes { Glibc.write(input, $0.baseAddress, $0.count) }
            Glibc.close(input)
            input = -1
        }
    }

    /// Lets it read the end of its input.
    func close() {
        input.withLock { input in
            if input >= 0 { Glibc.close(input) }
            input = -1
        }
    }

    /// Asks it to end, and makes it after some time.
    func stop(_ signal: Int32 = SIGTERM, within seconds: Double = 3) {
        var status: Int32 = 0
        kill(identifier, signal)
        for _ in 0..<Int(seconds * 100) {
            if waitpid(identifier, &status, WNOHANG) != 0 { return }
            usleep(10_000)
        }
        kill(identifier, SIGKILL)
        waitpid(identifier, &status, 0)
    }
}
