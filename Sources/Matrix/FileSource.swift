/// Where a file is that says something about an artifact: its signature, its sidecar.
public enum FileSource: Sendable, Hashable {
    /// An absolute path.
    case path(String)
    /// Where it is fetched from.
    case url(RemoteAddress)

    /// `nil` where it is not here.
    public var path: String? {
        guard case .path(let path) = self else { return nil }
        return path
    }
}
