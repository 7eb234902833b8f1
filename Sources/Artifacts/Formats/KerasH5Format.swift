import JSON

/// A whole Keras model in HDF5, as Keras 2 saved by default for years and Keras 3 still does for `.h5`.
enum KerasH5Format: ArtifactFormat {
    static let name = "keras-h5"

    static func recognise(_ head: FileHead) -> Recognition? {
        head.begins(with: HDF5Texts.signature) ? .certain : nil
    }

    static func noun(_ head: FileHead) -> String { "an HDF5 file (Keras .h5)" }

    static func describe(_ file: ArtifactFile) throws(ArtifactError) -> ArtifactDescription {
        let texts = HDF5Texts(Array(file.source.bytes(0..<file.source.count)))
        let objects = texts.heapObjects
        let starts = ["{\"class_name\"", "{\"module\""]
        // What looks like a config anywhere in the file is judged: which one Keras reads is not known here.
        let configs =
            objects.filter { object in starts.contains { object.starts(with: $0.utf8) } }
            + starts.flatMap { texts.inlineObjects(startingWith: $0) }
        var models: [KerasModel] = []
        var fault: String?
        for config in configs {
            guard let value = try? JSONValue(parsing: Array(config.prefix { $0 != 0 })) else {
                fault = "a config in it is no JSON that can be read; save it again as .keras"
                continue
            }
            let version = objects.lazy.compactMap { HDF5Texts.version($0) }.first
            models.append(
                KerasModel(config: value, version: version ?? texts.version(behind: "keras_version") ?? ""))
        }
        // The model holds its layers, which are found again as configs of their own.
        guard var model = models.first(where: { Self.isModel($0.modelClass) }) ?? models.first else {
            throw notAModel(file, fault)
        }
        var seen = Set(model.risks)
        model.risks += models.flatMap(\.risks).filter { seen.insert($0).inserted }
        return KerasContent.description(file.description(format: name, content: .keras(model)), model, fault)
    }

    private static func isModel(_ name: String) -> Bool {
        ["Sequential", "Functional", "Model"].contains { name == $0 || name.hasSuffix(".\($0)") }
    }

    private static func notAModel(_ file: ArtifactFile, _ fault: String?) -> ArtifactError {
        let isWeights = file.head.contains("layer_names") || file.head.contains("keras_version")
        let what =
            fault
            ?? (isWeights
                ? "this HDF5 file holds a Keras model's weights without the model; save it with model.save"
                : "this is an HDF5 file without a Keras model; name the model file")
        return ArtifactError(.notAnArtifact, path: file.path, reason: what)
    }
}
