import Files

/// An OpenVINO IR: `NAME.xml` with the graph, and beside it `NAME.bin` with the weights; either the XML or their folder.
enum OpenVINOFormat: ArtifactFormat {
    static let name = "openvino"
    /// The longest XML that is read; those of large language models have some tens of megabytes.
    private static let graphLimit = 256 << 20

    static func noun(_ head: FileHead) -> String { "an OpenVINO IR" }

    static func recognise(_ head: FileHead) -> Recognition? {
        let start = head.bytes.drop { $0 == 0x20 || (0x09...0x0D).contains($0) || [0xEF, 0xBB, 0xBF].contains($0) }
        guard start.first == UInt8(ascii: "<"), head.contains("<net ", within: 4096),
            head.contains("<layers>") || head.contains("<layers ")
        else { return nil }
        return .certain
    }

    static func describe(_ file: ArtifactFile) throws(ArtifactError) -> ArtifactDescription {
        var description = file.description(format: name, content: .openVINO(OpenVINOModel()))
        let weights = file.path.hasSuffix(".xml") ? String(file.path.dropLast(4)) + ".bin" : nil
        description.companions = weights.map { [Path.name($0)] } ?? []
        guard file.source.count <= graphLimit else {
            description.fault = "the XML has \(file.source.count) bytes; \(graphLimit) at most are read"
            return description
        }
        fill(
            &description, Array(file.source.bytes(0..<file.source.count)),
            weights: weights.map { ($0, try? File.size($0)) },
            linked: CompanionLinks.leadingOut(description.companions, beside: file.path).first)
        return description
    }

    static func recognise(_ directory: ArtifactDirectory) -> Recognition? {
        graph(in: directory) == nil ? nil : .certain
    }

    static func describe(_ directory: ArtifactDirectory) throws(ArtifactError) -> ArtifactDescription {
        guard let graph = graph(in: directory) else {
            throw ArtifactError(
                .notAnArtifact, path: directory.path, reason: "the folder holds no NAME.xml with NAME.bin beside it")
        }
        var description = directory.description(format: name, content: .openVINO(OpenVINOModel()))
        let weights = String(graph.dropLast(4)) + ".bin"
        let size = directory.manifest.entries.first { $0.path == weights }?.size
        fill(&description, try directory.read(graph, limit: graphLimit), weights: (weights, size))
        description.beside = try directory.bundle(besides: graph)
        return description
    }

    /// The only XML file at the top of a directory that has its weights beside it.
    private static func graph(in directory: ArtifactDirectory) -> String? {
        let graphs = directory.paths { path in
            path.hasSuffix(".xml") && !path.contains("/") && directory.contains(String(path.dropLast(4)) + ".bin")
        }
        return graphs.count == 1 ? graphs[0] : nil
    }

    private static func fill(
        _ description: inout ArtifactDescription,
        _ bytes: [UInt8],
        weights: (path: String, size: Int?)?,
        linked: String? = nil,
    ) {
        var model = OpenVINOModel()
        do throws(XMLReader.Fault) {
            model = try OpenVINOModel(bytes)
            description.fault = fault(model, weights)
        } catch {
            description.fault = "\(error)"
        }
        model.linkedWeights = linked
        description.content = .openVINO(model)
        if model.irVersion > 0 { description.formatVersion = "IR \(model.irVersion)" }
        if !model.version.isEmpty { description.producers = [.init(framework: "openvino", version: model.version)] }
        description.inputs = model.inputs
        description.outputs = model.outputs
        description.preload = ["openvino"]
        description.requiredPackages = [RequiredPackage(module: "openvino")]
        // The C library came into the wheels with 2024.0; it resets no state, and text does not go through it here.
        let hasText = (model.inputs + model.outputs).contains { $0.type == "string" }
        if !model.keepsState, !hasText {
            description.native = NativeRoute(libraries: ["openvino/libs/libopenvino_c.so*"])
        }
    }

    private static func fault(_ model: OpenVINOModel, _ weights: (path: String, size: Int?)?) -> String? {
        if model.outputs.isEmpty {
            return "the XML holds no graph with a result; it is truncated or damaged, get it again"
        }
        guard model.weightBytes > 0 else { return nil }
        guard let weights else { return "its name does not end in .xml, so that no .bin belongs to it; rename it" }
        let name = Path.name(weights.path)
        guard let size = weights.size else { return "\(name) with the weights is not beside the XML; put it there" }
        guard size < model.weightBytes else { return nil }
        return "\(name) has \(size) bytes, the graph needs \(model.weightBytes); it is truncated, get it again"
    }
}
