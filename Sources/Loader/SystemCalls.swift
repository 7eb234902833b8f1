import CLinux
import Files
import Glibc

/// System calls that Swift's importer leaves out because they are variadic, or in headers that it does not map.
enum SystemCalls {
    /// Kills this process when its parent dies: prctl(PR_SET_PDEATHSIG, SIGKILL).
    static func dieWithParent() {
        _ = linux_control(1, UInt(SIGKILL), 0, 0, 0)
    }

    /// Makes orphaned descendants children of this process: prctl(PR_SET_CHILD_SUBREAPER, 1).
    static func adoptOrphans() {
        _ = linux_control(36, 1, 0, 0, 0)
    }

    /// Keeps this process' memory and `/proc` files from others of the same user: prctl(PR_SET_DUMPABLE, 0).
    static func hideFromOthers() {
        _ = linux_control(4, 0, 0, 0, 0)
    }

    /// A descriptor, close-on-exec and non-blocking, that is readable while one of the blocked signals is pending.
    static func signalDescriptor(_ signals: sigset_t) -> Int32 {
        var signals = signals
        return withUnsafeMutablePointer(to: &signals) { pointer in
            // The kernel's own set is a word long.
            let flags = Int(O_CLOEXEC | O_NONBLOCK)
            return Int32(linux_call(Int(__NR_signalfd4), -1, Int(bitPattern: pointer), 8, flags, 0, 0))
        }
    }

    /// fork(2) with the C library's own handlers.
    static func fork() -> pid_t {
        typealias Fork = @convention(c) () -> pid_t
        let symbol = dlsym(dlopen(nil, RTLD_NOW), "fork")
        return symbol.map { unsafeBitCast($0, to: Fork.self)() } ?? -1
    }

    /// A close-on-exec copy of a descriptor, at `minimum` or above; lower where the process may not have so many.
    static func duplicate(_ descriptor: Int32, atLeast minimum: Int32) -> Int32 {
        let duplicateCloseOnExec: Int32 = 1030
        let copy = control(descriptor, duplicateCloseOnExec, Int(minimum))
        return copy >= 0 ? copy : control(descriptor, duplicateCloseOnExec, 3)
    }

    /// Makes reads and writes of a descriptor return rather than wait.
    static func setNonBlocking(_ descriptor: Int32) {
        _ = control(descriptor, F_SETFL, Int(control(descriptor, F_GETFL, 0) | O_NONBLOCK))
    }

    /// Sends this process SIGTERM when the other end of a pipe closes, or no longer (fcntl(2): F_SETSIG, O_ASYNC).
    static func terminateAtEnd(of pipe: Int32, _ isOn: Bool) {
        let (setSignal, asynchronous): (Int32, Int32) = (10, 0o20000)
        _ = control(pipe, F_SETOWN, Int(getpid()))
        _ = control(pipe, setSignal, Int(SIGTERM))
        let flags = control(pipe, F_GETFL, 0) & ~asynchronous
        _ = control(pipe, F_SETFL, Int(isOn ? flags | asynchronous : flags))
    }

    /// A pipe whose ends are close-on-exec; `nil` when the process has no descriptors left.
    static func pipe() -> (read: Int32, write: Int32)? {
        var ends: [Int32] = [-1, -1]
        let result = ends.withUnsafeMutableBufferPointer { buffer in
            linux_call(Int(__NR_pipe2), Int(bitPattern: buffer.baseAddress), Int(O_CLOEXEC), 0, 0, 0, 0)
        }
        return result == 0 ? (ends[0], ends[1]) : nil
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

    /// fcntl(2).
    private static func control(_ descriptor: Int32, _ command: Int32, _ argument: Int) -> Int32 {
        Int32(linux_call(Int(__NR_fcntl), Int(descriptor), Int(command), argument, 0, 0, 0))
    }
}
