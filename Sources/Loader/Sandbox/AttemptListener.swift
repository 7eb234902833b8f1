import CLinux
import Files
import Glibc
import Probe

/// The supervisor's end of a cell's seccomp filter: answers what the cell asks and takes down what it was denied.
struct AttemptListener {
    let descriptor: Int32
    private let cell: pid_t
    /// The cell's directory, by the name that the job gives and without links.
    private let directories: [String]
    private let links: OwnLinks
    private let rules: CellRules
    private let processLimit: Int
    private var processes = 1
    private var count = ProcessCount()
    /// A new process that is asked for while counting again must wait.
    private var held: seccomp_notif?
    /// What was tried, by deed.
    private var seen: [String: Set<String>] = [:]

    /// Seconds for the questions of one cell before others are answered.
    private static let turn = 0.005

    /// The most different attempts of one cell that are kept of each deed: many harmless ones hide no other.
    private static let limit = 32

    init(descriptor: Int32, cell: pid_t, job: Job, rules: CellRules) {
        self.descriptor = descriptor
        self.cell = cell
        directories = [job.directory, File.resolved(job.directory) ?? job.directory]
        links = OwnLinks(places: directories)
        processLimit = min(rules.rules.limits.processes, job.processes ?? .max)
        self.rules = rules
        // Asking and answering take turns, which one processor does faster than two: SECCOMP_IOCTL_NOTIF_SET_FLAGS with
        // SECCOMP_USER_NOTIF_FD_SYNC_WAKE_UP, from Linux 6.6.
        _ = linux_ioctl(descriptor, 0x4008_2104, UnsafeMutableRawPointer(bitPattern: 1))
    }

    private enum Answer {
        /// The kernel goes on with the call.
        case proceed
        case fail(Int32)
    }

    /// Answers what is asked now; the attempts in it that are new ones.
    mutating func answer() -> [Attempt] {
        var attempts: [Attempt] = []
        let end = monotonicSeconds() + Self.turn
        // The next question often comes at once; others' turns must come as well.
        for _ in 0..<32 {
            if let attempt = answerOne() { attempts.append(attempt) }
            if held != nil || monotonicSeconds() > end { break }
            var more = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            guard poll(&more, 1, 0) > 0, more.revents & Int16(POLLIN) != 0 else { break }
        }
        return attempts
    }

    /// When to answer what is held back; `nil` for nothing.
    var due: Double? { held == nil ? nil : count.due }

    private mutating func answerOne() -> Attempt? {
        var notification = seccomp_notif()
        if let held {
            notification = held
            self.held = nil
        } else {
            guard linux_notify_receive(descriptor, &notification) == 0 else { return nil }
        }
        if Self.isFork(notification), processes >= processLimit, !count.isFull, monotonicSeconds() < count.due {
            held = notification
            return nil
        }
        let (answer, attempt) = judge(notification)
        var response = seccomp_notif_resp()
        response.id = notification.id
        switch answer {
        case .proceed: response.flags = 1  // SECCOMP_USER_NOTIF_FLAG_CONTINUE
        case .fail(let code): response.error = -code
        }
        _ = linux_notify_send(descriptor, &response)
        guard let attempt, !seen[attempt.deed, default: []].contains(attempt.target),
            seen[attempt.deed, default: []].count < Self.limit
        else { return nil }
        seen[attempt.deed, default: []].insert(attempt.target)
        return attempt
    }

    private mutating func judge(_ notification: seccomp_notif) -> (Answer, Attempt?) {
        let number = notification.data.nr
        let arguments = withUnsafeBytes(of: notification.data.args) { Array($0.bindMemory(to: UInt64.self)) }
        let process = pid_t(notification.pid)
        if let call = FileCall.all[number] {
            let attempt =
                fileAttempt(call, arguments, process)
                ?? call.origin.flatMap { fileAttempt($0, arguments, process) }
            if number == __NR_truncate, rules.opensTruncation { return (.fail(EACCES), attempt) }
            // Zero is no failure: it pretends.
            if let code = call.otherwise, !rules.ownMounts { return (.fail(code), attempt) }
            return (.proceed, attempt)
        }
        if let call = ProcessCall.byNumber[number] {
            if let kind = call.kind, UInt32(truncatingIfNeeded: arguments[kind.argument]) != kind.process {
                return (.fail(EPERM), Attempt(deed: call.name, target: "all processes of a group or user"))
            }
            let isQuestion = number == __NR_kill && arguments[1] == 0
            return target(call, Int32(truncatingIfNeeded: arguments[call.argument]), isQuestion: isQuestion)
        }
        switch number {
        case __NR_socket:
            let family = Self.family(Int32(truncatingIfNeeded: arguments[0]))
            let isRaw = arguments[1] & 0xF == 3 && arguments[0] != UInt64(AF_UNIX)
            return (.fail(EACCES), Attempt(deed: "open a socket", target: isRaw ? "raw \(family)" : family))
        case __NR_connect:
            return socket(process, address: arguments[1], length: arguments[2])
        case __NR_sendto:
            return socket(process, address: arguments[4], length: arguments[5])
        case __NR_sendmsg:
            return messages(process, arguments[1], count: 1)
        case __NR_sendmmsg:
            return messages(process, arguments[1], count: Int(min(arguments[2], 16)))
        case __NR_clone, Int32(linux_nr_fork), Int32(linux_nr_vfork):
            // Namespaces and siblings are refused; everything else is a new process.
            let flags = number == __NR_clone ? UInt32(truncatingIfNeeded: arguments[0]) : 0
            if flags & SyscallFilter.namespaces != 0 {
                return (.fail(EPERM), Attempt(deed: "make a namespace", target: ""))
            }
            if flags & SyscallFilter.sibling != 0 {
                return (.fail(EPERM), Attempt(deed: "start", target: "a process beside its own"))
            }
            return fork()
        case __NR_fcntl:
            guard arguments[1] == UInt64(F_SETOWN) else {
                return (.fail(EPERM), Attempt(deed: "signal", target: "by a descriptor (F_SETOWN_EX)"))
            }
            return target(ProcessCall.owner, Int32(truncatingIfNeeded: arguments[2]), isQuestion: false)
        case __NR_prctl:
            let what = arguments[0] == 4 ? "its memory" : "its orphans"
            return (.fail(EPERM), Attempt(deed: "hide", target: what))
        case __NR_prlimit64:
            let other = pid_t(truncatingIfNeeded: arguments[0])
            if ProcessTable.isDescendant(other, of: cell) { return (.proceed, nil) }
            return (.fail(EPERM), Attempt(deed: "limit", target: "process \(other)"))
        default:
            return (.fail(EPERM), Attempt(deed: "call", target: SystemCallName.of(number)))
        }
    }

