import ArgumentParser
import Artifacts
import JSON
import Matrix

struct SchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "Print a JSON Schema of the matrix, for editors.",
    )

    @Flag(help: "Print that of sidecars, NAME.meta.json, instead.")
    var sidecar = false

    func run() {
        let schema = sidecar ? SidecarSchema.document : MatrixSchema.document()
        Terminal.standardOutput(schema.serialized(pretty: true))
    }
}
