/// Where the central directory is (4.3.12 to 4.3.16).
struct ZipDirectory {
    var offset: Int
    var end: Int
    var count: Int
    /// Bytes before the archive proper, as self-extracting archives have them; all offsets are without them.
    var prefix: Int
    /// Bytes behind the archive and its comment.
    var suffix: Int
    /// Why readers may differ in where the directory is; `nil` where they agree.
    var ambiguity: String?

    init(_ window: ByteWindow) throws(ZipError) {
        let total = window.count
        // 4.3.16: 22 bytes and a comment of at most 65,535 at the end of the file.
        var position = total - 22
        let lowest = max(0, total - 22 - 65_535)
        let tail = window.bytes(lowest..<total)
        let base = tail.startIndex - lowest
        while position >= lowest,
            !(tail[base + position] == 0x50 && tail[base + position + 1] == 0x4B && tail[base + position + 2] == 5
                && tail[base + position + 3] == 6)
        { position -= 1 }
        guard position >= lowest, position >= 0 else {
            throw ZipError(
                "no end of a zip archive is there: the file is cut or of another format; get it again", offset: total)
        }
        var count = UInt64(window.u16(position + 10))
        var size = UInt64(window.u32(position + 12))
        var start = UInt64(window.u32(position + 16))
        suffix = total - position - 22 - Int(window.u16(position + 20))
        if window.u16(position + 4) != 0 || window.u16(position + 6) != 0 { ambiguity = "it is one part of several" }
        if window.u16(position + 8) != window.u16(position + 10) { ambiguity = "its numbers of members differ" }
        var end = position
        var stated: (record: UInt64, isPlain: Bool)?
        let locator = position - 20
        if window.has(20, at: locator), window.u32(locator) == 0x0706_4B50 {
            let record = locator - 56
            guard window.has(56, at: record), window.u32(record) == 0x0606_4B50 else {
                throw ZipError("the zip64 directory is damaged; get the archive again", offset: locator)
            }
            let short = (count, size, start)
            count = window.u64(record + 32)
            size = window.u64(record + 40)
            start = window.u64(record + 48)
            end = record
            // 4.3.14, 4.3.15: on the first of one disk, without data of its own.
            let isPlain =
                window.u32(locator + 4) == 0 && window.u32(locator + 16) == 1 && window.u64(record + 4) == 44
                && window.u32(record + 16) == 0 && window.u32(record + 20) == 0 && window.u64(record + 24) == count
            stated = (window.u64(locator + 8), isPlain)
            // Some readers take the zip64 record only where the short one says so.
            let agree =
                (short.0 == 0xFFFF || short.0 == count) && (short.1 == 0xFFFF_FFFF || short.1 == size)
                && (short.2 == 0xFFFF_FFFF || short.2 == start)
            if !agree { ambiguity = "its two directory records differ" }
        }
        guard size <= UInt64(end), start <= UInt64(end) - size else {
            throw ZipError("the central directory lies beyond the file: it is cut; get it again", offset: position)
        }
        guard count <= UInt64(ZipArchive.memberLimit), count * UInt64(ZipArchive.entrySize) <= size else {
            throw ZipError(
                "the central directory cannot hold \(count) members; get the archive again", offset: position)
        }
        self.count = Int(count)
        self.end = end
        offset = end - Int(size)
        prefix = offset - Int(start)
        guard let stated else { return }
        if !stated.isPlain { ambiguity = "its zip64 record is one part of several, or has data of its own" }
        // Some readers follow the locator, others take the record that lies before it.
        if Int(clamping: stated.record) != end - prefix {
            ambiguity = "its zip64 locator points elsewhere than to the record before it"
        }
    }
}
