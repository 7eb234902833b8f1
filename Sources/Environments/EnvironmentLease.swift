import Files
import Synchronization

/// The use of an environment: while it lasts, nobody removes it.
public final class EnvironmentLease: Sendable {
    private let lock: Mutex<FileLock?>
    /// Removed at the end.
    private let folder: String?

    init(lock: FileLock?, removing folder: String? = nil) {
        self.lock = Mutex(lock)
        self.folder = folder
    }

    deinit { end() }

    /// Ends the use; a second call does nothing. Returns when a private environment is gone.
    public func release() async { await BlockingWork.run { self.end() } }

    private func end() {
        let held = lock.withLock { lock in
            defer { lock = nil }
            return lock
        }
        guard let held, let folder else { return }
        try? Directory.removeTree(folder)
        try? Directory.removeTree(held.path)
    }
}
