/// A plain Python pickle, protocols 0 to 5.
enum PickleFormat: ArtifactFormat {
    static let name = "pickle"

    static func recognise(_ head: FileHead) -> Recognition? {
        guard let first = head.bytes.first else { return nil }
        if first == 0x80, let version = head.bytes.dropFirst().first, (0...15).contains(version) { return .certain }
        // Protocols 0 and 1 have no signature: a mark, an empty container, a name, a number or a text comes first.
        if (0x88...0x97).contains(first) { return .possible }
        return "(]})clidtINFSVKJMLGXUTqPBC".utf8.contains(first) ? .possible : nil
    }

    static func describe(_ file: ArtifactFile) throws(ArtifactError) -> ArtifactDescription {
        try PickleContent.describe(file)
    }
}