    private static func isFork(_ notification: seccomp_notif) -> Bool {
        [__NR_clone, Int32(linux_nr_fork), Int32(linux_nr_vfork)].contains(notification.data.nr)
    }

    private mutating func fork() -> (Answer, Attempt?) {
        let limit = processLimit
        if processes >= limit, !count.isFull || monotonicSeconds() >= count.due {
            processes = count.take(cell, limit: limit)
        }
        guard processes < limit else {
            return (.fail(EAGAIN), Attempt(deed: "start", target: "more than \(limit) processes"))
        }
        processes += 1
        return (.proceed, nil)
    }

    /// - Parameter isQuestion: a signal 0, which only asks whether the process lives.
    private func target(_ call: ProcessCall, _ process: pid_t, isQuestion: Bool) -> (Answer, Attempt?) {
        // Nobody's number, and no group's either, which the kernel says itself.
        if process == 0 || process == .min { return (.proceed, nil) }
        if process != -1 && ProcessTable.isDescendant(abs(process), of: cell) { return (.proceed, nil) }
        // Nobody, which the kernel says best itself.
        if process > 0, !File.exists("/proc/\(process)") { return (.proceed, nil) }
        if isQuestion { return (.fail(EPERM), nil) }
        let who = process == -1 ? "every process" : process < 0 ? "process group \(-process)" : "process \(process)"
        return (.fail(EPERM), Attempt(deed: call.name, target: who))
    }

    // MARK: - Files

    private func fileAttempt(_ call: FileCall, _ arguments: [UInt64], _ process: pid_t) -> Attempt? {
        guard rules.report.holdsFiles else { return nil }
        guard var path = CellMemory.text(process, arguments[call.path]), !path.isEmpty else {
            // Nothing is said of what a process names that hides its memory, but that it does.
            let isHidden = !rules.needsUndumpable && CellMemory.isHidden(process)
            return isHidden ? Attempt(deed: "hide", target: "its memory") : nil
        }
        if !path.hasPrefix("/") {
            let folder = call.folder.map { Int32(truncatingIfNeeded: arguments[$0]) } ?? AT_FDCWD
            let link = folder == AT_FDCWD ? "/proc/\(process)/cwd" : "/proc/\(process)/fd/\(folder)"
            guard let base = File.linkTarget(link) else { return nil }
            path = Path.join(base, path)
        }
        path = links.followed(Self.entered(path, process), last: call.followsLinks)
        guard !isOwn(path), !Self.isHarmless(path) else { return nil }
        return Attempt(deed: call.name, target: path)
    }

    /// A path below a folder that is open, or the working one, by the folder's own name: `/proc/self/fd/3/x`, `/dev/fd/3/x`.
    private static func entered(_ path: String, _ process: pid_t) -> String {
        var names = path.utf8.split(separator: UInt8(ascii: "/")).map { String(Substring($0)) }
        if names.starts(with: ["dev", "fd"]) { names.replaceSubrange(..<2, with: ["proc", "self", "fd"]) }
        guard names.first == "proc", let place = names.firstIndex(where: ["cwd", "fd"].contains) else { return path }
        let end = names[place] == "fd" ? place + 2 : place + 1
        guard names.count > end else { return path }
        if ["self", "thread-self"].contains(names[1]) { names[1] = "\(process)" }
        guard let base = File.linkTarget("/" + names[..<end].joined(separator: "/")) else { return path }
        return Path.join(base, names[end...].joined(separator: "/"))
    }

