import Probe

/// Where C libraries that log through a bare callback send their warnings: a cell's process has one report.
final class NativeWarnings: @unchecked Sendable {
    /// C callbacks carry no context, so that there is one of these. Set once in each cell's process before its threads.
    static let shared = NativeWarnings()

    private var report: CellReport?

    private init() {}

    func send(to report: CellReport) { self.report = report }

    /// Takes a line of a library's log: a warning to the report, everything else to standard error.
    func take(_ line: String) {
        guard let report, line.contains("WARNING:") else {
            SystemCalls.complain(line)
            return
        }
        report.warn(CapturedWarning(category: "UserWarning", message: line))
    }
}
