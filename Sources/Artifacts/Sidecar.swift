import Files
import JSON

/// What `NAME.meta.json` beside an artifact says about it.
public struct Sidecar: Sendable, Hashable {
    /// The distribution's name: `scikit-learn`.
    public var framework: String?
    public var version: String?
    /// Versions of distributions where the artifact was made.
    public var versions: [String: String]
    /// The Python version: `3.11.7`.
    public var python: String?
    public var sha256: String?
    public var size: Int?
    public var call: String?
    /// ONNX: the IR version and the opset of each domain.
    public var irVersion: Int?
    public var opsets: [String: Int]

    /// How sidecar and artifact compare.
    public enum Agreement: Sendable, Hashable {
        /// Everything that both name is the same; what was compared.
        case agrees(String)
        /// "the sidecar says scikit-learn 1.4.0, the file 1.3.2"
        case disagrees(String)
        /// There is no sidecar.
        case notApplicable
    }

    /// A sidecar that can't be read.
    public struct ReadError: Error, Sendable, Hashable, CustomStringConvertible {
        public let path: String
        public let reason: String

        public var description: String { "cannot read the sidecar '\(path)': \(reason)" }
    }
}

extension Sidecar {
    /// The sidecar beside an artifact, if there: `model.meta.json` or `model.joblib.meta.json` for `model.joblib`.
    public static func find(beside artifact: String) -> String? {
        let name = Path.name(artifact)
        let stem = name.lastIndex(of: ".").map { $0 == name.startIndex ? name : String(name[..<$0]) } ?? name
        return [stem, name].map { Path.join(Path.parent(artifact), "\($0).meta.json") }.first { File.exists($0) }
    }

    /// Reads a sidecar; keys that are not known are left alone.
    public static func read(_ path: String) throws(ReadError) -> Sidecar {
        do {
            return try Sidecar(JSONValue(parsing: File.read(path, limit: 16 << 20)), path: path)
        } catch let error as ReadError {
            throw error
        } catch {
            throw ReadError(path: path, reason: "\(error)")
        }
    }

    init(_ json: JSONValue, path: String) throws(ReadError) {
        guard json.object != nil else { throw ReadError(path: path, reason: "it is \(json.kind), not an object") }
        func text(_ key: String) throws(ReadError) -> String? {
            guard let value = json[key], value != .null else { return nil }
            guard let string = value.string else {
                throw ReadError(path: path, reason: "'\(key)' is \(value.kind), not a string")
            }
            return string
        }
        framework = try text("framework")
        version = try text("version")
        python = try text("python")
        sha256 = try text("sha256")?.lowercased()
        call = try text("call")
        size = json["size"]?.int
        irVersion = json["ir_version"]?.int
        versions = [:]
        for (key, value) in json["versions"]?.object?.members ?? [] {
            if let version = value.string { versions[key] = version }
        }
        opsets = [:]
        for (key, value) in json["opsets"]?.object?.members ?? [] {
            if let version = value.int { opsets[key.isEmpty ? "ai.onnx" : key] = version }
        }
        if let framework, let version, versions[framework] == nil { versions[framework] = version }
    }

    /// Compares what both sidecar and file say; what only one of them says is no disagreement.
    public func compare(with artifact: ArtifactDescription) -> Agreement {
        var agreed: [String] = []
        if let sha256 {
            guard sha256 == artifact.sha256 else {
                return .disagrees(
                    "the sidecar's sha256 is \(sha256.prefix(16))…, the file's is \(artifact.sha256.prefix(16))…; "
                        + "one of them was replaced without the other"
                )
            }
            agreed.append("sha256")
        }
        if let size, size != artifact.size {
            return .disagrees("the sidecar says \(size) bytes, the file has \(artifact.size)")
        }
        for producer in artifact.producers {
            guard let said = versions[producer.framework] else { continue }
            guard said == producer.version else {
                return .disagrees("the sidecar says \(producer.framework) \(said), the file \(producer.version)")
            }
            agreed.append("\(producer.framework) \(said)")
        }
        if case .onnx(let model) = artifact.content, let difference = compare(with: model) {
            return .disagrees(difference)
        }
        return .agrees(agreed.isEmpty ? "nothing in common to compare" : agreed.joined(separator: ", ") + " agree")
    }

    private func compare(with model: ONNXModel) -> String? {
        if let irVersion, irVersion != model.irVersion {
            return "the sidecar says IR version \(irVersion), the file \(model.irVersion)"
        }
        for opset in model.opsets {
            guard let said = opsets[opset.domain], said != opset.version else { continue }
            return "the sidecar says opset \(said) of \(opset.domain), the file \(opset.version)"
        }
        return nil
    }
}
