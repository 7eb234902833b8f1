import Matrix

/// What a file is besides, to libraries that do not look for it at the start: HDF5 may begin at byte 512, 1,024, 2,048
/// and so on, and archives are found from their end.
///
/// Source: "HDF5 File Format Specification", II.A; APPNOTE.TXT 6.3.10, 4.3.12 and 4.3.16.
enum HiddenFile {
    /// "an HDF5 file as well, from byte 512 on"; `nil` where it is nothing besides.
    ///
    /// - Parameter content: what it is at first sight. Pickles may hold files as bytes: a model in their last ones is judged.
    static func kind(in source: ByteSource, _ head: FileHead, besides content: ArtifactDescription.Content?) -> String?
    {
        if let start = head.hdf5Start, start > 0 { return "an HDF5 file as well, from byte \(start) on" }
        if head.begins(with: "PK") {
            if case .arrays? = content { return nil }
            return objects(in: source).map { "an archive of NumPy's as well, with a pickle in '\($0)'" }
        }
        let tail = Array(source.suffix(endLimit))
        guard let end = places(of: [0x50, 0x4B, 5, 6], in: tail[...]).last(where: { $0 <= tail.count - 22 }) else {
            return nil
        }
        if isLonePickle(source) { return "an archive with a pickle as well, which is read from its end" }
        guard endsAsModel(source, tail[end...]) else { return nil }
        if content?.isPickle == true, let archive = lastArchive(in: source, tail[end...]), isClean(archive) {
            return nil
        }
        return "an archive with a model as well, which is read from its end"
    }

    private static func isClean(_ source: ByteSource) -> Bool {
        let description = try? ArtifactReader.describe(
            path: "", source: source, sha256: "", statedFormat: nil, forLoading: false)
        return description?.scan(Policy()).passes ?? false
    }

    /// The part that Python's zipfile takes for an archive: what its end says is there before it, and its comment.
    ///
    /// - Parameter end: the archive's end and what follows it.
    private static func lastArchive(in source: ByteSource, _ end: ArraySlice<UInt8>) -> ByteSource? {
        let place = source.count - end.count
        let start = place - number(end, 12..<16) - number(end, 16..<20)
        let stop = place + 22 + number(end, 20..<22)
        guard start >= 0, stop <= source.count else { return nil }
        let archive = source.part(start..<stop)
        // Else it would be no archive from its start either, and be looked at for what is in its end, and so on.
        return archive.prefix(4).elementsEqual([0x50, 0x4B, 3, 4]) ? archive : nil
    }

    /// A little-endian number of an archive's end.
    private static func number(_ end: ArraySlice<UInt8>, _ range: Range<Int>) -> Int {
        range.reversed().reduce(0) { $0 << 8 | Int(end[end.startIndex + $1]) }
    }

    /// Where HDF5's signature is, at the first of the places where its library looks.
    static func hdf5Start(_ source: ByteSource) -> Int? {
        var start = 0
        while start <= source.count - HDF5Reader.signature.count {
            if source.bytes(start..<start + HDF5Reader.signature.count).elementsEqual(HDF5Reader.signature) {
                return start
            }
            start = max(2 * start, 512)
        }
        return nil
    }

    /// The members by which Keras, skops and PyTorch's compilers know an archive of theirs.
    private static let members = [
        "config.json", "schema.json", "constants.pkl", "archive_format", "serialized_exported_program.json",
    ].map { Array($0.utf8) }

    /// The longest end of an archive: its record of 22 bytes, and a comment.
    private static let endLimit = 22 + 65_535
    /// The most bytes of a directory that are looked at, and how many are whatever its size is said to be.
    private static let directoryLimit = 64 << 20
    private static let leastDirectory = 1 << 20

    /// Whether there is a directory of an archive at the end with a member that makes it a model; what the directory
    /// says of its place and length readers take differently.
    private static func endsAsModel(_ source: ByteSource, _ end: ArraySlice<UInt8>) -> Bool {
        let size = number(end, 12..<16)
        let length = min(directoryLimit, max(leastDirectory, size + endLimit))
        if holdsModel(Array(source.suffix(length))) { return true }
        // Some go to where it is said to be, however far that is.
        let start = number(end, 16..<20)
        let stop = min(start + min(size, directoryLimit), source.count)
        return start < stop && holdsModel(Array(source.bytes(start..<stop)))
    }

    /// Whether a member of an archive that makes it a model has an entry in some bytes, in whichever case.
    private static func holdsModel(_ bytes: [UInt8]) -> Bool {
        let directory = bytes.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
        var entries = places(of: [0x50, 0x4B, 1, 2], in: bytes[...])[...]
        // How far the entries so far reach; each is looked at once, however they overlap.
        var reach = 0
        for name in members.flatMap({ places(of: $0, in: directory[...]) }).sorted() {
            while let start = entries.first, start <= name - ZipArchive.entrySize {
                // A name, and whatever else the entry says.
                let lengths = [28, 30, 32].map { Int(bytes[start + $0]) | Int(bytes[start + $0 + 1]) << 8 }
                reach = max(reach, start + ZipArchive.entrySize + lengths.reduce(0, +))
                entries.removeFirst()
            }
            if name < reach { return true }
        }
        return false
    }

    private static func places(of pattern: [UInt8], in bytes: ArraySlice<UInt8>) -> [Int] {
        var found: [Int] = []
        var rest = bytes
        while let start = rest.firstIndex(of: pattern[0]), rest.endIndex - start >= pattern.count {
            if rest[start..<start + pattern.count].elementsEqual(pattern) { found.append(start) }
            rest = rest[(start + 1)...]
        }
        return found
    }
}
