import Files
import Glibc

/// System calls that Swift's importer leaves out because they are variadic, or in headers that it does not map.
enum SystemCalls {
    private typealias ProcessControl = @convention(c) (Int32, UInt, UInt, UInt, UInt) -> Int32
    private typealias SignalDescriptor = @convention(c) (Int32, UnsafePointer<sigset_t>, Int32) -> Int32
    private typealias Fork = @convention(c) () -> pid_t
    private typealias Control = @convention(c) (Int32, Int32, Int) -> Int32

    /// Kills this process when its parent dies: prctl(PR_SET_PDEATHSIG, SIGKILL).
    static func dieWithParent() {
        _ = function("prctl", ProcessControl.self)?(1, UInt(SIGKILL), 0, 0, 0)
    }

    /// Makes orphaned descendants children of this process: prctl(PR_SET_CHILD_SUBREAPER, 1).
    static func adoptOrphans() {
        _ = function("prctl", ProcessControl.self)?(36, 1, 0, 0, 0)
    }

    /// Keeps this process' memory and `/proc` files from others of the same user: prctl(PR_SET_DUMPABLE, 0).
    static func hideFromOthers() {
        _ = function("prctl", ProcessControl.self)?(4, 0, 0, 0, 0)
    }

    /// A descriptor, close-on-exec and non-blocking, that is readable while one of the blocked signals is pending.
    static func signalDescriptor(_ signals: sigset_t) -> Int32 {
        var signals = signals
        return function("signalfd", SignalDescriptor.self)?(-1, &signals, O_CLOEXEC | O_NONBLOCK) ?? -1
    }

    /// fork(2) with the C library's own handlers.
    static func fork() -> pid_t {
        function("fork", Fork.self)?() ?? -1
    }

    /// A close-on-exec copy of a descriptor, at `minimum` or above; lower where the process may not have so many.
    static func duplicate(_ descriptor: Int32, atLeast minimum: Int32) -> Int32 {
        guard let control = function("fcntl", Control.self) else { return -1 }
        let duplicateCloseOnExec: Int32 = 1030
        let copy = control(descriptor, duplicateCloseOnExec, Int(minimum))
        return copy >= 0 ? copy : control(descriptor, duplicateCloseOnExec, 3)
    }

    /// Makes reads and writes of a descriptor return rather than wait.
    static func setNonBlocking(_ descriptor: Int32) {
        guard let control = function("fcntl", Control.self) else { return }
        _ = control(descriptor, F_SETFL, Int(control(descriptor, F_GETFL, 0) | O_NONBLOCK))
    }

    /// Sends this process SIGTERM when the other end of a pipe closes, or no longer (fcntl(2): F_SETSIG, O_ASYNC).
    static func terminateAtEnd(of pipe: Int32, _ isOn: Bool) {
        guard let control = function("fcntl", Control.self) else { return }
        let (setSignal, asynchronous): (Int32, Int32) = (10, 0o20000)
        _ = control(pipe, F_SETOWN, Int(getpid()))
        _ = control(pipe, setSignal, Int(SIGTERM))
        let flags = control(pipe, F_GETFL, 0) & ~asynchronous
        _ = control(pipe, F_SETFL, Int(isOn ? flags | asynchronous : flags))
    }

    /// A pipe whose ends are close-on-exec; `nil` when the process has no descriptors left.
    static func pipe() -> (read: Int32, write: Int32)? {
        var ends: [Int32] = [-1, -1]
        guard Glibc.pipe(&ends) == 0, let control = function("fcntl", Control.self) else { return nil }
        for end in ends { _ = control(end, F_SETFD, Int(FD_CLOEXEC)) }
        return (ends[0], ends[1])
    }

    /// Two ends of a UNIX socket, close-on-exec; `nil` when the process has no descriptors left.
    static func socketPair() -> (Int32, Int32)? {
        var ends: [Int32] = [-1, -1]
        let sequencedPackets: Int32 = 5
        return socketpair(AF_UNIX, sequencedPackets | O_CLOEXEC, 0, &ends) == 0 ? (ends[0], ends[1]) : nil
    }

    /// Writes a line to standard error; C's `stderr` is mutable state that Swift 6 refuses.
    static func complain(_ line: String) {
        try? File.writeAll(Array((line + "\n").utf8), to: 2, path: "standard error")
    }

    private static func function<Function>(_ name: String, _: Function.Type) -> Function? {
        dlsym(dlopen(nil, RTLD_NOW), name).map { unsafeBitCast($0, to: Function.self) }
    }
}
