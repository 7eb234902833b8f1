import Compression

/// A zip archive in memory: stored and deflated members, also over 4 GiB (APPNOTE.TXT 6.3.10, sections 4.3 and 4.5.3).
public struct ZipArchive: Sendable {
    /// A member as the central directory lists it.
    public struct Member: Sendable, Hashable {
        public let name: String
        /// Bytes when unpacked.
        public let size: Int
        public let compressedSize: Int
        let method: UInt16
        let flags: UInt16
        let checksum: UInt32
        let headerOffset: Int
    }

    /// Members at most; a model's archive has thousands.
    public static let memberLimit = 200_000

    /// The members in the directory's order.
    public let members: [Member]
    private let bytes: [UInt8]

    /// Reads the central directory; members are unpacked by `contents`.
    public init(_ bytes: [UInt8]) throws(ZipError) {
        self.bytes = bytes
        let reader = ZipFields(bytes)
        let directory = try ZipDirectory(reader)
        var members: [Member] = []
        var offset = directory.offset
        for _ in 0..<directory.count {
            let (member, next) = try Self.member(at: offset, reader, directory)
            members.append(member)
            offset = next
        }
        self.members = members
    }

    /// Unpacks a member and checks its checksum.
    ///
    /// - Parameter limit: the most bytes to unpack; a larger member is an error.
    public func contents(of member: Member, limit: Int) throws(ZipError) -> [UInt8] {
        func failure(_ reason: String, _ offset: Int) -> ZipError {
            ZipError(reason, member: member.name, offset: offset)
        }
        let reader = ZipFields(bytes)
        let header = member.headerOffset
        guard member.size <= limit else {
            throw failure("it unpacks to \(member.size) bytes, more than the limit of \(limit)", header)
        }
        guard member.flags & 1 == 0 else { throw failure("it is encrypted; write it without a password", header) }
        guard reader.has(30, at: header), reader.u32(header) == 0x0403_4B50 else {
            throw failure("its header is missing: the archive is damaged; get it again", header)
        }
        let start = header + 30 + Int(reader.u16(header + 26)) + Int(reader.u16(header + 28))
        guard reader.has(member.compressedSize, at: start) else {
            throw failure("its data reach beyond the archive: it is damaged; get it again", start)
        }
        let data = bytes[start..<(start + member.compressedSize)]
        let contents: [UInt8]
        switch member.method {
        case 0: contents = Array(data)
        case 8:
            do throws(CompressionError) {
                contents = try Decompressor.inflate(data, limit: member.size)
            } catch {
                throw failure("\(error)", start + error.offset)
            }
        default: throw failure("compression method \(member.method) is not supported; store or deflate it", header)
        }
        guard contents.count == member.size else {
            throw failure(
                "it unpacks to \(contents.count) bytes where the directory says \(member.size); get it again", start)
        }
        guard CRC32.checksum(contents[...]) == member.checksum else {
            throw failure("its checksum does not fit: the archive is damaged; get it again", start)
        }
        return contents
    }

    private static func member(
        at offset: Int,
        _ reader: ZipFields,
        _ directory: ZipDirectory,
    ) throws(ZipError) -> (Member, next: Int) {
        guard reader.has(46, at: offset), reader.u32(offset) == 0x0201_4B50 else {
            throw ZipError("the central directory is damaged; get the archive again", offset: offset)
        }
        let nameLength = Int(reader.u16(offset + 28))
        let extraLength = Int(reader.u16(offset + 30))
        let next = offset + 46 + nameLength + extraLength + Int(reader.u16(offset + 32))
        guard next <= directory.end else {
            throw ZipError("the central directory is cut; get the archive again", offset: offset)
        }
        var size = UInt64(reader.u32(offset + 24))
        var compressedSize = UInt64(reader.u32(offset + 20))
        var header = UInt64(reader.u32(offset + 42))
        // 4.5.3: the extra field has the numbers that do not fit, in this order, and only those.
        var extra = offset + 46 + nameLength
        let extraEnd = extra + extraLength
        while extra + 4 <= extraEnd {
            let length = Int(reader.u16(extra + 2))
            let fieldEnd = min(extra + 4 + length, extraEnd)
            if reader.u16(extra) == 1 {
                var at = extra + 4
                func take(_ value: inout UInt64) {
                    guard value == 0xFFFF_FFFF, at + 8 <= fieldEnd else { return }
                    value = reader.u64(at)
                    at += 8
                }
                take(&size)
                take(&compressedSize)
                take(&header)
            }
            extra += 4 + length
        }
        let name = String(decoding: reader.bytes[(offset + 46)..<(offset + 46 + nameLength)], as: UTF8.self)
        let total = UInt64(reader.bytes.count)
        guard size <= UInt64(Int.max), compressedSize <= total, header <= total else {
            throw ZipError("its sizes cannot be; get the archive again", member: name, offset: offset)
        }
        let member = Member(
            name: name,
            size: Int(size),
            compressedSize: Int(compressedSize),
            method: reader.u16(offset + 10),
            flags: reader.u16(offset + 8),
            checksum: reader.u32(offset + 16),
            headerOffset: Int(header) + directory.prefix,
        )
        return (member, next)
    }
}

/// Little-endian numbers at byte offsets; the caller checks the range with `has`.
struct ZipFields {
    let bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    func has(_ count: Int, at offset: Int) -> Bool { offset >= 0 && count >= 0 && offset <= bytes.count - count }

    func u16(_ offset: Int) -> UInt16 { load(offset) }
    func u32(_ offset: Int) -> UInt32 { load(offset) }
    func u64(_ offset: Int) -> UInt64 { load(offset) }

    private func load<Word: FixedWidthInteger & BitwiseCopyable>(_ offset: Int) -> Word {
        bytes.withUnsafeBytes { Word(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: Word.self)) }
    }
}

/// Where the central directory is.
struct ZipDirectory {
    var offset: Int
    var end: Int
    var count: Int
    /// Bytes before the archive proper, as self-extracting archives have them; all offsets are without them.
    var prefix: Int

    init(_ reader: ZipFields) throws(ZipError) {
        let total = reader.bytes.count
        // 4.3.16: 22 bytes and a comment of at most 65,535 at the end of the file.
        var position = total - 22
        let lowest = max(0, total - 22 - 65_535)
        while position >= lowest, reader.u32(position) != 0x0605_4B50 { position -= 1 }
        guard position >= lowest, position >= 0 else {
            throw ZipError(
                "no end of a zip archive is there: the file is cut or of another format; get it again", offset: total)
        }
        var count = UInt64(reader.u16(position + 10))
        var size = UInt64(reader.u32(position + 12))
        var start = UInt64(reader.u32(position + 16))
        var end = position
        let locator = position - 20
        if reader.has(20, at: locator), reader.u32(locator) == 0x0706_4B50 {
            let record = locator - 56
            guard reader.has(56, at: record), reader.u32(record) == 0x0606_4B50 else {
                throw ZipError("the zip64 directory is damaged; get the archive again", offset: locator)
            }
            count = reader.u64(record + 32)
            size = reader.u64(record + 40)
            start = reader.u64(record + 48)
            end = record
        }
        guard size <= UInt64(end), start <= UInt64(end) - size else {
            throw ZipError("the central directory lies beyond the file: it is cut; get it again", offset: position)
        }
        guard count <= UInt64(ZipArchive.memberLimit), count * 46 <= size else {
            throw ZipError(
                "the central directory cannot hold \(count) members; get the archive again", offset: position)
        }
        self.count = Int(count)
        self.end = end
        offset = end - Int(size)
        prefix = offset - Int(start)
    }
}
