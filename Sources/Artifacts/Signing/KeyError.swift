/// A key file that cannot be used, with what it is and what to do.
public struct KeyError: Error, Sendable, Hashable, CustomStringConvertible {
    public let path: String
    public let reason: String

    public var description: String { "cannot use the key '\(path)': \(reason)" }
}
