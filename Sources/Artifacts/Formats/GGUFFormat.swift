/// A GGUF model (ggml, "GGUF", versions 2 and 3): metadata, tensor descriptions, data. Read to be judged; no runtime
/// here loads it.
enum GGUFFormat: ArtifactFormat {
    static let name = "gguf"

    static func noun(_ head: FileHead) -> String { "a GGUF model" }

    static func recognise(_ head: FileHead) -> Recognition? { head.begins(with: "GGUF") ? .certain : nil }

    static func describe(_ file: ArtifactFile) throws(ArtifactError) -> ArtifactDescription {
        var description = file.description(format: name, content: .data)
        do throws(GGUFError) {
            let header = try GGUFHeader(file.source)
            description.formatVersion = "v\(header.version)"
            description.modelClass = header.texts["general.architecture"]
        } catch {
            description.fault = error.description
        }
        return description
    }
}
