import Files
import JSON

/// What went wrong between us and a container engine.
public struct EngineError: Error, Sendable, Hashable, CustomStringConvertible {
    public enum Code: Sendable, Hashable {
        /// The address cannot be used.
        case address
        /// There is no engine, or none answers.
        case away
        /// The engine is there and does not let this user in.
        case denied
        case notFound
        /// The engine says no, with an HTTP status other than 404.
        case refused(status: Int)
        case diskFull
        /// The engine runs where this machine's files are not.
        case blind
        case timedOut
        case cancelled
        /// The engine's answer makes no sense.
        case garbled
    }

    public let code: Code
    public let message: String
    public let remedy: String

    init(_ code: Code, _ message: String, remedy: String = "") {
        self.code = code
        self.message = message
        self.remedy = remedy
    }

    /// The task that wanted something was cancelled.
    public static let cancelled = EngineError(.cancelled, "cancelled")

    /// Whether the engine is well, and what was asked of it does not work.
    public var isAboutContainer: Bool {
        switch code {
        case .notFound, .refused, .garbled: true
        default: false
        }
    }

    public var description: String { remedy.isEmpty ? message : "\(message); \(remedy)" }

    /// The same as the reason why an environment could not be made.
    func provisionError(log: String = "") -> ProvisionError {
        let code: ProvisionError.Code =
            switch code {
            case .address, .away, .denied, .blind: .engineMissing
            case .diskFull: .diskFull
            case .timedOut: .timedOut
            case .cancelled: .cancelled
            case .notFound, .refused, .garbled: .other
            }
        return ProvisionError(code, message, log: log, remedy: remedy)
    }

    /// An answer with a status that says no.
    init(status: Int, body: [UInt8], doing what: String) {
        let text = Self.message(body)
        if text.contains("no space left on device") || text.contains("disk quota exceeded") {
            self.init(
                .diskFull, "the engine's disk is full: \(text)",
                remedy: "free space, for example with 'smokehouse cache prune' or the engine's own prune",
            )
        } else {
            self.init(
                status == 404 ? .notFound : .refused(status: status), "cannot \(what): \(text)",
                // Go's own words.
                remedy: text.contains("HTTP request to an HTTPS server")
                    ? "it wants TLS: set DOCKER_TLS_VERIFY=1 and DOCKER_CERT_PATH" : "",
            )
        }
    }

    /// The same where it says that a file of ours is not there, which it is: the engine looks somewhere else.
    ///
    /// - Parameter mounts: what the engine was to mount.
    func blamingPlace(_ mounts: [ContainerSpec.Mount], of address: EngineAddress) -> EngineError {
        func says(_ words: String...) -> Bool { words.contains { message.lowercased().contains($0) } }
        let missing = mounts.first { mount in
            // Podman puts an empty folder where it finds no program.
            says("bind source path does not exist", "no such file or directory", "not found")
                && message.contains(mount.source)
                || says("permission denied") && message.contains("\"\(mount.target)\"")
        }
        guard let missing, File.exists(missing.source) else { return self }
        return .blind(address, missing.source)
    }

    /// The engine does not see the files that we would mount.
    public static func blind(_ address: EngineAddress, _ path: String) -> EngineError {
        EngineError(
            .blind,
            "the engine does not see this machine's files: for \(address) (\(address.source)) there is no '\(path)'",
            remedy: "use an engine of this machine, or folders that both see (TMPDIR, SMOKEHOUSE_CACHE, the matrix')",
        )
    }

    /// The sentence in `{"message": …}` (Docker) or `{"cause": …, "message": …}` (Podman).
    static func message(_ body: [UInt8]) -> String {
        let value = try? JSONValue(parsing: body)
        let text =
            value?["message"]?.string ?? value?["error"]?.string ?? String(decoding: body.prefix(2000), as: UTF8.self)
        let line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
        return line.isEmpty ? "the engine gave no reason" : line
    }
}
