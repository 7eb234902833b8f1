import Files
import Glibc
import Probe

/// Where the session's events go.
final class EventStream {
    let descriptor: Int32
    /// False once the reader is gone.
    private(set) var isOpen = true

    /// Opens the session's stream and moves standard output and error to its log; `-` is today's standard output.
    init(_ session: Session) throws(FileError) {
        if session.events == "-" {
            descriptor = SystemCalls.duplicate(1, atLeast: CellSandbox.privateDescriptors)
        } else {
            descriptor = open(session.events, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
        }
        guard descriptor >= 0 else { throw FileError(operation: "write", path: session.events, code: errno) }
        let log = open(session.log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
        guard log >= 0, dup2(log, 1) >= 0, dup2(log, 2) >= 0 else {
            throw FileError(operation: "write", path: session.log, code: errno)
        }
        if log > 2 { close(log) }
    }

    func send(_ event: Event) {
        guard isOpen else { return }
        do {
            try File.writeAll(event.line, to: descriptor, path: "the events")
        } catch {
            isOpen = false
        }
    }
}
