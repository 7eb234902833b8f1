/// A graph holds no code, and names no file: the weights are those beside it. Operators may need a library of code.
enum OpenVINOScan {
    static func judge(_ model: OpenVINOModel, fault: String?) -> ScanResult {
        if let path = model.linkedWeights {
            let message = "would read '\(ScanResult.printable(path))', a link to a file outside the model's directory"
            return ScanResult(verdict: .refused, findings: [ScanFinding(offset: 0, message: message)])
        }
        if let fault {
            return ScanResult(verdict: .unreadable, findings: [ScanFinding(offset: 0, message: fault)])
        }
        guard !model.customOperators.isEmpty else { return ScanResult(verdict: .notApplicable) }
        let names = model.customOperators.joined(separator: ", ")
        return ScanResult(
            verdict: .notApplicable,
            notes: ["needs \(names), which OpenVINO lacks by itself; name their library: load: {extension: FILE}"])
    }
}
