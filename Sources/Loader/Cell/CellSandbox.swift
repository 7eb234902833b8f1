import Files
import Glibc
import Probe

/// What a cell's process takes on right after the fork, before any of the artifact's code.
struct CellSandbox {
    let job: Job
    let supervisor: pid_t
    /// The cell's ends of its pipes.
    let events: Int32
    let output: Int32
    let errors: Int32
    /// The session's rules; `nil` where it has none.
    let rules: CellRules?
    /// The cell's end of the socket over which its filter's listener goes to the supervisor; -1 without rules.
    let channel: Int32
    /// The cell's control groups, where it has any.
    let group: CellGroup?
    /// The supervisor's own descriptors, which the cell must not reach.
    let foreign: [Int32]

    /// Where descriptors live that a model's own files should not meet.
    static let privateDescriptors: Int32 = 200
    /// The exit status of a cell that could not be held to its rules, and so did not begin.
    static let unsealed: Int32 = 126

    /// Enters the sandbox and returns the event pipe's descriptor; the process ends where that is impossible.
    func enter() -> Int32 {
        setpgid(0, 0)
        SystemCalls.dieWithParent()
        // The parent may have died before the request above.
        guard getppid() == supervisor else { _exit(125) }

        let null = open("/dev/null", O_RDWR | O_CLOEXEC)
        guard null >= 0, dup2(null, 0) >= 0, dup2(output, 1) >= 0, dup2(errors, 2) >= 0 else { _exit(125) }
        let pipe = SystemCalls.duplicate(events, atLeast: Self.privateDescriptors)
        guard pipe >= 0 else { _exit(125) }
        for descriptor in foreign + [events, output, errors, null] where descriptor > 2 { close(descriptor) }

        // A folder of its own: what a model does to its working directory leaves its outputs alone.
        let work = Path.join(job.directory, "work")
        for folder in [work, Path.join(job.directory, "outputs")] {
            guard mkdir(folder, 0o755) == 0 || errno == EEXIST else { _exit(125) }
        }
        guard chdir(work) == 0 else { _exit(125) }
        setenv("HOME", Path.join(job.directory, "home"), 1)
        setenv("TMPDIR", Path.join(job.directory, "tmp"), 1)
        setenv("PWD", work, 1)

        var none = rlimit(rlim_cur: 0, rlim_max: 0)
        setrlimit(__rlimit_resource_t(4), &none)  // RLIMIT_CORE
        let isGrouped = group?.enter() ?? false
        if let limit = job.memoryLimit { Self.limitMemory(limit, isGrouped: isGrouped) }

        // What the session's report says is in force: a cell without it would be judged as one that was held.
        let isSealed = rules.map { $0.enter(job, channel: channel) } ?? true
        guard isSealed else { _exit(Self.unsealed) }
        if channel > 2 { close(channel) }
        rules?.closePlaces()

        for signal in [SIGINT, SIGTERM, SIGHUP, SIGCHLD] { Glibc.signal(signal, SIG_DFL) }
        var signals = sigset_t()
        sigemptyset(&signals)
        sigprocmask(SIG_SETMASK, &signals, nil)
        return pipe
    }

    /// Limits what can be allocated to what there is now and `bytes` more; the hard limits lie a little above, so that an
    /// exception can still be told.
    ///
    /// Address space is no memory: files are mapped, threads reserve what they never use. It only has a wide limit, for
    /// memory that is shared, which no other counts.
    private static func limitMemory(_ bytes: Int, isGrouped: Bool) {
        guard let text = try? File.readText("/proc/self/statm") else { return }
        let pages = text.split(separator: " ").compactMap { Int($0) }
        guard pages.count > 5 else { return }
        let page = Int(getpagesize())
        let half = sysconf(Int32(_SC_PHYS_PAGES)) * page / 2
        limit(addressSpace, pages[0] * page + max(bytes, half))
        // Stacks and arenas that are only reserved count as well.
        if !isGrouped { limit(data, pages[5] * page + bytes + reserve) }
    }

    // RLIMIT_AS, RLIMIT_DATA
    private static let (addressSpace, data): (Int32, Int32) = (9, 2)
    private static let reserve = 256 << 20

    private static func limit(_ resource: Int32, _ value: Int) {
        let resource = __rlimit_resource_t(UInt32(resource))
        var limit = rlimit()
        getrlimit(resource, &limit)
        limit.rlim_cur = min(limit.rlim_max, UInt(value))
        limit.rlim_max = min(limit.rlim_max, limit.rlim_cur + 512 << 20)
        setrlimit(resource, &limit)
    }

    /// Takes the limits off again: an exception must be reported even if the model holds all that it allowed.
    static func liftMemoryLimit() {
        for resource in [addressSpace, data] {
            let resource = __rlimit_resource_t(UInt32(resource))
            var limit = rlimit()
            getrlimit(resource, &limit)
            limit.rlim_cur = limit.rlim_max
            setrlimit(resource, &limit)
        }
    }
}
