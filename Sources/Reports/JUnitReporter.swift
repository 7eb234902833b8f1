public import Results

/// Writes JUnit XML: a suite is a concrete environment, a case an artifact in it.
///
/// The file keeps to what pytest's `xunit2` family and the schema of Jenkins' xUnit plugin (`junit-10.xsd`) share, and
/// below 30 MB, since GitLab reads no more. How a verdict is shown:
///
/// - `compatible`, `warned`: a pass; warnings stand in `system-out`;
/// - `drifted`, `incompatible`, `crashed`, `timed-out`, `refused`, `unexpected-pass`: `failure`;
/// - `unprovisioned`: `error`, since the environment is at fault, not the artifact;
/// - `skipped`, `expected`: `skipped`, with the reason;
/// - any failure of an advisory cell: `skipped` with "advisory: …", so that no dashboard turns red for it.
public struct JUnitReporter: Reporter {
    public static let name = "junit"

    /// Whether `warned` counts as a failure.
    public var strictWarnings: Bool
    /// The directory that attachments are relative to, as whoever reads the file finds it; empty is the run's own.
    public var attachmentBase: String
    /// The most bytes that a file has.
    public var sizeLimit: Int

    public init(strictWarnings: Bool = false, attachmentBase: String = "", sizeLimit: Int = 29_000_000) {
        self.strictWarnings = strictWarnings
        self.attachmentBase = attachmentBase
        self.sizeLimit = sizeLimit
    }

    public func write(_ run: RunResult, to path: String) throws(ReportError) {
        var file = try ReportFile(path, report: Self.name)
        try render(run) { bytes throws(ReportError) in try file.write(bytes) }
        try file.commit()
    }

    /// Writes the report in pieces of about 64 KiB.
    func render<Failure>(_ run: RunResult, to write: ([UInt8]) throws(Failure) -> Void) throws(Failure) {
        let suites = JUnitSuite.all(of: run, strictWarnings: strictWarnings)
        try render(run, suites, textLimit: lengthLimit(run, suites), to: write)
    }

    private func render<Failure>(
        _ run: RunResult,
        _ suites: [JUnitSuite],
        textLimit: Int?,
        to write: ([UInt8]) throws(Failure) -> Void,
    ) throws(Failure) {
        var writer = XMLWriter()
        writer.start("testsuites")
        writer.attribute("name", run.matrix)
        writer.attribute("tests", "\(run.cells.count)")
        writer.attribute("failures", "\(suites.reduce(0) { $0 + $1.failures })")
        writer.attribute("errors", "\(suites.reduce(0) { $0 + $1.errors })")
        writer.attribute("time", Decimal.fixed(run.seconds, 3))
        for suite in suites {
            suite.writeHead(of: run, to: &writer)
            for entry in suite.cases {
                entry.write(matrix: run.matrix, attachmentBase: attachmentBase, textLimit: textLimit, to: &writer)
                if let bytes = writer.drain(atLeast: 65_536) { try write(bytes) }
            }
            writer.end()
        }
        writer.finish()
        try write(writer.buffer)
    }

    /// The length to which a text is trimmed so that the file stays below its limit; `nil` where all fit.
    private func lengthLimit(_ run: RunResult, _ suites: [JUnitSuite]) -> Int? {
        var lengths: [Int] = []
        for suite in suites {
            for entry in suite.cases {
                for text in entry.texts where !text.isEmpty { lengths.append(XMLWriter.length(text)) }
            }
        }
        // Most runs are so small that what surrounds the texts need not be counted, even with hundreds of packages.
        guard lengths.reduce(0, +) > sizeLimit / 20 || run.cells.count > 1000 else { return nil }
        var surroundings = 0
        render(run, suites, textLimit: 0) { surroundings += $0.count }
        return Self.level(lengths, budget: max(sizeLimit - surroundings, 0))
    }

    /// The level to which the longest lengths must come down so that all together fit a budget.
    static func level(_ lengths: [Int], budget: Int) -> Int? {
        guard lengths.reduce(0, +) > budget else { return nil }
        var left = budget
        let sorted = lengths.sorted()
        for (index, length) in sorted.enumerated() {
            let share = left / (sorted.count - index)
            if length > share { return share }
            left -= length
        }
        return nil
    }
}
