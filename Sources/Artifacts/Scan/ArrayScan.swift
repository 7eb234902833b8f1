import Matrix

/// Judges NumPy arrays: those of objects are pickles.
enum ArrayScan {
    static func judge(_ arrays: ArrayArchive, fault: String?, policy: Policy) -> ScanResult {
        if policy.pickle == .trusted {
            return ScanResult(verdict: .clean, notes: ["not scanned: policy.pickle is trusted"])
        }
        var findings = arrays.archiveProblems.map { ScanFinding(offset: 0, message: "in the archive, \($0)") }
        var notes: [String] = []
        var isUnreadable = fault != nil
        for pickle in arrays.pickles {
            let result = PickleScan.judge(pickle.report, policy: policy)
            isUnreadable = isUnreadable || result.verdict == .unreadable
            if result.verdict == .refused { findings += result.findings }
            notes += result.notes
        }
        if !findings.isEmpty { return ScanResult(verdict: .refused, findings: findings, notes: notes) }
        if isUnreadable {
            let message = fault ?? "an array's pickle can't be read"
            return ScanResult(verdict: .unreadable, findings: [ScanFinding(offset: 0, message: message)], notes: notes)
        }
        return ScanResult(verdict: arrays.pickles.isEmpty ? .notApplicable : .clean, notes: notes)
    }
}
