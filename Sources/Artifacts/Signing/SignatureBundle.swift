import Files
import JSON

/// A Sigstore bundle (protobuf JSON, v0.3) with one DSSE envelope, as OpenSSF model signing writes it for key pairs.
struct SignatureBundle: Sendable, Hashable {
    static let mediaType = "application/vnd.dev.sigstore.bundle.v0.3+json"
    private static let signatureLimit = 16
    private static let mediaTypePrefix = "application/vnd.dev.sigstore.bundle"

    /// What the bundle names its key by: `VerificationKey.hint`; `nil` in early bundles.
    var hint: String?
    var payloadType: String
    var payload: [UInt8]
    var signatures: [[UInt8]]

    /// The bytes that are signed: DSSE's pre-authentication encoding (DSSE v1, protocol).
    var message: [UInt8] {
        Array("DSSEv1 \(payloadType.utf8.count) \(payloadType) \(payload.count) ".utf8) + payload
    }

    /// Signs a manifest.
    init(signing manifest: SignedManifest, with key: SigningKey) throws {
        hint = key.verificationKey.hint
        payloadType = SignedManifest.payloadType
        payload = manifest.payload
        signatures = []
        signatures = [try key.sign(message)]
    }

    var json: JSONValue {
        [
            "mediaType": .string(Self.mediaType),
            "verificationMaterial": ["publicKey": ["hint": JSONValue(hint)], "tlogEntries": []],
            "dsseEnvelope": [
                "payload": .string(Base64.encode(payload)),
                "payloadType": .string(payloadType),
                "signatures": .array(signatures.map { ["sig": .string(Base64.encode($0)), "keyid": ""] }),
            ],
        ]
    }

    /// Reads a bundle; one that was made without a key pair is an error that says so.
    init(_ json: JSONValue) throws(SignatureError) {
        func fail(_ what: String) -> SignatureError { SignatureError(.unreadable, what) }
        guard let mediaType = json["mediaType"]?.string, mediaType.hasPrefix(Self.mediaTypePrefix) else {
            throw fail("it is no Sigstore bundle: its 'mediaType' is \(json["mediaType"]?.string ?? "missing")")
        }
        let material = json["verificationMaterial"]
        guard material?["certificate"] == nil, material?["x509CertificateChain"] == nil else {
            throw fail(
                "it was made with a certificate, not with a key pair; check it with the 'model_signing' command")
        }
        guard let envelope = json["dsseEnvelope"] else { throw fail("it has no 'dsseEnvelope'") }
        guard let payloadType = envelope["payloadType"]?.string, payloadType == SignedManifest.payloadType else {
            throw fail("its 'payloadType' is not \(SignedManifest.payloadType)")
        }
        guard let text = envelope["payload"]?.string, let payload = Base64.decode(text.utf8) else {
            throw fail("its 'payload' is no base64 text")
        }
        // Each costs a look at the whole payload; model signing makes one.
        let entries = envelope["signatures"]?.array ?? []
        guard entries.count <= Self.signatureLimit else {
            throw fail("it has \(entries.count) signatures, where model signing makes one")
        }
        let signatures = entries.map { entry in entry["sig"]?.string.flatMap { Base64.decode($0.utf8) } }
        guard !signatures.isEmpty, !signatures.contains(nil) else { throw fail("its 'signatures' are no base64 texts") }
        hint = material?["publicKey"]?["hint"]?.string
        self.payloadType = payloadType
        self.payload = payload
        self.signatures = signatures.compactMap(\.self)
    }

    /// Reads a bundle's file.
    init(readingFrom path: String) throws(SignatureError) {
        let json: JSONValue
        do {
            json = try JSONValue(parsing: File.read(path, limit: 256 << 20))
        } catch {
            throw SignatureError(.unreadable, "'\(Path.name(path))' cannot be read: \(error)")
        }
        do throws(SignatureError) {
            try self.init(json)
        } catch {
            throw SignatureError(.unreadable, "'\(Path.name(path))' cannot be checked: \(error.reason)")
        }
    }

    /// The key whose signature this is.
    func signer(among keys: [VerificationKey]) throws(SignatureError) -> VerificationKey {
        let message = message
        if let key = keys.first(where: { key in signatures.contains { key.isValid($0, for: message) } }) { return key }
        if let hint, let named = keys.first(where: { $0.hint == hint }) {
            throw SignatureError(
                .mismatch, "the signature is not the one that '\(named.name)' made over this statement; it was changed")
        }
        let names = keys.map { "'\($0.name)'" }.joined(separator: ", ")
        let other = hint.map { " (it names the key \($0.prefix(16))…)" } ?? ""
        throw SignatureError(.otherKey, "the signature is not by \(keys.count == 1 ? "" : "one of ")\(names)\(other)")
    }
}
