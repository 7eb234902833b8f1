import ArgumentParser

/// The command line: one file in Commands/ for each command.
@main
struct Smokehouse: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "smokehouse",
        abstract: "Does this saved model still load, run and predict the same over there?",
        discussion: """
            Reads a matrix of artifacts and environments, makes each environment afresh, runs ten inferences per \
            artifact in it and compares the outputs with the reference.

            Exit codes: 0 all as expected, 1 a cell fails the run, 2 the command line or a matrix is wrong, \
            3 only environments could not be made, 130 interrupted.
            """,
        version: Version.current,
        subcommands: [
            RunCommand.self, PlanCommand.self, ValidateCommand.self, SchemaCommand.self, DoctorCommand.self,
            CacheCommand.self, InspectCommand.self, ScanCommand.self, SignCommand.self, VerifyCommand.self,
            ReapCommand.self,
        ],
    )

    static func main() async {
        do {
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch let code as ExitCode {
            exit(withError: code)
        } catch {
            // The contract's code for a wrong command line is 2, where the parser's own is 64.
            let code = exitCode(for: error)
            guard code.rawValue != 0 else { exit(withError: error) }
            Terminal.standardError(styled: fullMessage(for: error))
            exit(withError: ExitCode(2))
        }
    }
}

/// The version of this program.
enum Version {
    static let current = "0.1.0"
}
