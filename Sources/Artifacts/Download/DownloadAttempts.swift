import Matrix

/// Counts what was tried for one address, waits before the next attempt and gives up after the last.
struct DownloadAttempts {
    let address: RemoteAddress
    let plan: RetryPlan
    /// Attempts in a row that brought nothing.
    private var failures = 0
    private var rounds = 0
    /// The S3 bucket's region, as far as it is known.
    private(set) var region: String?

    /// However much each brings, so many attempts are enough.
    private static let limit = 200

    init(_ address: RemoteAddress, _ settings: DownloadSettings) {
        self.address = address
        plan = settings.retries
        region = settings.aws.region
    }

    /// Waits until the next attempt, where one is to be made.
    ///
    /// - Parameter progressed: whether the last attempt brought some of the file, and not too slowly.
    mutating func wait(after answer: DownloadAnswer, progressed: Bool = false) async throws(DownloadError) {
        switch answer {
        case .elsewhere(let other):
            guard region != other else { throw unreachable("the bucket is in the region '\(other)'", after: 2) }
            region = other
        case .missing(let reason), .refused(let reason): throw DownloadError(.refused, "\(address) \(reason)")
        case .denied(let reason): throw DownloadError(.unreachable, "\(address): \(reason)")
        case .failed(let reason): throw unreachable(reason, after: 1)
        case .cancelled: throw DownloadError(.cancelled, "\(address): cancelled")
        case .passing(let reason, let asked):
            failures = progressed ? 1 : failures + 1
            rounds += 1
            let decision = plan.decide(
                failures: rounds < Self.limit ? failures : .max, asked: asked, jitter: .random(in: 0...1))
            switch decision {
            case .giveUp: throw unreachable(reason, after: rounds)
            case .askedToWait(let seconds):
                throw unreachable("\(reason) and asks us to wait for \(seconds) s", after: rounds)
            case .wait(let seconds):
                guard (try? await Task.sleep(for: .seconds(seconds))) != nil else {
                    throw DownloadError(.cancelled, "\(address): cancelled")
                }
            }
        }
    }

    func unreachable(_ reason: String, after attempts: Int) -> DownloadError {
        let tries = attempts > 1 ? " (\(attempts) attempts)" : ""
        return DownloadError(.unreachable, "\(address) could not be fetched: \(reason)\(tries)")
    }
}
