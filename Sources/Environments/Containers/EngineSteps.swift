import JSON
import Synchronization

/// What an engine says while it pulls or builds: `stream`, `status` with `id` and `progressDetail`, `error`.
final class EngineSteps: Sendable {
    private struct State {
        var log = ""
        var error: String?
        var last = ""
        var pull = PullProgress()
    }

    private let state = Mutex(State())
    private let step: @Sendable (String) -> Void
    private let bytes: @Sendable (Int, Int) -> Void
    private let layers: @Sendable (Int, Int) -> Void

    /// - Parameters:
    ///   - step: called with one line for each new step.
    ///   - bytes: called with how many bytes have come, and how many there are.
    ///   - layers: the same in layers, by an engine that counts no bytes.
    init(
        step: @escaping @Sendable (String) -> Void,
        bytes: @escaping @Sendable (Int, Int) -> Void = { _, _ in },
        layers: @escaping @Sendable (Int, Int) -> Void = { _, _ in },
    ) {
        self.step = step
        self.bytes = bytes
        self.layers = layers
    }

    /// The most of a log that is kept.
    private static let limit = 4 << 20

    /// Everything that was said but for the percentages.
    var log: String { state.withLock { $0.log } }

    /// What ended the work early.
    var error: String? { state.withLock { $0.error } }

    /// Without the sequences that colour a terminal, with which Docker marks a step's errors (ECMA-48, SGR).
    private static func uncoloured(_ text: String) -> String {
        guard text.utf8.contains(0x1B) else { return text }
        let pieces = text.split(separator: "\u{1B}[", omittingEmptySubsequences: false)
        return String(pieces[0])
            + pieces.dropFirst().map { piece in
                let code = piece.prefix { $0.isNumber || $0 == ";" }
                return piece[code.endIndex...].first == "m" ? piece[code.endIndex...].dropFirst() : "\u{1B}[" + piece
            }.joined()
    }

    func take(_ value: JSONValue) {
        let line: String? = state.withLock { state in
            if let error = value["errorDetail"]?["message"]?.string ?? value["error"]?.string {
                state.error = error
                if state.log.utf8.count < Self.limit { state.log += error + "\n" }
                return nil
            }
            if let text = value["stream"]?.string.map(Self.uncoloured) {
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
        if let line { step(line) }
        switch state.withLock({ $0.pull.take(value) }) {
        case .bytes(let done, let total)?: bytes(done, total)
        case .layers(let done, let total)?: layers(done, total)
        case nil: break
        }
    }
}
