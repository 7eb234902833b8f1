import Glibc

/// A file operation that the system refused, with the path and the reason.
public struct FileError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What was attempted, as a verb: "read", "write", "create", "remove".
    public let operation: String
    public let path: String
    /// The system's `errno`.
    public let code: Int32

    public init(operation: String, path: String, code: Int32) {
        self.operation = operation
        self.path = path
        self.code = code
    }

    public var description: String {
        "cannot \(operation) '\(path)': \(String(cString: strerror(code)))"
    }
}
