import JSON

/// A skops file (`skops.io.dump`): a zip archive with `schema.json`, a tree of typed nodes, and arrays beside it.
enum SkopsFormat: ArtifactFormat {
    static let name = "skops"

    /// The most bytes of a schema that are read.
    private static let schemaLimit = 256 << 20

    static func noun(_ head: FileHead) -> String { "a skops file" }

    static func recognise(_ head: FileHead) -> Recognition? {
        head.zipMembers.contains("schema.json") ? .certain : nil
    }

    static func describe(_ file: ArtifactFile) throws(ArtifactError) -> ArtifactDescription {
        var schema = JSONValue.null
        var fault: String?
        var problems: [String] = []
        do {
            let archive = try ZipArchive(file.source)
            problems = ZipAudit(archive).problems
            if archive.members.contains(where: { $0.name == "config.json" }) {
                problems.append("'config.json' makes it a Keras model as well")
            }
            guard let member = archive.members.first(where: { $0.name == "schema.json" }) else {
                throw ArtifactError(.notAnArtifact, path: file.path, reason: "the archive has no schema.json")
            }
            schema = try JSONValue(
                parsing: try archive.contents(of: member, limit: schemaLimit), limit: ZipArchive.valueLimit)
        } catch let error as ArtifactError {
            throw error
        } catch {
            fault = "\(error)"
        }
        var report = SkopsReport(schema: schema)
        report.remarks += problems.map { "in the archive, \($0)" }
        var description = file.description(format: name, content: .skops(report))
        description.producers = report.sklearnVersions.map { .init(framework: "scikit-learn", version: $0) }
        if let version = report.skopsVersion {
            description.producers.append(.init(framework: "skops", version: version))
        }
        description.formatVersion = report.protocolVersion.map { "protocol \($0)" }
        description.modelClass = report.topLevel
        description.preload = ["skops.io"]
        description.requiredPackages = RequiredPackage.packages(of: report.names.lazy.map(\.module), after: "skops")
        description.fault = fault
        return description
    }
}
