/// The signature algorithms that model signatures may have, with the encodings of their keys.
enum KeyAlgorithm: String, Sendable, Hashable, CaseIterable {
    case p256 = "ECDSA P-256"
    case p384 = "ECDSA P-384"
    case p521 = "ECDSA P-521"
    case ed25519 = "Ed25519"

    /// The contents of the object identifiers, as DER has them.
    static let ecPublicKey: [UInt8] = [0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01]
    private static let rsa: [UInt8] = [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x01]
    private static let secp256k1: [UInt8] = [0x2B, 0x81, 0x04, 0x00, 0x0A]

    /// The curve's identifier (RFC 5480, section 2.1.1.1; RFC 8410, section 3).
    var identifier: [UInt8] {
        switch self {
        case .p256: [0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07]
        case .p384: [0x2B, 0x81, 0x04, 0x00, 0x22]
        case .p521: [0x2B, 0x81, 0x04, 0x00, 0x23]
        case .ed25519: [0x2B, 0x65, 0x70]
        }
    }

    /// Bytes of a private key.
    var privateLength: Int {
        switch self {
        case .p256, .ed25519: 32
        case .p384: 48
        case .p521: 66
        }
    }

    static func named(_ identifier: some Collection<UInt8>) -> KeyAlgorithm? {
        allCases.first { $0.identifier.elementsEqual(identifier) }
    }

    /// What a key of an algorithm is that is none of these.
    static func foreign(_ identifier: some Collection<UInt8>) -> String {
        if rsa.elementsEqual(identifier) { return "an RSA key" }
        if secp256k1.elementsEqual(identifier) { return "a key on the curve secp256k1" }
        return "a key of another algorithm"
    }

    /// The AlgorithmIdentifier of a SubjectPublicKeyInfo or PrivateKeyInfo (RFC 5280, section 4.1.1.2).
    ///
    /// - Returns: the algorithm, or what the key is instead.
    static func read(_ reader: inout DERReader) -> Result<KeyAlgorithm, ForeignKey> {
        guard var identifier = reader.sequence(), let name = identifier.next(DERReader.Tag.objectIdentifier) else {
            return .failure(ForeignKey(what: "no key that can be read"))
        }
        guard ecPublicKey.elementsEqual(name) else {
            return KeyAlgorithm.named(name).map(Result.success) ?? .failure(ForeignKey(what: foreign(name)))
        }
        guard let curve = identifier.next(DERReader.Tag.objectIdentifier) else {
            return .failure(ForeignKey(what: "a key on a curve without a name"))
        }
        return KeyAlgorithm.named(curve).map(Result.success) ?? .failure(ForeignKey(what: foreign(curve)))
    }
}

/// A key that no algorithm here fits.
struct ForeignKey: Error {
    /// "an RSA key"
    let what: String
}
