import Files
import JSON

/// A model of sentence-transformers: a directory with `modules.json`, the transformer in it or in a folder of it.
enum SentenceTransformersFormat: ArtifactFormat {
    static let name = "sentence-transformers"
    private static let file = "modules.json"

    static func noun(_ head: FileHead) -> String { "a sentence-transformers model" }

    static func recognise(_ head: FileHead) -> Recognition? { nil }

    static func describe(_ file: ArtifactFile) throws(ArtifactError) -> ArtifactDescription {
        throw ArtifactError(
            .notAnArtifact,
            path: file.path,
            reason: "a sentence-transformers model is a folder; name the one that holds \(Self.file)",
        )
    }

    static func recognise(_ directory: ArtifactDirectory) -> Recognition? {
        do throws(ArtifactError) {
            guard let modules = try directory.json(file)?.array else { return nil }
            return modules.contains { $0["type"]?.string != nil } ? .certain : nil
        } catch {
            // Python may read it all the same: it must not pass for a folder without.
            return .certain
        }
    }

    static func describe(_ directory: ArtifactDirectory) throws(ArtifactError) -> ArtifactDescription {
        let modules = (try? directory.json(file))?.array ?? []
        // The transformer is the first, where there is none before it.
        let folders = modules.compactMap { $0["path"]?.string }
        let folder = folders.first { directory.contains(Path.join($0, "config.json")) } ?? ""
        let model = try HuggingFaceModel(directory, below: folder.isEmpty ? "" : folder + "/")
        var description = directory.description(format: name, content: .huggingFace(model))
        description.fault = model.fault
        description.producers = model.producers
        let versions = (try? directory.json("config_sentence_transformers.json"))?["__version__"]
        if let version = versions?["sentence_transformers"]?.string {
            description.producers.append(.init(framework: "sentence-transformers", version: version))
        }
        description.modelClass = "SentenceTransformer"
        description.preload = ["torch", "sentence_transformers"]
        description.requiredPackages = description.preload.map(RequiredPackage.init(module:))
        description.facts = ["code": .bool(model.needsTrust)]
        return description
    }
}
