import Glibc
import Reports
import Results
import Synchronization

/// Shows a run's events in order as they come, and keeps a live view moving between them.
final class Screen: Sendable {
    private let display: Mutex<RunDisplay>
    private let start: Double

    init(_ display: RunDisplay) {
        self.display = Mutex(display)
        start = Self.now
    }

    /// Takes an event from any task.
    func post(_ event: RunEvent) {
        display.withLock { $0.handle(event, at: Self.now - start) }
    }

    /// Runs `body` while the live view moves; takes the view off the screen if it throws.
    func during<Value: Sendable>(_ body: @Sendable () async throws -> Value) async throws -> Value {
        guard display.withLock({ $0.isLive }) else { return try await body() }
        let ticker = Task {
            while !Task.isCancelled {
                display.withLock { $0.tick(at: Self.now - start) }
                try? await Task.sleep(for: .milliseconds(80))
            }
        }
        do {
            let value = try await body()
            ticker.cancel()
            await ticker.value
            return value
        } catch {
            ticker.cancel()
            await ticker.value
            display.withLock { $0.abandon() }
            throw error
        }
    }

    /// Shows the report of a finished run.
    func finish(_ run: RunResult, directory: String) async {
        display.withLock {
            $0.results = directory
            $0.handle(.runFinished(run), at: Self.now - start)
        }
    }

    private static var now: Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
