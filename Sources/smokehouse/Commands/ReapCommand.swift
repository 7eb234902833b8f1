import ArgumentParser
import Environments

/// Started by a run that uses containers: waits for the run's end and removes what it left behind, if it was killed.
struct ReapCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reap",
        abstract: "Remove a run's containers when it has died.",
        shouldDisplay: false,
    )

    @Argument(help: "The run's label.")
    var label: String

    @Argument(help: "The process id of the Podman service that the run started.")
    var service: Int32?

    func run() async throws {
        await ContainerReaper.run(label, service: service, variables: ProcessVariables.current)
    }
}
