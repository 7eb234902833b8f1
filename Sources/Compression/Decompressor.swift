import CCompression

/// Unpacks a compressed stream in pieces, in memory that does not grow with it.
///
/// Feed input, then take output with `next` until it is `nil`; at the end of the input call `finish`. Streams of the
/// same format that follow each other are read as one, as Python's readers do.
public struct Decompressor: ~Copyable {
    /// The largest piece that `next` gives out, in bytes.
    public static let pieceSize = 64 << 10

    private let format: CodecFormat
    private let limit: Int
    private var codec: any Codec
    private var input: ArraySlice<UInt8> = []
    private var betweenStreams = false

    /// The compressed bytes read so far.
    public private(set) var consumed = 0
    /// The bytes given out so far.
    public private(set) var produced = 0
    /// Whether a whole stream was read; more streams of the same format may follow.
    public var isFinished: Bool { betweenStreams }

    /// - Parameter limit: the most bytes to give out, against small files that unpack to huge ones.
    public init(_ kind: CompressionKind, limit: Int = .max) throws(CompressionError) {
        try self.init(format: .kind(kind), limit: limit)
    }

    /// For a raw deflate stream (RFC 1951), as members of zip archives are.
    ///
    /// - Parameter size: the most bytes to give out.
    public init(inflatedTo size: Int) throws(CompressionError) { try self.init(format: .deflate, limit: size) }

    init(format: CodecFormat, limit: Int) throws(CompressionError) {
        self.format = format
        self.limit = limit
        codec = try Self.rethrowing(format, at: 0) { () throws(CodecFailure) in try format.makeCodec() }
    }

    /// Hands over the next piece of the compressed bytes.
    public mutating func feed(_ bytes: [UInt8]) { feed(bytes[...]) }

    /// Hands over the next piece of the compressed bytes.
    public mutating func feed(_ bytes: ArraySlice<UInt8>) {
        if input.isEmpty { input = bytes } else { input.append(contentsOf: bytes) }
    }

    /// The next piece of output, never empty; `nil` when more input is needed or everything is read.
    public mutating func next() throws(CompressionError) -> [UInt8]? {
        var output = [UInt8](repeating: 0, count: Self.pieceSize)
        let count = try next(into: &output)
        guard count > 0 else { return nil }
        output.removeSubrange(count...)
        return output
    }

    /// Fills the start of `output`, which must not be empty; 0 when more input is needed or everything is read.
    mutating func next(into output: inout [UInt8]) throws(CompressionError) -> Int {
        while true {
            if betweenStreams {
                guard try startNextStream() else { return 0 }
            }
            let step = try stepOnce(into: &output)
            input = input.dropFirst(step.consumed)
            consumed += step.consumed
            produced += step.produced
            if step.ended { betweenStreams = true }
            guard produced <= limit else {
                throw CompressionError(format: format.name, problem: .tooLarge(limit: limit), offset: consumed)
            }
            if step.produced > 0 { return step.produced }
            if !step.ended, step.consumed == 0 { return 0 }
        }
    }

    /// Checks that the input ended where a stream does.
    public func finish() throws(CompressionError) {
        guard betweenStreams else {
            throw CompressionError(format: format.name, problem: .truncated, offset: consumed)
        }
    }

    /// The bytes after the last stream that belong to none.
    public var trailing: Int { betweenStreams ? input.count : 0 }

    private mutating func startNextStream() throws(CompressionError) -> Bool {
        if format.allowsPadding {
            let rest = input.drop { $0 == 0 }
            consumed += input.count - rest.count
            input = rest
        }
        guard format.continues(with: input) else { return false }
        let format = format
        codec = try Self.rethrowing(format, at: consumed) { () throws(CodecFailure) in try format.makeCodec() }
        betweenStreams = false
        return true
    }

