import Synchronization

/// Tells a run from anywhere that it is to stop early; raised or dismissed once.
final class StopSignal: Sendable {
    private enum State {
        case open
        case waiting(CheckedContinuation<Bool, Never>)
        case raised, dismissed
    }

    private let state = Mutex(State.open)

    var isRaised: Bool {
        state.withLock { state in
            if case .raised = state { true } else { false }
        }
    }

    func raise() { settle(.raised) }

    /// The run is over; nobody needs to stop it any more.
    func dismiss() { settle(.dismissed) }

    /// Waits until it is raised or dismissed; whether it was raised. For one waiter.
    func wait() async -> Bool {
        await withCheckedContinuation { continuation in
            let known: Bool? = state.withLock { state in
                switch state {
                case .raised: return true
                case .dismissed, .waiting: return false
                case .open:
                    state = .waiting(continuation)
                    return nil
                }
            }
            if let known { continuation.resume(returning: known) }
        }
    }

    private func settle(_ outcome: State) {
        let waiter: CheckedContinuation<Bool, Never>? = state.withLock { state in
            switch state {
            case .open:
                state = outcome
                return nil
            case .waiting(let continuation):
                state = outcome
                return continuation
            case .raised, .dismissed:
                return nil
            }
        }
        if case .raised = outcome { waiter?.resume(returning: true) } else { waiter?.resume(returning: false) }
    }
}
