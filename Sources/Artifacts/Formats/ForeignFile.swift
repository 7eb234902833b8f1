import Tensors

/// Files that are recognised only to say what they are: formats without support yet, and what downloads leave behind.
struct ForeignFile {
    /// "a PyTorch checkpoint (zip)"
    let name: String
    let problem: ArtifactError.Problem
    let advice: String

    static let knownNames = FormatRegistry.names.joined(separator: ", ")

    func error(at path: String) -> ArtifactError {
        ArtifactError(problem, path: path, reason: "this is \(name); \(advice)")
    }

    private init(_ name: String, _ problem: ArtifactError.Problem, _ advice: String) {
        self.name = name
        self.problem = problem
        self.advice = advice
    }

    private static func unsupported(_ name: String) -> ForeignFile {
        ForeignFile(name, .unsupported, "the format is not supported yet (supported: \(knownNames))")
    }

    private static func debris(_ name: String, _ advice: String) -> ForeignFile {
        ForeignFile(name, .notAnArtifact, advice)
    }

    static func recognise(_ head: FileHead) -> ForeignFile? {
        if head.bytes.isEmpty { return debris("an empty file", "get it again") }
        if head.begins(with: "version https://git-lfs.github.com/") {
            return debris("a Git LFS pointer, not the file itself", "run `git lfs pull`")
        }
        if isWebPage(head) {
            return debris(
                "a web page", "the download gave an error or a login page; get the file from its direct address")
        }
        if head.begins(with: [0x50, 0x4B, 0x03, 0x04]) || head.begins(with: [0x50, 0x4B, 0x05, 0x06]) {
            return zip(head)
        }
        return binary(head) ?? text(head)
    }

    private static func isWebPage(_ head: FileHead) -> Bool {
        let start = head.bytes.drop {
            $0 == 0x20 || (0x09...0x0D).contains($0) || $0 == 0xEF || $0 == 0xBB || $0 == 0xBF
        }
        let text = String(decoding: start.prefix(15), as: UTF8.self).lowercased()
        return text.hasPrefix("<!doctype html") || text.hasPrefix("<html") || text.hasPrefix("<head")
    }

    private static func zip(_ head: FileHead) -> ForeignFile? {
        if TorchContent.layout(head) != nil { return nil }
        if head.zipMembers.isEmpty, head.contains("/data.pkl") {
            return debris("a PyTorch file whose archive is cut or damaged", "get it again")
        }
        if KerasFormat.recognise(head) != nil { return nil }
        if head.zipMembers.isEmpty, head.contains("model.weights.h5") {
            return debris("a Keras model whose archive is cut or damaged", "get it again")
        }
        if head.zipMembers.contains("schema.json") { return nil }
        if head.contains(".npy") {
            return debris("a NumPy .npz archive", "it holds arrays, not a model; name it in `inputs`")
        }
        return unsupported("a zip archive")
    }

    private static func binary(_ head: FileHead) -> ForeignFile? {
        if head.begins(with: "ORTM", at: 4) {
            return ForeignFile(
                "a model in ONNX Runtime's own format (ORT)", .unsupported, "name the ONNX model that it was made of")
        }
        if head.begins(with: "GGUF") { return unsupported("a GGUF model") }
        if TarArchive.begins(head) || head.begins(with: "ustar", at: 257) {
            if TorchTarFormat.recognise(head) != nil {
                return ForeignFile(
                    "a PyTorch checkpoint from before 0.1.10 (tar)", .unsupported,
                    "load it with torch.load(…, weights_only=False) and save it again")
            }
            return unsupported("a tar archive")
        }
        if head.begins(with: [0x28, 0xB5, 0x2F, 0xFD]) { return unsupported("Zstandard-compressed data") }
        if head.begins(with: NPYLayout.magic) {
            return debris("a NumPy .npy array", "it holds an array, not a model; name it in `inputs`")
        }
        if head.begins(with: "PAR1") { return debris("a Parquet table", "it holds data, not a model") }
        if head.begins(with: [0x7F, 0x45, 0x4C, 0x46]) {
            return debris("an ELF program or library", "name the model file")
        }
        if head.begins(with: "%PDF") { return debris("a PDF document", "name the model file") }
        if head.begins(with: "ZF0x") {
            return ForeignFile(
                "a joblib dump from before version 0.10", .unsupported, "load it with joblib and dump it again")
        }
        if head.begins(with: "bs64") {
            return ForeignFile(
                "an XGBoost model from before 0.7 (base64)", .unsupported, "save it again with XGBoost 1.x as JSON")
        }
        return nil
    }

    private static func text(_ head: FileHead) -> ForeignFile? {
        let start = head.bytes.drop { $0 == 0x20 || (0x09...0x0D).contains($0) }
        guard let first = start.first else { return debris("a file of white space", "get it again") }
        if first == UInt8(ascii: "{"), head.contains("\"") {
            if XGBoostModel.encoding(of: head.bytes) != nil { return nil }
            if head.contains("\"oblivious_trees\"") { return unsupported("a CatBoost model (JSON)") }
            return debris("a JSON text", "name the model file")
        }
        if first == UInt8(ascii: "["), head.contains("\"nodeid\"") {
            return debris("an XGBoost dump (dump_model)", "it can't be loaded; write the model with save_model")
        }
        if String(decoding: start.prefix(5), as: UTF8.self) == "<?xml" {
            if OpenVINOFormat.recognise(head) != nil { return nil }
            return unsupported(head.contains("<PMML") ? "a PMML model" : "an XML document")
        }
        return nil
    }

    /// The error for content that nothing recognises, with its first bytes.
    static func unknown(_ path: String, _ head: FileHead) -> ArtifactError {
        let start = head.bytes.prefix(16)
        let isText = start.allSatisfy { (0x20...0x7E).contains($0) || (0x09...0x0D).contains($0) }
        let first =
            isText
            ? "starts with the text '\(String(decoding: start.prefix { $0 >= 0x20 }, as: UTF8.self))'"
            : "starts with the bytes \(start.prefix(8).map { hexadecimal($0) }.joined(separator: " "))"
        return ArtifactError(
            .notAnArtifact,
            path: path,
            reason: "not recognised as a model: \(first); supported: \(knownNames)",
        )
    }

    private static func hexadecimal(_ byte: UInt8) -> String {
        (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }
}
