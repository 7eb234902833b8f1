import Files
import Glibc
import JSON
import Matrix

@testable import Artifacts

/// One reader of bytes that nobody vouches for, as `Scripts/fuzz` and the replay of what it found call it.
struct FuzzReader: Sendable {
    let name: String
    let run: @Sendable ([UInt8]) -> Void

    static let all = files + folders + others

    /// The formats of single files, whatever the bytes would be recognised as.
    private static let files = (FormatRegistry.formats + FormatRegistry.unloadable)
        // Folders, and what takes anything for its own.
        .filter { !["python", "torch-module"].contains($0.name) && !folderNames.contains($0.name) }
        .map { format in
            FuzzReader(name: format.name) { bytes in
                let source = ByteSource(bytes)
                let file = ArtifactFile(
                    path: "any", source: source, head: FileHead(source), sha256: "", statedFormat: nil,
                    recognition: .certain)
                _ = (try? format.describe(file))?.scan(Policy())
            }
        }

    private static let folderNames = [
        "diffusers", "huggingface", "keras-folder", "mlflow", "sentence-transformers", "tensorflow-savedmodel",
    ]

    /// The same for each, from other seeds.
    private static let folders = folderNames.map { FuzzReader(name: $0, run: readFolder) }

    private static let others = [
        FuzzReader(name: "savedmodel") { bytes in
            var model = SavedModel()
            try? model.read(ByteSource(bytes))
            _ = model.risks
        },
        FuzzReader(name: "any") { bytes in
            let description = try? ArtifactReader.describe(
                path: "any", source: ByteSource(bytes), sha256: "", statedFormat: nil, forLoading: false)
            _ = description?.scan(Policy())
        },
        FuzzReader(name: "sidecar") { bytes in
            do throws(Sidecar.ReadError) { _ = try Sidecar(bytes, path: "any") } catch { _ = error.description }
        },
        FuzzReader(name: "signature") { bytes in
            // A statement is nested in its bundle as base64, which no mutation gets right: it comes alone as well.
            _ = try? SignedManifest(payload: bytes)
            guard let json = try? JSONValue(parsing: bytes), let bundle = try? SignatureBundle(json) else { return }
            _ = try? SignedManifest(payload: bundle.payload)
        },
        FuzzReader(name: "input-parquet") { _ = try? ParquetInput.decode($0, path: "any", limit: memoryLimit) },
        FuzzReader(name: "input-onnx") { _ = try? ONNXTestData.tensor($0, path: "any") },
        FuzzReader(name: "input-json") { _ = try? JSONInput.decode($0, path: "any") },
        FuzzReader(name: "input-csv") { _ = try? CSVInput.decode($0, path: "any") },
        FuzzReader(name: "input-arrays") { bytes in
            _ = try? InputFile.arrays(bytes, path: "any", limit: memoryLimit)
            if SafetensorsInput.recognises(bytes) { _ = try? SafetensorsInput.decode(bytes, path: "any") }
        },
    ]

    private static let memoryLimit = 64 << 20

    /// Writes the files of a folder and reads it: three record separators, a name up to the end of the line, a content.
    private static func readFolder(_ bytes: [UInt8]) {
        let place = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        guard let folder = try? Directory.createTemporary(in: place, prefix: "fuzz-") else { return }
        defer { try? Directory.removeTree(folder) }
        for (name, content) in members(bytes).prefix(fileLimit) {
            let path = Path.join(folder, name)
            try? Directory.create(Path.parent(path))
            try? File.write(content, to: path)
        }
        let description = try? ArtifactReader.read(path: folder, forLoading: false)
        _ = description?.scan(Policy())
        if let description { _ = try? Sidecar.load(for: folder)?.compare(with: description) }
    }

    private static let fileLimit = 12

    private static func members(_ bytes: [UInt8]) -> [(String, [UInt8])] {
        let mark: [UInt8] = [0x1E, 0x1E, 0x1E]
        var found: [(String, [UInt8])] = []
        var rest = bytes[...]
        while let start = rest.firstRange(of: mark) {
            rest = rest[start.upperBound...]
            let section = rest[..<(rest.firstRange(of: mark)?.lowerBound ?? rest.endIndex)]
            let name = section.prefix { $0 != 0x0A }
            let parts = name.split(separator: UInt8(ascii: "/"))
            let isPlain =
                name.count <= 60 && (1...3).contains(parts.count) && name.allSatisfy { (0x21...0x7E).contains($0) }
                && !parts.contains { $0.allSatisfy { $0 == UInt8(ascii: ".") } }
            if isPlain {
                found.append((String(decoding: name, as: UTF8.self), Array(section.dropFirst(name.count + 1))))
            }
            rest = rest[section.endIndex...]
        }
        return found
    }
}
