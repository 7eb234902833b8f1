/// What became of a cell; the contract's table.
public enum Verdict: String, Sendable, Hashable, CaseIterable {
    case compatible, warned, drifted, incompatible, crashed
    case timedOut = "timed-out"
    case refused, unprovisioned, skipped, expected
    case unexpectedPass = "unexpected-pass"

    /// Whether a cell with this verdict fails the run (exit code 1; `unprovisioned` alone gives 3).
    public var fails: Bool {
        switch self {
        case .compatible, .warned, .skipped, .expected: false
        default: true
        }
    }
}

/// The checks of a cell, in the order in which they are made.
public enum CheckName: String, Sendable, Hashable, CaseIterable {
    case integrity, scan, metadata, provision, load, inference, parity, determinism, budget
}

/// How a check came out; a check that does not apply is `notApplicable`, never passed.
public enum CheckStatus: String, Sendable, Hashable, CaseIterable {
    case passed, warned, failed
    /// Not reached, since an earlier check failed.
    case notRun = "not-run"
    case notApplicable = "not-applicable"
}
