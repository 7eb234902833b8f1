import Glibc
import Matrix

@testable import Artifacts

/// Runs libFuzzer on one reader: `fuzz READER [LIBFUZZER OPTION…] CORPUS…`.
///
/// READER is the name of a format, `any` for recognition and whatever it leads to, or `pickle-torch`.
@main
enum Fuzz {
    nonisolated(unsafe) static var reader: any ArtifactFormat.Type = PickleFormat.self
    nonisolated(unsafe) static var name = ""

    static func main() {
        let arguments = CommandLine.arguments
        guard arguments.count > 1 else {
            print(
                "usage: fuzz READER [LIBFUZZER OPTION…] CORPUS…\nREADER: any, \(FormatRegistry.names.joined(separator: ", "))"
            )
            exit(2)
        }
        name = arguments[1]
        if let format = FormatRegistry.format(named: name) {
            reader = format
        } else if name != "any" {
            print("fuzz: no reader '\(name)'")
            exit(2)
        }
        var pointers = ([arguments[0]] + arguments.dropFirst(2)).map { strdup($0) }
        pointers.append(nil)
        var count = Int32(pointers.count - 1)
        pointers.withUnsafeMutableBufferPointer { buffer in
            var start = buffer.baseAddress
            exit(runDriver(&count, &start) { data, size in Fuzz.run(data, size) })
        }
    }

    static func run(_ data: UnsafePointer<UInt8>?, _ size: Int) -> Int32 {
        let bytes = Array(UnsafeBufferPointer(start: data, count: size))
        if name == "any" {
            let description = try? ArtifactReader.describe(path: "any", bytes: bytes, sha256: "", statedFormat: nil)
            _ = description?.scan(Policy())
            return 0
        }
        let source = ByteSource(bytes)
        let file = ArtifactFile(
            path: "any", source: source, head: FileHead(source), sha256: "", statedFormat: nil, recognition: .certain)
        _ = (try? reader.describe(file))?.scan(Policy())
        return 0
    }
}

@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
    _ count: UnsafeMutablePointer<Int32>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>,
    _ run: @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32,
) -> Int32
