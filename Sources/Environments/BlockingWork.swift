import Glibc

/// Work that waits for the disk or another process, done on a thread of its own.
///
/// Removing an environment's thousands of files can take seconds on a busy disk, and Swift's tasks share as many threads
/// as there are cores: work like that must not keep others from being cancelled.
public enum BlockingWork {
    /// Waits for its end.
    public static func run<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { continuation in
            start { continuation.resume(returning: body()) }
        }
    }

    /// Does not wait for it.
    public static func start(_ body: @escaping @Sendable () -> Void) {
        let box = Unmanaged.passRetained(Box(body))
        var thread = pthread_t()
        let code = pthread_create(
            &thread,
            nil,
            { pointer in
                if let pointer { Unmanaged<Box>.fromOpaque(pointer).takeRetainedValue().body() }
                return nil
            },
            box.toOpaque(),
        )
        guard code == 0 else {
            // No more threads: then here.
            box.takeRetainedValue().body()
            return
        }
        pthread_detach(thread)
    }

    private final class Box: Sendable {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }
}
