/// Why an environment could not be made, in the user's words, with the whole log and what to do about it.
public struct ProvisionError: Error, Sendable, Hashable, CustomStringConvertible {
    public enum Code: String, Sendable, CaseIterable {
        case noSuchVersion = "no-such-version"
        case resolverConflict = "resolver-conflict"
        case interpreterMissing = "interpreter-missing"
        case installerMissing = "installer-missing"
        case timedOut = "timed-out"
        case networkUnavailable = "network-unavailable"
        case diskFull = "disk-full"
        /// No container engine that this user may use.
        case engineMissing = "engine-missing"
        case imageMissing = "image-missing"
        case buildFailed = "build-failed"
        /// The loader cannot run in the image.
        case unsuitableImage = "unsuitable-image"
        /// No GPU for an environment that wants one.
        case deviceMissing = "device-missing"
        /// The artifact asks for something to be installed that would run code of its own.
        case refused
        /// The task was cancelled; the installer has been killed.
        case cancelled
        case other
    }

    public let code: Code
    /// One line.
    public let message: String
    /// Everything that the installer printed; empty if it was never started.
    public let log: String
    /// What to do, as one sentence; empty where there is nothing better than the message.
    public let remedy: String

    public init(_ code: Code, _ message: String, log: String = "", remedy: String = "") {
        self.code = code
        self.message = message
        self.log = log
        self.remedy = remedy
    }

    /// The same where packages may not be built: what is missing may be no more than its wheel.
    func withoutBuilds(_ mayBuild: Bool) -> ProvisionError {
        guard !mayBuild, code == .noSuchVersion || code == .resolverConflict else { return self }
        return ProvisionError(
            code, message, log: log,
            remedy:
                "what an artifact chooses is installed from wheels alone, as building runs code: list what it needs in "
                + "'packages' in place of from-artifact, or if you trust it, policy: {pickle: trusted}")
    }

    public var description: String { remedy.isEmpty ? message : "\(message); \(remedy)" }
}
