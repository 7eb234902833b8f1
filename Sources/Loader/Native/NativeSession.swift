import Glibc
import Probe

/// A session in an executable of our own.
public enum NativeSession {
    /// Runs the session in the file and returns the process's exit status: 0 done, 2 a faulty session, 130 stopped.
    public static func run(_ path: String) -> Int32 {
        do {
            let session = try Session.read(path)
            signal(SIGPIPE, SIG_IGN)
            let events = try EventStream(session)
            Supervisor.prepare(session)
            events.send(.started(pid: Int(getpid()), python: nil))
            let host = NativeHost(session, events)
            return Supervisor(session, host: host, events: events).run()
        } catch {
            SystemCalls.complain("smoke-loader: \(error)")
            return 2
        }
    }
}
