import Glibc
import Probe

/// Forks the session's cells, forwards their events, and holds them to their limits.
final class Supervisor {
    private let session: Session
    private let host: any Host
    private let events: EventStream
    private var pending: ArraySlice<Job>
    private var running: [pid_t: RunningCell] = [:]
    private let signals: Int32
    /// Standard input, while its end means that the orchestrator is gone.
    private var input: Int32
    private var isStopping = false
    private let ownChildren: Set<pid_t>
    /// What cells take on; `nil` for a session without rules.
    private let rules: CellRules?
    /// Cells started so far.
    private var count = 0

    /// Blocks the signal that tells of dead children; before any library can start a thread that would swallow it.
    ///
    /// Imports take seconds and look at nothing else: until `run`, the orchestrator's death ends this process by signal.
    static func prepare(_ session: Session) {
        block([SIGCHLD])
        if let path = session.lifeline {
            let pipe = open(path, O_RDONLY | O_CLOEXEC)
            guard pipe >= 0, dup2(pipe, 0) >= 0 else { _exit(130) }
            close(pipe)
        }
        // The first process of a container gets no signal that it does not handle.
        if getpid() == 1 { signal(SIGTERM) { _ in _exit(130) } }
        guard isPipe(0) else { return }
        SystemCalls.terminateAtEnd(of: 0, true)
        var input = pollfd(fd: 0, events: 0, revents: 0)
        if poll(&input, 1, 0) > 0 { _exit(130) }
    }

    private static func isPipe(_ descriptor: Int32) -> Bool {
        var status = stat()
        return fstat(descriptor, &status) == 0 && [S_IFIFO, S_IFSOCK].contains(status.st_mode & S_IFMT)
    }

    init(_ session: Session, host: any Host, events: EventStream) {
        self.session = session
        self.host = host
        self.events = events
        pending = session.jobs[...]
        SystemCalls.adoptOrphans()
        Surroundings.prepare()
        signals = SystemCalls.signalDescriptor(Self.block([SIGCHLD, SIGTERM, SIGINT, SIGHUP]))
        input = Self.isPipe(0) ? 0 : -1
        if input == 0 { SystemCalls.terminateAtEnd(of: 0, false) }
        ownChildren = Set(ProcessTable.children())
        rules = session.sandbox.map { CellRules($0) }
        if let rules {
            if rules.needsUndumpable { SystemCalls.hideFromOthers() }
            events.send(.sandboxed(rules.report))
        }
    }

    /// Runs all jobs; returns the process's exit status.
    func run() -> Int32 {
        while true {
            while !isStopping, running.count < parallel, let job = pending.popFirst() { start(job) }
            if running.isEmpty { break }
            wait()
            reap()
            if !events.isOpen { stop() }
            let now = monotonicSeconds()
            for process in running.keys {
                if let event = running[process]?.checkDeadline(now) { events.send(event) }
                if let event = running[process]?.checkUse(now) { events.send(event) }
                for event in running[process]?.answerHeld(now) ?? [] { events.send(event) }
            }
        }
        killStrangers()
        if isStopping { return 130 }
        events.send(.finished)
        return events.isOpen ? 0 : 130
    }

    /// Cells that share what they write to run one after another.
    private var parallel: Int { session.scratch.isEmpty ? session.parallel : 1 }

    private func start(_ job: Job) {
        if let left = SharedScratch(folders: session.scratch).sweep() {
            return refuse(job, "an artifact before it left '\(left)', which cannot be removed")
        }
        if let reason = rules?.refusal {
            events.send(.withheld(cell: job.cell, reason: reason))
            let exit = Exit(status: nil, signal: nil, complete: false, outOfMemory: false, peakMemory: 0, seconds: 0)
            events.send(.cellFinished(cell: job.cell, exit: exit))
            return
        }
        guard let eventPipe = SystemCalls.pipe(),
            let outputPipe = SystemCalls.pipe(),
            let errorPipe = SystemCalls.pipe()
        else { return refuse(job, "no file descriptors are left") }
        let channel = rules == nil ? nil : SystemCalls.socketPair()
        let group = rules?.rules.controlGroups.flatMap { CellGroup($0, number: count, job: job) }
        count += 1
        let sandbox = CellSandbox(
            job: job,
            supervisor: getpid(),
            events: eventPipe.write,
            output: outputPipe.write,
            errors: errorPipe.write,
            rules: rules,
            channel: channel?.1 ?? -1,
            group: group,
            foreign: running.values.flatMap(\.owned)
                + [events.descriptor, signals, eventPipe.read, outputPipe.read, errorPipe.read, channel?.0 ?? -1],
        )
        let started = monotonicSeconds()
        let process: pid_t
        do {
            process = try host.fork()
        } catch {
            process = -1
        }
        if process == 0 {
            let report = CellReport(cell: job.cell, descriptor: sandbox.enter())
            host.enter(job, report)
            let complete = CellRun(job: job, host: host, report: report).run()
            host.leave()
            _exit(complete ? 0 : 1)
        }
        for pipe in [eventPipe, outputPipe, errorPipe] { close(pipe.write) }
        if let channel { close(channel.1) }
        guard process > 0 else {
            for pipe in [eventPipe, outputPipe, errorPipe] { close(pipe.read) }
            if let channel { close(channel.0) }
            group?.remove()
            return refuse(job, "fork failed: \(String(cString: strerror(errno)))")
        }
        // Both sides set the group, so that neither has to wait for the other.
        setpgid(process, process)
        running[process] = RunningCell(
            job: job,
            process: process,
            started: started,
            events: eventPipe.read,
            output: outputPipe.read,
            errors: errorPipe.read,
            channel: channel?.0 ?? -1,
            rules: rules,
            group: group,
        )
        events.send(.cellStarted(cell: job.cell, pid: Int(process)))
    }

