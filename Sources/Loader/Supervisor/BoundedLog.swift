import Files
import Glibc

/// A log file that a program may write without end: its first bytes and its last ones are kept, the middle is counted.
struct BoundedLog {
    /// The most bytes kept from the start, and from the end.
    static let headLimit = 4 << 20
    static let tailLimit = 64 << 10

    let descriptor: Int32
    private var written = 0
    private var dropped = 0
    private(set) var tail: [UInt8] = []

    init(_ path: String) {
        descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0o644)
    }

    mutating func append(_ bytes: ArraySlice<UInt8>) {
        let head = bytes.prefix(Self.headLimit - written)
        if !head.isEmpty, descriptor >= 0 {
            try? File.writeAll(Array(head), to: descriptor, path: "a log")
        }
        written += head.count
        dropped += bytes.count - head.count
        tail.append(contentsOf: bytes.suffix(Self.tailLimit))
        if tail.count > 2 * Self.tailLimit { tail.removeFirst(tail.count - Self.tailLimit) }
    }

    /// Writes the end of what came, and how much lies between.
    mutating func close() {
        guard descriptor >= 0 else { return }
        if dropped > 0 {
            let end = tail.suffix(min(dropped, Self.tailLimit))
            let left = dropped - end.count
            let note = left > 0 ? "\n[smokehouse: \(left) bytes left out]\n" : ""
            try? File.writeAll(Array(note.utf8) + Array(end), to: descriptor, path: "a log")
        }
        Glibc.close(descriptor)
    }

    /// Whether the last bytes hold a text.
    func ends(with text: String) -> Bool {
        let bytes = tail.suffix(Self.tailLimit)
        let needle = Array(text.utf8)
        return bytes.indices.contains { bytes[$0...].starts(with: needle) }
    }
}
