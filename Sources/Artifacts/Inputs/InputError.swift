/// Why inputs or a reference could not be read: where, what, and what to do.
public struct InputError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The file's path; `nil` for values in the matrix itself.
    public let file: String?
    /// The place within: "line 3", "byte 10", "member 'X.npy'", "[2][0]".
    public let position: String?
    /// What is wrong and what to do, lower case, names in quotes.
    public let message: String

    public init(_ message: String, file: String? = nil, position: String? = nil) {
        self.file = file
        self.position = position
        self.message = message
    }

    public var description: String {
        [file, position, message].compactMap { $0 }.joined(separator: ": ")
    }
}
