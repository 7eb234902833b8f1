import Files
import JSON

/// What a `.keras` file holds, unpacked: Keras 3 reads any folder with a `config.json` as it reads the archive.
extension KerasFormat {
    private static let config = "config.json"

    static func recognise(_ directory: ArtifactDirectory) -> Recognition? {
        isModel(config, in: directory) ? .certain : nil
    }

    /// Whether it is the file by which Keras takes the folder that it lies in for a model.
    ///
    /// One that can't be read here is such a file where it has the words in it: Python may read it all the same.
    static func isModel(_ path: String, in directory: ArtifactDirectory) -> Bool {
        guard Path.name(path).isExactly(config), directory.contains(path) else { return false }
        guard let bytes = try? directory.read(path, limit: configLimit) else { return true }
        guard holds(["class_name"], bytes) else { return false }
        guard let value = try? JSONValue(parsing: bytes, limit: valueLimit) else { return true }
        return value["class_name"] != nil && value["config"] != nil
    }

    /// Whether JSON has one of some words in it, or has letters written by their numbers.
    static func holds(_ words: [String], _ bytes: [UInt8]) -> Bool {
        let text = String(decoding: bytes, as: UTF8.self)
        return words.contains(where: text.contains) || text.contains("\\u00")
    }

    static func describe(_ directory: ArtifactDirectory) throws(ArtifactError) -> ArtifactDescription {
        var description = try describeAlone(directory)
        description.beside = try directory.bundle(besides: config)
        return description
    }

    /// Describes the model without what else lies in its folder.
    static func describeAlone(_ directory: ArtifactDirectory) throws(ArtifactError) -> ArtifactDescription {
        var model = KerasModel()
        var fault: String?
        do throws(ArtifactError) {
            let version = (try? directory.json("metadata.json"))?["keras_version"]?.string ?? ""
            model = KerasModel(config: try json(config, in: directory), version: version)
            // Of presets of KerasHub, which are made of several.
            var seen = Set(model.risks)
            for name in parts where directory.contains(name) {
                let risks = KerasModel(config: try json(name, in: directory), version: "").risks
                model.risks += risks.filter { seen.insert($0).inserted }
            }
            fault = try readWeights(directory, into: &model)
        } catch {
            fault = error.reason
        }
        return KerasContent.description(
            directory.description(format: name, content: .keras(model)), model, fault)
    }

    private static let parts = [
        "audio_converter.json", "image_converter.json", "preprocessor.json", "task.json", "tokenizer.json",
    ]

    private static func json(_ name: String, in directory: ArtifactDirectory) throws(ArtifactError) -> JSONValue {
        let bytes = try directory.read(name, limit: configLimit)
        do throws(JSONError) {
            return try JSONValue(parsing: bytes, limit: valueLimit)
        } catch {
            let reason = "'\(name)' can't be read, so that what it names is not known: \(error)"
            throw ArtifactError(.unreadable, path: directory.path, reason: reason)
        }
    }

    /// Looks for other files in the weights, and for pickles; why one of them can't be read, where that is so.
    private static func readWeights(
        _ directory: ArtifactDirectory, into model: inout KerasModel
    ) throws(ArtifactError) -> String? {
        let endings: Set<String> = ["h5", "npz"]
        for path in directory.paths(where: { endings.contains(Path.ending($0).lowercased()) }) {
            let file = try directory.open(path, limit: .max)
            let source = ByteSource(file)
            do {
                if Path.ending(path).lowercased() == "h5" {
                    model.risks += try HDF5File(source).outsideFiles.map { .outside($0) }
                } else if let fault = try readArrays(source, path, into: &model) {
                    return fault
                }
            } catch {
                return "'\(path)' can't be read: \(error)"
            }
            try directory.check(file, path)
        }
        return nil
    }
}
