import Glibc

/// Runs libFuzzer on one reader: `fuzz READER [LIBFUZZER OPTION…] CORPUS…`; `fuzz --readers` lists them.
///
/// READER is the name of a format, `savedmodel` for TensorFlow's graph, `any` for recognition and all that follows, or
/// what else `FuzzReader` knows.
@main
enum Fuzz {
    nonisolated(unsafe) static var reader: FuzzReader?

    static let names = FuzzReader.all.map(\.name)

    static func main() {
        let arguments = CommandLine.arguments
        if arguments.count > 1, arguments[1] == "--readers" { return print(names.joined(separator: "\n")) }
        // libFuzzer calls this program again to merge, by its own options alone.
        let inherited = getenv("FUZZ_READER").map { String(cString: $0) }
        let isNamed = arguments.count > 1 && names.contains(arguments[1])
        let name = isNamed ? arguments[1] : inherited
        guard let name, let reader = FuzzReader.all.first(where: { $0.name == name }) else {
            print("usage: fuzz READER [LIBFUZZER OPTION…] CORPUS…\nREADER: \(names.joined(separator: ", "))")
            exit(2)
        }
        setenv("FUZZ_READER", name, 1)
        self.reader = reader
        var pointers = ([arguments[0]] + arguments.dropFirst(isNamed ? 2 : 1)).map { strdup($0) }
        pointers.append(nil)
        var count = Int32(pointers.count - 1)
        pointers.withUnsafeMutableBufferPointer { buffer in
            var start = buffer.baseAddress
            exit(
                runDriver(&count, &start) { data, size in
                    Fuzz.reader?.run(Array(UnsafeBufferPointer(start: data, count: size)))
                    return 0
                })
        }
    }
}

@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
    _ count: UnsafeMutablePointer<Int32>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>,
    _ run: @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32,
) -> Int32
