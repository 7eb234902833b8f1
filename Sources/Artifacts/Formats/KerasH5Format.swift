import JSON

/// A whole Keras model in HDF5, as Keras 2 saved by default for years and Keras 3 still does for `.h5`.
enum KerasH5Format: ArtifactFormat {
    static let name = "keras-h5"

    static func recognise(_ head: FileHead) -> Recognition? {
        head.hdf5Start.map { $0 == 0 ? .certain : .possible }
    }

    static func noun(_ head: FileHead) -> String { "an HDF5 file (Keras .h5)" }

    static func describe(_ file: ArtifactFile) throws(ArtifactError) -> ArtifactDescription {
        var model = KerasModel()
        var fault: String?
        if let start = file.head.hdf5Start, start > 0 {
            fault = "HDF5 begins at byte \(start) of it only; save the model again"
            return KerasContent.description(file.description(format: name, content: .keras(model)), model, fault)
        }
        do {
            let content = try HDF5File(file.source)
            guard let config = try content.text("model_config") else { throw notAModel(file, content) }
            let version = try content.text("keras_version").map { String(decoding: $0, as: UTF8.self) } ?? ""
            (model, fault) = read(config, version)
            // What compiles the model names classes of its own.
            if let training = try content.text("training_config") {
                let (more, fault2) = read(training, version)
                var seen = Set(model.risks)
                model.risks += more.risks.filter { seen.insert($0).inserted }
                fault = fault ?? fault2
            }
            model.risks += content.outsideFiles.map { .outside($0) }
        } catch let error as ArtifactError {
            throw error
        } catch {
            fault = "\(error)"
        }
        return KerasContent.description(file.description(format: name, content: .keras(model)), model, fault)
    }

    private static func read(_ config: [UInt8], _ version: String) -> (KerasModel, fault: String?) {
        do throws(JSONError) {
            let json = try JSONValue(parsing: config, limit: KerasFormat.valueLimit)
            return (KerasModel(config: json, version: version), nil)
        } catch {
            return (KerasModel(), "a config in it is no JSON that can be read (\(error)); save it again as .keras")
        }
    }

    private static func notAModel(_ file: ArtifactFile, _ content: HDF5File) -> ArtifactError {
        let isWeights =
            content.attributes["layer_names"] != nil || content.attributes["keras_version"] != nil
            || content.names.contains("layers")
        let what =
            isWeights
            ? "this HDF5 file holds a Keras model's weights without the model; save it with model.save"
            : "this is an HDF5 file without a Keras model; name the model file"
        return ArtifactError(.notAnArtifact, path: file.path, reason: what)
    }
}
