/// Splits a stream of bytes into lines; what is longer than a limit is passed over, and counted.
public struct EventLines: Sendable {
    /// The longest line in bytes.
    public let limit: Int
    /// Lines that were too long.
    public private(set) var overlong = 0
    private var line: [UInt8] = []
    private var isPassingOver = false

    public init(limit: Int) {
        self.limit = limit
    }

    /// Whether bytes have come since the last line's end.
    public var hasRest: Bool { !line.isEmpty || isPassingOver }

    /// The lines that end in `chunk`, without their ends.
    public mutating func take(_ chunk: [UInt8]) -> [[UInt8]] {
        var lines: [[UInt8]] = []
        var rest = chunk[...]
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            append(rest[..<end])
            if !isPassingOver { lines.append(line) }
            line = []
            isPassingOver = false
            rest = rest[(end + 1)...]
        }
        append(rest)
        return lines
    }

    private mutating func append(_ part: ArraySlice<UInt8>) {
        guard !isPassingOver else { return }
        line += part
        guard line.count > limit else { return }
        overlong += 1
        isPassingOver = true
        line = []
    }
}
