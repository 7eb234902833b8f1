import Glibc
import Matrix

@testable import Artifacts

/// Runs libFuzzer on one reader: `fuzz READER [LIBFUZZER OPTION…] CORPUS…`; `fuzz --readers` lists them.
///
/// READER is the name of a format, `savedmodel` for TensorFlow's graph, or `any` for recognition and all that follows.
@main
enum Fuzz {
    nonisolated(unsafe) static var format: (any ArtifactFormat.Type)?
    nonisolated(unsafe) static var isGraph = false

    static let formats = FormatRegistry.formats + FormatRegistry.unloadable
    /// Formats whose artifacts are folders, or anything at all, have no reader of their own for a file.
    static let others: Set = [
        "tensorflow-savedmodel", "python", "torch-module", "mlflow", "huggingface", "sentence-transformers",
    ]
    static let names = formats.map { $0.name }.filter { !others.contains($0) } + ["savedmodel", "any"]

    static func main() {
        let arguments = CommandLine.arguments
        if arguments.count > 1, arguments[1] == "--readers" { return print(names.joined(separator: "\n")) }
        // libFuzzer calls this program again to merge, by its own options alone.
        let inherited = getenv("FUZZ_READER").map { String(cString: $0) }
        let isNamed = arguments.count > 1 && names.contains(arguments[1])
        guard let reader = isNamed ? arguments[1] : inherited, names.contains(reader) else {
            print("usage: fuzz READER [LIBFUZZER OPTION…] CORPUS…\nREADER: \(names.joined(separator: ", "))")
            exit(2)
        }
        setenv("FUZZ_READER", reader, 1)
        format = formats.first { $0.name == reader }
        isGraph = reader == "savedmodel"
        var pointers = ([arguments[0]] + arguments.dropFirst(isNamed ? 2 : 1)).map { strdup($0) }
        pointers.append(nil)
        var count = Int32(pointers.count - 1)
        pointers.withUnsafeMutableBufferPointer { buffer in
            var start = buffer.baseAddress
            exit(runDriver(&count, &start) { data, size in Fuzz.run(data, size) })
        }
    }

    static func run(_ data: UnsafePointer<UInt8>?, _ size: Int) -> Int32 {
        let source = ByteSource(Array(UnsafeBufferPointer(start: data, count: size)))
        if isGraph {
            var model = SavedModel()
            try? model.read(source)
            _ = model.risks
            return 0
        }
        guard let format else {
            let description = try? ArtifactReader.describe(
                path: "any", source: source, sha256: "", statedFormat: nil, forLoading: false)
            _ = description?.scan(Policy())
            return 0
        }
        let file = ArtifactFile(
            path: "any", source: source, head: FileHead(source), sha256: "", statedFormat: nil, recognition: .certain)
        _ = (try? format.describe(file))?.scan(Policy())
        return 0
    }
}

@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
    _ count: UnsafeMutablePointer<Int32>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>,
    _ run: @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32,
) -> Int32
