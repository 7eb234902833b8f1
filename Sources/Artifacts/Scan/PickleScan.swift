public import Matrix

/// Judges what loading a pickle would look up and call by the policy and the frameworks' allow-lists.
public enum PickleScan {
    /// - Parameter fault: why the file could not be read, where that was not the pickle's own fault.
    public static func judge(_ report: PickleReport, fault: String? = nil, policy: Policy) -> ScanResult {
        judge(report, fault: fault, policy: policy, also: [])
    }

    /// - Parameter lists: what the format itself permits beside the lists for every pickle.
    static func judge(_ report: PickleReport, fault: String? = nil, policy: Policy, also lists: [AllowList])
        -> ScanResult
    {
        switch policy.pickle {
        case .trusted:
            return ScanResult(verdict: .clean, notes: ["not scanned: policy.pickle is trusted"])
        case .deny:
            let finding = ScanFinding(
                offset: 0,
                message: "a pickle, which policy.pickle denies",
                remedy: "policy.pickle: scan permits pickles that name nothing unknown",
            )
            return ScanResult(verdict: .refused, findings: [finding])
        case .scan:
            return scan(report, fault, allow: policy.allow.map(Glob.init), AllowList.all + lists)
        }
    }

    private static func scan(_ report: PickleReport, _ fault: String?, allow: [Glob], _ lists: [AllowList])
        -> ScanResult
    {
        var findings = report.globals.compactMap { judge($0, allow: allow, lists) }
        findings += report.findings.filter { !$0.isHarmless }.map { finding in
            ScanFinding(offset: finding.offset, message: "\(finding.description) (byte \(finding.offset))")
        }
        findings.sort { $0.offset < $1.offset }
        var notes = report.findings.filter(\.isHarmless).map { "\($0.description) (byte \($0.offset))" }
        if report.pickles > 1 { notes.append("\(report.pickles) pickles in a row; a load reads the first") }
        if report.trailingBytes > 0 { notes.append("\(report.trailingBytes) bytes after the pickle's end") }
        if !findings.isEmpty { return ScanResult(verdict: .refused, findings: findings, notes: notes) }
        if let error = report.error {
            let finding = ScanFinding(offset: error.offset, message: fault ?? error.description)
            return ScanResult(verdict: .unreadable, findings: [finding], notes: notes)
        }
        return ScanResult(verdict: .clean, notes: notes)
    }

    private static func judge(_ global: PickleGlobal, allow: [Glob], _ lists: [AllowList]) -> ScanFinding? {
        let dotted = global.dotted
        // A star must not reach through a permitted module into what that module imports (`mypkg.x.os.system`).
        let isPlain = !global.name.contains(".")
        if allow.contains(where: { ($0.isLiteral || isPlain) && $0.matches(dotted) }) { return nil }
        let permission = AllowList.permission(module: global.module, name: global.name, in: lists)
        if permission == .call || (permission == .reference && global.calls == 0) { return nil }
        let offset = permission == .reference ? global.firstCall ?? global.offset : global.offset
        let deed = global.calls > 0 ? "would call" : "would import"
        return ScanFinding(
            global: dotted,
            offset: offset,
            message: "\(deed) \(printable(dotted)) (byte \(offset))",
            remedy: remedy(for: global),
        )
    }

    private static func remedy(for global: PickleGlobal) -> String? {
        let dotted = global.dotted
        guard dotted.utf8.allSatisfy({ (0x21...0x7E).contains($0) }), dotted.utf8.count <= 200 else { return nil }
        if global.module == "__main__" {
            return "it was defined in the training script: move it to a module that the environment installs"
        }
        let root = global.module.split(separator: ".").first.map(String.init) ?? ""
        // Nobody should be told how to permit the system's own functions.
        if dangerousRoots.contains(root) || global.name.contains(".") { return nil }
        return "if you trust it: allow: [\(dotted)]"
    }

    private static let dangerousRoots: Set<String> = [
        "os", "posix", "nt", "subprocess", "sys", "builtins", "__builtin__", "runpy", "importlib", "pty", "socket",
        "shutil", "ctypes", "pickle", "_pickle", "cPickle", "code", "commands", "webbrowser", "asyncio", "types",
        "marshal", "imp", "operator", "functools", "platform", "pdb", "bdb", "timeit", "cProfile", "profile", "pip",
        "joblib", "multiprocessing", "requests", "urllib", "http", "tempfile", "pathlib", "io", "_io",
    ]

    /// A name without control characters and at most 120 characters.
    private static func printable(_ name: String) -> String {
        let clean = String(
            String.UnicodeScalarView(
                name.unicodeScalars.map { $0.properties.generalCategory == .control ? "\u{FFFD}" : $0 }))
        return clean.count <= 120 ? clean : clean.prefix(120) + "…"
    }
}