    private func stepOnce(into output: inout [UInt8]) throws(CompressionError) -> CodecStep {
        // The libraries count in 32 bits.
        let piece = input.prefix(1 << 30)
        let result = output.withUnsafeMutableBytes { target in
            piece.withUnsafeBytes { source in
                Result { () throws(CodecFailure) in try codec.step(source, target) }
            }
        }
        return try Self.rethrowing(format, at: consumed) { () throws(CodecFailure) in try result.get() }
    }

    private static func rethrowing<Value>(
        _ format: CodecFormat,
        at offset: Int,
        _ body: () throws(CodecFailure) -> Value,
    ) throws(CompressionError) -> Value {
        do throws(CodecFailure) {
            return try body()
        } catch {
            let problem: CompressionError.Problem =
                switch error {
                case .damaged(let reason): .damaged(reason)
                case .needsMemory(let limit): .needsMemory(limit: limit)
                }
            throw CompressionError(format: format.name, problem: problem, offset: offset)
        }
    }
}

extension Decompressor {
    /// Unpacks a whole stream.
    ///
    /// - Parameter limit: the most bytes that may come out; more is an error, not a cut.
    public static func decompress(
        _ bytes: some Sequence<UInt8>,
        kind: CompressionKind,
        limit: Int,
    ) throws(CompressionError) -> [UInt8] {
        try decompress(slice(bytes), format: .kind(kind), limit: limit, expected: nil)
    }

    /// Unpacks a raw deflate stream (RFC 1951), as members of zip archives are.
    ///
    /// - Parameter limit: the most bytes that may come out; more is an error, not a cut.
    public static func inflate(_ bytes: some Sequence<UInt8>, limit: Int) throws(CompressionError) -> [UInt8] {
        try decompress(slice(bytes), format: .deflate, limit: limit, expected: limit)
    }

    /// The first bytes that a raw deflate stream unpacks to, with no more of it read than they take; fewer where the
    /// stream, or the part of it that is there, has fewer or is damaged.
    public static func inflatedStart(_ bytes: ArraySlice<UInt8>, count: Int) -> [UInt8] {
        var output: [UInt8] = []
        guard var decompressor = try? Decompressor(format: .deflate, limit: count) else { return output }
        decompressor.feed(bytes)
        while output.count < count {
            var piece = [UInt8](repeating: 0, count: count - output.count)
            guard let length = try? decompressor.next(into: &piece), length > 0 else { break }
            output += piece.prefix(length)
        }
        return output
    }

    private static func slice(_ bytes: some Sequence<UInt8>) -> ArraySlice<UInt8> {
        if let array = bytes as? [UInt8] { return array[...] }
        return (bytes as? ArraySlice<UInt8>) ?? Array(bytes)[...]
    }

    private static func decompress(
        _ bytes: ArraySlice<UInt8>,
        format: CodecFormat,
        limit: Int,
        expected: Int?,
    ) throws(CompressionError) -> [UInt8] {
        var decompressor = try Decompressor(format: format, limit: limit)
        decompressor.feed(bytes)
        var output: [UInt8] = []
        // A header's claim of size is not trusted with more than deflate's best ratio.
        if let expected { output.reserveCapacity(min(expected, bytes.count * 8)) }
        var piece = [UInt8](repeating: 0, count: 4 * pieceSize)
        while true {
            let count = try decompressor.next(into: &piece)
            guard count > 0 else { break }
            output.append(contentsOf: piece[..<count])
        }
        try decompressor.finish()
        return output
    }
}

/// The checksum of zip, gzip and PNG (ISO 3309, as RFC 1952 section 8 gives it).
public struct CRC32: Sendable {
    /// The checksum of the bytes so far.
    public private(set) var value: UInt32 = 0

    public init() {}

    /// Adds the next bytes.
    public mutating func update(_ bytes: ArraySlice<UInt8>) {
        bytes.withUnsafeBytes { buffer in
            let start = buffer.baseAddress?.assumingMemoryBound(to: UInt8.self)
            value = UInt32(truncatingIfNeeded: crc32_z(uLong(value), start, buffer.count))
        }
    }

    public static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt32 {
        var checksum = CRC32()
        checksum.update(bytes)
        return checksum.value
    }
}
