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
            if let use = AllowList.known.use(module: name.module, name: name.name), isFit(name, use) { return nil }
            return ScanFinding(
                global: name.dotted,
                offset: 0,
                message: name.isCalled ? "would call \(name.dotted)" : "would make an object of \(name.dotted)",
                remedy: AllowAdvice.line(for: name.dotted),
            )
        }
        findings += report.remarks.map {
            ScanFinding(offset: 0, message: $0, remedy: "policy.pickle: trusted permits it")
        }
        if !findings.isEmpty { return ScanResult(verdict: .refused, findings: findings) }
        if let fault { return ScanResult(verdict: .unreadable, findings: [ScanFinding(offset: 0, message: fault)]) }
        return ScanResult(verdict: .clean)
    }

    /// Whether a node of its kind may name something: none calls what only makes objects of the right arguments.
    private static func isFit(_ name: SkopsReport.Name, _ use: NameTable.Use) -> Bool {
        let root = name.module.prefix { $0 != "." }
        let isClass = use == .make || use == .call
        switch name.deed {
        case .hold: return PickleScan.mayBeHeld(name.module, name.name, permitted: use)
        case .make: return isClass
        case .collect: return isClass && ["builtins", "collections", "sklearn"].contains(root)
        // Some of NumPy's types are only ever held by pickles.
        case .fill: return use != .construct && ["numpy", "scipy"].contains(root)
        case .build: return isClass && ["sklearn", "_loss"].contains(root)
        case .call: return use == .call
        }
    }
}
