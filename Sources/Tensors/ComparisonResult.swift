import Glibc

/// How an output relates to its reference, under a metric and a tolerance.
public struct ComparisonResult: Sendable, Hashable {
    public var passed: Bool
    public var metric: Metric
    /// The tolerance that was applied.
    public var tolerance: Tolerance
    /// Why the two could not be compared element by element: another shape, strings against numbers; in words.
    public var incomparable: String?
    /// What differs without failing, in words: another dtype, a trailing axis of extent 1.
    public var note: String?
    /// The elements compared.
    public var count: Int
    /// The elements out of tolerance; for `cosine` and `top1` the rows.
    public var differing: Int
    /// The largest |got - want| over finite numbers; `nil` where none were compared.
    public var maximumAbsolute: Double?
    /// The largest |got - want| / |want| over finite numbers; infinite where a reference of 0 is missed.
    public var maximumRelative: Double?
    /// The least cosine similarity of the rows; only for `cosine`.
    public var cosine: Double?
    /// The fraction of rows whose largest element is in the same place; only for `top1`.
    public var top1: Double?
    /// The element furthest out of tolerance, else the one that differs most; `nil` when all are equal.
    public var worst: Element?
    /// How many rows `cosine` and `top1` judged.
    var rows: Int?

    /// One element of both sides.
    public struct Element: Sendable, Hashable {
        /// The index on each axis; of a row, without the last axis.
        public var index: [Int]
        public var got: String
        public var want: String
    }

    init(metric: Metric, tolerance: Tolerance, count: Int = 0) {
        passed = false
        self.metric = metric
        self.tolerance = tolerance
        self.count = count
        differing = 0
    }

    /// One line: "7 of 30 elements differ; max |got - want| = 0.0421 (allowed: 1e-05 + 1.3e-06 * |want|)".
    public var summary: String {
        if let incomparable { return incomparable }
        let suffix = note.map { "; \($0)" } ?? ""
        switch metric {
        case .cosine:
            let value = cosine.map { Self.short($0) } ?? "1"
            return "least cosine similarity \(value) over \(counted(rows ?? 0, "row"))"
                + " (allowed: \(Self.short(1 - tolerance.atol)) or more)\(suffix)"
        case .top1:
            return
                "the largest score is in the same place in \((rows ?? 0) - differing) of "
                + "\(counted(rows ?? 0, "row"))\(suffix)"
        default:
            if differing == 0, worst == nil { return "\(counted(count, "element")) equal\(suffix)" }
            let within = differing == 0 ? "all \(counted(count, "element")) within tolerance" : differences
            return "\(within)\(maxima)\(suffix)"
        }
    }

    private var differences: String {
        "\(differing) of \(counted(count, "element")) differ\(differing == 1 && count == 1 ? "s" : "")"
    }

    private var maxima: String {
        switch metric {
        case .exact: return maximumAbsolute.map { "; max |got - want| = \(Self.short($0)) (allowed: none)" } ?? ""
        case .maxRel:
            guard let maximumRelative else { return "" }
            return
                "; max |got - want| / |want| = \(Self.short(maximumRelative)) (allowed: \(Self.short(tolerance.rtol)))"
        default:
            guard let maximumAbsolute else { return "" }
            return "; max |got - want| = \(Self.short(maximumAbsolute)) (allowed: \(allowed))"
        }
    }

    private var allowed: String {
        if tolerance.rtol == 0 || metric == .maxAbs { return Self.short(tolerance.atol) }
        let relative = "\(Self.short(tolerance.rtol)) * |want|"
        return tolerance.atol == 0 ? relative : "\(Self.short(tolerance.atol)) + \(relative)"
    }

    private func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }

    /// At most four significant digits; numbers that are short already stay as they are.
    static func short(_ value: Double) -> String {
        let exact = "\(value)"
        guard value.isFinite, value != 0, exact.utf8.count > 7 else {
            return exact.hasSuffix(".0") ? String(exact.dropLast(2)) : exact
        }
        let exponent = Int(log10(value.magnitude).rounded(.down))
        let digits = (value / pow(10, Double(exponent - 3))).rounded()
        // Through text, so that 421 * 1e-4 reads 0.0421 and not 0.042100000000000005.
        guard digits.isFinite, let rounded = Double("\(Int(digits))e\(exponent - 3)") else { return exact }
        let text = "\(rounded)"
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }
}
