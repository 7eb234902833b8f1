import Synchronization

/// Whether a download has touched the network, which its progress tells from another thread.
final class DownloadWatch: Sendable {
    private let state = Mutex(false)

    var hasStarted: Bool {
        get { state.withLock { $0 } }
        set { state.withLock { $0 = newValue } }
    }
}
