import Crypto
import Files
import Foundation
import JSON
import Testing

/// The `model-signing` package in an environment that smokehouse made.
final class ModelSigning {
    private let place: Workplace
    private let interpreter: String

    init() throws {
        place = try Workplace()
        try place.write(
            """
            version: 1
            policy: {pickle: trusted}
            artifacts:
              good: {path: \(Places.badModels)/Good.pkl, inputs: [[1.0, 2.0]]}
            environments:
              signing:
                kind: venv
                python: "3.11"
                packages: {model-signing: "1.1.1", pyopenssl: ">=24"}
                variables: {PYTHONPATH: \(Places.badModels)}
            """, to: "signing.yaml")
        let outcome = try place.run("signing.yaml")
        let environment = try outcome.requireResults().environments.first
        interpreter = try #require(environment?["interpreter"]?.string, "\(outcome.errors)")
    }

    /// Runs `model_signing ARGUMENTS` for each list of them in one interpreter, which takes long to start.
    ///
    /// - Returns: for each whether it succeeded, and what it said.
    func run(_ commands: [[String]], in directory: String) throws -> [(succeeded: Bool, text: String)] {
        let script = """
            import contextlib, io, json, sys
            from model_signing._cli import main
            for words in json.loads(sys.argv[1]):
                said, code = io.StringIO(), 0
                with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
                    try:
                        main(words)
                    except SystemExit as end:
                        code = end.code
                print(json.dumps({"code": code or 0, "text": said.getvalue()}))
            """
        let words = JSONValue.array(commands.map { .array($0.map(JSONValue.string)) }).compact
        let process = try ChildProcess(
            interpreter,
            ["-B", "-c", script, words],
            in: directory,
            variables: ["PATH": "/usr/bin:/bin", "HOME": place.directory],
            output: place.directory + "/stdout",
            errors: place.directory + "/stderr",
        )
        let end = try process.wait()
        let complaints = try File.readText(process.errors)
        try #require(end == .exited(0), "\(complaints)")
        return try File.readText(process.output).split(separator: "\n").map { line in
            let json = try JSONValue(parsing: String(line))
            return (json["code"]?.int == 0, json["text"]?.string ?? "")
        }
    }
}

extension Workplace {
    /// Writes a new key pair as `NAME.pem` and `NAME.pub`.
    ///
    /// - Parameter curve: `P-256`, `P-384` or `P-521`.
    func makeKeys(_ name: String, curve: String = "P-256") throws {
        let (secret, open) =
            switch curve {
            case "P-384":
                { ($0.pemRepresentation, $0.publicKey.pemRepresentation) }(P384.Signing.PrivateKey())
            case "P-521":
                { ($0.pemRepresentation, $0.publicKey.pemRepresentation) }(P521.Signing.PrivateKey())
            default:
                { ($0.pemRepresentation, $0.publicKey.pemRepresentation) }(P256.Signing.PrivateKey())
            }
        try write(secret, to: "\(name).pem")
        try write(open, to: "\(name).pub")
    }

    /// Writes a model in a folder, with files that signatures speak for and some that they don't.
    func makeFolder(_ name: String) throws {
        try write("weights", to: "\(name)/weights.bin")
        try write("{}", to: "\(name)/tokenizer/config.json")
        try write("hidden", to: "\(name)/.hidden")
        try write("not signed", to: "\(name)/.git/HEAD")
        try write("not signed", to: "\(name)/.gitignore")
    }
}
