/// The bytes of an artifact or of a part of one, read where they are needed: in memory, or in an open file.
struct ByteSource: Sendable {
    private enum Storage {
        case memory([UInt8])
        case file(OpenFile)
    }

    private let storage: Storage
    /// Where the part lies in the storage.
    private let range: Range<Int>

    var count: Int { range.count }

    init(_ bytes: [UInt8]) {
        storage = .memory(bytes)
        range = bytes.indices
    }

    init(_ file: OpenFile) {
        storage = .file(file)
        range = 0..<file.size
    }

    private init(_ storage: Storage, _ range: Range<Int>) {
        self.storage = storage
        self.range = range
    }

    /// A part, which must lie within; its offsets start at 0 again.
    func part(_ part: Range<Int>) -> ByteSource {
        precondition(part.lowerBound >= 0 && part.upperBound <= count, "a part beyond its source")
        return ByteSource(storage, range.lowerBound + part.lowerBound..<range.lowerBound + part.upperBound)
    }

    /// The bytes of a range, which must lie within; the slice's indices are its own.
    func bytes(_ part: Range<Int>) -> ArraySlice<UInt8> {
        precondition(part.lowerBound >= 0 && part.upperBound <= count, "bytes beyond their source")
        let place = range.lowerBound + part.lowerBound..<range.lowerBound + part.upperBound
        switch storage {
        case .memory(let bytes): return bytes[place]
        case .file(let file):
            return [UInt8](unsafeUninitializedCapacity: place.count) { buffer, count in
                file.read(at: place.lowerBound, into: UnsafeMutableRawBufferPointer(buffer))
                count = place.count
            }[...]
        }
    }

    /// Fills a buffer from an offset on, which must not reach beyond the end.
    func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) {
        precondition(offset >= 0 && offset + buffer.count <= count, "bytes beyond their source")
        switch storage {
        case .memory(let bytes):
            bytes[range].withUnsafeBytes {
                buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[offset..<offset + buffer.count]))
            }
        case .file(let file): file.read(at: range.lowerBound + offset, into: buffer)
        }
    }

    /// The first bytes, at most `limit`.
    func prefix(_ limit: Int) -> ArraySlice<UInt8> { bytes(0..<min(limit, count)) }

    /// The last bytes, at most `limit`.
    func suffix(_ limit: Int) -> ArraySlice<UInt8> { bytes(max(0, count - limit)..<count) }

    /// All bytes with their index of the first, where they are in memory anyway.
    var inMemory: ArraySlice<UInt8>? {
        guard case .memory(let bytes) = storage else { return nil }
        return bytes[range]
    }
}
