/// A place in a text, both numbers from 1; columns count characters.
public struct Mark: Sendable, Hashable {
    public let line: Int
    public let column: Int

    public init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }
}
