import Files
import JSON
public import Matrix

/// Reads an artifact as data: what it is, what made it, what a load would need and do. Nothing is loaded or executed.
public enum ArtifactReader {
    /// The most bytes of a file that is read into memory as a whole.
    static let memoryLimit = 8 << 20

    /// Formats that share one content, so that the matrix may state either.
    private static let pickleFormats: Set<String> = [JoblibFormat.name, PickleFormat.name]

    /// Describes the artifact at `path`, hashing it in the same pass.
    ///
    /// - Parameters:
    ///   - statedFormat: the matrix' `format`; a content that is something else is an error that says what.
    ///   - forLoading: whether a format that no runtime loads is an error; otherwise it is described to be judged.
    ///   - expectedSHA256: the matrix' `sha256`; a mismatch is an error before anything is looked at.
    public static func read(
        path: String,
        statedFormat: String? = nil,
        expectedSHA256: String? = nil,
        policy: Policy = Policy(),
        forLoading: Bool = true,
    ) throws(ArtifactError) -> ArtifactDescription {
        if let statedFormat, FormatRegistry.format(named: statedFormat) == nil {
            throw ArtifactError(
                .unsupported,
                path: path,
                reason: "format '\(statedFormat)' is not supported yet (supported: \(ForeignFile.knownNames))",
            )
        }
        if Directory.exists(path) {
            return try readDirectory(
                path, statedFormat: statedFormat, expectedSHA256: expectedSHA256, policy: policy,
                forLoading: forLoading)
        }
        func unreadable(_ fault: OpenFile.Fault) -> ArtifactError {
            ArtifactError(.unreadable, path: path, reason: fault.reason)
        }
        let identity = FileIdentity(path)
        let file: OpenFile
        do throws(OpenFile.Fault) { file = try OpenFile(path) } catch { throw unreadable(error) }
        let description = Result { () throws(ArtifactError) in
            try read(
                file, path: path, statedFormat: statedFormat, expectedSHA256: expectedSHA256, policy: policy,
                forLoading: forLoading)
        }
        // What a changing file seemed to be means nothing, not even its faults.
        do throws(OpenFile.Fault) { try file.check() } catch { throw unreadable(error) }
        var result = try description.get()
        result.identities[ExactText(path)] = identity
        for companion in result.companions {
            let path = Path.join(Path.parent(path), companion)
            result.identities[ExactText(path)] = FileIdentity(path)
        }
        return result
    }

    private static func read(
        _ file: OpenFile,
        path: String,
        statedFormat: String?,
        expectedSHA256: String?,
        policy: Policy,
        forLoading: Bool,
    ) throws(ArtifactError) -> ArtifactDescription {
        let early = Integrity.check(size: file.size, sha256: nil, expected: nil, policy: policy)
        guard early.status == .passed else { throw ArtifactError(.integrity, path: path, reason: early.message) }
        var source = ByteSource(file)
        if file.size <= memoryLimit { source = ByteSource(Array(source.bytes(0..<file.size))) }
        let digest = FileDigest.read(source)
        let integrity = Integrity.check(size: file.size, sha256: digest, expected: expectedSHA256, policy: policy)
        guard integrity.status == .passed else {
            throw ArtifactError(.integrity, path: path, reason: integrity.message)
        }
        if let statedFormat, let stated = FormatRegistry.format(named: statedFormat), stated.takesAnyContent {
            let file = ArtifactFile(
                path: path, source: source, head: FileHead(source), sha256: digest, statedFormat: statedFormat,
                recognition: nil)
            return try stated.describe(file)
        }
        return try describe(
            path: path, source: source, sha256: digest, statedFormat: statedFormat, forLoading: forLoading)
    }

    static func describe(
        path: String,
        bytes: [UInt8],
        sha256: String,
        statedFormat: String?,
        forLoading: Bool = true,
    ) throws(ArtifactError) -> ArtifactDescription {
        try describe(
            path: path, source: ByteSource(bytes), sha256: sha256, statedFormat: statedFormat, forLoading: forLoading)
    }

    static func describe(
        path: String,
        source: ByteSource,
        sha256: String,
        statedFormat: String?,
        forLoading: Bool = true,
    ) throws(ArtifactError) -> ArtifactDescription {
        let head = FileHead(source)
        let known = Result { () throws(ArtifactError) in
            var description = try describe(
                path: path, source: source, head: head, sha256: sha256, statedFormat: statedFormat,
                forLoading: forLoading)
            description.hidden = HiddenFile.kind(in: source, head, besides: description.content)
            return description
        }
        if case .success(let description) = known, description.content.isPickle { return description }
        guard let pickle = PickleReader.readDisguised(source, head) else { return try known.get() }
        switch known {
        case .success(var description):
            description.disguise = pickle
            return description
        case .failure(let error):
            // What is in an archive that no format reads is not loaded from it either.
            guard error.problem == .notAnArtifact || error.problem == .unsupported, head.zipMembers.isEmpty else {
                throw error
            }
            var description = ArtifactDescription(
                path: path, format: PickleFormat.name, size: source.count, sha256: sha256, content: .pickle(pickle))
            description.fault = error.reason
            return description
        }
    }

