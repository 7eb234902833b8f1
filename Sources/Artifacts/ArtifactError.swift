/// Why an artifact is not looked at any further; nothing of it was loaded.
public struct ArtifactError: Error, Sendable, Hashable, CustomStringConvertible {
    public enum Problem: Sendable, Hashable {
        /// The file is missing or the system refuses it.
        case unreadable
        /// Size or digest are not as the matrix says.
        case integrity
        /// It is not what the matrix states as `format`.
        case formatMismatch
        /// It is a known format that there is no support for yet, or a stated one.
        case unsupported
        /// It is no artifact at all: empty, a web page, a Git LFS pointer.
        case notAnArtifact
    }

    public let problem: Problem
    public let path: String
    /// What is wrong and what to do, without the path.
    public let reason: String

    public init(_ problem: Problem, path: String, reason: String) {
        self.problem = problem
        self.path = path
        self.reason = reason
    }

    public var description: String { "'\(path)': \(reason)" }
}
