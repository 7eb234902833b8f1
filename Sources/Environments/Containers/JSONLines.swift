import JSON
import Synchronization

/// Cuts a stream into JSON values at line ends, as engines send progress.
final class JSONLines: Sendable {
    private let rest = Mutex<[UInt8]>([])
    private let take: @Sendable (JSONValue) -> Void

    init(_ take: @escaping @Sendable (JSONValue) -> Void) { self.take = take }

    func append(_ piece: UnsafeRawBufferPointer) {
        let lines = rest.withLock { rest in
            rest.append(contentsOf: piece)
            guard let end = rest.lastIndex(of: UInt8(ascii: "\n")) else { return [ArraySlice<UInt8>]() }
            let whole = rest[..<end]
            rest = Array(rest[(end + 1)...])
            return whole.split(separator: UInt8(ascii: "\n"))
        }
        for line in lines { parse(line) }
    }

    /// The last value may have no line end.
    func finish() {
        let last = rest.withLock { rest in
            defer { rest = [] }
            return rest
        }
        parse(last[...])
    }

    private func parse(_ line: ArraySlice<UInt8>) {
        if let value = try? JSONValue(parsing: Array(line)) { take(value) }
    }
}
