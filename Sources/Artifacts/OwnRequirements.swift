/// The environment that an artifact describes itself, for `packages: from-artifact` and `python: from-artifact`.
public struct OwnRequirements: Sendable, Hashable {
    /// The Python that it was saved with, `3.11`: pickles depend on the minor version, nothing on the patch.
    public var python: String?
    /// Requirement lines (PEP 508) that name packages of an index, with their hashes.
    public var packages: [String] = []
    /// The same for packages that count only where others need them.
    public var constraints: [String] = []
    /// Addresses of the indexes that it asks for.
    public var indexes: [String] = []
    /// What else an installer would be told: paths, addresses and options, each with its place.
    public var others: [String] = []
    /// As they stand, what it asks for besides its requirements file.
    public var lines: [String] = []
    /// The absolute path of its requirements file, and what stands in there.
    public var file: String?
    public var fileText = ""

    public var hasPackages: Bool { file != nil || !packages.isEmpty || !others.isEmpty }

    /// Equal for artifacts that want the same, wherever their files lie.
    public var identity: [String] {
        [python ?? "", fileText] + packages + ["constraints"] + constraints + ["others"] + indexes + others + lines
    }
}
