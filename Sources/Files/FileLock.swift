import Glibc

/// An advisory lock (flock) on a file, held until the last reference goes; the kernel drops it when a process dies.
public final class FileLock: Sendable {
    public enum Mode: Sendable { case shared, exclusive }

    public let path: String
    private let descriptor: Int32

    private init(path: String, descriptor: Int32) {
        self.path = path
        self.descriptor = descriptor
    }

    deinit {
        // Closing alone would leave the lock to a child of another thread that has forked and not yet executed.
        flock(descriptor, LOCK_UN)
        close(descriptor)
    }

    /// Takes the lock if it is free; `nil` when another holder is in the way.
    public static func tryAcquire(_ path: String, _ mode: Mode) throws(FileError) -> FileLock? {
        while true {
            let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
            guard descriptor >= 0 else { throw FileError(operation: "lock", path: path, code: errno) }
            guard flock(descriptor, (mode == .shared ? LOCK_SH : LOCK_EX) | LOCK_NB) == 0 else {
                let code = errno
                close(descriptor)
                if code == EWOULDBLOCK { return nil }
                if code == EINTR { continue }
                throw FileError(operation: "lock", path: path, code: code)
            }
            // Whoever removes an entry removes its lock file too: a lock on a file that is gone protects nothing.
            var held = stat()
            var named = stat()
            if fstat(descriptor, &held) == 0, stat(path, &named) == 0, held.st_ino == named.st_ino {
                return FileLock(path: path, descriptor: descriptor)
            }
            close(descriptor)
        }
    }

    /// Waits for the lock without holding up a thread; `nil` when the task is cancelled or `deadline` passes.
    public static func acquire(
        _ path: String,
        _ mode: Mode,
        until deadline: ContinuousClock.Instant,
    ) async throws(FileError) -> FileLock? {
        var pause = 2
        while true {
            if let lock = try tryAcquire(path, mode) { return lock }
            guard !Task.isCancelled, ContinuousClock.now < deadline,
                (try? await Task.sleep(for: .milliseconds(pause))) != nil
            else { return nil }
            pause = min(pause * 2, 50)
        }
    }

    /// Makes an exclusive lock a shared one, if nobody slips in between; otherwise the lock must be taken anew.
    public func downgrade() -> Bool { flock(descriptor, LOCK_SH | LOCK_NB) == 0 }
}
