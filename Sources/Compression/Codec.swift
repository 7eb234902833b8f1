import CCompression

/// One stream of one format, unpacked step by step.
///
/// The C libraries keep pointers into their state, so that it must not move: hence classes that own an allocation.
protocol Codec: AnyObject {
    /// Reads some of `input`, writes some of `output`, both at most 1 GiB; neither may be kept.
    func step(_ input: UnsafeRawBufferPointer, _ output: UnsafeMutableRawBufferPointer) throws(CodecFailure)
        -> CodecStep
}

struct CodecStep {
    var consumed: Int
    var produced: Int
    /// Whether the stream's end mark was read.
    var ended: Bool
}

enum CodecFailure: Error {
    case damaged(String)
    case needsMemory(limit: Int)
}

/// The formats that a codec reads; raw deflate has no signature, so that it is no `CompressionKind`.
enum CodecFormat {
    case kind(CompressionKind)
    case deflate

    var name: String {
        switch self {
        case .kind(let kind): kind.rawValue
        case .deflate: "deflate"
        }
    }

    func makeCodec() throws(CodecFailure) -> any Codec {
        switch self {
        case .deflate: try ZlibCodec(windowBits: -15)
        case .kind(.zlib): try ZlibCodec(windowBits: 15)
        case .kind(.gzip): try ZlibCodec(windowBits: 15 + 16)
        case .kind(.bzip2): try Bzip2Codec()
        case .kind(.xz): try LZMACodec(alone: false)
        case .kind(.lzma): try LZMACodec(alone: true)
        case .kind(.lz4): try LZ4Codec()
        }
    }

    /// Whether a second stream may follow the first, as Python's readers of these formats have it.
    func continues(with rest: ArraySlice<UInt8>) -> Bool {
        switch self {
        case .deflate, .kind(.lzma): false
        case .kind(let kind): CompressionKind.recognise(rest) == kind
        }
    }

    /// Whether zero bytes between or after streams are padding.
    var allowsPadding: Bool {
        switch self {
        case .kind(.gzip), .kind(.xz): true
        default: false
        }
    }
}

final class ZlibCodec: Codec {
    private let stream: UnsafeMutablePointer<z_stream>

    init(windowBits: Int32) throws(CodecFailure) {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        let size = Int32(MemoryLayout<z_stream>.size)
        guard inflateInit2_(stream, windowBits, ZLIB_VERSION, size) == Z_OK else {
            throw .damaged("zlib could not start")
        }
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
    }

    func step(_ input: UnsafeRawBufferPointer, _ output: UnsafeMutableRawBufferPointer) throws(CodecFailure)
        -> CodecStep
    {
        stream.pointee.next_in = UnsafeMutablePointer(
            mutating: input.baseAddress?.assumingMemoryBound(to: UInt8.self)
        )
        stream.pointee.avail_in = UInt32(input.count)
        stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_out = UInt32(output.count)
        let code = inflate(stream, Z_NO_FLUSH)
        guard code == Z_OK || code == Z_STREAM_END || code == Z_BUF_ERROR else {
            if code == Z_NEED_DICT { throw .damaged("it asks for a preset dictionary") }
            throw .damaged(stream.pointee.msg.map { String(cString: $0) } ?? "zlib error \(code)")
        }
        return CodecStep(
            consumed: input.count - Int(stream.pointee.avail_in),
            produced: output.count - Int(stream.pointee.avail_out),
            ended: code == Z_STREAM_END,
        )
    }
}

final class Bzip2Codec: Codec {
    private let stream: UnsafeMutablePointer<bz_stream>

    init() throws(CodecFailure) {
        stream = .allocate(capacity: 1)
        stream.initialize(to: bz_stream())
        guard BZ2_bzDecompressInit(stream, 0, 0) == BZ_OK else { throw .damaged("bzip2 could not start") }
    }

    deinit {
        BZ2_bzDecompressEnd(stream)
        stream.deallocate()
    }

