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
    private(set) var stage = Event.Stage.load
    private(set) var inference: Int?
    private(set) var limit: Double
    private(set) var deadline: Double
    private(set) var isTimedOut = false
    private var ended: (complete: Bool, outOfMemory: Bool)?
    private var malformed = 0

    /// The socket over which the cell's filter hands its listener over, until it has.
    private var channel: Int32
    private var listener: AttemptListener?
    private var watch: CellWatch?
    private let rules: CellRules?
    private var isOverMemory = false
    private var events: Int32
    private var output: Int32
    private var errors: Int32
    private let pipes: [ino_t]
    private var line: [UInt8] = []
    private var outputLog: BoundedLog
    private var errorLog: BoundedLog

    /// The longest event line that is read; longer ones are rubbish.
    private static let lineLimit = 1 << 20

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
        watch = rules.map { CellWatch(cell: process, job: job, limits: $0.rules.limits, group: group, now: started) }
        limit = job.loadTimeout
        deadline = monotonicSeconds() + job.loadTimeout
        outOfMemoryKills = ProcessTable.outOfMemoryKills()
        outputLog = BoundedLog(Path.join(job.directory, "stdout.log"))
        errorLog = BoundedLog(Path.join(job.directory, "stderr.log"))
        var pipes: [ino_t] = []
        for descriptor in [events, output, errors] {
            SystemCalls.setNonBlocking(descriptor)
            var status = stat()
            if fstat(descriptor, &status) == 0 { pipes.append(status.st_ino) }
        }
        self.pipes = pipes
    }

    /// The descriptors to wait for.
    var descriptors: [Int32] { pipesLeft + [channel, listener?.descriptor ?? -1].filter { $0 >= 0 } }

    private var pipesLeft: [Int32] { [events, output, errors].filter { $0 >= 0 } }

    /// Everything open for this cell, which no other cell may reach.
    var owned: [Int32] { descriptors + [outputLog.descriptor, errorLog.descriptor] }

    /// When something is to be looked at, whatever the descriptors say.
    var wakeUp: Double { min(deadline, watch?.due ?? .infinity) }

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

    /// Answers the questions of the cell's filter, and says what it was denied.
    private mutating func answer() -> [Event] {
        let attempts = listener?.answer() ?? []
        return attempts.map { .refused(cell: job.cell, stage: stage, attempt: $0) }
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
            return .refused(cell: job.cell, stage: stage, attempt: attempt)
        }
    }

    private mutating func forget(_ descriptor: Int32) {
        close(descriptor)
        if descriptor == events { events = -1 }
        if descriptor == output { output = -1 }
        if descriptor == errors { errors = -1 }
    }

    private mutating func take(_ chunk: [UInt8]) -> [Event] {
        var events: [Event] = []
        var rest = chunk[...]
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            line += rest[..<end]
            rest = rest[(end + 1)...]
            if let event = accept(line) { events.append(event) }
            line.removeAll(keepingCapacity: true)
        }
        line += rest
        if line.count > Self.lineLimit {
            malformed += 1
            line.removeAll()
        }
        return events
    }

    /// Reads one line of the cell's pipe; the artifact's code can write there, so nothing in it is taken on trust.
    private mutating func accept(_ line: [UInt8]) -> Event? {
        guard let value = try? JSONValue(parsing: line) else {
            malformed += 1
            return nil
        }
        if let object = value.object, object["event"] == .string(CellReport.ending) {
            ended = (object["complete"] == .bool(true), object["out-of-memory"] == .bool(true))
            // What is left is an exit; it gets as long as an inference.
            extend(job.inferenceTimeout)
            return nil
        }
        let cell = job.cell
        switch try? Event.decode(value) {
        case .stageStarted(_, let stage):
            self.stage = stage
            inference = stage == .load ? nil : stage == .inference ? 0 : job.inferences
            extend(stage == .load ? job.loadTimeout : job.inferenceTimeout)
            return .stageStarted(cell: cell, stage: stage)
        case .stageFinished(_, let stage, let seconds):
            return .stageFinished(cell: cell, stage: stage, seconds: seconds)
        case .described(_, let description):
            return .described(cell: cell, description: description)
        case .warned(_, let stage, let warning):
            return .warned(cell: cell, stage: stage, warning: warning)
        case .inferred(_, let reported) where reported.outputs.allSatisfy({ Self.isOutput($0.path) }):
            inference = min(reported.index + 1, job.inferences)
            extend(job.inferenceTimeout)
            return .inferred(cell: cell, inference: reported)
        case .raised(_, let stage, let inference, let failure):
            return .raised(cell: cell, stage: stage, inference: inference, failure: failure)
        default:
            malformed += 1
            return nil
        }
    }

    private mutating func extend(_ seconds: Double) {
        limit = seconds
        deadline = monotonicSeconds() + seconds
    }

    private static func isOutput(_ path: String) -> Bool {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        return parts.count == 2 && parts[0] == "outputs" && parts[1] != ".." && parts[1] != "."
    }

    /// Kills the cell if its limit has passed, and says so once.
    mutating func checkDeadline(_ now: Double) -> Event? {
        guard !isTimedOut, now >= deadline else { return nil }
        isTimedOut = true
        deadline = .infinity
        kill()
        return .timedOut(cell: job.cell, stage: stage, inference: inference, limit: limit)
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
            complete: ended?.complete == true && exitStatus == 0,
            outOfMemory: isOutOfMemory(signal, supervisorKilled: supervisorKilled),
            peakMemory: usage.ru_maxrss * 1024,
            seconds: monotonicSeconds() - started,
            malformedEvents: malformed + (line.isEmpty ? 0 : 1),
        )
        outputLog.close()
        errorLog.close()
        return (events, exit)
    }

    /// Whether there is evidence that memory ran out: the cell's word, C++'s on standard error, or the kernel's counter.
    private func isOutOfMemory(_ signal: Int?, supervisorKilled: Bool) -> Bool {
        if ended?.outOfMemory == true || isOverMemory { return true }
        if ended?.complete != true, group?.hasKilled == true { return true }
        switch signal {
        case Int(SIGABRT)?: return errorLog.ends(with: "bad_alloc") || errorLog.ends(with: "MemoryError")
        case Int(SIGKILL)? where !isTimedOut && !supervisorKilled:
            return ProcessTable.outOfMemoryKills() > outOfMemoryKills
        default: return false
        }
    }
}
