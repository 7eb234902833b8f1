/// Random access to a source through one piece of it that is kept: cheap where the next byte lies near the last.
///
/// Offsets are those of the source. The caller keeps to `count`.
final class ByteWindow {
    let source: ByteSource
    let count: Int
    /// Steps that readers count here, to give up on what is made of too many.
    var steps = 0
    /// Bytes that are read at once.
    private let size: Int
    private var piece: ArraySlice<UInt8>
    private var start: Int

    init(_ source: ByteSource, size: Int = 64 << 10) {
        self.source = source
        self.size = size
        count = source.count
        piece = source.inMemory ?? []
        start = 0
    }

    subscript(offset: Int) -> UInt8 {
        if offset < start || offset - start >= piece.count { load(offset) }
        return piece[piece.startIndex + offset - start]
    }

    /// The bytes of a range; the slice's indices are its own.
    func bytes(_ range: Range<Int>) -> ArraySlice<UInt8> {
        if range.count > size { return source.bytes(range) }
        if range.isEmpty { return [] }
        if range.lowerBound < start || range.upperBound - start > piece.count { load(range.lowerBound) }
        let first = piece.startIndex + range.lowerBound - start
        return piece[first..<first + range.count]
    }

    private func load(_ offset: Int) {
        precondition(offset >= 0 && offset < count, "a byte beyond its source")
        piece = source.bytes(offset..<min(offset + size, count))
        start = offset
    }

    // MARK: Little-endian numbers; the caller checks the range with `has`

    func has(_ size: Int, at offset: Int) -> Bool {
        offset >= 0 && size >= 0 && size <= count && offset <= count - size
    }

    func u16(_ offset: Int) -> UInt16 { number(offset) }
    func u32(_ offset: Int) -> UInt32 { number(offset) }
    func u64(_ offset: Int) -> UInt64 { number(offset) }

    private func number<Word: FixedWidthInteger & BitwiseCopyable>(_ offset: Int) -> Word {
        bytes(offset..<offset + MemoryLayout<Word>.size).withUnsafeBytes {
            Word(littleEndian: $0.loadUnaligned(as: Word.self))
        }
    }
}
