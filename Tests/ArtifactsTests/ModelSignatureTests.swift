import Files
import Foundation
import Glibc
import JSON
import Testing

@testable import Artifacts

@Suite("Model signatures")
final class ModelSignatureTests {
    private let root: String
    private let key: SigningKey

    init() throws {
        root = try Directory.createTemporary(in: NSTemporaryDirectory(), prefix: "signatures-")
        try File.write(PublishedKeys.ed25519, to: root + "/key.pem")
        key = try SigningKey(readingFrom: root + "/key.pem")
        try Directory.create(model + "/a")
        try Directory.create(model + "/.git")
        try File.write("weights", to: model + "/weights.bin")
        try File.write("inner", to: model + "/a/inner.txt")
        try File.write("not signed", to: model + "/.git/HEAD")
        try File.write("alone", to: root + "/alone.bin")
    }

    deinit { try? Directory.removeTree(root) }

    private var model: String { root + "/model" }
    private var alone: String { root + "/alone.bin" }

    private func fixture(_ name: String) -> String { ArtifactFixtures.path("signing/\(name)") }

    private func sign(_ path: String, to signature: String? = nil) throws {
        let target = signature ?? ModelSignature.defaultPath(for: path)
        try File.write(ModelSignature.sign(path, with: key, signature: target).bundle, to: target)
    }

