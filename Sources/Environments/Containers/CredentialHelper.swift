import Glibc
import JSON

/// `docker-credential-NAME`, a program that keeps logins and gives them away when asked.
struct CredentialHelper: Sendable {
    let name: String
    let variables: [String: String]
    /// Seconds that it may take.
    let limit: Double

    /// What came of asking it.
    enum Answer: Sendable {
        case login(RegistryCredentials.Login)
        case nothing
        /// Why it did not answer, in words that hold no secret.
        case failed(String)
    }

    private var program: String { "docker-credential-\(name)" }

    /// Asks for the login to a server: `get` reads its name and prints `Username` and `Secret`.
    func login(to server: String) async -> Answer {
        guard !name.isEmpty, name.utf8.allSatisfy({ $0 > 0x20 && $0 != UInt8(ascii: "/") && $0 < 0x7F }) else {
            return .failed("'\(program)' is no program's name")
        }
        var own = variables
        own["SMOKEHOUSE_REGISTRY"] = server
        own["SMOKEHOUSE_HELPER"] = program
        let command = Command(
            executable: "/bin/sh",
            // Its errors may hold anything.
            arguments: ["-c", #"printf %s "$SMOKEHOUSE_REGISTRY" | "$SMOKEHOUSE_HELPER" get 2>/dev/null"#],
            variables: own,
            directory: "/",
            timeout: limit,
        )
        let output: Command.Output
        do {
            output = try await command.run()
        } catch {
            switch error {
            case .timedOut: return .failed("\(program) did not answer in \(Int(limit)) s")
            case .cancelled: return .nothing
            case .notStarted(let reason): return .failed("\(program) cannot be run: \(reason)")
            }
        }
        return answer(output, of: server)
    }

    private func answer(_ output: Command.Output, of server: String) -> Answer {
        let value = try? JSONValue(parsing: Array(output.text.utf8))
        guard output.status == 0 else {
            if output.status == 127 { return .failed("there is no \(program) on PATH") }
            let line = output.text.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
            // The protocol's own words where it keeps no login to the server.
            if line.hasPrefix("credentials not found") { return .nothing }
            let isPlain = value == nil && !output.text.contains("Secret") && !line.isEmpty
            return .failed("\(program) failed: \(isPlain ? String(line.prefix(200)) : "exit status \(output.status)")")
        }
        guard let user = value?["Username"]?.string, let secret = value?["Secret"]?.string else {
            return .failed("\(program) did not answer with 'Username' and 'Secret'")
        }
        return .login(
            user == "<token>"
                ? RegistryCredentials.Login(token: secret, server: server, source: program)
                : RegistryCredentials.Login(user: user, password: secret, server: server, source: program))
    }
}