    private static func describe(
        path: String,
        source: ByteSource,
        head: FileHead,
        sha256: String,
        statedFormat: String?,
        forLoading: Bool,
    ) throws(ArtifactError) -> ArtifactDescription {
        if !forLoading, let format = FormatRegistry.unloadable.first(where: { $0.recognise(head) != nil }) {
            return try format.describe(
                ArtifactFile(
                    path: path, source: source, head: head, sha256: sha256, statedFormat: nil, recognition: .certain))
        }
        // A pickle may have anything behind its first instruction; a tar archive's header adds up.
        let isPickle = PickleFormat.recognise(head) == .certain && !TarArchive.begins(head)
        let foreign = isPickle ? nil : ForeignFile.recognise(head)
        let recognised = FormatRegistry.recognise(head)
        if let foreign, foreign.problem == .notAnArtifact || statedFormat == nil { throw foreign.error(at: path) }
        func file(_ recognition: Recognition?) -> ArtifactFile {
            ArtifactFile(
                path: path,
                source: source,
                head: head,
                sha256: sha256,
                statedFormat: statedFormat,
                recognition: recognition,
            )
        }
        guard let statedFormat, let stated = FormatRegistry.format(named: statedFormat) else {
            guard let recognised else { throw ForeignFile.unknown(path, head) }
            return try recognised.format.describe(file(recognised.recognition))
        }
        guard pickleFormats.contains(stated.name) else {
            guard foreign == nil, stated.recognise(head) != nil else {
                throw mismatch(path, statedFormat, foreign, recognised?.format, head)
            }
            return try stated.describe(file(.certain))
        }
        // A joblib file may be a plain pickle; `describe` tells them apart by content.
        let mayBePickle = recognised.map { pickleFormats.contains($0.format.name) } ?? true
        if foreign == nil, mayBePickle, recognised?.recognition == .certain {
            return try stated.describe(file(.certain))
        }
        if foreign == nil, mayBePickle {
            // No signature: a protocol 0 pickle, or text. Reading it decides.
            let (report, _) = PickleReader.read(ByteStream(source))
            if report.error == nil || !report.globals.isEmpty { return try stated.describe(file(.possible)) }
        }
        throw mismatch(path, statedFormat, foreign, recognised?.format, head)
    }

    private static func mismatch(
        _ path: String,
        _ stated: String,
        _ foreign: ForeignFile?,
        _ recognised: (any ArtifactFormat.Type)?,
        _ head: FileHead,
    ) -> ArtifactError {
        let what =
            if let foreign {
                "the file is \(foreign.name)"
            } else if let recognised, recognised.name != stated,
                recognised.name != PickleFormat.name || head.bytes.first == 0x80
            { "the file is \(recognised.noun(head))" } else {
                ForeignFile.unknown(path, head).reason
            }
        return ArtifactError(
            .formatMismatch,
            path: path,
            reason: "format: \(stated) is stated, but \(what)",
        )
    }
}

extension ArtifactDescription {
    /// Judges by the policy whether the artifact may be loaded.
    ///
    /// What the policy trusts is read and judged all the same; a note says what would have been refused.
    public func scan(_ policy: Policy) -> ScanResult {
        let result = judge(policy)
        guard policy.pickle == .trusted, result.passes else { return result }
        var strict = policy
        strict.pickle = .scan
        let judged = judge(strict)
        guard !judged.passes else { return result }
        return ScanResult(verdict: result.verdict, notes: result.notes + ["else refused: \(judged.summary)"])
    }

    private func judge(_ policy: Policy) -> ScanResult {
        var result = judgeContent(policy)
        if let disguise { result = PickleScan.judge(disguise: disguise, of: format, policy).joined(with: result) }
        if let hidden, policy.pickle != .trusted {
            let finding = ScanFinding(offset: 0, message: "is \(hidden)")
            result = ScanResult(verdict: .refused, findings: [finding]).joined(with: result)
        }
        guard !beside.isEmpty else { return result }
        return result.joined(with: BundleScan.judge(beside, code: [], fault: nil, policy: policy))
    }

    private func judgeContent(_ policy: Policy) -> ScanResult {
        switch content {
        case .pickle(let report): return PickleScan.judge(report, fault: fault, policy: policy)
        case .onnx(let model): return ONNXScan.judge(model, fault: fault)
        case .torch(let file): return TorchScan.judge(file, fault: fault, policy: policy)
        case .safetensors:
            guard let fault else { return ScanResult(verdict: .notApplicable) }
            return ScanResult(verdict: .unreadable, findings: [ScanFinding(offset: 0, message: fault)])
        case .savedModel(let model): return TensorFlowScan.judge(model, fault: fault, policy: policy)
        case .tensorFlowLite(let model): return TFLiteScan.judge(model, fault: fault, policy: policy)
        case .keras(let model): return KerasScan.judge(model, fault: fault, policy: policy)
        case .openVINO(let model): return OpenVINOScan.judge(model, fault: fault)
        case .skops(let report): return SkopsScan.judge(report, fault: fault, policy: policy)
        case .arrays(let arrays): return ArrayScan.judge(arrays, fault: fault, policy: policy)
        case .huggingFace(let model): return HuggingFaceScan.judge(model, fault: fault, policy: policy)
        case .mlflow(let model): return MLflowScan.judge(model, fault: fault, policy: policy)
        case .data:
            guard let fault else { return ScanResult(verdict: .notApplicable) }
            return ScanResult(verdict: .unreadable, findings: [ScanFinding(offset: 0, message: fault)])
        }
    }
}
