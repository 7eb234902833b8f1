public import YAML

/// One concrete environment: an entry of `environments` with a value chosen on each of its axes.
public struct TargetEnvironment: Sendable, Hashable {
    public enum Installer: String, Sendable, CaseIterable { case uv, pip }
    public enum Device: String, Sendable, CaseIterable { case cpu, cuda }

    /// The name in the matrix.
    public var name: String
    /// Where the name stands in the matrix.
    public var mark: Mark?
    /// The chosen axis values in the order of the matrix.
    public var axes: [AxisValue]
    /// The environment kind's registered name: `workdir`, `venv`.
    public var kind: String
    /// The interpreter asked for: a version ("3.11"), a command ("python3"), an absolute path, or `from-artifact`.
    public var python: String
    /// Whether each artifact's own requirements are installed: `packages: from-artifact`.
    public var takesPackagesFromArtifact = false
    /// Requirement lines (PEP 508): "scikit-learn==1.4.2", "numpy<2", in the order of the matrix.
    public var packages: [String]
    /// Absolute paths of requirements files.
    public var requirementFiles: [String]
    public var findLinks: [String]
    /// Whether who chose the packages is trusted: they may be built where there is no wheel, which runs code of theirs, and
    /// what their imports compile is kept for others. Not so where an artifact chose them.
    public var trustsPackages = true
    public var indexes: [String]
    public var installer: Installer
    /// Variables added to the scrubbed process environment, in order.
    public var variables: [Variable]
    public var device: Device
    /// What the matrix lets a container use, and each artifact elsewhere.
    public var resources = Resources()
    /// The image, for a container.
    public var container: ContainerSettings?
    /// Reported, but never fails the run.
    public var advisory: Bool
    public var description: String?
    public var labels: [String: String]

    public init(name: String, kind: String, python: String = "python3") {
        self.name = name
        self.kind = kind
        self.python = python
        axes = []
        packages = []
        requirementFiles = []
        findLinks = []
        indexes = []
        installer = .uv
        variables = []
        device = .cpu
        advisory = false
        labels = [:]
    }

    /// The value of `python` or `packages` that leaves it to each artifact.
    public static let fromArtifact = "from-artifact"

    /// `sklearn[python=3.11,scikit-learn=1.4.2]`, or the bare name where there are no axes.
    public var id: String {
        axes.isEmpty ? name : "\(name)[\(axes.map { "\($0.axis)=\($0.value)" }.joined(separator: ","))]"
    }
}

/// One value chosen on an axis; the axis is `python` or a package's name.
public struct AxisValue: Sendable, Hashable {
    public let axis: String
    public let value: String

    public init(axis: String, value: String) {
        self.axis = axis
        self.value = value
    }
}

/// An environment variable of an environment.
public struct Variable: Sendable, Hashable {
    public let name: String
    public let value: String

    public init(name: String, value: String) {
        self.name = name
        self.value = value
    }
}
