import Matrix

/// Judges a model directory: each file in it by its own format's scan, and the code that a load would run.
enum BundleScan {
    /// Python code beside the weights that a load imports.
    struct Code {
        /// The files, relative to the directory.
        let files: [String]
        /// The module's name, which `allow` may permit.
        let module: String
        /// What a load does with it: "would import".
        let deed: String
        /// Whether it is not the model's own, but Python's or another package's.
        var isForeign = false
    }

    /// - Parameter risks: what else was found in the directory that the policy refuses.
    static func judge(
        _ files: [BundledFile],
        code: [Code],
        risks: [ScanFinding] = [],
        fault: String?,
        policy: Policy,
    ) -> ScanResult {
        if policy.pickle == .trusted {
            return ScanResult(verdict: .clean, notes: ["not scanned: policy.pickle is trusted"])
        }
        var findings = risks
        var notes: [String] = []
        var isUnreadable = false
        var isClean = false
        let allow = policy.allow.map(Glob.init)
        for item in code where !allow.contains(where: { $0.matches(item.module) || $0.matches("\(item.module).") }) {
            findings.append(finding(item))
        }
        let readsCode = !code.isEmpty
        for file in files {
            let result = judge(file, policy)
            findings += result.findings
            notes += result.notes.map { "\(file.path): \($0)" }
            isUnreadable = isUnreadable || result.verdict == .unreadable
            isClean = isClean || result.verdict == .clean
        }
        if let fault {
            findings.append(ScanFinding(offset: 0, message: fault))
            isUnreadable = true
        }
        if findings.isEmpty {
            return ScanResult(verdict: isClean || readsCode ? .clean : .notApplicable, notes: notes)
        }
        let isRefused = !risks.isEmpty || findings.contains { $0.global != nil }
        return ScanResult(
            verdict: isUnreadable && !isRefused ? .unreadable : .refused, findings: findings, notes: notes)
    }

    static func judge(_ file: BundledFile, _ policy: Policy) -> ScanResult {
        let result = file.description.scan(policy)
        let findings = result.findings.map { finding in
            ScanFinding(
                global: finding.global,
                offset: finding.offset,
                message: "\(file.path) \(finding.message)",
                remedy: finding.remedy,
            )
        }
        return ScanResult(verdict: result.verdict, findings: findings, notes: result.notes)
    }

    private static func finding(_ code: Code) -> ScanFinding {
        let shown = code.files.prefix(3).joined(separator: ", ")
        let more = code.files.count > 3 ? " and \(code.files.count - 3) more" : ""
        let module = ScanResult.printable(code.module)
        return ScanFinding(
            global: code.module,
            offset: 0,
            message: "\(code.deed) \(code.isForeign ? module : "the model's own code"): \(shown)\(more)",
            remedy: code.isForeign && isSystem(code.module) ? nil : "if you trust it: allow: [\(module)]",
        )
    }

    /// Nobody should be told how to permit what runs code or opens files.
    private static func isSystem(_ module: String) -> Bool {
        AllowAdvice.isSystem(module)
            || ["numpy", "sentence_transformers", "torch", "transformers"].contains(module.head(before: "."))
    }
}
