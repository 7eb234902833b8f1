import Files

/// The files of a model directory that hold its numbers, each described by its own format.
struct ModelWeights {
    private(set) var files: [BundledFile]
    /// The first that a load would read but that can't be read here; `nil` where all can.
    private(set) var fault: String?

    /// - Parameters:
    ///   - shards: what the lists of shards name, whatever it is called.
    ///   - idle: what no load reads.
    init(_ directory: ArtifactDirectory, shards: Set<String>, idle: Set<String>) throws(ArtifactError) {
        files = try directory.bundle(named: shards.filter(directory.contains))
        let known = idle.union(files.map(\.path))
        for path in directory.paths(where: { shards.contains($0) || Self.isWeights($0) }) where !known.contains(path) {
            try add(path, directory, isShard: shards.contains(path))
        }
        for file in files where shards.contains(file.path) || Self.isMain(file.path) { check(file) }
    }

    /// What transformers, sentence-transformers and PEFT read by its name.
    private static func isMain(_ path: String) -> Bool {
        let name = Path.name(path)
        return ["pytorch_model", "adapter_model"].contains(where: name.hasPrefix) && pickled.contains(Path.ending(path))
    }

    private static let pickled: Set<String> = ["bin", "pt", "pth", "ckpt", "pkl", "pickle"]

    private static func isWeights(_ path: String) -> Bool {
        let ending = Path.ending(path)
        return pickled.contains(ending)
            || ["gguf", "h5", "hdf5", "joblib", "keras", "msgpack", "npy", "npz", "safetensors"].contains(ending)
    }

    /// Describes what no format was sure of.
    private mutating func add(_ path: String, _ directory: ArtifactDirectory, isShard: Bool) throws(ArtifactError) {
        let file = try directory.open(path, limit: .max)
        let source = ByteSource(file)
        if !isShard, !Self.isMain(path), Self.isData(source, path, directory) { return }
        do throws(ArtifactError) {
            let description = try ArtifactReader.describe(
                path: Path.join(directory.path, path), source: source, sha256: "", statedFormat: nil, forLoading: false)
            files.append(BundledFile(path: path, description: description))
        } catch {
            fault = fault ?? "'\(path)' can't be read: \(error.reason)"
        }
        try directory.check(file, path)
    }

    /// Whether it is what other libraries write, which holds numbers only and which PyTorch refuses at its first byte.
    private static func isData(_ source: ByteSource, _ path: String, _ directory: ArtifactDirectory) -> Bool {
        let start = Array(source.prefix(4))
        switch Path.ending(path) {
        case "msgpack":
            // A map, as Flax writes it.
            return start.first.map { (0x81...0x8F).contains($0) || $0 == 0xDE || $0 == 0xDF } ?? false
        case "h5", "hdf5":
            // Weights without a model, as Keras writes them.
            return (try? HDF5File(source)).map(\.outsideFiles.isEmpty) ?? false
        case "bin":
            let stem = path.dropLast(4)
            // fastText, and llama.cpp before GGUF.
            let magics = [[0xBA, 0x16, 0x4F, 0x2F], Array("lmgg".utf8), Array("tjgg".utf8), Array("fmgg".utf8)]
            return directory.contains(stem + ".xml") || magics.contains(start)
        default:
            return false
        }
    }

    /// PyTorch reads these as pickles, whatever else they may be as well.
    private mutating func check(_ file: BundledFile) {
        guard Path.ending(file.path) != "safetensors" else { return }
        switch file.description.content {
        case .torch, .pickle: break
        default:
            fault = fault ?? "'\(file.path)' is no file of PyTorch's, as its name says, but \(file.description.format)"
        }
    }
}