    private func isOwn(_ path: String) -> Bool {
        if !rules.hidesHost, path.hasPrefix("/dev/shm/") { return false }
        if directories.contains(where: { path == $0 || path.hasPrefix($0 + "/") }) { return true }
        if path.hasPrefix("/dev/") { return true }
        // `/proc/self/root/usr` is `/usr`.
        let names = path.split(separator: "/").map(String.init)
        guard names.count > 1, names[0] == "proc", !names.contains("root") else { return false }
        if names[1] == "self" || names[1] == "thread-self" { return true }
        return pid_t(names[1]).map { ProcessTable.isDescendant($0, of: cell) } ?? false
    }

    /// Bytecode beside a module, Python's and Numba's: they ask for it at every import and do without. As fontconfig does
    /// without the system's cache of fonts, and libuuid without its clock.
    private static func isHarmless(_ path: String) -> Bool {
        if ["/var/cache/fontconfig", "/var/lib/libuuid"].contains(Path.parent(path)) || path == "/var/cache" {
            return true
        }
        let name = Path.name(path)
        if name == "__pycache__" { return true }
        // `tmpabcd1234` is how Numba finds out whether it may write there.
        return Path.name(Path.parent(path)) == "__pycache__"
            && (name.contains(".pyc") || name.hasSuffix(".nbi") || name.hasSuffix(".nbc") || name.hasPrefix("tmp"))
    }

    // MARK: - Sockets

    private func socket(_ process: pid_t, address: UInt64, length: UInt64) -> (Answer, Attempt?) {
        guard let bytes = CellMemory.bytes(process, address, min(Int(clamping: length), 128)), bytes.count >= 2 else {
            return (.fail(EFAULT), nil)
        }
        let address = SocketAddress(bytes)
        switch address {
        case .other(let family):
            guard family == AF_UNSPEC || family == AF_NETLINK else {
                return (.fail(EACCES), Attempt(deed: "connect to", target: Self.family(family)))
            }
            return (rules.hidesHost && rules.ownNetwork ? .proceed : .fail(EACCES), nil)
        case .unix(let path):
            // The host's sockets cannot be seen, and a name without a path is the network namespace's. Elsewhere none may
            // pass, its own neither: the path could be another one by the time that the kernel reads it.
            if rules.hidesHost, rules.ownNetwork { return (.proceed, nil) }
            let isHarmless = path == "/var/run/nscd/socket"
            return (.fail(EACCES), isHarmless ? nil : Attempt(deed: "connect to", target: path))
        case .internet(let host, let port, let isLoopback):
            let attempt =
                port == 53
                ? Attempt(deed: "look up a name at", target: host)
                : Attempt(deed: "connect to", target: host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)")
            // Nothing answers at a loopback address that is not the cells' own.
            if isLoopback, rules.ownNetwork, rules.hidesHost { return (.proceed, port == 53 ? attempt : nil) }
            return (.fail(EACCES), attempt)
        }
    }

    /// The first of some messages that has an address which is refused or told (sendmsg(2), sendmmsg(2)).
    private func messages(_ process: pid_t, _ address: UInt64, count: Int) -> (Answer, Attempt?) {
        // struct mmsghdr is struct msghdr, which starts with the address and its length, and a number.
        for index in 0..<UInt64(count) {
            guard let head = CellMemory.read(process, address &+ index * 64, 12), head.count == 12 else { break }
            let words = head.withUnsafeBytes {
                ($0.loadUnaligned(as: UInt64.self), $0.loadUnaligned(fromByteOffset: 8, as: UInt32.self))
            }
            if words.0 == 0 { continue }
            let judged = socket(process, address: words.0, length: UInt64(words.1))
            if case (.proceed, nil) = judged { continue }
            return judged
        }
        return (.proceed, nil)
    }

    private static func family(_ family: Int32) -> String {
        switch family {
        case AF_UNIX: "UNIX datagrams"
        case AF_INET: "IPv4"
        case AF_INET6: "IPv6"
        case AF_NETLINK: "netlink"
        case 17: "packets (AF_PACKET)"
        case 40: "the host of this virtual machine (AF_VSOCK)"
        case 38: "the kernel's cryptography (AF_ALG)"
        default: "address family \(family)"
        }
    }
}

/// The last count of a cell's processes. A count reads of every thread what it has started, which a cell with thousands of
/// them must not make the supervisor do all the time: its neighbours wait for answers meanwhile.
private struct ProcessCount {
    /// Whether there was no room for another one.
    private(set) var isFull = false
    /// When the next one may be.
    private(set) var due = 0.0

    mutating func take(_ cell: pid_t, limit: Int) -> Int {
        let start = monotonicSeconds()
        let count = ProcessTable.tree(cell).count
        let end = monotonicSeconds()
        isFull = count >= limit
        // A fifth of the time at most; where nothing can start anyway, no more than twenty a second.
        due = end + max(4 * (end - start), isFull ? 0.05 : 0)
        return count
    }
}

extension SandboxReport {
    /// Whether a write outside the cell's own directory fails.
    var holdsFiles: Bool { !missing.contains { $0.hasPrefix("files outside") } }
}
