/// Makes a virtual environment in a folder and installs what is asked for into it.
protocol PackageInstaller: Sendable {
    /// Makes the environment; a folder that is half made after an error is the caller's to remove.
    ///
    /// - Parameter offline: answer from the download cache alone, where the installer can; tried before the network.
    /// - Returns: what the installer printed.
    func install(_ request: InstallRequest, offline: Bool) async throws(ProvisionError) -> String
}
