import Compression
import Matrix
import Tensors

/// Pickles in archives that are something else at first sight.
extension HiddenFile {
    /// Packed bytes that are enough for the first ones of nearly every member.
    private static let packedStart = 4096

    /// The first member of an archive that is an array of objects: `numpy.load` knows one by its bytes, in any archive.
    ///
    /// No model's format has any: theirs are numbers, in `.npy` files or none.
    static func objects(in source: ByteSource) -> String? {
        guard let archive = try? ZipArchive(source) else { return nil }
        let window = ByteWindow(source, size: 4096)
        for member in archive.members where mayBeArray(member, in: archive, window) {
            guard let content = try? archive.packed(member) else { continue }
            var stream = member.method == 0 ? ByteStream(content) : ByteStream(content, inflatedTo: member.size)
            let start = stream.peek(NPYLayout.longest)
            guard start.starts(with: NPYLayout.magic) else { continue }
            // One that can't be read may be one of objects all the same.
            if (try? NPYLayout(parsing: start))?.holdsObjects ?? true { return ZipAudit.printable(member.name) }
        }
        return nil
    }

    /// Whether a member may begin as an array does, by no more of it than that takes: an archive may have very many.
    private static func mayBeArray(_ member: ZipArchive.Member, in archive: ZipArchive, _ window: ByteWindow) -> Bool {
        let length = min(member.compressedSize, member.method == 0 ? NPYLayout.magic.count : packedStart)
        guard let start = archive.start(of: member, in: window), window.has(length, at: start) else { return false }
        let bytes = window.bytes(start..<start + length)
        guard member.method != 0 else { return bytes.elementsEqual(NPYLayout.magic) }
        let first = Decompressor.inflatedStart(bytes, count: NPYLayout.magic.count)
        // Blocks of nothing may come before the first byte.
        return first.elementsEqual(NPYLayout.magic)
            || first.count < NPYLayout.magic.count && length < member.compressedSize
    }

    /// Whether an archive at a file's end has one member, a pickle: pandas reads it where the file's name ends in `.zip`.
    static func isLonePickle(_ source: ByteSource) -> Bool {
        guard let archive = try? ZipArchive(source) else { return false }
        // Python takes members that the directory does not count as well.
        if archive.uncounted >= ZipArchive.entrySize { return true }
        guard archive.members.count == 1, let member = archive.members.first else { return false }
        // What is packed in a way that only others know is not known here.
        guard let content = try? archive.stream(of: member) else { return true }
        let (report, _) = PickleReader.read(content, by: .pickle)
        return PickleScan.judge(report, policy: Policy()).verdict == .refused
    }
}
