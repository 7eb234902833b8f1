/// What takes long while an environment is made, for those who watch a run.
public struct ProvisionState: Sendable, Hashable {
    /// "pulling registry.example/slim:1", "installing packages".
    public let activity: String
    /// Bytes that have come; `nil` where nothing is counted.
    public let done: Int?
    /// Bytes in all, as far as is known by now.
    public let total: Int?

    public init(activity: String, done: Int? = nil, total: Int? = nil) {
        self.activity = activity
        self.done = done
        self.total = total
    }
}
