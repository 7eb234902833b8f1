import Files

/// bubblewrap, which puts a program into namespaces and mounts of its own.
public struct Bubblewrap: Sendable {
    public let path: String

    /// The one on the search path, if there.
    public init?(in variables: [String: String]) {
        let folders = (variables["PATH"] ?? "").split(separator: ":").filter { $0.hasPrefix("/") }
        guard let path = folders.map({ Path.join(String($0), "bwrap") }).first(where: File.isExecutable) else {
            return nil
        }
        self.path = path
    }

    /// What it says when a session's namespaces are tried, which containers and some systems do not allow; `nil` where
    /// they work.
    public func complaint() async -> String? {
        let command = Command(
            executable: path,
            arguments: SandboxTrial.namespaces
                + ["--unshare-net", "--ro-bind", "/", "/", "--proc", "/proc", "--", "/bin/true"],
            variables: [:],
            directory: "/",
            timeout: 10,
        )
        guard let output = try? await command.run() else { return "it could not be started" }
        return output.status == 0 ? nil : String(output.text.split(separator: "\n").first ?? "status \(output.status)")
    }
}
