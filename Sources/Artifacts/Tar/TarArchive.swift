/// The members of a tar archive (POSIX.1-1988 ustar and what came before it): names and places.
struct TarArchive {
    struct Member {
        let name: String
        /// `0` or NUL for a file, `5` for a folder; the rest are links, devices and extensions.
        let type: UInt8
        let range: Range<Int>
    }

    /// Members at most.
    private static let memberLimit = 10_000

    private(set) var members: [Member] = []
    /// Why the archive could not be read to its end.
    private(set) var fault: String?

    init(_ source: ByteSource) {
        var offset = 0
        while offset + 512 <= source.count, members.count < Self.memberLimit {
            let header = Array(source.bytes(offset..<offset + 512))
            if header.allSatisfy({ $0 == 0 }) { return }
            guard Self.isHeader(header[...]), let size = Self.number(header[124..<136]),
                size >= 0, size <= source.count - offset - 512
            else {
                fault = "the tar archive is damaged at byte \(offset); get it again"
                return
            }
            let name = String(decoding: header[0..<100].prefix { $0 != 0 }, as: UTF8.self)
            members.append(Member(name: name, type: header[156], range: offset + 512..<offset + 512 + size))
            offset += 512 + (size + 511) / 512 * 512
        }
        if members.count >= Self.memberLimit { fault = "the tar archive has more than \(Self.memberLimit) members" }
    }

    /// Whether a file starts with a member's header.
    static func begins(_ head: FileHead) -> Bool { begins(head.bytes) }

    /// Whether bytes start with a member's header.
    static func begins(_ bytes: ArraySlice<UInt8>) -> Bool { bytes.count >= 512 && isHeader(bytes.prefix(512)) }

    /// The sum of the header's bytes, its own field taken as spaces, stands in it; some old writers took the bytes as
    /// signed.
    private static func isHeader(_ header: ArraySlice<UInt8>) -> Bool {
        let start = header.startIndex
        guard let stated = number(header[start + 148..<start + 156]) else { return false }
        var (unsigned, signed) = (256, 256)
        for index in header.indices where !(148..<156).contains(index - start) {
            unsigned += Int(header[index])
            signed += Int(Int8(bitPattern: header[index]))
        }
        return stated == unsigned || stated == signed
    }

    /// A number as Python's `tarfile.nti` takes it, since PyTorch tries that on any file that is no zip archive: base
    /// 256, or octal digits as in a Python program, with blanks, a sign, `0o` and underscores; none are 0.
    private static func number(_ field: ArraySlice<UInt8>) -> Int? {
        if let first = field.first, first == 0o200 || first == 0o377 {
            // What takes more than 63 bits is no size and no sum.
            var value = first == 0o377 ? -1 : 0
            for byte in field.dropFirst() {
                guard value >= Int.min >> 8, value <= Int.max >> 8 else { return nil }
                value = value << 8 | Int(byte)
            }
            return value
        }
        let isBlank = { (byte: UInt8) in byte == 0x20 || (0x09...0x0D).contains(byte) || (0x1C...0x1F).contains(byte) }
        var digits = field.prefix { $0 != 0 }.drop(while: isBlank)
        while let last = digits.last, isBlank(last) { digits.removeLast() }
        if digits.isEmpty { return 0 }
        let isNegative = digits.first == UInt8(ascii: "-")
        if isNegative || digits.first == UInt8(ascii: "+") { digits.removeFirst() }
        var isApart = true
        if digits.starts(with: "0o".utf8) || digits.starts(with: "0O".utf8) {
            digits = digits.dropFirst(2)
            isApart = false
        }
        var value = 0
        for byte in digits {
            if byte == UInt8(ascii: "_"), !isApart {
                isApart = true
                continue
            }
            guard (0x30...0x37).contains(byte), value <= Int.max >> 3 else { return nil }
            value = value << 3 | Int(byte & 7)
            isApart = false
        }
        return isApart || digits.isEmpty ? nil : isNegative ? -value : value
    }
}
