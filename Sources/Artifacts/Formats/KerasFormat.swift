import JSON

/// A `.keras` file (Keras 2.12 and later, and Keras 3): a zip of `config.json`, `metadata.json` and `model.weights.h5`;
/// or a folder of them.
enum KerasFormat: ArtifactFormat {
    static let name = "keras"
    static let configLimit = 256 << 20
    /// The most values of JSON: those of the largest models are some hundred thousand.
    static let valueLimit = 2_000_000

    static func recognise(_ head: FileHead) -> Recognition? {
        let members = Set(head.zipMembers.lazy.map(ExactText.init))
        guard members.contains(ExactText("config.json")) else { return nil }
        return ["metadata.json", "model.weights.h5"].contains { members.contains(ExactText($0)) } ? .certain : nil
    }

    static func noun(_ head: FileHead) -> String { "a Keras model (.keras, zip)" }

    static func describe(_ file: ArtifactFile) throws(ArtifactError) -> ArtifactDescription {
        var model = KerasModel()
        var fault: String?
        do {
            let zip = try ZipArchive(file.source)
            model.archiveProblems = ZipAudit(zip).problems
            if zip.members.contains(where: { $0.name == "schema.json" }) {
                model.archiveProblems.append("'schema.json' makes it a skops file as well")
            }
            // What is refused anyway need not be unpacked.
            guard model.archiveProblems.isEmpty else {
                return KerasContent.description(file.description(format: name, content: .keras(model)), model, nil)
            }
            let metadata = try json("metadata.json", in: zip)
            guard let config = try json("config.json", in: zip) else {
                throw ZipError("config.json is missing; get the archive again", offset: 0)
            }
            model = KerasModel(config: config, version: metadata?["keras_version"]?.string ?? "")
            model.risks += try outsideFiles(zip).map { .outside($0) }
            fault = try readArrays(zip, into: &model)
        } catch {
            fault = "the archive can't be read: \(error)"
        }
        return KerasContent.description(file.description(format: name, content: .keras(model)), model, fault)
    }

    /// The most bytes of weights that have to be unpacked to look at them; Keras stores them as they are.
    static let weightsLimit = 512 << 20

    private static func outsideFiles(_ zip: ZipArchive) throws -> [String] {
        try zip.members.filter { $0.name.lowercased().hasSuffix(".h5") }.flatMap { member in
            try HDF5File(try zip.content(of: member, limit: weightsLimit)).outsideFiles
        }
    }

    /// Weights in NumPy's format, which Keras 2 reads with its pickles; why they can't be read, where they can't.
    private static func readArrays(_ zip: ZipArchive, into model: inout KerasModel) throws(ZipError) -> String? {
        for member in zip.members where member.name.lowercased().hasSuffix(".npz") {
            let source = try zip.content(of: member, limit: weightsLimit)
            if let fault = try readArrays(source, member.name, into: &model) { return fault }
        }
        return nil
    }

    static func readArrays(
        _ source: ByteSource, _ name: String, into model: inout KerasModel
    ) throws(ZipError) -> String? {
        guard source.prefix(4).elementsEqual([0x50, 0x4B, 0x03, 0x04]) else {
            return "'\(ZipAudit.printable(name))' is no archive of NumPy's"
        }
        let inner = try ZipArchive(source)
        model.archiveProblems += ZipAudit(inner).problems
        // What is refused anyway need not be unpacked.
        for array in model.archiveProblems.isEmpty ? inner.members : [] {
            if let fault = model.arrays.add(try inner.stream(of: array), member: array.name) { return fault }
        }
        return nil
    }

    private static func json(_ name: String, in zip: ZipArchive) throws -> JSONValue? {
        let members = zip.members.filter { $0.name == name }
        // Readers differ in which of two they take.
        guard members.count <= 1 else { throw ZipError("\(name) is in it twice", offset: 0) }
        return try members.first.map { member in
            try JSONValue(parsing: try zip.contents(of: member, limit: configLimit), limit: valueLimit)
        }
    }
}

/// What the two formats of Keras' own share.
enum KerasContent {
    static func description(
        _ start: ArtifactDescription,
        _ model: KerasModel,
        _ fault: String?,
    ) -> ArtifactDescription {
        var description = start
        if !model.version.isEmpty { description.producers = [.init(framework: "keras", version: model.version)] }
        description.modelClass = model.modelClass.isEmpty ? nil : model.modelClass
        description.inputs = model.inputs
        description.preload = ["keras"]
        description.requiredPackages = [RequiredPackage(module: "keras")]
        description.fault = fault
        return description
    }
}
