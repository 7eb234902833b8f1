import Probe

/// Runs a loader session somewhere: as a process of this machine, or in a container.
protocol SessionLauncher: Sendable {
    /// Runs `session` to its end; `take` sees every event in order.
    func run(_ session: Session, take: @escaping @Sendable (Event) async -> Void) async -> LoaderProcess.End
}

/// Whether a session's imports were done in time.
actor ImportWatch {
    private var done = false
    private(set) var expired = false
    /// Whether the loader lived to say anything.
    private(set) var hasSpoken = false

    /// Takes an event in; the first cell and the session's end say that the imports are over.
    func see(_ event: Event) {
        hasSpoken = true
        switch event {
        case .cellStarted, .finished: done = true
        default: break
        }
    }

    /// The limit has come; whether it was passed.
    func expire() -> Bool {
        expired = !done
        return expired
    }
}