    private func refuse(_ job: Job, _ reason: String) {
        let failure = Failure(type: "LoaderError", message: "no process for the cell: \(reason)", isEnvironment: true)
        events.send(.raised(cell: job.cell, stage: .load, inference: nil, failure: failure))
        let exit = Exit(status: nil, signal: nil, complete: false, outOfMemory: false, peakMemory: 0, seconds: 0)
        events.send(.cellFinished(cell: job.cell, exit: exit))
    }

    private func wait() {
        let cells = running.values.flatMap { cell in cell.awaited.map { (cell.process, $0) } }
        var descriptors = ([signals, input] + cells.map(\.1)).map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        let deadline = running.values.map(\.wakeUp).min() ?? .infinity
        // A second is the longest a lost signal could go unnoticed.
        let milliseconds = min(max(((deadline - monotonicSeconds()) * 1000).rounded(.up), 0), 1000)
        guard poll(&descriptors, nfds_t(descriptors.count), Int32(milliseconds)) > 0 else { return }
        if descriptors[0].revents != 0 { readSignals() }
        if descriptors[1].revents != 0 { readInput() }
        for (index, (process, descriptor)) in cells.enumerated() where descriptors[index + 2].revents != 0 {
            // Nothing to read, but the other end gone: a filter whose last process has ended would report that for ever.
            let isGone = descriptors[index + 2].revents & Int16(POLLIN) == 0
            for event in running[process]?.read(descriptor, isGone: isGone) ?? [] { pass(event, of: process) }
        }
    }

    /// Passes on what a cell says, its fault as its own where the environment is not to blame.
    private func pass(_ event: Event, of process: pid_t) {
        guard let job = running[process]?.job else { return events.send(event) }
        events.send(believed(event, of: job))
    }

    private func believed(_ event: Event, of job: Job) -> Event {
        guard case .raised(let cell, let stage, let inference, var failure) = event, failure.isEnvironment,
            !(failure.type == CellRun.loaderError && CellRun.lacksDisk(job)), !host.confirms(failure, of: job)
        else { return event }
        failure.isEnvironment = false
        return .raised(cell: cell, stage: stage, inference: inference, failure: failure)
    }

    private func readSignals() {
        // struct signalfd_siginfo is 128 bytes and starts with the signal's number (signalfd(2)).
        var record = [UInt32](repeating: 0, count: 32)
        while read(signals, &record, 128) == 128 {
            if record[0] != UInt32(SIGCHLD) { stop() }
        }
    }

    private func readInput() {
        var bytes = [UInt8](repeating: 0, count: 256)
        if read(input, &bytes, bytes.count) <= 0 {
            input = -1
            stop()
        }
    }

    private func stop() {
        isStopping = true
        pending = []
        for cell in running.values { cell.kill() }
    }

    private func reap() {
        var status: Int32 = 0
        var usage = rusage()
        while true {
            let process = wait4(-1, &status, WNOHANG, &usage)
            guard process > 0 else { return }
            guard var cell = running.removeValue(forKey: process) else { continue }
            kill(-process, SIGKILL)
            // What the cell left behind can start nothing more.
            cell.closeListener()
            let (last, exit) = cell.finish(status: status, usage: usage, isStopping)
            for event in last { events.send(believed(event, of: cell.job)) }
            killStrangers()
            cell.group?.remove()
            events.send(.cellFinished(cell: cell.job.cell, exit: exit))
        }
    }

    /// Kills the processes that dead cells left to us, except those that evidently belong to a running one.
    private func killStrangers() {
        // As a stranger dies its own children become ours: look again until none is left.
        for _ in 0..<100 {
            let strangers = ProcessTable.children().filter { child in
                running[child] == nil && !ownChildren.contains(child)
                    && !running.values.contains { $0.owns(child) }
            }
            if strangers.isEmpty { return }
            for stranger in strangers {
                kill(stranger, SIGKILL)
                var status: Int32 = 0
                waitpid(stranger, &status, 0)
            }
        }
    }

    @discardableResult
    private static func block(_ numbers: [Int32]) -> sigset_t {
        var signals = sigset_t()
        sigemptyset(&signals)
        for number in numbers { sigaddset(&signals, number) }
        sigprocmask(SIG_BLOCK, &signals, nil)
        return signals
    }
}
