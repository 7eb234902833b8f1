/// A session or event that does not follow the protocol, with the key at fault.
public struct ProbeError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong, naming the key: "'jobs' must be an array, not a string".
    public let message: String

    public init(_ message: String) {
        self.message = message
    }

    public var description: String { message }
}
