import Files
import Foundation
import Testing

@testable import Artifacts

/// Keys that standards publish as examples, by the file that holds them.
enum PublishedKeys {
    /// RFC 6979, A.2.5: ECDSA P-256.
    static let p256SEC1 = pem(
        "EC PRIVATE KEY",
        "MHcCAQEEIMmvqdhFunUWa1whV2ex1pNOUMPbNuibEnuKYisSD2choAoGCCqGSM49AwEHoUQDQgAEYP7UuiVanTHJYet0xjVtaMBJuJI7Yfps"
            + "5mliLmDyn7Z5A/4QCLi8maQa6elWKLxk8vGyDC1+n1F3o8KU1EYimQ==")
    static let p256PKCS8 = pem(
        "PRIVATE KEY",
        "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgya+p2EW6dRZrXCFXZ7HWk05Qw9s26JsSe4piKxIPZyGhRANCAARg/tS6JVqd"
            + "Mclh63TGNW1owEm4kjth+mzmaWIuYPKftnkD/hAIuLyZpBrp6VYovGTy8bIMLX6fUXejwpTURiKZ")
    static let p256Public = pem(
        "PUBLIC KEY",
        "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEYP7UuiVanTHJYet0xjVtaMBJuJI7Yfps5mliLmDyn7Z5A/4QCLi8maQa6elWKLxk8vGyDC1+"
            + "n1F3o8KU1EYimQ==")
    static let p256Compressed = pem(
        "PUBLIC KEY", "MDkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDIgADYP7UuiVanTHJYet0xjVtaMBJuJI7Yfps5mliLmDyn7Y=")
    /// RFC 8410, section 10: Ed25519, without and with attributes and the public key.
    static let ed25519 = pem("PRIVATE KEY", "MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC")
    static let ed25519Whole = pem(
        "PRIVATE KEY",
        "MHICAQEwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhCoB8wHQYKKoZIhvcNAQkJFDEPDA1DdXJkbGUgQ2hhaXJz"
            + "gSEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=")
    static let ed25519Public = pem(
        "PUBLIC KEY", "MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=")

    static let secp256k1 = pem(
        "PUBLIC KEY",
        "MFYwEAYHKoZIzj0CAQYFK4EEAAoDQgAEL4veTRoHIJNVtKclClxRKOiLhL3cYZq3y6jVabJA7+TYrCImNuXj1tTbqd2mycQm94gnG6sNaEDc"
            + "qH06pqxi1g==")
    static let rsa = pem(
        "PUBLIC KEY",
        "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDgDltk2seqgk55bTMIvfK/yjPZnlbJbR3osCdZ1PD/yWkX1TZ6KhC4KNyw/ta8Jwn/qECP"
            + "sxltwZSh5YazfMKdbRM5IA7Cqp7l7/kEESI+81wLRgGSoefzriL/zLi9nKqsAocbnN8AlT5Zci9ijNakuyahm1nPEWLryHshnoWzPwIDAQAB"
    )

    static func pem(_ label: String, _ base64: String) -> String {
        PEMBlock.text(label, Base64.decode(base64.utf8) ?? [])
    }
}

@Suite("Keys for signatures")
final class KeyFileTests {
    private let root: String

    init() throws { root = try Directory.createTemporary(in: NSTemporaryDirectory(), prefix: "keys-") }

    deinit { try? Directory.removeTree(root) }

    private func write(_ text: String) throws -> String {
        let path = root + "/key.pem"
        try File.write(text, to: path)
        return path
    }

    @Test(
        "A private key is read as SEC 1 and as PKCS #8, and gives its public key",
        arguments: [
            (PublishedKeys.p256SEC1, PublishedKeys.p256Public), (PublishedKeys.p256PKCS8, PublishedKeys.p256Public),
            (
                PEMBlock.text("EC PARAMETERS", KeyAlgorithm.p256.identifier) + PublishedKeys.p256SEC1,
                PublishedKeys.p256Public
            ),
            (PublishedKeys.ed25519, PublishedKeys.ed25519Public),
            (PublishedKeys.ed25519Whole, PublishedKeys.ed25519Public),
        ])
    func privateKeys(key: String, publicKey: String) throws {
        let signer = try SigningKey(readingFrom: write(key))
        #expect(signer.verificationKey.pem == publicKey)
        let signature = try signer.sign(Array("message".utf8))
        #expect(signer.verificationKey.isValid(signature, for: Array("message".utf8)))
        #expect(!signer.verificationKey.isValid(signature, for: Array("Message".utf8)))
        #expect(!signer.verificationKey.isValid(signature.dropLast(), for: Array("message".utf8)))
        #expect(!signer.verificationKey.isValid([], for: Array("message".utf8)))
    }

