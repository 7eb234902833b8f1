/// A compressed stream's format; these are the ones that joblib writes.
public enum CompressionKind: String, Sendable, Hashable, CaseIterable {
    /// RFC 1950.
    case zlib
    /// RFC 1952.
    case gzip
    case bzip2
    /// The .xz format, version 1.
    case xz
    /// The older .lzma format ("LZMA alone"), which joblib writes under the name `lzma`.
    case lzma
    /// The LZ4 frame format, version 1.6.
    case lz4

    /// How many leading bytes `recognise` looks at.
    public static let prefixLength = 6

    /// The format that the first bytes of a file announce; `nil` when they announce none.
    public static func recognise(_ prefix: some Collection<UInt8>) -> CompressionKind? {
        let start = Array(prefix.prefix(prefixLength))
        func begins(_ magic: [UInt8]) -> Bool { start.starts(with: magic) }
        if begins([0x1F, 0x8B]) { return .gzip }
        if begins([0x42, 0x5A, 0x68]), start.count > 3, (0x31...0x39).contains(start[3]) { return .bzip2 }
        if begins([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00]) { return .xz }
        if begins([0x5D, 0x00, 0x00]) { return .lzma }
        if begins([0x04, 0x22, 0x4D, 0x18]) { return .lz4 }
        // RFC 1950, 2.2: the first two bytes are a multiple of 31; 0x78 is the 32 KiB window that all writers use.
        if start.count >= 2, start[0] == 0x78, (0x7800 + Int(start[1])) % 31 == 0, start[1] & 0x20 == 0 { return .zlib }
        return nil
    }
}
