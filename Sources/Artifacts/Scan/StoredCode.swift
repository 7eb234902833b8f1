/// Functions and classes that cloudpickle or dill stored by value: code, whatever the names that build it up.
enum StoredCode {
    /// What makes functions, classes and code anew, by the package that has it.
    private static let makers: [(package: String, names: Set<String>)] = [
        (
            "cloudpickle",
            [
                "_builtin_type", "_fill_function", "_function_setstate", "_make_function", "_make_skel_func",
                "_make_skeleton_class", "_rehydrate_skeleton_class",
            ]
        ),
        ("dill", ["_create_code", "_create_function", "_create_type"]),
    ]

    /// Says in one sentence what takes many names, none of which is one's own.
    static func summed(_ findings: [ScanFinding]) -> [ScanFinding] {
        var findings = findings
        for (package, names) in makers {
            func isOfPackage(_ finding: ScanFinding) -> Bool { finding.global?.isBelow(package) ?? false }
            func isMaker(_ finding: ScanFinding) -> Bool {
                guard isOfPackage(finding), let name = finding.global?.split(separator: ".").last else { return false }
                return names.contains(String(name))
            }
            guard let first = findings.first(where: isMaker) else { continue }
            findings.removeAll(where: isOfPackage)
            findings.insert(
                ScanFinding(
                    global: first.global, offset: first.offset,
                    message: "holds Python code that \(package) stored in it, which a load would run",
                    remedy: "if you trust it: policy: {pickle: trusted}"),
                at: 0)
        }
        return findings
    }
}
