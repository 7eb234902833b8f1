import ArgumentParser
import Artifacts
import Files
import JSON

struct VerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Check the signatures of artifacts with public keys.",
        discussion: """
            Checks what 'smokehouse sign' or the 'model_signing' command made with a key pair. The signature is \
            FILE.sig, or model.sig in the folder, unless --signature names another.

            Exit codes: 0 all hold, 1 one does not or is missing, 2 the command line or a key is wrong.
            """,
    )

    @OptionGroup var options: SignatureOptions

    @Option(
        help: ArgumentHelp("A public key (PEM); of several any one may have signed.", valueName: "pem"),
        completion: .file())
    var key: [String]

    @Flag(help: "Let any file be there without being signed.")
    var ignoreAdded = false

    @Flag(help: "Write one JSON object for each path to standard output.")
    var json = false

    func validate() throws {
        guard !key.isEmpty else { throw ValidationError("--key is missing: a public key to check with") }
    }

    func run() throws {
        let keys: [VerificationKey]
        do {
            keys = try key.map { try VerificationKey(readingFrom: $0) }
            for path in options.paths + (options.signature.map { [$0] } ?? []) where !File.exists(path) {
                throw FileError(operation: "verify", path: path, code: 2)
            }
        } catch {
            Terminal.standardError("error: \(error)")
            throw ExitCode(2)
        }
        var holds = true
        for path in options.paths {
            var report: JSONObject = ["path": .string(path)]
            do {
                let verified = try ModelSignature.verify(
                    path, signature: options.signature, keys: keys, ignored: options.ignore, ignoringAdded: ignoreAdded)
                let count = SignatureOptions.count(verified.files)
                Terminal.standardError("good  \(path): \(verified.summary) (\(count))")
                report["verdict"] = "good"
                report["signature"] = .string(verified.path)
                report["key"] = .string(verified.key.path)
                report["files"] = JSONValue(verified.files)
            } catch {
                holds = false
                let reason = (error as? ArtifactError)?.reason ?? "\(error)"
                Terminal.standardError("BAD   \(path): \(reason)")
                report["verdict"] = "bad"
                report["reason"] = .string(reason)
            }
            if json { Terminal.standardOutput(JSONValue.object(report).compact) }
        }
        guard holds else { throw ExitCode(1) }
    }
}
