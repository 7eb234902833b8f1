public import Results

/// Writes `results.json`, from which a run can be read back without loss; see `RunResult.json` for its schema.
public struct JSONReporter: Reporter {
    public static let name = "json"

    public init() {}

    public func write(_ run: RunResult, to path: String) throws(ReportError) {
        var file = try ReportFile(path, report: Self.name)
        try run.writeJSON { bytes throws(ReportError) in try file.write(bytes) }
        try file.commit()
    }
}
