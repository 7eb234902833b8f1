import Crypto
import Files
import JSON

/// The files that a signature speaks for: an in-toto Statement v1 with the predicate of OpenSSF model signing v1.0.
struct SignedManifest: Sendable, Hashable {
    struct Resource: Sendable, Hashable {
        /// Relative to the model's folder; `.` for a model in one file.
        let name: String
        /// Lower-case hexadecimal digits.
        let sha256: String
    }

    /// The base name of the file or folder.
    var name: String
    /// Sorted by the components of their names.
    var resources: [Resource]
    /// Paths that were left out with all below them, relative to the folder; `nil` where the signature does not say.
    var ignoredPaths: [String]?
    /// Whether links were followed.
    var allowsLinks: Bool

    /// What git keeps in a folder, which no signature speaks for unless it says so.
    static let gitPaths = [".git", ".gitattributes", ".github", ".gitignore"]

    init(name: String, files: [HashedFile], ignoredPaths: [String], allowsLinks: Bool) {
        self.name = name
        self.ignoredPaths = ignoredPaths
        self.allowsLinks = allowsLinks
        resources = files.map { Resource(name: $0.path, sha256: $0.sha256) }
            .sorted { $0.name.split(separator: "/").lexicographicallyPrecedes($1.name.split(separator: "/")) }
    }

    /// SHA-256 over the raw digests of the resources in their order.
    var digest: String {
        var hash = SHA256()
        for resource in resources { hash.update(data: Hexadecimal.decode(resource.sha256) ?? []) }
        return FileDigest.hexadecimal(hash.finalize())
    }

    /// Whether a path is left out.
    static func isIgnored(_ path: String, _ ignored: [String]) -> Bool {
        ignored.contains { path.isExactly($0) || path.hasPrefix($0 + "/") }
    }
}

extension SignedManifest {
    static let payloadType = "application/vnd.in-toto+json"
    private static let statementType = "https://in-toto.io/Statement/v1"
    private static let predicateType = "https://model_signing/signature/v1.0"

    /// The statement as JSON.
    var payload: [UInt8] {
        let statement: JSONValue = [
            "_type": .string(Self.statementType),
            "subject": [["name": .string(name), "digest": ["sha256": .string(digest)]]],
            "predicateType": .string(Self.predicateType),
            "predicate": [
                "serialization": [
                    "method": "files", "hash_type": "sha256", "allow_symlinks": .bool(allowsLinks),
                    "ignore_paths": .array((ignoredPaths ?? []).map(JSONValue.string)),
                ],
                "resources": .array(
                    resources.map {
                        ["name": .string($0.name), "algorithm": "sha256", "digest": .string($0.sha256)]
                    }),
            ],
        ]
        return Array(statement.compact.utf8)
    }

    /// Reads a statement; what it leaves out or has otherwise is an error that says so.
    init(payload: [UInt8]) throws(SignatureError) {
        func fail(_ what: String) -> SignatureError {
            SignatureError(.unreadable, "the signed statement \(what)")
        }
        let json: JSONValue
        do {
            json = try JSONValue(parsing: payload)
        } catch {
            throw fail("is no JSON: \(error)")
        }
        guard json["_type"]?.string == Self.statementType else {
            throw fail("is of type '\(json["_type"]?.string ?? "")', not in-toto's Statement v1")
        }
        guard json["predicateType"]?.string == Self.predicateType else {
            throw fail(
                "is '\(json["predicateType"]?.string ?? "")', not model signing v1.0; sign the model again")
        }
        guard let subjects = json["subject"]?.array, subjects.count == 1, let name = subjects[0]["name"]?.string,
            let digest = subjects[0]["digest"]?["sha256"]?.string
        else { throw fail("does not name exactly one model") }
        let serialization = json["predicate"]?["serialization"]
        guard serialization?["method"]?.string == "files", serialization?["hash_type"]?.string == "sha256" else {
            let method = serialization?["method"]?.string ?? "nothing"
            let hash = serialization?["hash_type"]?.string ?? "nothing"
            throw fail(
                "lists \(method) by \(hash), where only whole files by sha256 are supported; sign the model again")
        }
        guard let list = json["predicate"]?["resources"]?.array, !list.isEmpty else { throw fail("lists no file") }
        var resources: [Resource] = []
        var names: Set<ExactText> = []
        for entry in list {
            guard let name = entry["name"]?.string, entry["algorithm"]?.string == "sha256",
                let sha256 = entry["digest"]?.string?.lowercased(), Hexadecimal.decode(sha256)?.count == 32
            else { throw fail("has an entry without name, algorithm and digest") }
            guard names.insert(ExactText(name)).inserted else { throw fail("names '\(name)' twice") }
            resources.append(Resource(name: name, sha256: sha256))
        }
        self.name = name
        self.resources = resources
        ignoredPaths = serialization?["ignore_paths"]?.array?.compactMap(\.string)
        allowsLinks = serialization?["allow_symlinks"]?.bool ?? false
        guard self.digest == digest.lowercased() else {
            throw fail("is inconsistent: its digest is not that of the files that it lists")
        }
    }
}

/// Bytes as pairs of hexadecimal digits.
enum Hexadecimal {
    /// `nil` where the text is anything else.
    static func decode(_ text: String) -> [UInt8]? {
        let digits = text.utf8.map { digit -> UInt8? in
            switch digit {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
            default: nil
            }
        }
        guard digits.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(digits.count / 2)
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard let high = digits[index], let low = digits[index + 1] else { return nil }
            bytes.append(high << 4 | low)
        }
        return bytes
    }
}
