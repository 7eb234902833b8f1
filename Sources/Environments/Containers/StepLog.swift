import Synchronization

/// Lines that several tasks may add to.
final class StepLog: Sendable {
    private let lines = Mutex("")

    func append(_ line: String) { lines.withLock { $0 += line + "\n" } }

    var text: String { lines.withLock { $0 } }
}
