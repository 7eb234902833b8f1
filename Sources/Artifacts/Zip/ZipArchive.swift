import Compression
import JSON

/// A zip archive: stored and deflated members, also over 4 GiB (APPNOTE.TXT 6.3.10, sections 4.3 and 4.5.3).
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
        /// The file's mode where a Unix system packed it; 0 otherwise.
        let mode: Int
        /// Whether an extra field gives it another name (4.6.9).
        let isRenamed: Bool
        /// Whether the name's bytes are UTF-8 without control characters.
        let isPlain: Bool
    }

    /// Members at most; a model's archive has thousands.
    public static let memberLimit = 200_000
    /// The most values in a member's JSON: they take far more memory than the bytes that they are packed to.
    static let valueLimit = 8_000_000

    /// The members in the directory's order.
    public let members: [Member]
    let directory: ZipDirectory
    /// The bytes of a member's entry in the directory, without its name and what follows that (4.3.12).
    static let entrySize = 46
    /// Bytes of the directory behind the last member that it counts: Python's `zipfile` takes more members from them.
    let uncounted: Int
    let source: ByteSource

    /// Reads the central directory; members are unpacked by `contents`.
    public init(_ bytes: [UInt8]) throws(ZipError) { try self.init(ByteSource(bytes)) }

    init(_ source: ByteSource) throws(ZipError) {
        self.source = source
        let window = ByteWindow(source)
        directory = try ZipDirectory(window)
        var members: [Member] = []
        var offset = directory.offset
        for _ in 0..<directory.count {
            let (member, next) = try Self.member(at: offset, window, directory)
            members.append(member)
            offset = next
        }
        self.members = members
        uncounted = directory.end - offset
    }

    /// Unpacks a member and checks its checksum.
    ///
    /// - Parameter limit: the most bytes to unpack; a larger member is an error.
    public func contents(of member: Member, limit: Int) throws(ZipError) -> [UInt8] {
        guard member.size <= limit else {
            throw ZipError(
                "it unpacks to \(member.size) bytes, more than the limit of \(limit)", member: member.name,
                offset: member.headerOffset)
        }
        let data = try packed(member)
        let start = member.headerOffset
        let contents: [UInt8]
        if member.method == 0 {
            contents = Array(data.bytes(0..<data.count))
        } else {
            do throws(CompressionError) {
                contents = try Decompressor.inflate(data.bytes(0..<data.count), limit: member.size)
            } catch {
                throw ZipError("\(error)", member: member.name, offset: start + error.offset)
            }
        }
        guard contents.count == member.size else {
            throw ZipError(
                "it unpacks to \(contents.count) bytes where the directory says \(member.size); get it again",
                member: member.name, offset: start)
        }
        guard CRC32.checksum(contents[...]) == member.checksum else {
            throw ZipError(
                "its checksum does not fit: the archive is damaged; get it again", member: member.name, offset: start)
        }
        return contents
    }

    /// A member's content to be read where it is needed: of a stored one in place, of another unpacked in memory.
    ///
    /// - Parameter limit: the most bytes of one that has to be unpacked.
    func content(of member: Member, limit: Int) throws(ZipError) -> ByteSource {
        guard member.method == 0, member.size == member.compressedSize else {
            return ByteSource(try contents(of: member, limit: limit))
        }
        let data = try packed(member)
        var checksum = CRC32()
        var offset = 0
        while offset < data.count {
            let end = min(offset + (1 << 20), data.count)
            checksum.update(data.bytes(offset..<end))
            offset = end
        }
        guard checksum.value == member.checksum else {
            throw ZipError(
                "its checksum does not fit: the archive is damaged; get it again", member: member.name,
                offset: member.headerOffset)
        }
        return data
    }

    /// A member's content to be read forward: of a stored one in place, of another unpacked on the way.
    func stream(of member: Member) throws(ZipError) -> ByteStream {
        if member.method == 0 { return ByteStream(try content(of: member, limit: 0)) }
        return ByteStream(try packed(member), inflatedTo: member.size)
    }

    /// A member's bytes as they lie in the archive.
    func packed(_ member: Member) throws(ZipError) -> ByteSource {
        func failure(_ reason: String) -> ZipError {
            ZipError(reason, member: member.name, offset: member.headerOffset)
        }
        guard member.flags & 1 == 0 else { throw failure("it is encrypted; write it without a password") }
        guard member.method == 0 || member.method == 8 else {
            throw failure("compression method \(member.method) is not supported; store or deflate it")
        }
        let window = ByteWindow(source)
        guard let start = start(of: member, in: window) else {
            throw failure("its header is missing: the archive is damaged; get it again")
        }
        guard window.has(member.compressedSize, at: start) else {
            throw failure("its data reach beyond the archive: it is damaged; get it again")
        }
        return source.part(start..<start + member.compressedSize)
    }

    /// Where a member's bytes begin, behind its own header (4.3.7); `nil` where there is none.
    func start(of member: Member, in window: ByteWindow) -> Int? {
        let header = member.headerOffset
        guard window.has(30, at: header), window.u32(header) == 0x0403_4B50 else { return nil }
        return header + 30 + Int(window.u16(header + 26)) + Int(window.u16(header + 28))
    }

    private static func member(
        at offset: Int,
        _ window: ByteWindow,
        _ directory: ZipDirectory,
    ) throws(ZipError) -> (Member, next: Int) {
        guard window.has(entrySize, at: offset), window.u32(offset) == 0x0201_4B50 else {
            throw ZipError("the central directory is damaged; get the archive again", offset: offset)
        }
        let nameLength = Int(window.u16(offset + 28))
        let extraLength = Int(window.u16(offset + 30))
        let next = offset + entrySize + nameLength + extraLength + Int(window.u16(offset + 32))
        guard next <= directory.end else {
            throw ZipError("the central directory is cut; get the archive again", offset: offset)
        }
        var size = UInt64(window.u32(offset + 24))
        var compressedSize = UInt64(window.u32(offset + 20))
        var header = UInt64(window.u32(offset + 42))
        var isRenamed = false
        // 4.5.3: the extra field has the numbers that do not fit, in this order, and only those.
        var extra = offset + entrySize + nameLength
        let extraEnd = extra + extraLength
        while extra + 4 <= extraEnd {
            let length = Int(window.u16(extra + 2))
            let fieldEnd = min(extra + 4 + length, extraEnd)
            if window.u16(extra) == 1 {
                var at = extra + 4
                func take(_ value: inout UInt64) {
                    guard value == 0xFFFF_FFFF, at + 8 <= fieldEnd else { return }
                    value = window.u64(at)
                    at += 8
                }
                take(&size)
                take(&compressedSize)
                take(&header)
            }
            if window.u16(extra) == 0x7075 { isRenamed = true }
            extra += 4 + length
        }
        let raw = window.bytes((offset + entrySize)..<(offset + entrySize + nameLength))
        // One that is cut is another name than its bytes, which no audit lets pass.
        let name = MarkRun.bounded(String(decoding: raw, as: UTF8.self))
        let total = UInt64(window.count)
        guard size <= UInt64(Int.max) / 2, compressedSize <= total, header <= total - UInt64(directory.prefix) else {
            throw ZipError("its sizes cannot be; get the archive again", member: name, offset: offset)
        }
        let isUnix = window.u16(offset + 4) >> 8 == 3
        let member = Member(
            name: name,
            size: Int(size),
            compressedSize: Int(compressedSize),
            method: window.u16(offset + 10),
            flags: window.u16(offset + 8),
            checksum: window.u32(offset + 16),
            headerOffset: Int(header) + directory.prefix,
            mode: isUnix ? Int(window.u32(offset + 38) >> 16) : 0,
            isRenamed: isRenamed,
            isPlain: !raw.contains(where: \.isControl) && raw.elementsEqual(name.utf8),
        )
        return (member, next)
    }
}
