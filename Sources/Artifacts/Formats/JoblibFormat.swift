import Compression

/// `joblib.dump`: a pickle with raw arrays behind their wrappers, as it is or compressed as a whole.
enum JoblibFormat: ArtifactFormat {
    static let name = "joblib"

    static func recognise(_ head: FileHead) -> Recognition? {
        CompressionKind.recognise(head.bytes) == nil ? nil : .certain
    }

    static func describe(_ file: ArtifactFile) throws(ArtifactError) -> ArtifactDescription {
        try PickleContent.describe(file)
    }
}