    private func problem(_ path: String, signature: String? = nil, ignored: [String] = [], added: Bool = false)
        -> SignatureError?
    {
        #expect(throws: SignatureError.self) {
            try ModelSignature.verify(
                path, signature: signature, keys: [key.verificationKey], ignored: ignored, ignoringAdded: added)
        }
    }

    @Test("What model-signing signed with any of its curves holds", arguments: ["p256", "p384", "p521"])
    func realSignatures(curve: String) throws {
        let keys = [try VerificationKey(readingFrom: fixture("\(curve).pub"))]
        let folder = try ModelSignature.verify(
            fixture("model"), signature: fixture("model-\(curve).sig"), keys: keys)
        #expect(folder.files == 5)
        let file = try ModelSignature.verify(
            fixture("single.bin"), signature: fixture("single-\(curve).sig"), keys: keys)
        #expect(file.files == 1)
        #expect(file.summary == "signed with \(curve).pub")
    }

    @Test("Our statement of a folder is model-signing's: the same files in the same order, the same digest")
    func sameStatement() throws {
        let bundle = try SignatureBundle(readingFrom: fixture("model-p256.sig"))
        let theirs = try SignedManifest(payload: bundle.payload)
        let text = try ModelSignature.sign(fixture("model"), with: key, signature: root + "/x.sig").bundle
        var ours = try SignedManifest(payload: SignatureBundle(JSONValue(parsing: text)).payload)
        #expect(theirs.ignoredPaths.map(Set.init) == ours.ignoredPaths.map(Set.init))
        ours.ignoredPaths = theirs.ignoredPaths
        #expect(ours == theirs)
        let json = try JSONValue(parsing: bundle.payload)
        #expect(json["subject"] == (try JSONValue(parsing: ours.payload))["subject"])
    }

    @Test(
        "Digests that are not SHA-256 of whole files are said",
        arguments: [("shards", "lists shards by sha256"), ("blake2", "lists files by blake2b")])
    func otherMethods(name: String, text: String) throws {
        let error = #expect(throws: SignatureError.self) {
            try ModelSignature.verify(
                fixture("model"), signature: fixture("model-\(name).sig"),
                keys: [VerificationKey(readingFrom: fixture("p256.pub"))])
        }
        #expect(error?.problem == .unreadable)
        #expect(error?.reason.contains(text) == true)
    }

    @Test("A signed folder and a signed file hold, with the signature where it belongs")
    func roundTrip() throws {
        try sign(model)
        try sign(alone)
        #expect(File.exists(model + "/model.sig"))
        #expect(File.exists(alone + ".sig"))
        for path in [model, alone] {
            #expect(try ModelSignature.verify(path, signature: nil, keys: [key.verificationKey]).key.name == "key.pem")
        }
        // Signing again does not sign the signature.
        #expect(try ModelSignature.sign(model, with: key, signature: model + "/model.sig").files == 2)
    }

    @Test("Each changed, missing and added file is named")
    func named() throws {
        try sign(model)
        try File.write("other", to: model + "/weights.bin")
        try Directory.removeTree(model + "/a/inner.txt")
        try File.write("new", to: model + "/evil.py")
        try File.write("changed", to: model + "/.git/HEAD")
        let error = problem(model)
        #expect(error?.problem == .mismatch)
        #expect(
            error?.reason
                == "changed since it was signed: 'weights.bin'; missing since it was signed: 'a/inner.txt'; "
                + "added since it was signed: 'evil.py'")
        #expect(problem(model, ignored: ["evil.py"])?.reason.contains("added") == false)
        #expect(problem(model, added: true)?.reason.contains("added") == false)
    }

    @Test("Added files may be ignored, changed ones may not")
    func ignoring() throws {
        try sign(model)
        try File.write("new", to: model + "/notes.md")
        let keys = [key.verificationKey]
        #expect(try ModelSignature.verify(model, signature: nil, keys: keys, ignored: ["notes.md"]).files == 2)
        #expect(try ModelSignature.verify(model, signature: nil, keys: keys, ignoringAdded: true).files == 2)
        #expect(problem(model, ignored: ["note"])?.reason == "added since it was signed: 'notes.md'")
        #expect(problem(model, ignored: ["a"], added: true)?.reason == "missing since it was signed: 'a/inner.txt'")
    }

    @Test("A file that is signed as one of its folder's holds; one that the folder did not have does not")
    func fileOfFolder() throws {
        try sign(model)
        let keys = [key.verificationKey]
        let weights = try ModelSignature.verify(model + "/weights.bin", signature: nil, keys: keys)
        #expect(weights.path == model + "/model.sig")
        let inner = try ModelSignature.verify(model + "/a/inner.txt", signature: model + "/model.sig", keys: keys)
        #expect(inner.files == 2)
        try File.write("new", to: model + "/new.bin")
        #expect(problem(model + "/new.bin")?.problem == .missing)
        #expect(
            problem(model + "/new.bin", signature: model + "/model.sig")?.reason
                == "added since it was signed: 'new.bin'")
        try File.write("other", to: model + "/weights.bin")
        #expect(problem(model + "/weights.bin")?.reason == "changed since it was signed: 'weights.bin'")
    }

    /// Copies a model of one file that reads another beside it, which may be exchanged.
    private func makePair(_ name: String, in folder: String) throws -> (file: String, companion: String) {
        try Directory.create(folder)
        if name == "joblib" {
            try File.write(PickleWriter.arrayBeside("m.pkl_01.npy"), to: folder + "/m.pkl")
            try File.write("array", to: folder + "/m.pkl_01.npy")
            return (folder + "/m.pkl", folder + "/m.pkl_01.npy")
        }
        guard name == "onnx" else {
            for ending in ["xml", "bin"] {
                let bytes = ArtifactFixtures.bytes("openvinos/dense.\(ending)")
                try File.write(bytes, to: folder + "/m.\(ending)")
            }
            return (folder + "/m.xml", folder + "/m.bin")
        }
        let entry: [UInt8] = [10, 8] + Array("location".utf8) + [18, 7] + Array("./w.bin".utf8)
        let tensor: [UInt8] = [13 << 3 | 2, UInt8(entry.count)] + entry
        let graph: [UInt8] = [5 << 3 | 2, UInt8(tensor.count)] + tensor
        try File.write([8, 8, 18, 1, 0x74, 7 << 3 | 2, UInt8(graph.count)] + graph, to: folder + "/m.onnx")
        try File.write("weights", to: folder + "/w.bin")
        return (folder + "/m.onnx", folder + "/w.bin")
    }

    @Test(
        "What a file reads beside itself is signed with it, and held against the signature by every way",
        arguments: ["onnx", "openvino", "joblib"], ["m.sig", "../m.sig", "../elsewhere/m.sig"])
    func companions(format: String, place: String) throws {
        try Directory.create(root + "/elsewhere")
        let (file, companion) = try makePair(format, in: root + "/pair")
        let signature = root + "/pair/" + place
        try sign(file, to: signature)
        let keys = [key.verificationKey]
        func check() throws {
            #expect(try ModelSignature.verify(file, signature: signature, keys: keys).files == 2)
            let description = try ArtifactReader.read(path: file)
            _ = try ModelSignature.verify(file, read: description, signature: signature, keys: keys)
        }
        try check()
        try File.write(File.read(companion) + [0], to: companion)
        let name = Path.name(companion)
        #expect(problem(file, signature: signature, added: true)?.reason == "changed since it was signed: '\(name)'")
        #expect(throws: SignatureError.self) { try check() }
        #expect(unlink(companion) == 0)
        #expect(problem(file, signature: signature)?.reason == "missing since it was signed: '\(name)'")
    }

    @Test(
        "A signature of a file alone does not hold where the file reads another",
        arguments: ["onnx", "openvino", "joblib"])
    func uncovered(format: String) throws {
        let (file, companion) = try makePair(format, in: root + "/pair")
        let (digest, size) = try FileDigest.read(file)
        let whole = HashedFile(path: ".", size: size, sha256: digest)
        let manifest = SignedManifest(name: Path.name(file), files: [whole], ignoredPaths: [], allowsLinks: false)
        try File.write(SignatureBundle(signing: manifest, with: key).json.compact, to: file + ".sig")
        let name = Path.name(companion)
        #expect(
            problem(file, added: true)?.reason
                == "the signature does not speak for what it reads beside itself: '\(name)'; sign it again")
        let keys = [key.verificationKey]
        #expect(try ModelSignature.verify(file, signature: nil, keys: keys, ignored: [name]).files == 1)
        // As one of its folder's it is covered.
        try sign(root + "/pair")
        #expect(unlink(file + ".sig") == 0)
        #expect(throws: Never.self) {
            try ModelSignature.verify(file, signature: root + "/pair/model.sig", keys: keys)
        }
    }

    @Test("What reads a file that lies elsewhere, or that can't be told, is not signed, and no signature holds for it")
    func elsewhere() throws {
        let file = root + "/m.pkl"
        symlink("/etc/hostname", root + "/linked.npy")
        for name in ["../x.npy", "/x.npy", "linked.npy", nil] as [String?] {
            try File.write(PickleWriter.arrayBeside(name), to: file)
            #expect(throws: ArtifactError.self) { try sign(file) }
            let (digest, size) = try FileDigest.read(file)
            let whole = HashedFile(path: ".", size: size, sha256: digest)
            let manifest = SignedManifest(name: "m.pkl", files: [whole], ignoredPaths: [], allowsLinks: false)
            try File.write(SignatureBundle(signing: manifest, with: key).json.compact, to: file + ".sig")
            #expect(problem(file)?.reason.hasPrefix("the signature does not speak for what it reads") == true)
        }
    }

    @Test("Of two files of one name in a folder each is held against its own digest")
    func sameNames() throws {
        try File.write("first", to: model + "/w.bin")
        try File.write("second", to: model + "/a/w.bin")
        try sign(model)
        let inner = model + "/a/w.bin"
        let keys = [key.verificationKey]
        #expect(try ModelSignature.verify(inner, signature: model + "/model.sig", keys: keys).files == 4)
        try File.write("first", to: inner)
        #expect(
            problem(inner, signature: model + "/model.sig")?.reason == "changed since it was signed: 'a/w.bin'")
    }

    @Test("The model.sig of another file beside it is not taken for a file's own")
    func otherFilesSignature() throws {
        try sign(alone, to: root + "/model.sig")
        try File.write("second", to: root + "/second.bin")
        #expect(ModelSignature.find(for: alone) == root + "/model.sig")
        #expect(ModelSignature.find(for: root + "/second.bin") == nil)
    }

    @Test("A signature by another key, and one over a changed statement, are told apart")
    func keys() throws {
        try sign(alone)
        let other = try VerificationKey(readingFrom: fixture("p256.pub"))
        let error = #expect(throws: SignatureError.self) {
            try ModelSignature.verify(alone, signature: nil, keys: [other])
        }
        #expect(error?.problem == .otherKey)
        #expect(error?.reason.hasPrefix("the signature is not by 'p256.pub' (it names the key ") == true)

        var bundle = try SignatureBundle(readingFrom: alone + ".sig")
        let digest = try FileDigest.read(alone).digest
        let forged = SignedManifest(
            name: "alone.bin",
            files: [HashedFile(path: ".", size: 5, sha256: digest)],
            ignoredPaths: ["everything"], allowsLinks: false)
        bundle.payload = forged.payload
        try File.write(bundle.json.compact, to: alone + ".sig")
        let changed = problem(alone)
        #expect(changed?.problem == .mismatch)
        #expect(changed?.reason.contains("it was changed") == true)
    }

    @Test("A link within the folder is signed as the file that it leads to")
    func links() throws {
        try FileManager.default.createSymbolicLink(atPath: model + "/alias", withDestinationPath: "weights.bin")
        try sign(model)
        #expect(try ModelSignature.verify(model, signature: nil, keys: [key.verificationKey]).files == 3)
        let bundle = try SignatureBundle(readingFrom: model + "/model.sig")
        #expect(try SignedManifest(payload: bundle.payload).allowsLinks)
    }

    @Test("A folder without a file is not signed") func empty() throws {
        try Directory.create(root + "/empty/.git")
        try File.write("x", to: root + "/empty/.git/HEAD")
        #expect(throws: ArtifactError.self) { try sign(root + "/empty") }
    }

    /// A bundle of the fixtures with one text put in another's place.
    private func damaged(_ text: String, _ other: String, inPayload: Bool) throws -> JSONValue {
        var bundle = try SignatureBundle(readingFrom: fixture("single-p256.sig"))
        guard inPayload else {
            return try JSONValue(parsing: bundle.json.compact.replacing(text, with: other))
        }
        let payload = String(decoding: bundle.payload, as: UTF8.self)
        #expect(payload.contains(text))
        bundle.payload = Array(payload.replacing(text, with: other).utf8)
        return bundle.json
    }

    @Test(
        "A bundle that is none, or was made another way, is said",
        arguments: [
            ("application/vnd.dev", "text/vnd.dev", "it is no Sigstore bundle: its 'mediaType' is text/"),
            ("\"publicKey\"", "\"certificate\"", "it was made with a certificate, not with a key pair"),
            ("\"dsseEnvelope\"", "\"messageSignature\"", "it has no 'dsseEnvelope'"),
            ("in-toto+json", "in-toto+xml", "its 'payloadType' is not"),
            ("\"payload\":\"", "\"payload\":\"*", "its 'payload' is no base64 text"),
            ("\"sig\":\"", "\"sig\":\"*", "its 'signatures' are no base64 texts"),
        ])
    func badBundles(text: String, other: String, reason: String) throws {
        let json = try damaged(text, other, inPayload: false)
        let error = #expect(throws: SignatureError.self) { try SignatureBundle(json) }
        #expect(error?.reason.hasPrefix(reason) == true, "\(error?.reason ?? "")")
    }

    @Test("A bundle of countless signatures is none")
    func countless() throws {
        var bundle = try SignatureBundle(readingFrom: fixture("single-p256.sig"))
        bundle.signatures = Array(repeating: bundle.signatures[0], count: 5000)
        let error = #expect(throws: SignatureError.self) { try SignatureBundle(bundle.json) }
        #expect(error?.reason == "it has 5000 signatures, where model signing makes one")
    }

    @Test(
        "A statement that is none of model signing is said",
        arguments: [
            ("Statement/v1", "Statement/v0", "is of type"), ("signature/v1.0", "signature/v2.0", "is '"),
            ("\"subject\"", "\"object\"", "does not name exactly one model"),
            ("\"digest\": {", "\"digests\": {", "does not name exactly one model"),
            ("\"resources\"", "\"sources\"", "lists no file"),
            ("\"algorithm\"", "\"rhythm\"", "has an entry without name"), ("{", "[", "is no JSON"),
        ])
    func badStatements(text: String, other: String, reason: String) throws {
        let bundle = try SignatureBundle(damaged(text, other, inPayload: true))
        let error = #expect(throws: SignatureError.self) { try SignedManifest(payload: bundle.payload) }
        #expect(error?.reason.hasPrefix("the signed statement \(reason)") == true, "\(error?.reason ?? "")")
    }

    @Test("A statement whose digest is not that of its files is refused")
    func inconsistent() throws {
        let manifest = SignedManifest(
            name: "m", files: [HashedFile(path: ".", size: 0, sha256: String(repeating: "ab", count: 32))],
            ignoredPaths: [], allowsLinks: false)
        let text = String(decoding: manifest.payload, as: UTF8.self)
        #expect(throws: Never.self) { try SignedManifest(payload: Array(text.utf8)) }
        let forged = text.replacing("\"digest\":\"ab", with: "\"digest\":\"cd")
        let error = #expect(throws: SignatureError.self) { try SignedManifest(payload: Array(forged.utf8)) }
        #expect(error?.reason.contains("inconsistent") == true)
    }
}
