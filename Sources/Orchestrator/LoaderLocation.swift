import Files

/// Where the two forms of the Swift loader lie: beside this executable, or in `../lib/smokehouse` of an installation.
public struct LoaderLocation: Sendable, Hashable {
    /// `libSmokeLoader.so`, opened by an environment's interpreter.
    public let library: String
    /// `smoke-loader`, for runtimes with a C interface of their own.
    public let executable: String

    public init(library: String, executable: String) {
        self.library = library
        self.executable = executable
    }

    /// Looks in `SMOKEHOUSE_LOADER` (a directory), beside the running executable, then in `../lib/smokehouse`.
    public static func find(environment: [String: String]) throws(LoaderMissing) -> LoaderLocation {
        let own = Path.parent(File.resolved("/proc/self/exe") ?? "/")
        let places = [environment["SMOKEHOUSE_LOADER"], own, Path.absolute("../lib/smokehouse", from: own)]
            .compactMap { $0 }
        for place in places {
            let location = LoaderLocation(
                library: Path.join(place, "libSmokeLoader.so"),
                executable: Path.join(place, "smoke-loader"),
            )
            if File.exists(location.library), File.isExecutable(location.executable) { return location }
        }
        throw LoaderMissing(searched: places)
    }
}

/// The loader is not where the program expects it.
public struct LoaderMissing: Error, Sendable, CustomStringConvertible {
    public let searched: [String]

    public var description: String {
        "the Swift loader (libSmokeLoader.so, smoke-loader) is not in \(searched.joined(separator: ", ")); "
            + "build it with 'swift build', or name its directory in SMOKEHOUSE_LOADER"
    }
}
