import ArgumentParser
import JSON
import Matrix

struct SchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "Print a JSON Schema of the matrix, for editors.",
    )

    func run() {
        Terminal.standardOutput(MatrixSchema.document().serialized(pretty: true))
    }
}
