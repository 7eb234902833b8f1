/// bubblewrap, which puts a program into namespaces and mounts of its own.
public struct Bubblewrap: Sendable {
    public let path: String

    public init(path: String) { self.path = path }

    /// Whether a program can be started with these words: containers and some systems allow it no namespaces.
    public func works(_ words: [String]) async -> Bool {
        await complaint(words) == nil
    }

    /// What it says when it is tried; `nil` where it works.
    public func complaint(_ words: [String]) async -> String? {
        let command = Command(
            executable: path,
            arguments: words + ["--ro-bind", "/", "/", "--proc", "/proc", "--", "/bin/true"],
            variables: [:],
            directory: "/",
            timeout: 10,
        )
        guard let output = try? await command.run() else { return "it could not be started" }
        return output.status == 0 ? nil : String(output.text.split(separator: "\n").first ?? "status \(output.status)")
    }
}
