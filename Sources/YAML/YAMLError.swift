/// One fault of a YAML text with its place.
public struct YAMLProblem: Sendable, Hashable, CustomStringConvertible {
    /// What is wrong and what to do, lower case.
    public let message: String
    public let mark: Mark

    public init(_ message: String, mark: Mark) {
        self.message = message
        self.mark = mark
    }

    public var description: String { "\(mark.line):\(mark.column): \(message)" }
}

/// A text of which no tree can be made: the fault that ended the reading, after the ones found before it.
public struct YAMLError: Error, Sendable, Hashable, CustomStringConvertible {
    public let problems: [YAMLProblem]

    public init(_ problems: [YAMLProblem]) { self.problems = problems }

    public var description: String { problems.map(\.description).joined(separator: "\n") }
}
