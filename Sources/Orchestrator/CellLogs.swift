import Files
import Results

/// What a cell wrote to its streams: cut for the results, kept whole up to a limit in the run's directory.
struct CellLogs: Sendable {
    let standardOutput: String
    let standardError: String
    let attachments: [String]

    /// Bytes of each stream in the results, and in the file that is kept.
    private static let excerpt = 16 << 10
    private static let kept = 4 << 20

    /// Reads both streams; a cell's directory may go afterwards.
    init(cell: String, directory: String, run: RunDirectory) {
        var attachments: [String] = []
        func read(_ stream: String) -> String {
            guard let (bytes, size) = try? File.readPlain("\(stream).log", in: directory, limit: Self.kept),
                !bytes.isEmpty
            else { return "" }
            let text = String(decoding: bytes.prefix(Self.excerpt), as: UTF8.self)
            if let kept = run.keepLog(bytes, cell: cell, stream: stream) { attachments.append(kept) }
            return size > Self.excerpt ? text + "\n… \(size) bytes in all" : text
        }
        standardOutput = read("stdout")
        standardError = read("stderr")
        self.attachments = attachments
    }

    func attach(to result: inout CellResult) {
        result.standardOutput = standardOutput
        result.standardError = standardError
        result.attachments = attachments
    }
}
