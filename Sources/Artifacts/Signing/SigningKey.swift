import Crypto

/// A private key that models are signed with.
public struct SigningKey: Sendable {
    let algorithm: KeyAlgorithm
    private let secret: [UInt8]
    /// The public key to it.
    public let verificationKey: VerificationKey
    /// What is amiss with its file without keeping it from use: that others may read it.
    public let warning: String?

    /// Reads a PEM file: PKCS #8 or SEC 1, ECDSA on P-256, P-384 or P-521, or Ed25519; an encrypted one is an error.
    public init(readingFrom path: String) throws(KeyError) {
        let file = try KeyFile(path)
        (algorithm, secret) = try file.privateKey()
        warning = file.exposure
        let point: [UInt8]
        do {
            point =
                switch algorithm {
                case .p256: Array(try P256.Signing.PrivateKey(rawRepresentation: secret).publicKey.x963Representation)
                case .p384: Array(try P384.Signing.PrivateKey(rawRepresentation: secret).publicKey.x963Representation)
                case .p521: Array(try P521.Signing.PrivateKey(rawRepresentation: secret).publicKey.x963Representation)
                case .ed25519:
                    Array(try Curve25519.Signing.PrivateKey(rawRepresentation: secret).publicKey.rawRepresentation)
                }
        } catch {
            throw file.fail("its content is no private key of \(algorithm.rawValue)")
        }
        guard let key = VerificationKey(path: path, algorithm: algorithm, point: point) else {
            throw file.fail("its content is no private key of \(algorithm.rawValue)")
        }
        verificationKey = key
    }

    /// Signs a message: DER for ECDSA with the curve's hash, 64 bytes for Ed25519.
    func sign(_ message: [UInt8]) throws -> [UInt8] {
        switch algorithm {
        case .p256:
            Array(try P256.Signing.PrivateKey(rawRepresentation: secret).signature(for: message).derRepresentation)
        case .p384:
            Array(try P384.Signing.PrivateKey(rawRepresentation: secret).signature(for: message).derRepresentation)
        case .p521:
            Array(try P521.Signing.PrivateKey(rawRepresentation: secret).signature(for: message).derRepresentation)
        case .ed25519: Array(try Curve25519.Signing.PrivateKey(rawRepresentation: secret).signature(for: message))
        }
    }

    /// Whether `model-signing` 1.1 can check what this key signs; it knows the NIST curves alone.
    public var isKnownToModelSigning: Bool { algorithm != .ed25519 }
}
