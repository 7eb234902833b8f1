import JSON
import Synchronization

/// What an engine says while it pulls or builds: `stream`, `status` with `id` and `progressDetail`, `error`.
final class EngineSteps: Sendable {
    private struct State {
        var log = ""
        var error: String?
        var last = ""
    }

    private let state = Mutex(State())
    private let progress: @Sendable (String) -> Void

    /// - Parameter progress: called with one line for each new step.
    init(_ progress: @escaping @Sendable (String) -> Void) { self.progress = progress }

    /// The most of a log that is kept.
    private static let limit = 4 << 20

    /// Everything that was said but for the percentages.
    var log: String { state.withLock { $0.log } }

    /// What ended the work early.
    var error: String? { state.withLock { $0.error } }

    func take(_ value: JSONValue) {
        let line: String? = state.withLock { state in
            if let error = value["errorDetail"]?["message"]?.string ?? value["error"]?.string {
                state.error = error
                if state.log.utf8.count < Self.limit { state.log += error + "\n" }
                return nil
            }
            if let text = value["stream"]?.string {
                if state.log.utf8.count < Self.limit { state.log += text }
                let line = text.split(whereSeparator: \.isNewline).last.map(String.init) ?? ""
                return line.isEmpty ? nil : line
            }
            guard let status = value["status"]?.string else { return nil }
            let line = value["id"]?.string.map { "\($0): \(status)" } ?? status
            // The same step again, only further on.
            guard line != state.last else { return nil }
            state.last = line
            if state.log.utf8.count < Self.limit { state.log += line + "\n" }
            return line
        }
        if let line { progress(line) }
    }
}
