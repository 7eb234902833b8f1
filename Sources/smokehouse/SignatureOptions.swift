import ArgumentParser

/// What signing and verifying are told alike.
struct SignatureOptions: ParsableArguments {
    @Argument(help: "Files, or folders that are one artifact.", completion: .file())
    var paths: [String]

    @Option(help: "The signature's file; with one path alone.", completion: .file())
    var signature: String?

    @Option(help: ArgumentHelp("Leave this path below the folder out.", valueName: "path"))
    var ignore: [String] = []

    func validate() throws {
        guard signature == nil || paths.count == 1 else {
            throw ValidationError("--signature names one file; give one path with it")
        }
    }

    /// "1 file", "3 files"
    static func count(_ files: Int) -> String { files == 1 ? "1 file" : "\(files) files" }
}
