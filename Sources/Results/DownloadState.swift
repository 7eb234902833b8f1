/// How far an artifact's download is, for those who watch a run.
public struct DownloadState: Sendable, Hashable {
    public enum Phase: Sendable, Hashable {
        case fetching
        /// The file is there; `seconds` is the time it took.
        case fetched(seconds: Double)
        case failed
    }

    /// Where it comes from, without secrets.
    public let address: String
    /// Bytes that are there.
    public let received: Int
    /// Bytes in all, where the server says.
    public let total: Int?
    public let phase: Phase

    public init(address: String, received: Int, total: Int?, phase: Phase) {
        self.address = address
        self.received = received
        self.total = total
        self.phase = phase
    }
}