    @Test("A compressed point and Windows line ends make the same public key")
    func spellings() throws {
        for text in [
            PublishedKeys.p256Compressed, PublishedKeys.p256Public.replacing("\n", with: "\r\n"),
            "a comment\n" + PublishedKeys.p256Public,
        ] {
            #expect(try VerificationKey(readingFrom: write(text)).pem == PublishedKeys.p256Public)
        }
    }

    @Test("The hint is the SHA-256 of the PEM text, as model-signing has it", arguments: ["p256", "p384", "p521"])
    func hints(curve: String) throws {
        let path = ArtifactFixtures.path("signing/\(curve).pub")
        let bundle = try SignatureBundle(readingFrom: ArtifactFixtures.path("signing/single-\(curve).sig"))
        #expect(try VerificationKey(readingFrom: path).hint == bundle.hint)
        #expect(try VerificationKey(readingFrom: path).pem == File.readText(path))
    }

    @Test(
        "What is no usable public key is said",
        arguments: [
            (PublishedKeys.rsa, "it is an RSA key; make an ECDSA P-256 or Ed25519 key"),
            (PublishedKeys.secp256k1, "it is a key on the curve secp256k1"),
            (PublishedKeys.ed25519, "it is a private key; give the public one: openssl pkey -in"),
            (PublishedKeys.pem("CERTIFICATE", "MAAA"), "it is a certificate; give its key: openssl x509 -in"),
            (PublishedKeys.pem("DH PARAMETERS", "MAAA"), "it holds 'DH PARAMETERS', not 'PUBLIC KEY'"),
            (PublishedKeys.pem("PUBLIC KEY", "MIIB"), "its content is damaged"),
            (
                PublishedKeys.p256Public.replacing("MFkw", with: "MFkx"), "it is no key that can be read"
            ),
            (PublishedKeys.p256Public.replacing("mQ==", with: "mA=="), "its content is no point of ECDSA P-256"),
            ("ssh-ed25519 AAAA me", "it is no PEM file"), ("", "it is no PEM file"),
        ])
    func badPublicKeys(text: String, reason: String) throws {
        let path = try write(text)
        let error = #expect(throws: KeyError.self) { try VerificationKey(readingFrom: path) }
        #expect(error?.reason.hasPrefix(reason) == true, "\(error?.reason ?? "")")
    }

    @Test(
        "What is no usable private key is said",
        arguments: [
            (
                PublishedKeys.pem("ENCRYPTED PRIVATE KEY", "MAAA"),
                "it is encrypted; decrypt it on the way: --key <(openssl pkey"
            ),
            (
                PublishedKeys.p256SEC1.replacing(
                    "KEY-----\nMH", with: "KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,6E4C\n\nMH"),
                "it is encrypted; decrypt it on the way: --key <(openssl pkey"
            ),
            (PublishedKeys.p256Public, "it holds 'PUBLIC KEY'; signing takes the private key"),
            (PublishedKeys.pem("OPENSSH PRIVATE KEY", "MAAA"), "it is an OpenSSH key; convert a copy of it"),
            (PublishedKeys.pem("RSA PRIVATE KEY", "MAAA"), "it is an RSA key"),
            (PublishedKeys.pem("PRIVATE KEY", "MAAA"), "its content is damaged"),
            (PublishedKeys.pem("EC PRIVATE KEY", "MAMCAQE="), "its content is damaged"),
        ])
    func badPrivateKeys(text: String, reason: String) throws {
        let path = try write(text)
        let error = #expect(throws: KeyError.self) { try SigningKey(readingFrom: path) }
        #expect(error?.reason.hasPrefix(reason) == true, "\(error?.reason ?? "")")
    }

    @Test("A private key that others may read is used with a warning", arguments: [(0o600, false), (0o644, true)])
    func exposure(mode: mode_t, warns: Bool) throws {
        let path = try write(PublishedKeys.ed25519)
        #expect(chmod(path, mode) == 0)
        #expect((try SigningKey(readingFrom: path).warning != nil) == warns)
    }

    @Test(
        "Base64 of any length is read back; what is none is not",
        arguments: [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg==")])
    func base64(text: String, encoded: String) {
        #expect(Base64.encode(Array(text.utf8)) == encoded)
        #expect(Base64.decode(encoded.utf8) == Array(text.utf8))
    }

    @Test("Base64 that is cut or has other letters or bits is refused", arguments: ["Z", "Zh==", "Zg=a", "Z*=="])
    func badBase64(text: String) { #expect(Base64.decode(text.utf8) == nil) }

    @Test("Base64 takes the URL-safe letters too") func urlSafe() {
        #expect(Base64.decode("-_-_".utf8) == Base64.decode("+/+/".utf8))
    }
}
