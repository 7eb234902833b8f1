import CLinux
import Files
import Glibc
import JSON
import Probe

/// The supervisor's view of one cell's process: its pipes, its stage and its limits.
struct RunningCell {
    let job: Job
    let process: pid_t
    let started: Double
    let outOfMemoryKills: Int
    let group: CellGroup?
    private var said: CellEvents
    private(set) var limit: Double
    private(set) var deadline: Double
    private(set) var isTimedOut = false
    /// Whether anything was read of it; the first that it says comes before any of the artifact's code runs.
    private var hasBegun = false

    /// The socket over which the cell's filter hands its listener over, until it has.
    private var channel: Int32
    private var listener: AttemptListener?
    private var watch: CellWatch?
    private let rules: CellRules?
    private var isOverMemory = false
    private var events: Int32
    private var output: Int32
    private var errors: Int32
    private let pipes: [ProcessTable.Identity]
    private var outputLog: BoundedLog
    private var errorLog: BoundedLog

    init(
        job: Job,
        process: pid_t,
        started: Double,
        events: Int32,
        output: Int32,
        errors: Int32,
        channel: Int32,
        rules: CellRules?,
        group: CellGroup?,
    ) {
        self.job = job
        self.process = process
        self.started = started
        self.events = events
        self.output = output
        self.errors = errors
        self.channel = channel
        self.rules = rules
        self.group = group
        said = CellEvents(job)
        watch = rules.map { rules in
            CellWatch(
                cell: process, job: job, limits: rules.watched, mayHide: rules.needsUndumpable, group: group,
                now: started)
        }
        limit = job.loadTimeout
        deadline = monotonicSeconds() + job.loadTimeout
        outOfMemoryKills = ProcessTable.outOfMemoryKills()
        outputLog = BoundedLog(Path.join(job.directory, "stdout.log"))
        errorLog = BoundedLog(Path.join(job.directory, "stderr.log"))
        var pipes: [ProcessTable.Identity] = []
        for descriptor in [events, output, errors] {
            SystemCalls.setNonBlocking(descriptor)
            var status = stat()
            if fstat(descriptor, &status) == 0 { pipes.append(ProcessTable.Identity(status)) }
        }
        self.pipes = pipes
    }

    /// The descriptors to wait for now.
    var awaited: [Int32] { descriptors.filter { $0 != listener?.descriptor || listener?.due == nil } }

    private var descriptors: [Int32] { pipesLeft + [channel, listener?.descriptor ?? -1].filter { $0 >= 0 } }

    private var pipesLeft: [Int32] { [events, output, errors].filter { $0 >= 0 } }

    /// Everything open for this cell, which no other cell may reach.
    var owned: [Int32] { descriptors + [outputLog.descriptor, errorLog.descriptor] }

    /// When something is to be looked at, whatever the descriptors say.
    var wakeUp: Double { min(deadline, watch?.due ?? .infinity, listener?.due ?? .infinity) }

    /// Whether a process that is no cell evidently belongs to this one.
    func owns(_ stranger: pid_t) -> Bool {
        ProcessTable.group(of: stranger) == process || ProcessTable.writes(stranger, to: pipes)
    }

    func kill() {
        Glibc.kill(-process, SIGKILL)
        Glibc.kill(process, SIGKILL)
    }

    /// Reads what the pipes hold and returns the events in it; a flood is left for the next round.
    ///
    /// - Parameter isGone: whether the other end is closed and holds nothing more.
    mutating func read(_ descriptor: Int32, isGone: Bool = false, rounds: Int = 4) -> [Event] {
        if descriptor == channel {
            takeListener()
            return []
        }
        if descriptor == listener?.descriptor {
            guard !isGone else {
                closeListener()
                return []
            }
            return answer()
        }
        var events: [Event] = []
        for _ in 0..<rounds {
            var count = 0
            let chunk = [UInt8](unsafeUninitializedCapacity: 65536) { buffer, initialized in
                count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
                initialized = max(count, 0)
            }
            if count < 0, errno == EAGAIN || errno == EINTR { break }
            guard count > 0 else {
                forget(descriptor)
                break
            }
            switch descriptor {
            case output: outputLog.append(chunk[...])
            case errors: errorLog.append(chunk[...])
            default: events += take(chunk)
            }
            if count < chunk.capacity / 2 { break }
        }
        return events
    }

