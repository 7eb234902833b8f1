import JSON

/// A pipeline of diffusers: a directory with `model_index.json` and a folder for each part.
enum DiffusersFormat: ArtifactFormat {
    static let name = "diffusers"

    static func noun(_ head: FileHead) -> String { "a diffusers pipeline" }

    static func recognise(_ head: FileHead) -> Recognition? { nil }

    static func describe(_ file: ArtifactFile) throws(ArtifactError) -> ArtifactDescription {
        throw ArtifactError(
            .notAnArtifact, path: file.path,
            reason: "a diffusers pipeline is a folder; name the one that holds \(PipelineIndex.file)")
    }

    static func recognise(_ directory: ArtifactDirectory) -> Recognition? {
        directory.paths(where: PipelineIndex.isIndex).contains { !$0.contains("/") } ? .certain : nil
    }

    static func describe(_ directory: ArtifactDirectory) throws(ArtifactError) -> ArtifactDescription {
        let model = try HuggingFaceModel(directory)
        var description = directory.description(format: name, content: .huggingFace(model))
        description.fault = model.fault
        let index = (try? directory.json(PipelineIndex.file)) ?? nil
        if let version = index?["_diffusers_version"]?.string {
            description.producers = [.init(framework: "diffusers", version: version)]
        }
        description.modelClass = index?["_class_name"]?.string
        return description
    }
}
