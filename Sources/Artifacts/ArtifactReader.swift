import Crypto
import Files
import Glibc
public import Matrix

/// Reads an artifact as data: what it is, what made it, what a load would need and do. Nothing is loaded or executed.
public enum ArtifactReader {
    /// The most bytes of one artifact that are read into memory.
    static let memoryLimit = 4 << 30

    /// Formats that share one content, so that the matrix may state either.
    private static let pickleFormats: Set<String> = [JoblibFormat.name, PickleFormat.name]

    /// Describes the artifact at `path`, hashing it in the same pass.
    ///
    /// - Parameters:
    ///   - statedFormat: the matrix' `format`; a content that is something else is an error that says what.
    ///   - expectedSHA256: the matrix' `sha256`; a mismatch is an error before anything is looked at.
    public static func read(
        path: String,
        statedFormat: String? = nil,
        expectedSHA256: String? = nil,
        policy: Policy = Policy(),
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
                path, statedFormat: statedFormat, expectedSHA256: expectedSHA256, policy: policy)
        }
        let size = try sizeOfFile(path)
        let early = Integrity.check(size: size, sha256: nil, expected: nil, policy: policy)
        guard early.status == .passed else { throw ArtifactError(.integrity, path: path, reason: early.message) }
        guard size <= memoryLimit else {
            throw ArtifactError(
                .unsupported, path: path, reason: "files over \(memoryLimit) bytes are not supported yet")
        }
        let (bytes, digest) = try readAndHash(path, size: size)
        let integrity = Integrity.check(size: bytes.count, sha256: digest, expected: expectedSHA256, policy: policy)
        guard integrity.status == .passed else {
            throw ArtifactError(.integrity, path: path, reason: integrity.message)
        }
        if let statedFormat, let stated = FormatRegistry.format(named: statedFormat), stated.takesAnyContent {
            let file = ArtifactFile(
                path: path, bytes: bytes, sha256: digest, statedFormat: statedFormat, recognition: nil)
            return try stated.describe(file)
        }
        return try describe(path: path, bytes: bytes, sha256: digest, statedFormat: statedFormat)
    }

    static func describe(path: String, bytes: [UInt8], sha256: String, statedFormat: String?)
        throws(ArtifactError) -> ArtifactDescription
    {
        let head = FileHead(bytes)
        let foreign = ForeignFile.recognise(head)
        let recognised = FormatRegistry.recognise(head)
        if let foreign, foreign.problem == .notAnArtifact || statedFormat == nil { throw foreign.error(at: path) }
        func file(_ recognition: Recognition?) -> ArtifactFile {
            ArtifactFile(
                path: path,
                bytes: bytes,
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
        let isPickle = recognised.map { pickleFormats.contains($0.format.name) } ?? true
        if foreign == nil, isPickle, recognised?.recognition == .certain {
            return try stated.describe(file(.certain))
        }
        if foreign == nil, isPickle {
            // No signature: a protocol 0 pickle, or text. Reading it decides.
            let report = PickleReader.read(bytes)
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

    private static func sizeOfFile(_ path: String) throws(ArtifactError) -> Int {
        do throws(FileError) {
            return try File.size(path)
        } catch {
            throw unreadable(path, error.code)
        }
    }

    private static func unreadable(_ path: String, _ code: Int32) -> ArtifactError {
        let reason = code == ENOENT ? "no such file; check `path`" : String(cString: strerror(code))
        return ArtifactError(.unreadable, path: path, reason: reason)
    }

    /// The file's bytes and their SHA-256 in hexadecimal.
    private static func readAndHash(_ path: String, size: Int) throws(ArtifactError) -> ([UInt8], String) {
        let bytes: [UInt8]
        do throws(FileError) {
            bytes = try File.read(path, limit: memoryLimit)
        } catch {
            throw unreadable(path, error.code)
        }
        return (bytes, FileDigest.hexadecimal(SHA256.hash(data: bytes)))
    }
}

extension ArtifactDescription {
    /// Judges by the policy whether the artifact may be loaded.
    public func scan(_ policy: Policy) -> ScanResult {
        switch content {
        case .pickle(let report): return PickleScan.judge(report, fault: fault, policy: policy)
        case .onnx(let model): return ONNXScan.judge(model)
        case .torch(let file): return TorchScan.judge(file, fault: fault, policy: policy)
        case .safetensors:
            guard let fault else { return ScanResult(verdict: .notApplicable) }
            return ScanResult(verdict: .unreadable, findings: [ScanFinding(offset: 0, message: fault)])
        case .savedModel(let model): return TensorFlowScan.judge(model, fault: fault, policy: policy)
        case .keras(let model): return KerasScan.judge(model, fault: fault, policy: policy)
        case .skops(let report): return SkopsScan.judge(report, fault: fault, policy: policy)
        case .data: return ScanResult(verdict: .notApplicable)
        }
    }
}