    private mutating func takeListener() {
        let received = linux_receive_descriptor(channel)
        close(channel)
        channel = -1
        guard received >= 0, let rules else { return }
        listener = AttemptListener(descriptor: received, cell: process, job: job, rules: rules)
    }

    /// Answers what was held back, once its time has come.
    mutating func answerHeld(_ now: Double) -> [Event] {
        guard let due = listener?.due, now >= due else { return [] }
        return answer()
    }

    /// Answers the questions of the cell's filter, and says what it was denied.
    private mutating func answer() -> [Event] {
        let attempts = listener?.answer() ?? []
        return attempts.map { .refused(cell: job.cell, stage: said.stage, attempt: $0) }
    }

    /// Nobody asks any more.
    mutating func closeListener() {
        if let listener { close(listener.descriptor) }
        listener = nil
    }

    /// Kills the cell if it uses more than it may.
    mutating func checkUse(_ now: Double) -> Event? {
        switch watch?.look(now) {
        case nil: return nil
        case .memory:
            isOverMemory = true
            watch = nil
            kill()
            return nil
        case .other(let attempt):
            watch = nil
            kill()
            return .refused(cell: job.cell, stage: said.stage, attempt: attempt)
        }
    }

    private mutating func forget(_ descriptor: Int32) {
        close(descriptor)
        if descriptor == events { events = -1 }
        if descriptor == output { output = -1 }
        if descriptor == errors { errors = -1 }
    }

    private mutating func take(_ chunk: [UInt8]) -> [Event] {
        hasBegun = true
        return said.take(chunk).compactMap { word in
            if let seconds = word.limit {
                limit = seconds
                deadline = monotonicSeconds() + seconds
            }
            return word.event
        }
    }

    /// Kills the cell if its limit has passed, and says so once.
    mutating func checkDeadline(_ now: Double) -> Event? {
        guard !isTimedOut, now >= deadline else { return nil }
        isTimedOut = true
        deadline = .infinity
        kill()
        return .timedOut(cell: job.cell, stage: said.stage, inference: said.inference, limit: limit)
    }

    /// Closes the pipes of a process that has ended and says how it did; `events` are those it still held.
    mutating func finish(status: Int32, usage: rusage, _ supervisorKilled: Bool) -> (events: [Event], exit: Exit) {
        var events: [Event] = []
        // A descendant that got away may hold a pipe open and write on: read what was there, not what will come.
        for descriptor in pipesLeft {
            events += read(descriptor, rounds: 256)
        }
        for descriptor in descriptors { close(descriptor) }
        let low = status & 0x7F
        let signal = low == 0 ? nil : Int(low)
        let exitStatus = low == 0 ? Int((status >> 8) & 0xFF) : nil
        let exit = Exit(
            status: exitStatus,
            signal: signal,
            complete: said.isComplete && exitStatus == 0,
            outOfMemory: isOutOfMemory(signal, supervisorKilled: supervisorKilled),
            peakMemory: usage.ru_maxrss * 1024,
            seconds: monotonicSeconds() - started,
            malformedEvents: said.malformed,
        )
        outputLog.close()
        errorLog.close()
        if !hasBegun, exitStatus == Int(CellSandbox.unsealed) {
            events.append(.withheld(cell: job.cell, reason: Self.unsealed))
        }
        return (events, exit)
    }

    private static let unsealed =
        "its process could not take on the sandbox that others of its session run in, so nothing was loaded; "
        + "look for limits on mount namespaces (sysctl user.max_mnt_namespaces), open files and memory"

    /// Whether there is evidence that memory ran out: the cell's word, C++'s on standard error, or the kernel's counter.
    private func isOutOfMemory(_ signal: Int?, supervisorKilled: Bool) -> Bool {
        if said.saidOutOfMemory || isOverMemory { return true }
        if !said.isComplete, group?.hasKilled == true { return true }
        switch signal {
        case Int(SIGABRT)?: return errorLog.ends(with: "bad_alloc") || errorLog.ends(with: "MemoryError")
        case Int(SIGKILL)? where !isTimedOut && !supervisorKilled:
            return ProcessTable.outOfMemoryKills() > outOfMemoryKills
        default: return false
        }
    }
}
