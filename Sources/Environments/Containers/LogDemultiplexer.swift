/// Takes the frames of a container's output apart (Docker Engine API, "Attach to a container", stream format).
///
/// Each frame: one byte for the stream (0 stdin, 1 stdout, 2 stderr), three zeros, the length in four bytes, big-endian.
public struct LogDemultiplexer: Sendable {
    private(set) var output: [UInt8] = []
    private(set) var errors: [UInt8] = []
    /// The most bytes kept of each stream.
    let limit: Int
    private var rest: [UInt8] = []

    init(limit: Int = 4 << 20) { self.limit = limit }

    /// Takes bytes in, however they are cut.
    mutating func append(_ bytes: some Sequence<UInt8>) {
        rest.append(contentsOf: bytes)
        var start = 0
        while rest.count - start >= 8 {
            let length = rest[(start + 4)..<(start + 8)].reduce(0) { $0 << 8 | Int($1) }
            guard rest.count - start - 8 >= length else { break }
            let frame = rest[(start + 8)..<(start + 8 + length)]
            switch rest[start] {
            case 2: errors.append(contentsOf: frame.prefix(limit - errors.count))
            default: output.append(contentsOf: frame.prefix(limit - output.count))
            }
            start += 8 + length
        }
        rest.removeFirst(start)
    }

    /// Standard error and then standard output, as text; the engine keeps no order between them.
    public var text: String { String(decoding: errors + output, as: UTF8.self) }
}
