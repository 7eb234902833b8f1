/// Why a model's signature is missing, cannot be read or does not hold.
public struct SignatureError: Error, Sendable, Hashable, CustomStringConvertible {
    public enum Problem: Sendable, Hashable {
        /// There is no signature.
        case missing
        /// The file is no signature, or one of a kind that is not checked here.
        case unreadable
        /// It is there, and not by one of the keys.
        case otherKey
        /// The files are not those that were signed.
        case mismatch
    }

    public let problem: Problem
    /// What is wrong and what to do, in one line.
    public let reason: String

    public init(_ problem: Problem, _ reason: String) {
        self.problem = problem
        self.reason = reason
    }

    public var description: String { reason }
}
