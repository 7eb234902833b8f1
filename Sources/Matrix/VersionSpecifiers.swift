/// A comma-separated set of PEP 440 version specifiers, all of which must hold: `>=1.6,<2`.
public struct VersionSpecifiers: Sendable, Hashable, CustomStringConvertible {
    private let clauses: [Clause]
    /// The text without white space.
    public let description: String

    /// Reads specifiers; `nil` where one is malformed or has no operator.
    public init?(_ text: String) {
        var clauses: [Clause] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            guard let clause = Clause(part) else { return nil }
            clauses.append(clause)
        }
        self.clauses = clauses
        description = String(text.unicodeScalars.filter { $0 != " " && $0 != "\t" })
    }

    /// Whether a version satisfies every clause; pre-releases count like any other version.
    public func contains(_ version: Version) -> Bool { clauses.allSatisfy { $0.contains(version) } }

    /// Whether a text begins like a specifier rather than like a version.
    static func hasOperator(_ text: String) -> Bool {
        guard let first = text.unicodeScalars.first(where: { $0 != " " }) else { return false }
        return first == "<" || first == ">" || first == "=" || first == "!" || first == "~"
    }
}

extension VersionSpecifiers {
    private enum Comparison: String, CaseIterable {
        // Longer ones first: "==" begins "===".
        case identical = "==="
        case compatible = "~="
        case equal = "=="
        case different = "!="
        case atMost = "<="
        case atLeast = ">="
        case less = "<"
        case greater = ">"
    }

    private struct Clause: Sendable, Hashable {
        let comparison: Comparison
        let version: Version
        /// Whether the version ends in `.*`.
        let isPrefix: Bool
        let text: String

        init?(_ part: Substring) {
            let part = part.drop { $0 == " " || $0 == "\t" }
            guard let comparison = Comparison.allCases.first(where: { part.hasPrefix($0.rawValue) }) else { return nil }
            var rest = part.dropFirst(comparison.rawValue.count)
            // White space may stand around a version, not inside it.
            rest = rest.drop { $0 == " " || $0 == "\t" }
            while rest.last == " " || rest.last == "\t" { rest.removeLast() }
            text = rest.lowercased()
            self.comparison = comparison
            isPrefix = (comparison == .equal || comparison == .different) && rest.hasSuffix(".*")
            if isPrefix { rest = rest.dropLast(2) }
            guard let version = Version(String(rest)) else {
                // `===` compares text, so what follows need not be a version.
                guard comparison == .identical, !rest.isEmpty else { return nil }
                self.version = Version(epoch: 0, release: [0])
                return
            }
            self.version = version
            let isPlain = version.pre == nil && version.post == nil && version.dev == nil && version.local.isEmpty
            if isPrefix, !isPlain { return nil }
            if comparison == .compatible, version.release.count < 2 || !version.local.isEmpty { return nil }
            let ordered = [.atMost, .atLeast, .less, .greater].contains(comparison)
            if ordered, !version.local.isEmpty { return nil }
        }

        func contains(_ candidate: Version) -> Bool {
            switch comparison {
            case .identical: candidate.description == text
            case .equal: isEqual(candidate)
            case .different: !isEqual(candidate)
            case .atMost: candidate.withoutLocal <= version
            case .atLeast: candidate.withoutLocal >= version
            case .compatible:
                candidate.withoutLocal >= version
                    && candidate.hasPrefix(epoch: version.epoch, release: version.release.dropLast())
            case .less:
                // PEP 440: "<2" leaves out 2.0rc1 too, which is 2 before its time; so does "<2.post1" with 2.post1.dev1.
                candidate < version
                    && (version.isPrerelease || !candidate.isPrerelease || candidate.base != version.base
                        || (version.isPostrelease && (candidate.pre != nil || candidate.post != version.post)))
            case .greater:
                // PEP 440: ">1.7" leaves out 1.7.post1 and 1.7+local, which are 1.7 itself with additions.
                candidate > version && candidate.withoutLocal != version
                    && (version.isPostrelease || !candidate.isPostrelease || candidate.withoutPost != version)
            }
        }

        private func isEqual(_ candidate: Version) -> Bool {
            if isPrefix { return candidate.hasPrefix(epoch: version.epoch, release: version.release[...]) }
            return version.local.isEmpty ? candidate.withoutLocal == version : candidate == version
        }
    }
}

extension Version {
    fileprivate func hasPrefix(epoch: Int, release prefix: ArraySlice<Int>) -> Bool {
        guard epoch == self.epoch else { return false }
        let padding = repeatElement(0, count: max(0, prefix.count - release.count))
        return (release + padding).starts(with: prefix)
    }
}
