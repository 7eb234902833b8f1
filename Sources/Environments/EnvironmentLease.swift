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

    deinit { release() }

    /// Ends the use, on a thread of its own: prefer this in tasks. Returns when a private environment is gone.
    public func close() async { await BlockingWork.run { self.release() } }

    /// Ends the use; a second call does nothing. Returns when a private environment is gone.
    public func release() {
        let held = lock.withLock { lock in
            defer { lock = nil }
            return lock
        }
        guard let held, let folder else { return }
        try? Directory.removeTree(folder)
        try? Directory.removeTree(held.path)
    }
}
