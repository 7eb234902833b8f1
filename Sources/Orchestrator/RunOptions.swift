/// How a run is made; what the command line says.
public struct RunOptions: Sendable {
    /// Cores to keep busy.
    public var jobs: Int
    /// Reuse nothing but the installers' download cache.
    public var fresh = false
    /// Keep the cells' working directories.
    public var keep = false
    /// Start nothing more after the first cell that fails the run.
    public var failFast = false
    /// The directory below which `.smokehouse/` lies.
    public var root: String
    /// The process environment that the harness itself was started with.
    public var environment: [String: String]
    public var loader: LoaderLocation
    /// The `smokehouse` executable, which clears up after a run that is killed; `nil` does without.
    public var program: String?
    /// The version of smokehouse, for the results.
    public var version: String

    public init(
        jobs: Int,
        root: String,
        environment: [String: String],
        loader: LoaderLocation,
        version: String,
    ) {
        self.jobs = jobs
        self.root = root
        self.environment = environment
        self.loader = loader
        self.version = version
    }
}
