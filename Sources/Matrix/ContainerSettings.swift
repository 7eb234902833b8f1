/// What a matrix says of a container environment beyond its packages.
public struct ContainerSettings: Sendable, Hashable {
    /// Where the image comes from.
    public enum Source: Sendable, Hashable {
        /// An image's name: `localhost/python-slim:3.11`.
        case image(String)
        /// The absolute path of a folder with a Containerfile or Dockerfile.
        case build(folder: String)
    }

    public var source: Source
    /// Build arguments in the order of the matrix; only for `build`.
    public var buildArguments: [Variable] = []
    /// `linux/arm64`; `nil` is the engine's own.
    public var platform: String?
    /// `USER` or `USER:GROUP`, names or numbers; `nil` is one without rights.
    public var user: String?

    public init(_ source: Source) { self.source = source }
}
