import ArgumentParser
import Artifacts
import Files

struct SignCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sign",
        abstract: "Sign artifacts with a private key.",
        discussion: """
            Writes an OpenSSF model-signing bundle for each: FILE.sig beside a file, model.sig in a folder. What \
            an ONNX or OpenVINO file, or one of joblib before 0.10, reads beside itself is signed with it. \
            'smokehouse verify' and the 'model_signing' command check it with the public key; the latter knows \
            ECDSA keys alone.

            Keys: openssl ecparam -name prime256v1 -genkey -noout -out KEY.pem; openssl pkey -in KEY.pem -pubout
            """,
    )

    @OptionGroup var options: SignatureOptions

    @Option(help: "The private key: PEM, ECDSA P-256, P-384 or P-521, or Ed25519.", completion: .file())
    var key: String

    @Flag(help: "Replace signatures that are there.")
    var force = false

    func run() throws {
        do {
            let key = try SigningKey(readingFrom: key)
            if let warning = key.warning { Terminal.standardError("warning: \(warning)") }
            // All or none: what cannot be written is known before anything is.
            let targets = try options.paths.map { path in
                guard File.exists(path) else { throw FileError(operation: "sign", path: path, code: 2) }
                let target = options.signature ?? ModelSignature.defaultPath(for: path)
                guard force || !File.exists(target) else { throw SignatureExists(path: target) }
                return target
            }
            for (path, target) in zip(options.paths, targets) {
                let signed = try ModelSignature.sign(path, with: key, signature: target, ignored: options.ignore)
                try File.write(signed.bundle, to: target)
                Terminal.standardError("signed \(path) (\(SignatureOptions.count(signed.files))): \(target)")
            }
        } catch {
            Terminal.standardError("error: \(error)")
            throw ExitCode(2)
        }
    }
}

/// A signature that signing would have written over.
private struct SignatureExists: Error, CustomStringConvertible {
    let path: String

    var description: String { "'\(path)' is there already; --force replaces it" }
}
