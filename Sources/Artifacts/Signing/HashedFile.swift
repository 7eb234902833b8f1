/// A file of an artifact with its digest.
public struct HashedFile: Sendable, Hashable {
    /// Relative to the artifact's folder; `.` where the artifact is the file.
    public let path: String
    /// Bytes.
    public let size: Int
    /// 64 lower-case hexadecimal digits.
    public let sha256: String

    public init(path: String, size: Int, sha256: String) {
        self.path = path
        self.size = size
        self.sha256 = sha256
    }

    /// The path of an artifact that is one file.
    static let whole = "."
}
