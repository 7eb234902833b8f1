import Files
import Foundation
import Testing

/// Files that hold what a report must print; `SMOKEHOUSE_UPDATE_GOLDEN=1` writes them anew.
enum Golden {
    static let folder = Path.join(Path.parent(#filePath), "Golden")

    static func expect(_ text: String, _ name: String, _ location: SourceLocation = #_sourceLocation) throws {
        let path = Path.join(folder, name)
        if ProcessInfo.processInfo.environment["SMOKEHOUSE_UPDATE_GOLDEN"] == "1" {
            try File.write(text, to: path)
        }
        let golden = try File.readText(path)
        if text != golden {
            let pairs = zip(text.split(separator: "\n"), golden.split(separator: "\n"))
            let first = pairs.enumerated().first { $0.element.0 != $0.element.1 }
            Issue.record(
                """
                \(name) differs from line \((first?.offset ?? 0) + 1) on
                now:    \(first?.element.0 ?? "(one is longer)")
                golden: \(first?.element.1 ?? "")
                """,
                sourceLocation: location,
            )
        }
    }

    /// Escape sequences written so that a golden file can be read: ESC as ␛.
    static func visible(_ lines: [String]) -> String {
        lines.map { "\($0.replacing("\u{1B}", with: "␛"))\n" }.joined()
    }
}
