import Artifacts
import Files
import Matrix
import Results
import Tensors

/// An artifact read once as data, before any environment is made: its checks, and what every cell of it needs.
struct Preparation: Sendable {
    /// Integrity, scan and metadata.
    var checks: [Check]
    /// Set where nothing of the artifact may be loaded.
    var refusal: Refusal?
    /// Inputs or references that the matrix names and that cannot be used: the matrix is wrong, not the artifact.
    var problems: [Diagnostic] = []
    var description: ArtifactDescription?
    /// The inputs, all rows.
    var inputs: InputSet?
    /// Recorded outputs, where the artifact has a reference file.
    var reference: ReferenceSet?
    /// `.npy` files of the inputs that the loader reads, by input name.
    var inputFiles: [(name: String, path: String)] = []

    struct Refusal: Sendable, Hashable {
        let verdict: Verdict
        let stage: CheckName
        let reason: String
    }

    var format: String? { description?.format }

    /// Says in the user's words why a load or an inference failed.
    func advice(stage: String, type: String, message: String, installed: [String: String]) -> String {
        VersionAdvice.reason(
            format: format ?? "",
            embedded: description?.embeddedVersions ?? [:],
            installed: installed,
            stage: stage,
            exceptionType: type,
            message: message,
        )
    }

    /// Says in the user's words what a warning means.
    func advice(on warning: WarningCount, installed: [String: String]) -> String {
        VersionAdvice.warning(
            embedded: description?.embeddedVersions ?? [:],
            installed: installed,
            category: warning.category,
            message: warning.message,
        )
    }

    /// Says what is known to make such a model predict something else; `nil` where the versions agree.
    func adviceOnDrift(installed: [String: String]) -> String? {
        VersionAdvice.drift(
            embedded: description?.embeddedVersions ?? [:],
            installed: installed,
            globals: description?.globals.map(\.dotted) ?? [],
        )
    }

    /// "saved with scikit-learn 1.3.2, loaded with 1.5.2", or nothing where the versions agree or are unknown.
    func versionNote(installed: [String: String]) -> String {
        for producer in description?.producers ?? [] {
            if let here = installed[producer.framework], here != producer.version {
                return "saved with \(producer.framework) \(producer.version), loaded with \(here)"
            }
        }
        return ""
    }
}

extension Preparation {
    /// Reads, hashes, scans and checks an artifact, and writes its inputs as the loader wants them below `directory`.
    static func make(
        _ artifact: Artifact,
        policy: Policy,
        inferences: Int,
        batch: Int?,
        directory: String,
        file: String,
    ) -> Preparation {
        var preparation = Preparation(checks: [])
        preparation.loadInputs(artifact, rows: inferences * (batch ?? 1), directory: directory, file: file)
        let start = Clock.now
        do {
            let description = try ArtifactReader.read(
                path: artifact.path,
                statedFormat: artifact.format,
                expectedSHA256: artifact.sha256,
                policy: policy,
            )
            preparation.description = description
            preparation.checks.append(
                Check(
                    name: .integrity,
                    // Without a digest to hold it against, having read the file proves nothing about it.
                    status: artifact.sha256 == nil && policy.maximumSize == nil ? .notApplicable : .passed,
                    seconds: Clock.now - start,
                    detail: "sha256 \(description.sha256)",
                )
            )
            preparation.scan(description, policy)
            preparation.checkSidecar(artifact, description)
        } catch {
            preparation.checks.append(
                Check(name: .integrity, status: .failed, seconds: Clock.now - start, detail: error.reason)
            )
            preparation.refusal = Refusal(verdict: .refused, stage: .integrity, reason: error.reason)
        }
        return preparation
    }

    /// What is wrong with the inputs and the reference file that a matrix names for an artifact.
    static func inputProblems(_ artifact: Artifact, directory: String, file: String) -> [Diagnostic] {
        var preparation = Preparation(checks: [])
        preparation.loadInputs(artifact, rows: 1, directory: directory, file: file)
        return preparation.problems
    }

    private mutating func scan(_ description: ArtifactDescription, _ policy: Policy) {
        let start = Clock.now
        let scan = description.scan(policy)
        let status: CheckStatus =
            switch scan.verdict {
            case .clean: .passed
            case .notApplicable: .notApplicable
            case .refused, .unreadable: .failed
            }
        let notes = scan.notes.isEmpty ? "" : " (\(scan.notes.joined(separator: "; ")))"
        checks.append(
            Check(name: .scan, status: status, seconds: Clock.now - start, detail: scan.summary + notes)
        )
        if !scan.passes { refusal = Refusal(verdict: .refused, stage: .scan, reason: scan.summary) }
    }

    private mutating func checkSidecar(_ artifact: Artifact, _ description: ArtifactDescription) {
        let start = Clock.now
        let agreement: Sidecar.Agreement
        do {
            let path = artifact.metadata ?? Sidecar.find(beside: artifact.path)
            agreement = try path.map { try Sidecar.read($0).compare(with: description) } ?? .notApplicable
        } catch {
            agreement = .disagrees("\(error)")
        }
        let (status, detail): (CheckStatus, String) =
            switch agreement {
            case .notApplicable: (.notApplicable, "")
            case .agrees(let what): (.passed, what)
            case .disagrees(let what): (.failed, what)
            }
        checks.append(Check(name: .metadata, status: status, seconds: Clock.now - start, detail: detail))
        if status == .failed, refusal == nil {
            refusal = Refusal(verdict: .refused, stage: .metadata, reason: detail)
        }
    }

    private mutating func loadInputs(_ artifact: Artifact, rows: Int, directory: String, file: String) {
        guard let source = artifact.inputs else {
            problems.append(
                Diagnostic("artifact '\(artifact.name)' has no 'inputs'; add them", file: file, mark: artifact.mark)
            )
            return
        }
        do {
            let set = try InputSet.load(source, generatedRows: rows).renamed(artifact.rename)
            inputs = set
            try Directory.create(directory)
            for (index, input) in set.first(rows).tensors.enumerated() {
                let path = Path.join(directory, "\(index).npy")
                try File.write(NPY.encode(input.tensor), to: path)
                inputFiles.append((name: input.name, path: path))
            }
        } catch {
            problems.append(Diagnostic("\(error)", file: file, mark: artifact.inputsMark ?? artifact.mark))
        }
        guard case .file(let path) = artifact.reference else { return }
        guard let inputs else { return }
        do {
            reference = try ReferenceSet.load(path, inputRows: inputs.rowCount)
        } catch {
            problems.append(Diagnostic("\(error)", file: file, mark: artifact.referenceMark ?? artifact.mark))
        }
    }
}
