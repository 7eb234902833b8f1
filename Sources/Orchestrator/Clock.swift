import Glibc

/// Wall-clock times as text, and monotonic seconds for measuring.
enum Clock {
    /// Seconds on a clock that never jumps.
    static var now: Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    /// The time of day in UTC as ISO 8601: `2026-11-24T21:55:01Z`.
    static var timestamp: String { formatted("%Y-%m-%dT%H:%M:%SZ") }

    /// The time of day in UTC for a directory's name: `20261124-215501`.
    static var compact: String { formatted("%Y%m%d-%H%M%S") }

    /// The date in UTC: `2026-11-24`.
    static var today: String { formatted("%Y-%m-%d") }

    private static func formatted(_ format: String) -> String {
        var seconds = time(nil)
        var parts = tm()
        gmtime_r(&seconds, &parts)
        var buffer = [CChar](repeating: 0, count: 40)
        let length = strftime(&buffer, buffer.count, format, &parts)
        return String(decoding: buffer.prefix(length).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
