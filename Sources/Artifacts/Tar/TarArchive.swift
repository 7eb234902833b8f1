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
            guard Self.isHeader(header[...]), let size = Self.octal(header[124..<136]),
                size <= source.count - offset - 512
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
    static func begins(_ head: FileHead) -> Bool { head.bytes.count >= 512 && isHeader(head.bytes.prefix(512)) }

    /// The sum of the header's bytes, its own field taken as spaces, stands in it; some old writers took the bytes as
    /// signed.
    private static func isHeader(_ header: ArraySlice<UInt8>) -> Bool {
        let start = header.startIndex
        guard let stated = octal(header[start + 148..<start + 156]), stated > 0 else { return false }
        var (unsigned, signed) = (256, 256)
        for index in header.indices where !(148..<156).contains(index - start) {
            unsigned += Int(header[index])
            signed += Int(Int8(bitPattern: header[index]))
        }
        return stated == unsigned || stated == signed
    }

    private static func octal(_ field: ArraySlice<UInt8>) -> Int? {
        let digits = field.drop { $0 == 0x20 }.prefix { $0 != 0 && $0 != 0x20 }
        guard !digits.isEmpty else { return nil }
        return Int(String(decoding: digits, as: UTF8.self), radix: 8).flatMap { $0 >= 0 ? $0 : nil }
    }
}
