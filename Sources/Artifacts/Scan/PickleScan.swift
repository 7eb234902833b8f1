import JSON
public import Matrix

/// Judges what loading a pickle would look up and call by the policy and the frameworks' allow-lists.
public enum PickleScan {
    /// - Parameter fault: why the file could not be read, where that was not the pickle's own fault.
    public static func judge(_ report: PickleReport, fault: String? = nil, policy: Policy) -> ScanResult {
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
            return scan(report, fault, allow: policy.allow.map(Glob.init))
        }
    }

    /// Judges a file of another format as the pickle that it is as well, which no honest file is.
    static func judge(disguise report: PickleReport, of format: String, _ policy: Policy) -> ScanResult {
        if policy.pickle == .trusted { return ScanResult(verdict: .clean) }
        let result = judge(report, policy: policy)
        let named = report.globals.first(where: \.canExist)
        let findings =
            result.verdict == .refused
            ? result.findings
            : [ScanFinding(global: named?.dotted, offset: 0, message: "would import \(named?.dotted ?? "something")")]
        return ScanResult(
            verdict: .refused,
            findings: findings.map { finding in
                ScanFinding(
                    global: finding.global, offset: finding.offset,
                    message: "is a pickle as well as \(format), and as such \(finding.message)", remedy: nil)
            })
    }

    private static func scan(_ report: PickleReport, _ fault: String?, allow: [Glob]) -> ScanResult {
        var findings = judge(report, allow)
        for reading in report.readings {
            let read = Set(findings.map(\.message))
            let absent = absentNames(reading.report, besides: report)
            var others = judge(reading.report, allow).filter { finding in
                !read.contains(finding.message) && !(finding.global.map { absent.contains(ExactText($0)) } ?? false)
            }
            // What this loader would do further on isn't known.
            if let error = reading.report.error, error.isReaders {
                others.append(ScanFinding(offset: error.offset, message: error.description))
            }
            findings += others.map { finding in
                ScanFinding(
                    global: finding.global, offset: finding.offset,
                    message: "loaded by \(reading.rules.rawValue), \(finding.message)", remedy: finding.remedy)
            }
        }
        findings.sort { $0.offset < $1.offset }
        findings = StoredCode.summed(findings)
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

    /// What another loader would look up that isn't there: it has numbers and memo entries in the place of names.
    ///
    /// The pickle of an array of objects counts its memo entries anew, which plain pickle does not: it would look up
    /// one permitted name in the module of another, or in a word of the file that is no module.
    private static func absentNames(_ other: PickleReport, besides report: PickleReport) -> Set<ExactText> {
        let modules = Set(report.globals.map(\.module))
        let names = Set(report.globals.map(\.name))
        let roots = Set(modules.map { $0.prefix { $0 != "." } })
        // What a function's name would be in another module nobody knows; a class' is no class there.
        let functions = Set(
            report.globals.filter { AllowList.known.use(module: $0.module, name: $0.name) == .name }.map(\.name))
        let absent = other.globals.filter { global in
            guard global.canExist else { return true }
            let isWord =
                !global.module.contains(".") && !roots.contains(Substring(global.module))
                && !AllowAdvice.isSystem(global.module) && !AllowAdvice.isDeed(global.name)
                && !frameworks.contains(global.module) && !functions.contains(global.name)
            return AllowList.known.use(module: global.module, name: global.name) == nil
                && (isWord || modules.contains(global.module)) && names.contains(global.name)
        }
        let isAbsent = Set(absent.map { ExactText($0.dotted) })
        // One dotted name may be of a module and an attribute in more ways than one.
        let others = Set(other.globals).subtracting(absent).map { ExactText($0.dotted) }
        return isAbsent.subtracting(others)
    }

    /// Packages that lie beside models and have many names, of which some are called like others' permitted ones.
    private static let frameworks: Set<String> = [
        "dask", "datasets", "hydra", "jax", "keras", "pyspark", "ray", "tensorflow", "torch", "transformers",
    ]

    /// What one loader would do that is not permitted.
    private static func judge(_ report: PickleReport, _ allow: [Glob]) -> [ScanFinding] {
        findings(in: report, allow: allow)
            + report.findings.filter { !$0.isHarmless }.map { finding in
                var callee: String?
                if case .unusualArguments(let name) = finding.kind { callee = name }
                return ScanFinding(
                    global: callee, offset: finding.offset,
                    message: "\(finding.description) (byte \(finding.offset))")
            }
    }

    private static func findings(in report: PickleReport, allow: [Glob]) -> [ScanFinding] {
        var findings: [ScanFinding] = []
        var permitted: [NameTable.Use?] = []
        var allowed: Set<Int> = []
        for (index, global) in report.globals.enumerated() {
            // A star must not reach through a permitted module into what that module imports (`mypkg.x.os.system`).
            let isPlain = !global.name.contains(".")
            if allow.contains(where: { ($0.isLiteral || isPlain) && $0.matches(global.dotted) }) {
                permitted.append(.call)
                allowed.insert(index)
                continue
            }
            let use = AllowList.known.use(module: global.module, name: global.name)
            permitted.append(use)
            if let finding = judge(global, permitted: use) { findings.append(finding) }
            if let use, let offset = global.firstHeld, !mayBeHeld(global.module, global.name, permitted: use) {
                let name = ScanResult.printable(global.dotted)
                let message = "would hand \(name) to an object, which could call it (byte \(offset))"
                findings.append(ScanFinding(global: global.dotted, offset: offset, message: message))
            }
        }
        for (handover, offset) in report.handovers where permitted[handover.callee] == .construct {
            let callee = report.globals[handover.callee]
            guard let argument = handover.argument else {
                let message = "calls '\(callee.dotted)' with arguments that are computed while loading (byte \(offset))"
                findings.append(ScanFinding(offset: offset, message: message))
                continue
            }
            let given = report.globals[argument]
            let isUsers = allowed.contains(argument) && handover.place == 0
            guard !isUsers, let use = permitted[argument],
                !isFit(given, permitted: use, for: callee, at: handover.place)
            else { continue }
            let name = given.dotted
            let message = "would have '\(ScanResult.printable(name))' called by \(callee.dotted) (byte \(offset))"
            findings.append(ScanFinding(global: name, offset: offset, message: message))
        }
        return findings
    }

    /// Whether an object may hold on to a permitted name, and so call it with whatever comes to it.
    static func mayBeHeld(_ module: String, _ name: String, permitted use: NameTable.Use) -> Bool {
        // These make an array of any memory, with numbers in the place of objects' addresses.
        if module.isBelow("numpy"), ["ndarray", "recarray"].contains(name) { return false }
        return switch use {
        case .name: true
        // Types of elements, columns and containers, which make no more than what they are given.
        case .make, .call: holdableRoots.contains(module.prefix { $0 != "." })
        case .construct: false
        }
    }

    /// Packages whose classes objects hold on to.
    private static let holdableRoots: Set<Substring> = [
        "__builtin__", "builtins", "collections", "datetime", "decimal", "fractions", "numpy", "pandas", "scipy",
        "torch",
    ]

    /// scikit-learn's modules with functions that make an empty object of a class.
    private static let metricModules: Set<String> = [
        "_dist_metrics", "dist_metrics", "_ball_tree", "ball_tree", "_kd_tree", "kd_tree",
    ]

    /// Whether a permitted function may be given a permitted name at a place among its arguments.
    private static func isFit(
        _ given: PickleGlobal, permitted use: NameTable.Use, for callee: PickleGlobal, at place: Int
    ) -> Bool {
        let isClass = use == .make || use == .call
        func isBelow(_ package: String) -> Bool { isClass && given.module.isBelow(package) }
        switch callee.name {
        // These two call the second with the first.
        case "__randomstate_ctor", "__generator_ctor":
            guard place > 0 else { return isBelow("numpy.random") }
            return given.module == "numpy.random._pickle" && given.name == "__bit_generator_ctor"
        case "__bit_generator_ctor": return isBelow("numpy.random")
        // This one calls the first and makes an object of the second: PyTorch's own, which only keep what they get.
        case "_rebuild_from_type_v2":
            guard place > 0 else { return given.module == "torch._utils" && use == .construct }
            return ["torch", "torch.nn.parameter", "torch._tensor"].contains(given.module) && use < .call
        // These call methods of the class.
        case "_new_Index", "_new_DatetimeIndex", "_new_IntervalIndex": return isBelow("pandas")
        case "newObj":
            let file = given.module.split(separator: ".").last.map(String.init) ?? ""
            return isBelow("sklearn") && metricModules.contains(file)
        case "_DType_reconstruct": return isBelow("numpy") || use == .name && given.module == "numpy"
        // The others make empty objects of it.
        default: return isClass
        }
    }

    private static func judge(_ global: PickleGlobal, permitted: NameTable.Use?) -> ScanFinding? {
        let needed: NameTable.Use = global.calls == 0 ? .name : global.hasArguments ? .call : .make
        if let permitted, permitted >= needed { return nil }
        let offset = permitted == nil ? global.offset : global.firstCall ?? global.offset
        let deed = global.calls > 0 ? "would call" : "would import"
        let manner = permitted == .make ? " with arguments, which saved models don't" : ""
        return ScanFinding(
            global: global.dotted,
            offset: offset,
            message: "\(deed) \(ScanResult.printable(global.dotted))\(manner) (byte \(offset))",
            remedy: remedy(for: global),
        )
    }

    private static func remedy(for global: PickleGlobal) -> String? {
        if global.module == "__main__" {
            return "it was defined in the training script: move it to a module that the environment installs"
        }
        if global.module.isBelow("scipy.stats") {
            return "a load compiles what its state says: leave distributions out, as of a search its best_estimator_"
        }
        // What a permitted module imports is no name of its own.
        return global.name.contains(".") ? nil : AllowAdvice.line(for: global.dotted)
    }
}
