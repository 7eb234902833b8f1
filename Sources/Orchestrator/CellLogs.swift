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
            let path = Path.join(directory, "\(stream).log")
            guard let size = try? File.size(path), size > 0,
                let text = try? File.readText(path, limit: Self.excerpt)
            else { return "" }
            if let kept = run.keepLog(path, cell: cell, stream: stream, limit: Self.kept) { attachments.append(kept) }
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
