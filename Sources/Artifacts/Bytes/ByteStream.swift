import Compression

/// Bytes that are read forward once: a source's own, or what they unpack to.
///
/// Memory holds one piece of them, whatever their number.
struct ByteStream: ~Copyable {
    /// Bytes that are read at once.
    private static let pieceSize = 256 << 10

    /// How many bytes there are; `nil` where only unpacking tells.
    let count: Int?
    /// Why the stream ended early, where unpacking failed.
    private(set) var fault: CompressionError?

    /// How many bytes there are before they are unpacked; `nil` where they are not.
    var packedCount: Int? { count == nil ? source.count : nil }

    /// Bytes behind the packed stream's end that belong to none; known at the end.
    private(set) var trailing = 0

    private let source: ByteSource
    /// Bytes of the source that were taken so far.
    private var taken: Int
    private var decompressor: Decompressor?
    private var piece: [UInt8]
    /// Where the next byte lies in the piece, and where the piece ends.
    private var index: Int
    private var end: Int
    /// The stream's offset of the piece's first byte.
    private var start: Int

    init(_ source: ByteSource) {
        self.source = source
        count = source.count
        if let slice = source.inMemory {
            // The whole array without a copy.
            piece = Array(slice)
            taken = source.count
        } else {
            piece = []
            taken = 0
        }
        index = 0
        end = piece.count
        start = 0
    }

    /// - Parameter limit: the most bytes that may come out; more is a fault.
    init(_ source: ByteSource, unpacking kind: CompressionKind, limit: Int) {
        self.init(packed: source)
        do throws(CompressionError) { decompressor = try Decompressor(kind, limit: limit) } catch { fault = error }
    }

    /// A raw deflate stream, as in zip archives, of a size that its directory tells; more is a fault.
    init(_ source: ByteSource, inflatedTo size: Int) {
        self.init(packed: source)
        do throws(CompressionError) { decompressor = try Decompressor(inflatedTo: size) } catch { fault = error }
    }

    private init(packed source: ByteSource) {
        self.source = source
        count = nil
        taken = 0
        piece = []
        index = 0
        end = 0
        start = 0
    }

    /// How many bytes were passed over.
    var position: Int { start + index }

    mutating func next() -> UInt8? {
        if index == end, !ensure(1) { return nil }
        index += 1
        return piece[index - 1]
    }

    mutating func isAtEnd() -> Bool { index == end && !ensure(1) }

    /// The next bytes, which stay in memory together; `nil` where there are fewer, and none is passed over then.
    mutating func take(_ count: Int) -> ArraySlice<UInt8>? {
        guard ensure(count) else { return nil }
        index += count
        return piece[index - count..<index]
    }

    /// The next bytes without passing over them, fewer at the end.
    mutating func peek(_ count: Int) -> ArraySlice<UInt8> {
        _ = ensure(count)
        return piece[index..<min(end, index + count)]
    }

    /// Passes over bytes without keeping them; `false` where there are fewer.
    mutating func skip(_ count: Int) -> Bool {
        if count <= end - index {
            index += count
            return true
        }
        if let all = self.count {
            guard count <= all - position else { return false }
            start = position + count
            taken = start
            (index, end) = (0, 0)
            return true
        }
        var rest = count
        while rest > end - index {
            rest -= end - index
            index = end
            guard ensure(1) else { return false }
        }
        index += rest
        return true
    }

    /// The next line without its newline, at most `limit` bytes of it; `nil` where no newline follows.
    mutating func line(keeping limit: Int) -> Line? {
        var line = Line()
        while true {
            if index == end, !ensure(1) { return nil }
            let newline = piece[index..<end].firstIndex(of: UInt8(ascii: "\n"))
            let part = piece[index..<(newline ?? end)]
            line.head.append(contentsOf: part.prefix(limit - line.head.count))
            line.count += part.count
            line.last = part.last ?? line.last
            index = newline.map { $0 + 1 } ?? end
            if newline != nil { return line }
        }
    }

    struct Line {
        /// The first bytes; all of them where `isWhole`.
        var head: [UInt8] = []
        var count = 0
        var last: UInt8?

        var isWhole: Bool { head.count == count }
    }

    /// Whether so many bytes follow; they are in the piece then.
    private mutating func ensure(_ wanted: Int) -> Bool {
        if wanted <= end - index { return true }
        if let count, wanted > count - position { return false }
        if index > 0 {
            piece.removeSubrange(..<index)
            start += index
            end -= index
            index = 0
        }
        piece.removeSubrange(end...)
        while end < wanted {
            guard fetch() else { return false }
            end = piece.count
        }
        return true
    }

    private mutating func fetch() -> Bool {
        guard fault == nil else { return false }
        guard decompressor != nil else {
            let next = source.bytes(taken..<min(taken + Self.pieceSize, source.count))
            taken += next.count
            piece.append(contentsOf: next)
            return !next.isEmpty
        }
        do throws(CompressionError) {
            return try unpack()
        } catch {
            fault = error
            return false
        }
    }

    private mutating func unpack() throws(CompressionError) -> Bool {
        while true {
            if let next = try decompressor?.next() {
                piece.append(contentsOf: next)
                return true
            }
            // What follows a whole stream and starts no other is not read on.
            let isOver = (decompressor?.trailing ?? 0) >= CompressionKind.prefixLength
            guard taken < source.count, !isOver else { break }
            let next = source.bytes(taken..<min(taken + Self.pieceSize, source.count))
            taken += next.count
            decompressor?.feed(next)
        }
        try decompressor?.finish()
        trailing = (decompressor?.trailing ?? 0) + source.count - taken
        return false
    }
}
