/// Turns what a runtime raised into one line that says why, by versions, and what to do.
public enum VersionAdvice {
    /// The most characters of a reason.
    public static let lengthLimit = 200

    /// The reason of a cell that raised.
    ///
    /// - Parameters:
    ///   - embedded: the versions that the artifact names, by distribution (`ArtifactDescription.embeddedVersions`).
    ///   - installed: the versions in the environment, by distribution.
    ///   - stage: `load` or `inference`.
    public static func reason(
        format: String,
        embedded: [String: String],
        installed: [String: String],
        stage: String,
        exceptionType: String,
        message: String,
    ) -> String {
        let failure = RaisedFailure(
            format: format,
            embedded: embedded,
            installed: installed,
            stage: stage,
            type: exceptionType.split(separator: ".").last.map(String.init) ?? exceptionType,
            message: message,
        )
        for breakage in KnownBreakage.all {
            if let text = breakage.explain(failure) { return clip(text) }
        }
        var line = firstLine(message)
        // ONNX Runtime puts its code, the path and the place in its own sources first.
        if let rest = KnownBreakage.after(line, " failed:") ?? KnownBreakage.after(line, "[ONNXRuntimeError] : ") {
            line = rest
        }
        let what = line.isEmpty ? failure.type : "\(failure.type): \(line)"
        return clip(prefix(failure.change) + "\(stage) raised \(what)")
    }

    /// The reason of a cell that ran, but whose framework warned.
    public static func warning(
        embedded: [String: String],
        installed: [String: String],
        category: String,
        message: String,
    ) -> String {
        if category == "InconsistentVersionWarning", let change = VersionChange(embedded, installed) {
            return clip("\(change.text), which scikit-learn does not promise to work; re-save with \(change.loaded)")
        }
        let line = firstLine(message)
        return clip(line.isEmpty ? category : "\(category): \(line)")
    }

    /// What is known to make a model of this kind predict something else; `nil` where nothing is.
    ///
    /// - Parameters:
    ///   - surroundings: what the runtime says of how it computed (`ModelDescription.surroundings`).
    ///   - globals: the dotted names in the pickle.
    public static func drift(
        format: String? = nil,
        surroundings: [String: String] = [:],
        embedded: [String: String],
        installed: [String: String],
        globals: [String],
    ) -> String? {
        if let text = KnownDrift.explain(format: format, surroundings) { return clip(text) }
        guard let change = VersionChange(embedded, installed) else { return nil }
        for known in KnownDrift.all where globals.contains(where: { $0.hasSuffix(known.classSuffix) }) {
            if change.crosses(known.version) { return clip("\(change.text): \(known.explanation)") }
        }
        if let text = KnownDrift.explain(change) { return clip("\(change.text): \(text)") }
        return clip("\(change.text): the same inputs give other outputs")
    }

    static func prefix(_ change: VersionChange?) -> String { change.map { "\($0.text): " } ?? "" }

    /// The first line with something in it, without control characters.
    static func firstLine(_ message: String) -> String {
        let line = message.split(whereSeparator: \.isNewline).first { !$0.allSatisfy(\.isWhitespace) } ?? ""
        let clean = line.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7F }
        return String(String.UnicodeScalarView(clean))
    }

    static func clip(_ text: String) -> String {
        text.count <= lengthLimit ? text : text.prefix(lengthLimit - 1) + "…"
    }
}

/// What a runtime raised, with the versions around it.
struct RaisedFailure {
    let format: String
    let embedded: [String: String]
    let installed: [String: String]
    let stage: String
    /// The exception's name without its module.
    let type: String
    let message: String

    /// The framework whose version differs between file and environment.
    var change: VersionChange? { VersionChange(embedded, installed) }

    /// "scikit-learn 1.5.2", or the name alone where the version is not known.
    func installedName(_ distribution: String) -> String {
        VersionChange.version(of: distribution, in: installed).map { "\(distribution) \($0)" } ?? distribution
    }
}

/// A framework that was another version when the artifact was saved.
struct VersionChange {
    let framework: String
    let saved: String
    let loaded: String

    init?(_ embedded: [String: String], _ installed: [String: String]) {
        // scikit-learn first: it is the one whose internals pickles hold. MLflow is but their wrapping.
        let ranks = ["scikit-learn": 0, "mlflow": 2, "cloudpickle": 2]
        let names = embedded.keys.sorted { (ranks[$0] ?? 1, $0) < (ranks[$1] ?? 1, $1) }
        for name in names {
            guard let saved = embedded[name], let loaded = Self.version(of: name, in: installed), saved != loaded
            else { continue }
            framework = name
            self.saved = saved
            self.loaded = loaded
            return
        }
        return nil
    }

    /// TensorFlow comes under several names; what follows a plus names a build, not a release (torch 2.8.0+cpu).
    static func version(of framework: String, in installed: [String: String]) -> String? {
        let version = installed[framework] ?? (framework == "tensorflow" ? installed["tensorflow-cpu"] : nil)
        return version.map { String($0.prefix { $0 != "+" }) }
    }

    /// "saved with scikit-learn 1.3.2, loaded with 1.5.2"
    var text: String { "saved with \(framework) \(saved), loaded with \(loaded)" }

    var isUpgrade: Bool { Release(saved) < Release(loaded) }

    /// Whether it leads from before a release to that release or a later one.
    func crosses(_ release: String) -> Bool { Release(saved) < Release(release) && Release(release) <= Release(loaded) }
}

/// The numbers of a version, for comparison; what follows them is left out.
struct Release: Comparable {
    let numbers: [Int]

    init(_ text: String) {
        var numbers: [Int] = []
        for part in text.split(separator: ".") {
            let digits = part.prefix { $0.isASCII && $0.isNumber }
            guard let number = Int(digits) else { break }
            numbers.append(number)
            if digits.count < part.count { break }
        }
        while numbers.last == 0 { numbers.removeLast() }
        self.numbers = numbers
    }

    static func < (left: Release, right: Release) -> Bool { left.numbers.lexicographicallyPrecedes(right.numbers) }
}
