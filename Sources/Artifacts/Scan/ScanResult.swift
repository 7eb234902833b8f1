/// What the scan of an artifact came to: may it be loaded?
public struct ScanResult: Sendable, Hashable {
    public enum Verdict: String, Sendable, Hashable {
        /// Nothing was found that the policy refuses.
        case clean
        case refused
        /// It could not be read to its end as data, so that nothing is known of the rest.
        case unreadable
        /// The format holds no code.
        case notApplicable = "not-applicable"
    }

    public let verdict: Verdict
    /// What was refused, in file order; empty unless `refused` or `unreadable`.
    public let findings: [ScanFinding]
    /// Remarks that refuse nothing: bytes after the pickle, a policy that lets everything pass.
    public let notes: [String]

    public init(verdict: Verdict, findings: [ScanFinding] = [], notes: [String] = []) {
        self.verdict = verdict
        self.findings = findings
        self.notes = notes
    }

    /// Whether the artifact may be loaded.
    public var passes: Bool { verdict == .clean || verdict == .notApplicable }

    /// One line: what was found first, how to permit it, and how many more there are.
    public var summary: String {
        guard let first = findings.first else {
            return verdict == .notApplicable ? "holds no code" : "no global outside the allow-list"
        }
        var line = first.message
        if let remedy = first.remedy { line += "; \(remedy)" }
        if findings.count > 1 { line += " (and \(findings.count - 1) more)" }
        return line
    }
}

extension ScanResult {
    /// What two parts of one artifact come to: the worse of both verdicts, with what was found in each.
    func joined(with other: ScanResult) -> ScanResult {
        let order: [Verdict] = [.refused, .unreadable, .clean, .notApplicable]
        let verdict = order.first { $0 == self.verdict || $0 == other.verdict } ?? .refused
        return ScanResult(
            verdict: verdict, findings: findings + other.findings,
            notes: notes + other.notes.filter { !notes.contains($0) })
    }

    /// A name from a file without control characters and with at most `limit` characters.
    public static func printable(_ name: String, limit: Int = 120) -> String {
        // A hostile file's name may have millions of them.
        let head = name.unicodeScalars.prefix(4 * limit)
        let scalars = head.map { scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator: "\u{FFFD}" as Unicode.Scalar
            default: scalar
            }
        }
        let clean = String(String.UnicodeScalarView(scalars))
        let isWhole = head.endIndex == name.unicodeScalars.endIndex && clean.count <= limit
        return isWhole ? clean : clean.prefix(limit) + "…"
    }
}

/// One thing in an artifact that the policy refuses.
public struct ScanFinding: Sendable, Hashable {
    /// The dotted name of the global, where the finding is one.
    public let global: String?
    /// The byte in the (decompressed) stream.
    public let offset: Int
    /// What a load would do, with place: "would call os.system (byte 7)".
    public let message: String
    /// How to permit it, as a line of the matrix' `policy`; `nil` where nothing should.
    public let remedy: String?

    public init(global: String? = nil, offset: Int, message: String, remedy: String? = nil) {
        self.global = global
        self.offset = offset
        self.message = message
        self.remedy = remedy
    }
}
