import CLinux
import Files
import Glibc

/// Starts a program in namespaces and mounts of its own, as bubblewrap would; where the system allows none, as it is.
public enum NamespaceLauncher {
    /// The exit status where the mounts that were asked for cannot be made.
    private static let failed: Int32 = 125

    /// Runs the program that the words end with, and returns its status, 128 and more after a signal.
    public static func run(_ words: [String]) -> Int32 {
        guard let arguments = LauncherArguments(words), !arguments.command.isEmpty else {
            SystemCalls.complain("smoke-loader: unknown words for --sandbox")
            return 2
        }
        let parent = getppid()
        SystemCalls.dieWithParent()
        guard getppid() == parent else { return failed }
        // The orchestrator's signals are for the program; this process ends with it.
        for signal in [SIGTERM, SIGINT, SIGHUP] { Glibc.signal(signal, SIG_IGN) }
        // Closed by the start of the program; a byte says that there will be none.
        guard let news = SystemCalls.pipe() else { return failed }
        let first = clone(ownNetwork: arguments.ownNetwork)
        if first == 0 {
            close(news.read)
            initialise(arguments, news.write)
        }
        close(news.write)
        var byte: UInt8 = 0
        if first > 0, read(news.read, &byte, 1) == 0 {
            close(news.read)
            return wait(for: first)
        }
        if first > 0 { _ = wait(for: first) }
        for signal in [SIGTERM, SIGINT, SIGHUP] { Glibc.signal(signal, SIG_DFL) }
        start(arguments.command)
    }

    // CLONE_NEWNS, NEWUTS, NEWIPC, NEWPID; NEWUSER; NEWNET
    private static let (own, user, network): (Int, Int, Int) = (0x0002_0000 | 0x2C00_0000, 0x1000_0000, 0x4000_0000)

    /// A child in namespaces of its own, 0 there; negative where the system allows none.
    ///
    /// Its user namespace knows this process' user alone. Root may do without.
    private static func clone(ownNetwork: Bool) -> pid_t {
        let flags = own | (ownNetwork ? network : 0) | Int(SIGCHLD)
        let (identity, group) = (getuid(), getgid())
        var child = linux_call(Int(__NR_clone), flags | user, 0, 0, 0, 0, 0)
        if child == 0 {
            put("deny", in: "/proc/self/setgroups")
            put("\(identity) \(identity) 1", in: "/proc/self/uid_map")
            put("\(group) \(group) 1", in: "/proc/self/gid_map")
        } else if child < 0 {
            child = linux_call(Int(__NR_clone), flags, 0, 0, 0, 0, 0)
        }
        return pid_t(child)
    }

    private static func put(_ text: String, in path: String) {
        let descriptor = open(path, O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        _ = write(descriptor, text, text.utf8.count)
        close(descriptor)
    }

    /// The namespaces' first process: makes the mounts, starts the program and waits for it.
    private static func initialise(_ arguments: LauncherArguments, _ news: Int32) -> Never {
        SystemCalls.dieWithParent()
        func fail() -> Never {
            _ = write(news, "!", 1)
            _exit(failed)
        }
        if arguments.ownNetwork { raiseLoopback() }
        do {
            try SessionMounts.make(arguments.steps)
        } catch {
            SystemCalls.complain("smoke-loader: \(error)")
            fail()
        }
        guard chdir(arguments.directory) == 0 else { fail() }
        let program = SystemCalls.fork()
        guard program != 0 else {
            SystemCalls.dieWithParent()
            for signal in [SIGTERM, SIGINT, SIGHUP] { Glibc.signal(signal, SIG_DFL) }
            // For the mounts of each cell; cells give it up.
            if getuid() != 0 { Privileges.keepOverExec(21) }
            start(arguments.command)
        }
        guard program > 0 else { fail() }
        close(news)
        _exit(wait(for: program))
    }

    private static func start(_ command: [String]) -> Never {
        var words = command.map { strdup($0) } + [nil]
        execv(command[0], &words)
        SystemCalls.complain("smoke-loader: cannot start \(command[0]): \(String(cString: strerror(errno)))")
        _exit(127)
    }

    /// Reaps everything until `process` ends.
    private static func wait(for process: pid_t) -> Int32 {
        var status: Int32 = 0
        while true {
            let ended = waitpid(-1, &status, 0)
            if ended == process { break }
            if ended < 0, errno != EINTR { return failed }
        }
        let signal = status & 0x7F
        return signal == 0 ? (status >> 8) & 0xFF : 128 + signal
    }

    /// Brings up the network namespace's own loopback device (netdevice(7)).
    private static func raiseLoopback() {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_DGRAM.rawValue) | O_CLOEXEC, 0)
        guard socket >= 0 else { return }
        defer { close(socket) }
        // struct ifreq: the name in 16 bytes, then the flags.
        var request = [UInt8](repeating: 0, count: 40)
        request.replaceSubrange(0..<2, with: "lo".utf8)
        guard linux_ioctl(socket, 0x8913, &request) == 0 else { return }  // SIOCGIFFLAGS
        request[16] |= 1  // IFF_UP
        _ = linux_ioctl(socket, 0x8914, &request)  // SIOCSIFFLAGS
    }
}
