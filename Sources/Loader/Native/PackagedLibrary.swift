import Files
import Probe

/// Opens a C library that a package of the environment ships.
enum PackagedLibrary {
    /// Looks for `paths`, relative to the site-packages directories, and opens the first that is there.
    static func open(_ package: String, _ paths: [String], in sitePackages: [String]) throws(Failure) -> NativeLibrary {
        for path in paths {
            for directory in sitePackages where File.exists(Path.join(directory, path)) {
                do {
                    return try NativeLibrary(Path.join(directory, path))
                } catch {
                    let remedy =
                        error.reason.hasPrefix("libgomp") ? "; install the system's libgomp (Debian: libgomp1)" : ""
                    throw failure(package, "\(package)'s library cannot be opened: \(error.reason)\(remedy)")
                }
            }
        }
        throw failure(package, "no \(paths.joined(separator: " or ")) in the environment")
    }

    static func failure(_ package: String, _ message: String) -> Failure {
        Failure(type: "LoaderError", message: message, module: package, isEnvironment: true)
    }
}
