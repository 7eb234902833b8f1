public import Matrix

/// Why a file was not fetched; the text names the address without its secrets.
public struct DownloadError: Error, Sendable, Hashable, CustomStringConvertible {
    public enum Problem: Sendable, Hashable {
        /// What is there is not what the matrix says, or must not be taken.
        case refused
        /// Something stood between us and the file: the network, a server's state, missing credentials, the disk.
        case unreachable
        case cancelled
    }

    public let problem: Problem
    /// What is wrong and what to do.
    public let reason: String

    public init(_ problem: Problem, _ reason: String) {
        self.problem = problem
        self.reason = reason
    }

    public var description: String { reason }
}

/// How far a download is.
public struct DownloadProgress: Sendable, Hashable {
    public let address: RemoteAddress
    /// Bytes that are there.
    public let received: Int
    /// Bytes in all, where the server says.
    public let total: Int?
}
