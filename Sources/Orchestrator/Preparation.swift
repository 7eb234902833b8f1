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
    /// What was read of each file, in the order of the steps; one for a model in one file.
    var parts: [Part] = []
    /// The inputs, all rows.
    var inputs: InputSet?
    /// Recorded outputs, where the artifact has a reference file.
    var reference: ReferenceSet?
    /// `.npy` files of the inputs that the loader reads, by input name.
    var inputFiles: [(name: String, path: String)] = []
    /// What of this machine its cells may read, beside what their environment needs.
    var readable: [String] = []

    struct Refusal: Sendable, Hashable {
        let verdict: Verdict
        let stage: CheckName
        let reason: String
    }

    /// One file of an artifact as it was read.
    struct Part: Sendable {
        /// Whether its folder may get files meanwhile: of one that is trusted as it stands, packages of its own are built there.
        var mayGrow = false
        /// "step 2 (classifier.joblib)"; empty for a model in one file.
        var label: String
        var description: ArtifactDescription?
        /// What is said about it beside it.
        var sidecar: Sidecar?
    }

    /// The format; of several steps all, in their order: `joblib → xgboost`.
    var format: String? {
        let formats = parts.compactMap { $0.description?.format }
        return formats.count == parts.count && !formats.isEmpty ? formats.joined(separator: " → ") : nil
    }

    /// Modules that a load imports and that are safe to import before forking.
    var preload: [String] { parts.flatMap { $0.description?.preload ?? [] } }

    /// The first of its files that is no longer the one that was read and judged; `nil` where all are.
    var changedFile: String? {
        parts.lazy.compactMap { $0.mayGrow ? $0.description?.rewrittenFile : $0.description?.changedFile }.first
    }

    /// The environment that it asks for itself; of several steps the first's that does.
    var requirements: OwnRequirements? { parts.lazy.compactMap { $0.description?.requirements }.first }

    /// The C libraries that can run it; steps hand each other Python objects, so for several there is none.
    var native: NativeRoute? { parts.count == 1 ? parts[0].description?.native : nil }

    /// Says in the user's words why a load or an inference failed.
    ///
    /// - Parameter step: of several steps the one that failed, from 0.
    func advice(
        stage: String,
        type: String,
        message: String,
        installed: [String: String],
        step: Int? = nil,
    ) -> String {
        let part = step.flatMap { parts.indices.contains($0) ? parts[$0] : nil }
        let reason = VersionAdvice.reason(
            format: part?.description?.format ?? parts.first?.description?.format ?? "",
            embedded: part?.description?.embeddedVersions ?? embeddedVersions,
            installed: installed,
            stage: stage,
            exceptionType: type,
            message: message,
        )
        return part.map { $0.label.isEmpty ? reason : "\($0.label): \(reason)" } ?? reason
    }

    /// Says in the user's words what a warning means.
    func advice(on warning: WarningCount, installed: [String: String]) -> String {
        VersionAdvice.warning(
            embedded: embeddedVersions,
            installed: installed,
            category: warning.category,
            message: warning.message,
        )
    }

    /// Says what is known to make such a model predict something else; `nil` where the versions agree.
    func adviceOnDrift(installed: [String: String], _ surroundings: [String: String]) -> String? {
        VersionAdvice.drift(
            format: format,
            surroundings: surroundings,
            embedded: embeddedVersions,
            installed: installed,
            globals: parts.flatMap { $0.description?.globals.map(\.dotted) ?? [] },
        )
    }

    /// "saved with scikit-learn 1.3.2, loaded with 1.5.2", or nothing where the versions agree or are unknown.
    func versionNote(installed: [String: String]) -> String {
        for producer in parts.flatMap({ $0.description?.producers ?? [] }) {
            if let here = installed[producer.framework], here != producer.version {
                return "saved with \(producer.framework) \(producer.version), loaded with \(here)"
            }
        }
        return ""
    }

    /// The versions that the files name, by distribution; the first where they name several.
    private var embeddedVersions: [String: String] {
        Dictionary(parts.flatMap { $0.description?.embeddedVersions.map { ($0.key, $0.value) } ?? [] }) { first, _ in
            first
        }
    }
}

extension Preparation {
    /// Reads, hashes, scans and checks an artifact, and writes its inputs as the loader wants them below `directory`.
    ///
    /// - Parameters:
    ///   - failure: why its files are not here, where they could not be fetched.
    ///   - folders: those that the artifacts' files lie in.
    static func make(
        _ artifact: Artifact,
        policy: Policy,
        keys: [VerificationKey] = [],
        inferences: Int,
        batch: Int?,
        directory: String,
        file: String,
        failure: ArtifactFetch.Failure? = nil,
        folders: FolderContents,
    ) -> Preparation {
        var preparation = Preparation(checks: [])
        preparation.loadInputs(artifact, rows: inferences * (batch ?? 1), directory: directory, file: file)
        if let failure {
            preparation.refuse(failure)
            return preparation
        }
        for (index, part) in artifact.parts.enumerated() {
            let label = artifact.partLabel(index)
            preparation.read(part, index, of: artifact, label: label, policy, keys, isStacked: batch == nil)
        }
        preparation.readable = SandboxPaths.cells(
            of: artifact, preparation, inputs: directory, folders: folders)
        return preparation
    }

