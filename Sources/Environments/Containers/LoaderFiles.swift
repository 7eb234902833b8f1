/// The two forms of the loader on this machine, and where containers see them.
public struct LoaderFiles: Sendable, Hashable {
    /// `libSmokeLoader.so`.
    public let library: String
    /// `smoke-loader`.
    public let executable: String

    public init(library: String, executable: String) {
        self.library = library
        self.executable = executable
    }

    public static let libraryInside = "/smokehouse/loader/libSmokeLoader.so"
    public static let executableInside = "/smokehouse/loader/smoke-loader"
}
