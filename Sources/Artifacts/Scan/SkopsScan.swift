public import Matrix

/// Judges the types that a skops file names by the policy and the frameworks' allow-lists, as for pickles.
///
/// skops asks again at the load which types to trust; it is given what passed here.
public enum SkopsScan {
    public static func judge(_ report: SkopsReport, fault: String? = nil, policy: Policy) -> ScanResult {
        if policy.pickle == .trusted {
            return ScanResult(verdict: .clean, notes: ["not scanned: policy.pickle is trusted"])
        }
        let allow = policy.allow.map(Glob.init)
        var findings = report.names.compactMap { name -> ScanFinding? in
            if allow.contains(where: { $0.matches(name.dotted) }) { return nil }
            let needed: NameTable.Use = name.isCalled ? .call : .name
            if let use = AllowList.known.use(module: name.module, name: name.name), use >= needed { return nil }
            return ScanFinding(
                global: name.dotted,
                offset: 0,
                message: name.isCalled ? "would call \(name.dotted)" : "would make an object of \(name.dotted)",
                remedy: "if you trust it: allow: [\(name.dotted)]",
            )
        }
        findings += report.remarks.map {
            ScanFinding(offset: 0, message: $0, remedy: "policy.pickle: trusted permits it")
        }
        if !findings.isEmpty { return ScanResult(verdict: .refused, findings: findings) }
        if let fault { return ScanResult(verdict: .unreadable, findings: [ScanFinding(offset: 0, message: fault)]) }
        return ScanResult(verdict: .clean)
    }
}
