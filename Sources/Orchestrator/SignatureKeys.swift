import Artifacts
import Matrix

/// The public keys of `policy.keys`, read once for all artifacts.
enum SignatureKeys {
    /// - Throws: every key that cannot be used, at its place in the matrix.
    static func load(_ plan: Plan) throws(MatrixError) -> [VerificationKey] {
        var keys: [VerificationKey] = []
        var problems: [Diagnostic] = []
        for path in plan.policy.keys {
            do throws(KeyError) {
                keys.append(try VerificationKey(readingFrom: path))
            } catch {
                problems.append(Diagnostic("\(error)", file: plan.file, mark: plan.policy.keysMark))
            }
        }
        guard problems.isEmpty else { throw MatrixError(problems) }
        return keys
    }
}

/// What an artifact's signature came to under the policy.
struct SignatureFinding: Sendable, Hashable {
    var isVerified = false
    /// Why nothing of the artifact may be loaded.
    var failure: String?
    /// What the integrity check says of it.
    var note: String?

    /// What a digest in the matrix leaves open where no signature speaks for it: the files that are read beside its own.
    func gap(beside companions: [String]) -> String? {
        guard !isVerified, !companions.isEmpty else { return nil }
        let shown = companions.prefix(3).map { "'\(ScanResult.printable($0))'" }.joined(separator: ", ")
        let more = companions.count > 3 ? " and \(companions.count - 3) more" : ""
        return "that is of the file alone, not of \(shown)\(more) beside it, for which only a signature speaks"
    }

    static func make(
        _ part: ModelPart,
        _ description: ArtifactDescription,
        _ policy: Policy,
        _ keys: [VerificationKey],
    ) -> SignatureFinding {
        let path = part.signature?.path ?? ModelSignature.find(for: part.path)
        guard path != nil || policy.signature == .required else { return SignatureFinding() }
        // Nobody who may sign is named: that a signature is there says nothing.
        guard !keys.isEmpty else { return SignatureFinding(note: "signature not checked: 'policy' names no 'keys'") }
        do throws(SignatureError) {
            let verified = try ModelSignature.verify(part.path, read: description, signature: path, keys: keys)
            return SignatureFinding(isVerified: true, note: verified.summary)
        } catch {
            // The cache is no place where a user could put one.
            let advice =
                error.problem == .missing && part.url != nil
                ? "no signature was found beside the file on its server; name it: 'signature: https://…'" : error.reason
            return SignatureFinding(failure: "signature: \(advice)")
        }
    }
}
