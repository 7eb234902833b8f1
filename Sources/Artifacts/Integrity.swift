public import Matrix

/// Size and digest against what the matrix says.
public struct IntegrityResult: Sendable, Hashable {
    public enum Status: Sendable, Hashable { case passed, failed }

    public let status: Status
    /// What was compared or what is wrong, in one line.
    public let message: String
}

public enum Integrity {
    /// Compares a file's size with `policy.max-size` and its digest with the matrix' `sha256`, where they are set.
    ///
    /// - Parameter sha256: the file's digest; `nil` before it is known, which checks the size alone.
    public static func check(size: Int, sha256: String?, expected: String?, policy: Policy) -> IntegrityResult {
        if let limit = policy.maximumSize, size > limit {
            let message =
                "the file has \(size) bytes, policy.max-size permits \(limit); raise it or shrink the artifact"
            return IntegrityResult(status: .failed, message: message)
        }
        guard let expected, let sha256 else { return IntegrityResult(status: .passed, message: "\(size) bytes") }
        guard expected.lowercased() == sha256 else {
            let message =
                "sha256 is \(sha256.prefix(16))…, the matrix says \(expected.lowercased().prefix(16))…; "
                + "get the file again, or correct the matrix if the change is meant"
            return IntegrityResult(status: .failed, message: message)
        }
        return IntegrityResult(status: .passed, message: "sha256 agrees")
    }
}
