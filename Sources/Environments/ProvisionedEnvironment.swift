/// An environment that is ready to run cells.
public struct ProvisionedEnvironment: Sendable {
    /// The interpreter to start; empty for an image without one.
    public let python: String
    /// "3.11.7".
    public let version: String
    /// What the interpreter said when it was probed; of a virtual environment, its base.
    public let interpreter: Interpreter?
    /// The environment's folder; `nil` for a `workdir` around an interpreter that exists.
    public let folder: String?
    /// Folders of installed packages, in the order of `sys.path`.
    public let sitePackages: [String]
    /// Every distribution found there, sorted by name.
    public let packages: [InstalledPackage]
    /// The whole process environment of a cell but for its `HOME` and `TMPDIR`.
    public let processEnvironment: [String: String]
    /// Whether the environment was there already.
    public let isReused: Bool
    /// Wall-clock seconds that this call took, waiting for other runs included.
    public let seconds: Double
    /// What the installer printed; empty when none was started.
    public let log: String
    /// Keeps the environment from being pruned; the environment of a `--fresh` run goes when this is released.
    public let lease: EnvironmentLease
    /// The source folders that something in it was installed from, and may be read from.
    public var sources: [String] = []
    /// The image that sessions run in, all paths above being in it; `nil` for sessions on this machine.
    public var container: ContainerEnvironment?

    /// The version of an installed package, by any spelling of its name.
    public func version(of package: String) -> String? {
        let name = InstalledPackage.normalised(package)
        return packages.first { $0.name == name }?.version
    }

    /// Lets the environment go: a private one is removed, a stored one may be pruned.
    ///
    /// Removing takes a while (thousands of files): it is done on a thread of its own, so that no task is held up.
    public func close() async { await lease.close() }

    /// The same on the calling thread; the end of the last copy does it too.
    public func release() { lease.release() }
}
