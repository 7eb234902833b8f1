/// A file or folder within a model directory that a format of its own knows.
public struct BundledFile: Sendable, Hashable {
    /// Relative to the model's directory.
    public let path: String
    public let description: ArtifactDescription
}
