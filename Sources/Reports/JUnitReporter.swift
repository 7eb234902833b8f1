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
    /// The most bytes that a file has.
    public var sizeLimit: Int

    public init(strictWarnings: Bool = false, sizeLimit: Int = 29_000_000) {
        self.strictWarnings = strictWarnings
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
        let limit = lengthLimit(suites, run)
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
                entry.write(matrix: run.matrix, textLimit: limit, to: &writer)
                if let bytes = writer.drain(atLeast: 65_536) { try write(bytes) }
            }
            writer.end()
        }
        writer.finish()
        try write(writer.buffer)
    }

    /// The length to which a text is trimmed so that the file stays below its limit; `nil` where all fit.
    private func lengthLimit(_ suites: [JUnitSuite], _ run: RunResult) -> Int? {
        // An escaped byte takes six at most; what stays below the limit even so needs no counting.
        var raw = 0
        for suite in suites {
            raw += suite.headLength
            for entry in suite.cases { raw += entry.fixedLength + entry.texts.reduce(0) { $0 + $1.utf8.count } }
        }
        guard raw * 6 > sizeLimit else { return nil }
        var fixed = 0
        var lengths: [Int] = []
        for suite in suites {
            fixed += suite.headLength * 6
            for entry in suite.cases {
                fixed += entry.fixedLength * 6
                for text in entry.texts { lengths.append(XMLWriter.length(text)) }
            }
        }
        return Self.level(lengths, budget: max(sizeLimit - fixed, 0))
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
