import Compression

/// Writes zip archives by hand, also such as no tool would write.
enum ZipWriter {
    struct Member {
        var name = "a.txt"
        var data: [UInt8] = Array("hello".utf8)
        var localName: String?
        var method: UInt16 = 0
        var localMethod: UInt16?
        var flags: UInt16 = 0
        var mode = 0o100644
        var size: UInt32?
        var localChecksum: UInt32?
        var padding = 0
    }

    static func number(_ value: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: value.littleEndian) { Array($0) }
    }

    static func zip(
        _ members: [Member], before: [UInt8] = [], after: [UInt8] = [], zip64: (Int, Int) -> [UInt8] = { _, _ in [] }
    ) -> [UInt8] {
        var bytes = before
        var directory: [UInt8] = []
        for member in members {
            let offset = UInt32(bytes.count - before.count)
            let checksum = CRC32.checksum(member.data[...])
            let sizes = number(UInt32(member.data.count)) + number(member.size ?? UInt32(member.data.count))
            let local = Array((member.localName ?? member.name).utf8)
            bytes += [0x50, 0x4B, 3, 4] + number(UInt16(20)) + number(member.flags)
            bytes += number(member.localMethod ?? member.method) + number(UInt32(0))
            bytes += number(member.localChecksum ?? checksum) + sizes + number(UInt16(local.count)) + number(UInt16(0))
            bytes += local + member.data + [UInt8](repeating: 0, count: member.padding)
            directory += [0x50, 0x4B, 1, 2] + number(UInt16(3 << 8 | 20)) + number(UInt16(20)) + number(member.flags)
            directory += number(member.method) + number(UInt32(0)) + number(checksum) + sizes
            directory += number(UInt16(member.name.utf8.count)) + number(UInt64(0))
            directory += number(UInt32(member.mode) << 16) + number(offset) + Array(member.name.utf8)
        }
        let start = UInt32(bytes.count - before.count)
        bytes += directory + zip64(Int(start), directory.count)
        bytes += [0x50, 0x4B, 5, 6] + number(UInt32(0)) + number(UInt16(members.count))
        bytes += number(UInt16(members.count)) + number(UInt32(directory.count)) + number(start) + number(UInt16(0))
        return bytes + after
    }
}
