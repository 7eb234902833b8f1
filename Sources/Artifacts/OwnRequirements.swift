/// The environment that an artifact describes itself, for `packages: from-artifact` and `python: from-artifact`.
public struct OwnRequirements: Sendable, Hashable {
    /// The Python that it was saved with, `3.11`: pickles depend on the minor version, nothing on the patch.
    public var python: String?
    /// Requirement lines (PEP 508).
    public var packages: [String] = []
    /// The absolute path of its requirements file, and what stands in there.
    public var file: String?
    public var fileText = ""

    public var hasPackages: Bool { file != nil || !packages.isEmpty }

    /// Equal for artifacts that want the same, wherever their files lie.
    public var identity: [String] { [python ?? "", fileText] + packages }
}
