import Artifacts
public import Matrix
import Results

/// What an artifact's metadata came to before any environment is made.
struct MetadataFinding: Sendable {
    var check: Check
    /// Why nothing of the artifact may be loaded.
    var failure: String?
    /// What is said about the artifact, for what each environment installs.
    var sidecar: Sidecar?

    /// - Parameters:
    ///   - named: the sidecar that the matrix names.
    ///   - inputs: what the model will be given; `nil` where that is another step's output.
    ///   - isStacked: whether the inputs' first axis counts inferences and is removed.
    static func make(
        _ path: String,
        _ description: ArtifactDescription,
        named: String?,
        _ policy: Policy,
        inputs: InputSet?,
        source: InputSource?,
        isStacked: Bool,
    ) -> MetadataFinding {
        let start = Clock.now
        var finding = MetadataFinding(check: Check(name: .metadata, status: .notApplicable))
        defer { finding.check.seconds = Clock.now - start }
        do throws(Sidecar.ReadError) {
            finding.sidecar = try Sidecar.load(for: path, named: named)
        } catch {
            finding.fail("\(error)")
            return finding
        }
        guard let sidecar = finding.sidecar else {
            if policy.metadata == .required {
                finding.fail(
                    "no metadata: NAME.meta.json is not beside it; write one ('smokehouse schema --sidecar'), "
                        + "or set 'policy: {metadata: optional}'")
            }
            return finding
        }
        switch sidecar.compare(with: description) {
        case .agrees(let what):
            finding.check.status = .passed
            finding.check.detail = what
        case .disagrees(let what) where sidecar.isOwn || policy.metadata == .required:
            finding.fail(what)
        case .disagrees(let what):
            finding.check.status = .warned
            finding.check.detail = what
        }
        guard finding.failure == nil, let inputs, let source else { return finding }
        if let difference = sidecar.disagreement(with: inputs, isTyped: !source.isUntyped, isStacked: isStacked) {
            if policy.metadata == .required {
                finding.fail(difference)
            } else {
                finding.check.detail += "; \(difference)"
            }
        }
        return finding
    }

    private mutating func fail(_ reason: String) {
        failure = reason
        check.status = .failed
        check.detail = reason
    }
}

extension Orchestrator {
    /// Sidecars of a plan that cannot be read, each problem at its place; for `validate`. Nothing is fetched.
    public static func sidecarProblems(of plan: Plan) -> [Diagnostic] {
        var problems: [String: [Diagnostic]] = [:]
        for part in plan.artifacts.flatMap(\.parts) where part.metadata?.path != nil || part.url == nil {
            do throws(Sidecar.ReadError) {
                _ = try Sidecar.load(for: part.path, named: part.metadata?.path)
            } catch {
                problems[error.path] = error.problems.map {
                    Diagnostic($0.message, file: error.path, mark: $0.mark)
                }
            }
        }
        return problems.sorted { $0.key < $1.key }.flatMap(\.value)
    }
}

extension Preparation {
    /// Which versions an environment has that are not those where the artifact was made; `nil` where none differs.
    func versionDifference(installed: [String: String], python: String?) -> String? {
        let differences = parts.compactMap { part -> String? in
            guard let difference = part.sidecar?.difference(installed: installed, python: python) else { return nil }
            return part.label.isEmpty ? difference : "\(part.label): \(difference)"
        }
        return differences.isEmpty ? nil : differences.joined(separator: "\n")
    }
}