    private mutating func refuse(_ failure: ArtifactFetch.Failure) {
        guard case .refused(let refusal) = failure else { return }
        self.refusal = refusal
        checks = [Check(name: refusal.stage, status: .failed, detail: refusal.reason)]
    }

    /// Reads one file; its checks join those of the files before it.
    private mutating func read(
        _ part: ModelPart,
        _ index: Int,
        of artifact: Artifact,
        label: String,
        _ policy: Policy,
        _ keys: [VerificationKey],
        isStacked: Bool,
    ) {
        let start = Clock.now
        do {
            let description = try ArtifactReader.read(
                path: part.path,
                statedFormat: part.format,
                expectedSHA256: part.sha256,
                policy: policy,
            )
            let signature = SignatureFinding.make(part, description, policy, keys)
            let isNamed = part.sha256 != nil || signature.isVerified
            parts.append(
                Part(mayGrow: policy.pickle == .trusted && !isNamed, label: label, description: description))
            // Without a digest to hold it against, having read the file proves nothing about it.
            let isPinned = isNamed || policy.maximumSize != nil
            add(
                Check(
                    name: .integrity,
                    status: signature.failure != nil ? .failed : isPinned ? .passed : .notApplicable,
                    seconds: Clock.now - start,
                    detail: signature.failure
                        ?? [
                            "sha256 \(description.sha256)", signature.note,
                            part.sha256 == nil ? nil : signature.gap(beside: description.companions),
                        ].compactMap(\.self).joined(separator: "; "),
                ),
                label,
                refusing: signature.failure,
            )
            if signature.failure != nil { return }
            scan(description, policy, label, part.entry)
            let metadata = MetadataFinding.make(
                part.path, description, named: part.metadata?.path, policy,
                inputs: index == 0 ? inputs : nil, source: artifact.inputs, isStacked: isStacked)
            parts[parts.count - 1].sidecar = metadata.sidecar
            add(metadata.check, label, refusing: metadata.failure)
        } catch {
            parts.append(Part(label: label))
            add(
                Check(name: .integrity, status: .failed, seconds: Clock.now - start, detail: error.reason),
                label,
                refusing: error.reason,
            )
        }
    }

    /// Joins a file's check to the same check of the files before it: the worst status, all details by their steps.
    private mutating func add(_ check: Check, _ label: String, refusing reason: String? = nil) {
        let named = { (text: String) in label.isEmpty || text.isEmpty ? text : "\(label): \(text)" }
        var check = check
        check.detail = named(check.detail)
        if let place = checks.firstIndex(where: { $0.name == check.name }) {
            let before = checks[place]
            check.seconds += before.seconds
            check.detail = [before.detail, check.detail].filter { !$0.isEmpty }.joined(separator: "\n")
            let order: [CheckStatus] = [.failed, .warned, .passed]
            check.status = order.first { $0 == before.status || $0 == check.status } ?? check.status
            checks[place] = check
        } else {
            checks.append(check)
        }
        if let reason, refusal == nil {
            refusal = Refusal(verdict: .refused, stage: check.name, reason: named(reason))
        }
    }

    /// What is wrong with the inputs and the reference file that a matrix names for an artifact.
    static func inputProblems(_ artifact: Artifact, directory: String, file: String) -> [Diagnostic] {
        var preparation = Preparation(checks: [])
        preparation.loadInputs(artifact, rows: 1, directory: directory, file: file)
        return preparation.problems
    }

    private mutating func scan(
        _ description: ArtifactDescription,
        _ policy: Policy,
        _ label: String,
        _ entry: EntryPoint?,
    ) {
        let start = Clock.now
        let scan = description.scan(policy)
        let status: CheckStatus =
            switch scan.verdict {
            case .clean: .passed
            case .notApplicable: .notApplicable
            case .refused, .unreadable: .failed
            }
        var notes = scan.notes
        if let entry { notes.append("\(Path.name(entry.file)), which the matrix names, runs unscanned") }
        let more = notes.isEmpty ? "" : " (\(notes.joined(separator: "; ")))"
        add(
            Check(name: .scan, status: status, seconds: Clock.now - start, detail: scan.summary + more),
            label,
            refusing: scan.passes ? nil : scan.summary,
        )
    }

    private mutating func loadInputs(_ artifact: Artifact, rows: Int, directory: String, file: String) {
        do {
            let given = try artifact.inputs.map { source throws(InputError) in
                try InputSet.load(source, generatedRows: rows)
            }
            guard let set = try (given ?? InputSet.example(of: artifact.path))?.renamed(artifact.rename) else {
                problems.append(
                    Diagnostic("artifact '\(artifact.name)' has no 'inputs'; add them", file: file, mark: artifact.mark)
                )
                return
            }
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
