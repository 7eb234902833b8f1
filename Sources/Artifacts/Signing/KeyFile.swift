import Files
import Glibc

/// A PEM file with a key: SubjectPublicKeyInfo, PKCS #8 or SEC 1.
struct KeyFile {
    let path: String
    private let blocks: [PEMBlock]

    private static let advice = "make an ECDSA P-256 or Ed25519 key, as with 'openssl genpkey -algorithm ed25519'"

    init(_ path: String) throws(KeyError) {
        self.path = path
        let text: String
        do throws(FileError) {
            text = try File.readText(path, limit: 1 << 20)
        } catch {
            throw KeyError(path: path, reason: "\(error)")
        }
        blocks = PEMBlock.blocks(in: text)
        guard !blocks.isEmpty else { throw fail("it is no PEM file: no '-----BEGIN … KEY-----' block in it") }
    }

    /// The algorithm and the public key as SubjectPublicKeyInfo holds it (RFC 5280, section 4.1).
    func publicKey() throws(KeyError) -> (algorithm: KeyAlgorithm, point: [UInt8]) {
        guard let block = blocks.first(where: { $0.label == "PUBLIC KEY" }) else {
            if blocks.contains(where: { $0.label.hasSuffix("PRIVATE KEY") }) {
                throw fail("it is a private key; give the public one: openssl pkey -in '\(path)' -pubout")
            }
            if blocks.contains(where: { $0.label == "CERTIFICATE" }) {
                throw fail("it is a certificate; give its key: openssl x509 -in '\(path)' -pubkey -noout")
            }
            throw fail("it holds '\(blocks[0].label)', not 'PUBLIC KEY'")
        }
        var document = DERReader(block.content[...])
        guard var key = document.sequence() else { throw fail("its content is damaged") }
        let algorithm = try algorithm(&key)
        // The first byte counts unused bits, of which whole bytes have none.
        guard let bits = key.next(DERReader.Tag.bitString), bits.first == 0 else {
            throw fail("its content is damaged")
        }
        return (algorithm, Array(bits.dropFirst()))
    }

    /// The algorithm and the private key's bytes.
    func privateKey() throws(KeyError) -> (algorithm: KeyAlgorithm, secret: [UInt8]) {
        guard let block = blocks.first(where: { $0.label.hasSuffix("PRIVATE KEY") }) else {
            throw fail("it holds '\(blocks[0].label)'; signing takes the private key")
        }
        guard block.label != "ENCRYPTED PRIVATE KEY", !block.isEncrypted else {
            throw fail("it is encrypted; decrypt it on the way: --key <(openssl pkey -in '\(path)')")
        }
        switch block.label {
        case "PRIVATE KEY": return try pkcs8(block.content)
        case "EC PRIVATE KEY":
            var document = DERReader(block.content[...])
            return try sec1(&document, nil)
        case "OPENSSH PRIVATE KEY":
            throw fail("it is an OpenSSH key; convert a copy of it: ssh-keygen -p -N '' -m PKCS8 -f COPY")
        case "RSA PRIVATE KEY": throw fail("it is an RSA key; \(Self.advice)")
        default: throw fail("it holds '\(block.label)'; \(Self.advice)")
        }
    }

    /// PrivateKeyInfo (RFC 5958, section 2).
    private func pkcs8(_ content: [UInt8]) throws(KeyError) -> (KeyAlgorithm, [UInt8]) {
        var document = DERReader(content[...])
        guard var info = document.sequence(), info.next(DERReader.Tag.integer) != nil else {
            throw fail("its content is damaged")
        }
        let algorithm = try algorithm(&info)
        guard let secret = info.next(DERReader.Tag.octetString) else { throw fail("its content is damaged") }
        var inner = DERReader(secret)
        guard algorithm == .ed25519 else { return try sec1(&inner, algorithm) }
        // CurvePrivateKey is an octet string in the octet string (RFC 8410, section 7).
        guard let seed = inner.next(DERReader.Tag.octetString), seed.count == algorithm.privateLength else {
            throw fail("its content is damaged")
        }
        return (algorithm, Array(seed))
    }

    /// ECPrivateKey (RFC 5915, section 3), which names its curve where nothing around it does.
    private func sec1(_ document: inout DERReader, _ known: KeyAlgorithm?) throws(KeyError) -> (KeyAlgorithm, [UInt8]) {
        guard var key = document.sequence(), key.next(DERReader.Tag.integer) != nil,
            let secret = key.next(DERReader.Tag.octetString)
        else { throw fail("its content is damaged") }
        var algorithm = known
        if algorithm == nil, var parameters = key.next(DERReader.Tag.context0).map(DERReader.init) {
            guard let curve = parameters.next(DERReader.Tag.objectIdentifier) else {
                throw fail("it is a key on a curve without a name; \(Self.advice)")
            }
            algorithm = KeyAlgorithm.named(curve)
            if algorithm == nil { throw fail("it is \(KeyAlgorithm.foreign(curve)); \(Self.advice)") }
        }
        guard let algorithm, secret.count <= algorithm.privateLength else {
            throw fail("it does not say which curve it is on; convert it: openssl pkey -in '\(path)' -out KEY.pem")
        }
        // Some writers leave leading zeros out.
        return (algorithm, [UInt8](repeating: 0, count: algorithm.privateLength - secret.count) + secret)
    }

    private func algorithm(_ reader: inout DERReader) throws(KeyError) -> KeyAlgorithm {
        switch KeyAlgorithm.read(&reader) {
        case .success(let algorithm): return algorithm
        case .failure(let foreign): throw fail("it is \(foreign.what); \(Self.advice)")
        }
    }

    /// That others than its owner may read the file; `nil` where none may, and for pipes.
    var exposure: String? {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_mode & 0o077 != 0 else {
            return nil
        }
        let mode = String(status.st_mode & 0o777, radix: 8)
        return "others may use the private key '\(path)' (mode \(mode)); take that away: chmod 600 '\(path)'"
    }

    func fail(_ reason: String) -> KeyError { KeyError(path: path, reason: reason) }
}
