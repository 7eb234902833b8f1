import Files
import YAML

/// What all parts of the decoder share: the file, how to look around, and the problems found so far.
final class Scope {
    let file: String
    /// The absolute directory that relative paths start from.
    let directory: String
    let formats: [String]
    private let exists: (String) -> Bool
    private(set) var problems: [Diagnostic] = []

    init(file: String, directory: String, formats: [String], exists: @escaping (String) -> Bool) {
        self.file = file
        self.directory = directory
        self.formats = formats
        self.exists = exists
    }

    /// Adds a problem; the user's own text in it cannot break the line, nor make it endless.
    func report(_ message: String, at mark: Mark) {
        problems.append(Diagnostic(message.oneLine(limit: 1000), file: file, mark: mark))
    }

    func reportUnsupported(_ what: String, at mark: Mark) {
        report("\(what) is not supported yet", at: mark)
    }

    /// The absolute path of a file that must be there; `nil` once the lack is reported.
    func existingPath(_ text: String, _ label: String, at mark: Mark) -> String? {
        let path = Path.absolute(text, from: directory)
        guard exists(path) else {
            let hint = text.hasPrefix("~") ? "; '~' is not expanded, write '${HOME}'" : ""
            report("\(label): no file or folder '\(text)' at '\(path)'\(hint)", at: mark)
            return nil
        }
        return path
    }

    /// The problems in the order of the file.
    var sorted: [Diagnostic] { problems.inOrder }
}

extension [Diagnostic] {
    /// Each problem once, in the order of the file; those without a place come first.
    var inOrder: [Diagnostic] {
        var seen: Set<Diagnostic> = []
        let ordered = enumerated().sorted { left, right in
            let (one, other) = (left.element.mark, right.element.mark)
            return (one?.line ?? 0, one?.column ?? 0, left.offset) < (
                other?.line ?? 0, other?.column ?? 0, right.offset
            )
        }
        return ordered.map(\.element).filter { seen.insert($0).inserted }
    }
}
