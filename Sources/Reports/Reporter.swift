public import Files
public import Results

/// Writes a finished run in one format; reporters see finished values, never the scheduler.
public protocol Reporter: Sendable {
    /// The format's name on the command line: `junit`, `json`.
    static var name: String { get }
    /// Writes the report; the file appears whole or not at all.
    func write(_ run: RunResult, to path: String) throws(ReportError)
}

/// A report that could not be written.
public struct ReportError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The format's name.
    public let report: String
    public let cause: FileError

    public init(report: String, cause: FileError) {
        self.report = report
        self.cause = cause
    }

    public var description: String { "no \(report) report: \(cause)" }
}

/// Every report format; a new one adds a line.
public enum Reporters {
    public static let all: [any Reporter] = [
        JUnitReporter(),
        JSONReporter(),
    ]

    /// The reporter of a format.
    public static func named(_ name: String) -> (any Reporter)? { all.first { type(of: $0).name == name } }
}
