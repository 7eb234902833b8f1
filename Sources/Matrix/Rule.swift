import YAML

/// Which cells an entry of `include`, `exclude` or `expect` is about.
struct Rule: Sendable {
    let artifact: EnvironmentEntry.Pattern
    let environment: EnvironmentEntry.Pattern
    let conditions: [Condition]
    let mark: Mark

    /// What the value on an axis must be: any one of the alternatives.
    struct Condition: Sendable {
        let axis: String
        let mark: Mark
        let alternatives: [Alternative]
    }

    enum Alternative: Sendable {
        case value(String, Version?)
        case specifiers(VersionSpecifiers)

        func fits(_ choice: EnvironmentEntry.Choice) -> Bool {
            switch self {
            case .value(let text, let version):
                if choice.text == text { return true }
                guard let version, let other = choice.version else { return false }
                return version == other
            case .specifiers(let specifiers):
                return choice.version.map(specifiers.contains) ?? (choice.text == specifiers.description)
            }
        }

        var description: String {
            switch self {
            case .value(let text, _): text
            case .specifiers(let specifiers): specifiers.description
            }
        }
    }
}

/// An entry of `exclude`.
struct Exclusion: Sendable {
    let rule: Rule
    let reason: String
}

/// An entry of `expect`.
struct KnownBreak: Sendable {
    let rule: Rule
    let expectation: Expectation
}

/// An entry of `baseline`: the artifact, and the environment as cell ids have it.
struct Baseline: Sendable {
    let artifact: String
    let artifactMark: Mark
    let environment: String
    let environmentMark: Mark
}
