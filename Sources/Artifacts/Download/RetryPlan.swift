import Glibc

/// When to try again, and when to give up: exponential backoff with jitter, and what the server asks for.
public struct RetryPlan: Sendable, Hashable {
    /// Attempts in a row that bring nothing.
    public var attempts: Int
    /// Seconds before the second attempt; each further pause is twice as long.
    public var pause: Double
    /// The longest pause, and the longest that a server may ask for, in seconds.
    public var longest: Double

    public init(attempts: Int = 5, pause: Double = 0.5, longest: Double = 60) {
        self.attempts = attempts
        self.pause = pause
        self.longest = longest
    }

    /// What to do after so many failed attempts in a row.
    enum Decision: Sendable, Hashable {
        case wait(seconds: Double)
        case giveUp
        /// The server wants us to wait for longer than we do.
        case askedToWait(seconds: Int)
    }

    /// - Parameters:
    ///   - failures: attempts that failed in a row, the last included.
    ///   - asked: seconds of the server's `Retry-After`.
    ///   - jitter: from 0 to 1, so that many clients do not come back at the same moment.
    func decide(failures: Int, asked: Int?, jitter: Double) -> Decision {
        guard failures < attempts else { return .giveUp }
        var doubled = pause
        for _ in 1..<max(failures, 1) where doubled < longest { doubled *= 2 }
        let own = min(doubled, longest) * (0.5 + jitter / 2)
        guard let asked else { return .wait(seconds: own) }
        let wish = Double(asked)
        return wish > longest ? .askedToWait(seconds: asked) : .wait(seconds: max(wish, own))
    }
}

/// The value of `Retry-After`: seconds, or a date (RFC 9110, section 10.2.3).
enum RetryAfter {
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    /// Seconds from `now`, in seconds since 1970; `nil` for what is neither.
    static func seconds(_ text: String, now: Int) -> Int? {
        if let seconds = Int(text) { return max(seconds, 0) }
        // "Sun, 06 Nov 1994 08:49:37 GMT"
        let words = text.split(separator: " ")
        guard words.count == 6, words[5] == "GMT", let day = Int32(words[1]), let year = Int32(words[3]),
            (1970...9999).contains(year),
            let month = months.firstIndex(of: String(words[2])),
            case let clock = words[4].split(separator: ":").compactMap({ Int32($0) }), clock.count == 3
        else { return nil }
        var parts = tm()
        (parts.tm_year, parts.tm_mon, parts.tm_mday) = (year - 1900, Int32(month), day)
        (parts.tm_hour, parts.tm_min, parts.tm_sec) = (clock[0], clock[1], clock[2])
        return max(timegm(&parts) - now, 0)
    }
}