    func step(_ input: UnsafeRawBufferPointer, _ output: UnsafeMutableRawBufferPointer) throws(CodecFailure)
        -> CodecStep
    {
        stream.pointee.next_in = UnsafeMutablePointer(
            mutating: input.baseAddress?.assumingMemoryBound(to: CChar.self)
        )
        stream.pointee.avail_in = UInt32(input.count)
        stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: CChar.self)
        stream.pointee.avail_out = UInt32(output.count)
        let code = BZ2_bzDecompress(stream)
        switch code {
        case BZ_OK, BZ_STREAM_END: break
        case BZ_DATA_ERROR: throw .damaged("checksum or structure error")
        case BZ_DATA_ERROR_MAGIC: throw .damaged("not a bzip2 stream")
        default: throw .damaged("bzip2 error \(code)")
        }
        return CodecStep(
            consumed: input.count - Int(stream.pointee.avail_in),
            produced: output.count - Int(stream.pointee.avail_out),
            ended: code == BZ_STREAM_END,
        )
    }
}

final class LZMACodec: Codec {
    /// The highest preset (`-9`) takes 65 MiB; a header may ask for 4 GiB.
    static let memoryLimit = 512 << 20

    private let stream: UnsafeMutablePointer<lzma_stream>

    init(alone: Bool) throws(CodecFailure) {
        stream = .allocate(capacity: 1)
        stream.initialize(to: lzma_stream())
        let limit = UInt64(Self.memoryLimit)
        let code = alone ? lzma_alone_decoder(stream, limit) : lzma_stream_decoder(stream, limit, 0)
        guard code == LZMA_OK else { throw .damaged("liblzma could not start") }
    }

    deinit {
        lzma_end(stream)
        stream.deallocate()
    }

    func step(_ input: UnsafeRawBufferPointer, _ output: UnsafeMutableRawBufferPointer) throws(CodecFailure)
        -> CodecStep
    {
        stream.pointee.next_in = input.baseAddress?.assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_in = input.count
        stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_out = output.count
        let code = lzma_code(stream, LZMA_RUN)
        switch code {
        case LZMA_OK, LZMA_STREAM_END, LZMA_BUF_ERROR: break
        case LZMA_MEMLIMIT_ERROR, LZMA_MEM_ERROR: throw .needsMemory(limit: Self.memoryLimit)
        case LZMA_FORMAT_ERROR: throw .damaged("the header is not that of the format")
        case LZMA_OPTIONS_ERROR: throw .damaged("it uses options that liblzma does not know")
        case LZMA_DATA_ERROR: throw .damaged("checksum or structure error")
        default: throw .damaged("liblzma error \(code.rawValue)")
        }
        return CodecStep(
            consumed: input.count - stream.pointee.avail_in,
            produced: output.count - stream.pointee.avail_out,
            ended: code == LZMA_STREAM_END,
        )
    }
}

final class LZ4Codec: Codec {
    private let context: OpaquePointer

    init() throws(CodecFailure) {
        var context: OpaquePointer?
        guard LZ4F_isError(LZ4F_createDecompressionContext(&context, UInt32(LZ4F_VERSION))) == 0, let context else {
            throw .damaged("lz4 could not start")
        }
        self.context = context
    }

    deinit { LZ4F_freeDecompressionContext(context) }

    func step(_ input: UnsafeRawBufferPointer, _ output: UnsafeMutableRawBufferPointer) throws(CodecFailure)
        -> CodecStep
    {
        var consumed = input.count
        var produced = output.count
        let hint = LZ4F_decompress(context, output.baseAddress, &produced, input.baseAddress, &consumed, nil)
        guard LZ4F_isError(hint) == 0 else { throw .damaged(String(cString: LZ4F_getErrorName(hint))) }
        return CodecStep(consumed: consumed, produced: produced, ended: hint == 0)
    }
}
