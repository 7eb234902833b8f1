/// A kind of artifact that can be described; one file each, one line in `FormatRegistry`.
protocol ArtifactFormat: Sendable {
    /// The name that the matrix' `format` and the loader's runtimes use.
    static var name: String { get }
    /// Whether the content looks like this format; the file's ending is not looked at.
    static func recognise(_ head: FileHead) -> Recognition?
    /// What a user calls a file of this format: "an ONNX model".
    static func noun(_ head: FileHead) -> String
    /// Describes a file's content; faults in it are part of the description.
    static func describe(_ file: ArtifactFile) throws(ArtifactError) -> ArtifactDescription
    /// Whether a directory is one artifact of this format; the default is that none is.
    static func recognise(_ directory: ArtifactDirectory) -> Recognition?
    /// Describes a directory that `recognise` took, its digest known.
    static func describe(_ directory: ArtifactDirectory) throws(ArtifactError) -> ArtifactDescription
    /// Whether the matrix may state it for any content, recognised or not; the default is that it may not.
    static var takesAnyContent: Bool { get }
}

extension ArtifactFormat {
    static func noun(_ head: FileHead) -> String { "a \(name)" }
    static var takesAnyContent: Bool { false }

    static func recognise(_ directory: ArtifactDirectory) -> Recognition? { nil }

    static func describe(_ directory: ArtifactDirectory) throws(ArtifactError) -> ArtifactDescription {
        throw ArtifactError(.notAnArtifact, path: directory.path, reason: "a \(name) artifact is a file, not a folder")
    }
}

/// The first bytes of a file, for recognition; of a zip archive the members' names as well, which stand at its end.
struct FileHead {
    static let length = 64 << 10
    let bytes: ArraySlice<UInt8>
    /// The names in a zip archive's directory, in its order; empty for other files and damaged archives.
    let zipMembers: [String]
    /// Where an HDF5 file begins in it.
    let hdf5Start: Int?

    init(_ bytes: [UInt8]) { self.init(ByteSource(bytes)) }

    init(_ source: ByteSource) {
        bytes = source.prefix(Self.length)
        let isZip = bytes.starts(with: [0x50, 0x4B, 0x03, 0x04])
        zipMembers = isZip ? (try? ZipArchive(source))?.members.map(\.name) ?? [] : []
        hdf5Start = HiddenFile.hdf5Start(source)
    }

    /// The head of a stream, which is not read on; a zip archive in it has no names.
    init(_ stream: inout ByteStream) {
        bytes = stream.peek(Self.length)
        zipMembers = []
        hdf5Start = bytes.starts(with: HDF5Reader.signature) ? 0 : nil
    }

    func begins(with magic: [UInt8]) -> Bool { bytes.starts(with: magic) }

    func begins(with magic: StaticString, at offset: Int = 0) -> Bool {
        bytes.dropFirst(offset).starts(
            with: UnsafeBufferPointer(start: magic.utf8Start, count: magic.utf8CodeUnitCount))
    }

    /// Whether an ASCII text occurs in the first `limit` bytes.
    func contains(_ text: StaticString, within limit: Int = length) -> Bool {
        let pattern = UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
        let area = bytes.prefix(limit)
        guard let first = pattern.first, area.count >= pattern.count else { return false }
        var rest = area
        while let index = rest.firstIndex(of: first) {
            if area[index...].starts(with: pattern) { return true }
            rest = area[(index + 1)...]
        }
        return false
    }
}

/// How sure a format is of a content.
enum Recognition: Int, Comparable {
    /// Nothing speaks against it; reading has to confirm it.
    case possible
    /// Its signature is there.
    case certain

    static func < (left: Recognition, right: Recognition) -> Bool { left.rawValue < right.rawValue }
}

/// An artifact's file with its digest.
struct ArtifactFile {
    let path: String
    let source: ByteSource
    let head: FileHead
    let sha256: String
    /// The format that the matrix states.
    var statedFormat: String?
    let recognition: Recognition?

    func description(format: String, content: ArtifactDescription.Content) -> ArtifactDescription {
        ArtifactDescription(path: path, format: format, size: source.count, sha256: sha256, content: content)
    }
}
