/// What lets two readers of one zip archive see different members, or a member act where it is unpacked.
///
/// PyTorch (miniz), Python's `zipfile` and this module each find and check members in their own way; an archive that
/// all of them read alike has none of these.
struct ZipAudit {
    /// What is wrong, in plain words, at most twenty.
    private(set) var problems: [String] = []
    /// Whether reading it could take far more memory than its size leads to expect.
    private(set) var isBomb = false

    private static let problemLimit = 20
    /// The most bytes that all members may unpack to, for each byte of the archive, beyond the first GiB.
    private static let ratioLimit = 100
    /// Endings of members that are read value by value, and the bytes from which on the same holds for these together.
    private static let parsedEndings = [".json", ".py", ".pkl", ".pt"]
    private static let parsedLimit = 8 << 20

    /// - Parameter ignoresCase: whether names that differ in case alone are the same, as in PyTorch.
    init(_ archive: ZipArchive, ignoresCase: Bool = false) {
        let directory = archive.directory
        if directory.prefix != 0 { note("\(abs(directory.prefix)) bytes lie before it, which belong to no member") }
        if directory.suffix != 0 { note("\(abs(directory.suffix)) bytes lie behind it, which belong to no member") }
        if let ambiguity = directory.ambiguity { note(ambiguity) }
        if archive.uncounted != 0 {
            note("its directory has \(archive.uncounted) bytes more than the members it counts")
        }
        var seen: Set<String> = []
        var unpacked = 0
        var parsed = (size: 0, packed: 0)
        let window = ByteWindow(archive.source, size: 4096)
        for member in archive.members {
            if !seen.insert(ignoresCase ? member.name.lowercased() : member.name).inserted {
                note("'\(Self.printable(member.name))' is there twice, and readers differ in which one counts")
            }
            auditName(member)
            audit(member)
            auditHeader(member, window)
            unpacked = unpacked.addingReportingOverflow(member.size).partialValue
            if unpacked < 0 { unpacked = .max }
            if member.method != 0, Self.parsedEndings.contains(where: member.name.lowercased().hasSuffix) {
                parsed.size = min(parsed.size, .max / 2) + min(member.size, .max / 2)
                parsed.packed += member.compressedSize
            }
        }
        if parsed.size > Self.parsedLimit, parsed.size / Self.ratioLimit > parsed.packed {
            isBomb = true
            note("its pickles and texts unpack to \(parsed.size) bytes from \(parsed.packed)")
        }
        if unpacked > 1 << 30, unpacked / Self.ratioLimit > archive.source.count {
            isBomb = true
            note("it unpacks to \(unpacked) bytes from \(archive.source.count)")
        }
        auditPlaces(archive, window)
    }

    private mutating func note(_ problem: String) {
        if problems.count < Self.problemLimit { problems.append(problem) }
    }

    private mutating func auditName(_ member: ZipArchive.Member) {
        let name = member.name
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        let isDrive = name.utf8.dropFirst().first == UInt8(ascii: ":")
        if name.hasPrefix("/") || name.contains("\\") || parts.contains("..") || isDrive {
            note("'\(Self.printable(name))' leads out of the archive")
        }
        if !member.isPlain || name.isEmpty {
            note("the name '\(Self.printable(name))' has characters that readers treat differently")
        }
        if member.isRenamed { note("'\(Self.printable(name))' has a second name in an extra field") }
    }

    private mutating func audit(_ member: ZipArchive.Member) {
        let name = Self.printable(member.name)
        let kind = member.mode & 0o170000
        if kind != 0, kind != 0o100000, kind != 0o040000 { note("'\(name)' is a link or a device") }
        // 4.4.4: bit 0 encrypted, 5 patched, 6 strongly encrypted, 13 masked.
        if member.flags & 0x2061 != 0 { note("'\(name)' is encrypted or patched") }
        switch member.method {
        case 0: if member.size != member.compressedSize { note("'\(name)' is stored, but has two sizes") }
        case 8:
            // Deflate makes 258 bytes of 2 bits at most.
            if member.size / 1032 > member.compressedSize {
                note("'\(name)' can't unpack to \(member.size) bytes from \(member.compressedSize)")
            }
        default: note("'\(name)' is packed by method \(member.method)")
        }
    }

    private mutating func auditHeader(_ member: ZipArchive.Member, _ window: ByteWindow) {
        let name = Self.printable(member.name)
        let header = member.headerOffset
        guard window.has(30, at: header), window.u32(header) == 0x0403_4B50,
            window.has(Int(window.u16(header + 26)), at: header + 30)
        else { return note("'\(name)' has no header where the directory says") }
        let local = window.bytes((header + 30)..<(header + 30 + Int(window.u16(header + 26))))
        if !local.elementsEqual(member.name.utf8) { note("'\(name)' has another name in its own header") }
        if window.u16(header + 8) != member.method { note("'\(name)' has another compression in its own header") }
        if (window.u16(header + 6) ^ member.flags) & 0x2061 != 0 { note("'\(name)' has other flags in its own header") }
        // With bit 3 the sizes may stand behind the data.
        let sizes = [
            (14, member.checksum), (18, UInt32(clamping: member.compressedSize)), (22, UInt32(clamping: member.size)),
        ]
        for (offset, value) in sizes {
            let own = window.u32(header + offset)
            let isOpen = own == 0xFFFF_FFFF && offset != 14 || own == 0 && window.u16(header + 6) & 8 != 0
            if own != value, !isOpen { return note("'\(name)' has another size or checksum in its own header") }
        }
    }

    /// Members must lie one behind the other, without gaps or overlaps, up to the directory.
    private mutating func auditPlaces(_ archive: ZipArchive, _ window: ByteWindow) {
        var end = archive.directory.prefix
        for member in archive.members.sorted(by: { $0.headerOffset < $1.headerOffset }) {
            let header = member.headerOffset
            guard window.has(30, at: header) else { return }
            if header < end { return note("'\(Self.printable(member.name))' lies within the member before it") }
            if header > end {
                return note("\(header - end) bytes before '\(Self.printable(member.name))' belong to no member")
            }
            end = header + 30 + Int(window.u16(header + 26)) + Int(window.u16(header + 28)) + member.compressedSize
            // 4.3.9: a descriptor of the checksum and the sizes in 4 or 8 bytes, with or without a signature.
            guard window.u16(header + 6) & 8 != 0 else { continue }
            let isSigned = window.has(4, at: end) && window.u32(end) == 0x0807_4B50
            for length in isSigned ? [16, 24] : [12, 20] {
                let next = end + length
                let follows =
                    next == archive.directory.offset
                    || window.has(4, at: next) && [0x0403_4B50, 0x0201_4B50].contains(window.u32(next))
                if follows {
                    end = next
                    break
                }
            }
        }
        if end != archive.directory.offset {
            note("\(abs(archive.directory.offset - end)) bytes before its directory belong to no member")
        }
    }

    static func printable(_ name: String) -> String {
        let scalars = name.unicodeScalars.prefix(120).map {
            $0.properties.generalCategory == .control ? "\u{FFFD}" : $0
        }
        return String(String.UnicodeScalarView(scalars))
    }
}
