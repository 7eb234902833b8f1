import CPython
import Files
import Glibc
import JSON
import Probe

/// A session inside a Python interpreter.
public enum HostedSession {
    /// Runs the session in the file and returns the process's exit status: 0 done, 2 a faulty session, 130 stopped.
    public static func run(_ path: String) -> Int32 {
        do {
            let session = try Session.read(path)
            let python = try Python()
            // Before the imports, which make most of what is forked.
            python.useLargePages()
            // The interpreter would turn SIGINT into an exception in whatever is being imported.
            signal(SIGINT, SIG_DFL)
            let events = try EventStream(session)
            Supervisor.prepare(session)
            events.send(.started(pid: Int(getpid()), python: python.version))
            let host = try PythonHost(python)
            try host.closeWorkingDirectory()
            host.preload(session.preload, events)
            return Supervisor(session, host: host, events: events).run()
        } catch {
            SystemCalls.complain("smoke-loader: \(error)")
            return 2
        }
    }
}

extension Session {
    /// Reads a session's file, which goes before there are cells that could read of each other in it.
    static func read(_ path: String) throws -> Session {
        let session = try decode(try JSONValue(parsing: try File.read(path)))
        if let rules = session.sandbox, rules.container == nil { unlink(path) }
        return session
    }
}
