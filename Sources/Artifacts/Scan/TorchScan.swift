import Matrix

/// Judges a PyTorch file by its archive, its pickles, and what its code reaches.
enum TorchScan {
    static func judge(_ file: TorchFile, fault: String?, policy: Policy) -> ScanResult {
        var notes: [String] = []
        if !file.devices.isEmpty {
            let devices = file.devices.joined(separator: ", ")
            let isGPU = file.devices.contains { $0.hasPrefix("cuda") }
            notes.append("saved from \(isGPU ? "a GPU" : "another device") (\(devices)); loaded onto the CPU")
        }
        if file.isRepacked { notes.append("the archive was compressed by something else than PyTorch") }
        if policy.pickle == .trusted {
            return ScanResult(verdict: .clean, notes: ["not scanned: policy.pickle is trusted"] + notes)
        }
        var findings = file.archiveProblems.map { ScanFinding(offset: 0, message: "in the archive, \($0)") }
        findings += file.fileAccess.map {
            ScanFinding(offset: 0, message: "its TorchScript code calls \($0), which reads or writes files")
        }
        let allow = policy.allow.map(Glob.init)
        let risks = file.graphRisks.filter { risk in !allow.contains { risk.global.map($0.matches) ?? false } }
        findings += risks.map { risk in
            // Names of no library are attributes of PyTorch's own, of which nobody should be told how to permit them.
            let isPlain = risk.global?.hasPrefix("torch.ops.") ?? false
            return ScanFinding(
                global: risk.global, offset: 0, message: risk.message,
                remedy: isPlain ? risk.global.flatMap(AllowAdvice.line) : nil)
        }
        var isUnreadable = false
        var policy = policy
        // The classes of the archive's own code.
        if file.kind == .torchScript { policy.allow.append("__torch__.*") }
        for pickle in file.pickles {
            let result = PickleScan.judge(pickle.report, policy: policy)
            isUnreadable = isUnreadable || result.verdict == .unreadable
            findings += result.findings
            notes += result.notes
        }
        let isRefused = !file.archiveProblems.isEmpty || !file.fileAccess.isEmpty || !risks.isEmpty
        if !findings.isEmpty {
            return ScanResult(
                verdict: isUnreadable && !isRefused ? .unreadable : .refused, findings: findings, notes: notes)
        }
        if let fault {
            return ScanResult(
                verdict: .unreadable, findings: [ScanFinding(offset: 0, message: fault)], notes: notes)
        }
        return ScanResult(verdict: file.pickles.isEmpty ? .notApplicable : .clean, notes: notes)
    }
}
