import Files
import Results

/// One `testcase`: a cell with how JUnit shows it and the texts that go with it.
struct JUnitCase {
    enum Outcome { case pass, failure, error, skipped }

    let cell: CellResult
    let outcome: Outcome
    private let environmentLog: String?

    init(_ cell: CellResult, environmentLog: String?, strictWarnings: Bool) {
        self.cell = cell
        let fails = cell.verdict.fails || (strictWarnings && cell.verdict == .warned)
        outcome =
            switch cell.verdict {
            case .skipped, .expected: .skipped
            case _ where cell.advisory && fails: .skipped
            case .unprovisioned: .error
            default: fails ? .failure : .pass
            }
        self.environmentLog = environmentLog
    }

    /// The texts that may be trimmed; made anew each time, since all of a run's at once would be large.
    var texts: [String] { [detail, output, errors] }

    func write(matrix: String, attachmentBase: String, textLimit: Int?, to writer: inout XMLWriter) {
        writer.start("testcase")
        writer.attribute("classname", "\(matrix).\(cell.environment)")
        writer.attribute("name", cell.artifact)
        writer.attribute("time", Decimal.fixed(cell.seconds, 3))
        switch outcome {
        case .pass: break
        case .failure: writeOutcome("failure", textLimit, &writer)
        case .error: writeOutcome("error", textLimit, &writer)
        case .skipped: writeOutcome("skipped", textLimit, &writer)
        }
        let attachments = cell.attachments.map { "[[ATTACHMENT|\(Path.join(attachmentBase, $0))]]\n" }.joined()
        if !output.isEmpty || !attachments.isEmpty {
            writer.start("system-out")
            writer.text(Self.trimmed(output, textLimit))
            writer.text(attachments)
            writer.end()
        }
        if !errors.isEmpty {
            writer.start("system-err")
            writer.text(Self.trimmed(errors, textLimit))
            writer.end()
        }
        writer.end()
    }

    private static let messageLimit = 4000

    private func writeOutcome(_ element: StaticString, _ limit: Int?, _ writer: inout XMLWriter) {
        let message =
            switch cell.verdict {
            case .skipped: cell.reason
            case .expected: "expected: \(cell.reason)"
            default: outcome == .skipped ? "advisory: \(cell.verdict.rawValue): \(cell.reason)" : cell.reason
            }
        writer.start(element)
        writer.attribute("type", cell.failure?.type ?? cell.verdict.rawValue)
        writer.attribute("message", Self.trimmed(message, Self.messageLimit))
        writer.text(Self.trimmed(detail, limit))
        writer.end()
    }

    /// Traceback, numbers, the installer's log and the checks.
    private var detail: String {
        guard outcome != .pass else { return "" }
        var lines: [String] = []
        if let failure = cell.failure {
            lines.append(failure.traceback.isEmpty ? "\(failure.type): \(failure.message)" : failure.traceback)
            if let inference = failure.inference { lines.append("raised at inference \(inference)") }
        }
        if let mismatch = cell.mismatch {
            lines.append(mismatch.summary)
            let index = mismatch.index.map(String.init).joined(separator: ", ")
            let element = mismatch.index.isEmpty ? "" : ", element [\(index)]"
            lines.append("output '\(mismatch.output)', inference \(mismatch.inference)\(element):")
            lines.append("  got  \(mismatch.got)\n  want \(mismatch.want)")
            let surroundings = cell.surroundings.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
            if !surroundings.isEmpty { lines.append("computed with \(surroundings.joined(separator: ", "))") }
        }
        if cell.verdict == .unprovisioned, let environmentLog, !environmentLog.isEmpty { lines.append(environmentLog) }
        guard cell.verdict != .skipped else { return lines.joined(separator: "\n") }
        let checks = cell.checks.filter { $0.status != .notApplicable && $0.status != .notRun }
        if !checks.isEmpty {
            lines.append("checks:")
            for check in checks {
                let detail = check.detail.isEmpty ? "" : ": \(check.detail)"
                let seconds = Decimal.fixed(check.seconds, 4)
                lines.append("  \(check.name.rawValue) \(check.status.rawValue) \(seconds) s\(detail)")
            }
        }
        return lines.joined(separator: "\n")
    }

    private var errors: String { Self.withoutAttachments(cell.standardError) }

    /// Servers attach the files that streams name (`[[ATTACHMENT|path]]`); an artifact is to name none.
    ///
    /// By code points, as they look for these: a mark on a bracket or before it makes no difference to them.
    private static func withoutAttachments(_ text: String) -> String {
        let pattern = Array("[[ATTACHMENT|".unicodeScalars)
        let scalars = text.unicodeScalars.replacing(pattern, with: Array("[ [ATTACHMENT|".unicodeScalars))
        return String(scalars)
    }

    /// Warnings and what the cell wrote; attachments come after it, untrimmed.
    private var output: String {
        var text = ""
        for warning in cell.warnings {
            text += "warning: \(warning.category) (\(warning.count)×): \(warning.message)\n"
        }
        if !cell.compared, cell.verdict == .compatible || cell.verdict == .warned {
            text += "predictions not compared; `smokehouse record` makes a reference\n"
        }
        if !cell.standardOutput.isEmpty {
            text += cell.standardOutput
            if cell.standardOutput.utf8.last != UInt8(ascii: "\n") { text += "\n" }
        }
        return Self.withoutAttachments(text)
    }

    /// A text cut to `limit` escaped bytes: its first third and its end, where the fault mostly is.
    static func trimmed(_ text: String, _ limit: Int?) -> String {
        guard let limit, XMLWriter.length(text) > limit else { return text }
        var text = text
        return text.withUTF8 { bytes in
            let room = max(limit - 60, 0)
            var head = 0
            var used = 0
            while head < bytes.count, used + XMLWriter.length(of: bytes[head]) <= room / 3 {
                used += XMLWriter.length(of: bytes[head])
                head += 1
            }
            var tail = bytes.count
            while tail > head, used + XMLWriter.length(of: bytes[tail - 1]) <= room {
                tail -= 1
                used += XMLWriter.length(of: bytes[tail])
            }
            // Back to whole characters: a continuation byte starts none.
            while head > 0, head < bytes.count, bytes[head] & 0xC0 == 0x80 { head -= 1 }
            while tail < bytes.count, bytes[tail] & 0xC0 == 0x80 { tail += 1 }
            return String(decoding: bytes[..<head], as: UTF8.self)
                + "\n[… \(tail - head) bytes trimmed …]\n"
                + String(decoding: bytes[tail...], as: UTF8.self)
        }
    }
}
