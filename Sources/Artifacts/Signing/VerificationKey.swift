import Crypto
import Files

/// A public key that model signatures are checked with.
public struct VerificationKey: Sendable, Hashable {
    /// The file that it was read from.
    public let path: String
    let algorithm: KeyAlgorithm
    /// As in SubjectPublicKeyInfo: the uncompressed point (SEC 1, section 2.3.3), or Ed25519's 32 bytes.
    let point: [UInt8]

    /// Reads a PEM file with a SubjectPublicKeyInfo: ECDSA on P-256, P-384 or P-521, or Ed25519.
    public init(readingFrom path: String) throws(KeyError) {
        let file = try KeyFile(path)
        let (algorithm, point) = try file.publicKey()
        guard let key = VerificationKey(path: path, algorithm: algorithm, point: point) else {
            throw file.fail("its content is no point of \(algorithm.rawValue)")
        }
        self = key
    }

    /// `nil` where the bytes are no public key of the algorithm.
    init?(path: String, algorithm: KeyAlgorithm, point: [UInt8]) {
        self.path = path
        self.algorithm = algorithm
        let isCompressed = point.first.map { $0 != 4 } ?? false
        do {
            switch algorithm {
            case .p256:
                self.point = Array(
                    isCompressed
                        ? try P256.Signing.PublicKey(compressedRepresentation: point).x963Representation
                        : try P256.Signing.PublicKey(x963Representation: point).x963Representation)
            case .p384:
                self.point = Array(
                    isCompressed
                        ? try P384.Signing.PublicKey(compressedRepresentation: point).x963Representation
                        : try P384.Signing.PublicKey(x963Representation: point).x963Representation)
            case .p521:
                self.point = Array(
                    isCompressed
                        ? try P521.Signing.PublicKey(compressedRepresentation: point).x963Representation
                        : try P521.Signing.PublicKey(x963Representation: point).x963Representation)
            case .ed25519:
                self.point = Array(try Curve25519.Signing.PublicKey(rawRepresentation: point).rawRepresentation)
            }
        } catch {
            return nil
        }
    }

    /// The file's name without its folders.
    public var name: String { Path.name(path) }

    /// Whether a signature is this key's over a message: DER for ECDSA with the curve's hash, 64 bytes for Ed25519.
    func isValid(_ signature: [UInt8], for message: [UInt8]) -> Bool {
        do {
            switch algorithm {
            case .p256:
                return try P256.Signing.PublicKey(x963Representation: point)
                    .isValidSignature(P256.Signing.ECDSASignature(derRepresentation: signature), for: message)
            case .p384:
                return try P384.Signing.PublicKey(x963Representation: point)
                    .isValidSignature(P384.Signing.ECDSASignature(derRepresentation: signature), for: message)
            case .p521:
                return try P521.Signing.PublicKey(x963Representation: point)
                    .isValidSignature(P521.Signing.ECDSASignature(derRepresentation: signature), for: message)
            case .ed25519:
                return try Curve25519.Signing.PublicKey(rawRepresentation: point)
                    .isValidSignature(signature, for: message)
            }
        } catch {
            return false
        }
    }

    /// The key as a PEM text with a final newline, as OpenSSL writes it.
    public var pem: String {
        func value(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
            let length: [UInt8] =
                content.count < 0x80 ? [UInt8(content.count)] : [0x81, UInt8(truncatingIfNeeded: content.count)]
            return [tag] + length + content
        }
        let curve = value(DERReader.Tag.objectIdentifier, algorithm.identifier)
        let identifier =
            algorithm == .ed25519
            ? curve : value(DERReader.Tag.objectIdentifier, KeyAlgorithm.ecPublicKey) + curve
        return PEMBlock.text(
            "PUBLIC KEY",
            value(
                DERReader.Tag.sequence,
                value(DERReader.Tag.sequence, identifier) + value(DERReader.Tag.bitString, [0] + point)))
    }

    /// SHA-256 of the PEM text in hexadecimal, by which a bundle names its key.
    public var hint: String { FileDigest.hexadecimal(SHA256.hash(data: Array(pem.utf8))) }
}
