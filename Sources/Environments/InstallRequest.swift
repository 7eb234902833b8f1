import Files
import Matrix

/// What is to be installed where; everything that an installer needs to know.
struct InstallRequest: Sendable {
    let interpreter: Interpreter
    /// The folder that becomes the virtual environment; absent or empty.
    let folder: String
    let requirements: [String]
    let requirementFiles: [String]
    let mayBuild: Bool
    let findLinks: [String]
    /// All indexes, first one first; PyPI counts only when it is listed, or when the list is empty.
    let indexes: [String]
    /// The caller's process environment.
    let variables: [String: String]
    let deadline: ContinuousClock.Instant

    init(
        _ target: TargetEnvironment,
        interpreter: Interpreter,
        folder: String,
        variables: [String: String],
        deadline: ContinuousClock.Instant,
    ) {
        self.interpreter = interpreter
        self.folder = folder
        requirements = target.packages
        requirementFiles = target.requirementFiles
        mayBuild = target.trustsPackages
        findLinks = target.findLinks
        indexes = target.indexes
        self.variables = variables
        self.deadline = deadline
    }

    /// Relative paths in a requirements file mean its own folder.
    var directory: String { requirementFiles.first.map { Path.parent($0) } ?? Path.parent(folder) }

    var isEmpty: Bool { requirements.isEmpty && requirementFiles.isEmpty }

    var secondsLeft: Double { ContinuousClock.now.duration(to: deadline).seconds }

    /// Runs one of the installer's programs in its folder, with its variables, until the deadline.
    func run(_ executable: String, _ arguments: [String]) async throws(ProvisionError) -> Command.Output {
        let command = Command(
            executable: executable,
            arguments: arguments,
            variables: ProcessVariables.forInstaller(variables),
            directory: directory,
            timeout: max(secondsLeft, 0),
        )
        do {
            let output = try await command.run()
            // What installers say goes into reports.
            return Command.Output(status: output.status, text: AddressMask.applied(to: output.text))
        } catch {
            switch error {
            case .timedOut:
                throw ProvisionError(
                    .timedOut,
                    "the installer was not done in time and was stopped",
                    remedy: "raise 'timeout: {provision: …}' if the downloads are large",
                )
            case .cancelled: throw ProvisionError(.cancelled, "cancelled")
            case .notStarted(let reason):
                throw ProvisionError(.other, "'\(executable)' could not be started: \(reason)")
            }
        }
    }
}

extension Duration {
    /// The whole duration in seconds.
    var seconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}
