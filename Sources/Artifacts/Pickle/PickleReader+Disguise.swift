import Compression
import Files

extension PickleReader {
    /// Pickles in a row at most; PyTorch reads five.
    private static let disguiseLimit = 8

    /// Reads a file of another format as the pickle that it may be as well, for whoever loads it as one.
    ///
    /// Reading stops with the first thing that is no instruction, which numbers and text soon have. What names a module
    /// before that was made to.
    ///
    /// - Returns: `nil` where a load would look up nothing.
    static func readDisguised(_ source: ByteSource, _ head: FileHead) -> PickleReport? {
        if let kind = CompressionKind.recognise(head.bytes) {
            return readDisguised(
                ByteStream(source, unpacking: kind, limit: PickleContent.unpackedLimit(source.count)))
        }
        if !head.zipMembers.isEmpty { return readDisguised(archive: source) }
        // With a persistent id, as which every zip archive begins, a load ends at once.
        guard PickleFormat.recognise(head) != nil, head.bytes.first != UInt8(ascii: "P") else { return nil }
        return readDisguised(ByteStream(source))
    }

    /// The pickle that PyTorch would look for in a zip archive, which another format may be.
    private static func readDisguised(archive source: ByteSource) -> PickleReport? {
        guard let zip = try? ZipArchive(source) else { return nil }
        for member in zip.members where Path.name(member.name.lowercased()) == "data.pkl" {
            guard let stream = try? zip.stream(of: member) else { continue }
            let report = readTorch(stream).report
            if report.globals.contains(where: \.canExist) { return report }
        }
        return nil
    }

    private static func readDisguised(_ stream: consuming ByteStream) -> PickleReport? {
        var reader = PickleReader(stream)
        do throws(PickleError) {
            while reader.report.pickles < disguiseLimit, !reader.stream.isAtEnd() {
                _ = try reader.readOne()
                reader.report.pickles += 1
                reader.restart()
            }
        } catch {
            // That the rest is none is what makes it a file of another format.
        }
        return reader.report.globals.contains(where: \.canExist) ? reader.report : nil
    }
}
