import Files
import JSON
public import YAML

/// What `NAME.meta.json` beside an artifact says about it, or another file of its folder that is read like one.
public struct Sidecar: Sendable, Hashable {
    /// What messages call it: "the sidecar", "MLmodel", "config.json".
    public var origin: String
    /// Whether it was written for this very artifact, not for its folder.
    public var isOwn: Bool { origin == Self.ownOrigin }
    private static let ownOrigin = "the sidecar"
    /// The distribution's name: `scikit-learn`.
    public var framework: String?
    public var version: String?
    /// Versions of distributions where the artifact was made.
    public var versions: [String: String]
    /// The Python version: `3.11.7`.
    public var python: String?
    /// When it was made (RFC 3339): `2023-12-04` or `2023-12-04T00:00:00Z`.
    public var created: String?
    /// The data that it was trained on, with its version where that is known: `iris 1.0`.
    public var dataset: String?
    public var metrics: [String: Double]
    public var sha256: String?
    public var size: Int?
    public var call: String?
    /// ONNX: the IR version and the opset of each domain.
    public var irVersion: Int?
    public var opsets: [String: Int]
    /// The model's own inputs and outputs with the batch axis; empty where it does not say.
    public var inputs: [GraphValue]
    public var outputs: [GraphValue]

    /// How sidecar and artifact compare.
    public enum Agreement: Sendable, Hashable {
        /// Everything that both name is the same; what was compared.
        case agrees(String)
        /// "the sidecar says scikit-learn 1.4.0, the file 1.3.2"
        case disagrees(String)
    }

    /// A sidecar that can't be read.
    public struct ReadError: Error, Sendable, Hashable, CustomStringConvertible {
        public struct Problem: Sendable, Hashable {
            /// Where in the file; `nil` where it is about the file as a whole.
            public let mark: Mark?
            public let message: String
        }

        public let path: String
        public let problems: [Problem]

        /// The first problems, each with its place in the file: "3:13: /python is a number, not a string".
        public var reason: String {
            let shown = problems.prefix(3).map { problem in
                problem.mark.map { "\($0.line):\($0.column): \(problem.message)" } ?? problem.message
            }
            guard problems.count > 3 else { return shown.joined(separator: "; ") }
            let others = problems.count < SidecarSchema.faultLimit ? "\(problems.count - 3) more" : "more"
            return shown.joined(separator: "; ") + "; and \(others)"
        }

        public var description: String {
            problems.first?.mark == nil
                ? "cannot read the sidecar '\(path)': \(reason)" : "cannot read the sidecar: \(path):\(reason)"
        }
    }

    init(origin: String? = nil) {
        self.origin = origin ?? Self.ownOrigin
        versions = [:]
        metrics = [:]
        opsets = [:]
        inputs = []
        outputs = []
    }
}

extension Sidecar {
    /// The sidecar beside an artifact, if there: `model.meta.json` or `model.joblib.meta.json` for `model.joblib`.
    public static func find(beside artifact: String) -> String? {
        let name = Path.name(artifact)
        let stem = name.lastIndex(of: ".").map { $0 == name.startIndex ? name : String(name[..<$0]) } ?? name
        return [stem, name].map { Path.join(Path.parent(artifact), "\($0).meta.json") }.first { File.isRegular($0) }
    }

    /// What is said about an artifact: by a sidecar, or else by its folder's `MLmodel` or `config.json`.
    ///
    /// - Parameter named: the sidecar that the matrix names; `nil` looks beside the artifact.
    /// - Returns: `nil` where nothing says anything.
    public static func load(for artifact: String, named: String? = nil) throws(ReadError) -> Sidecar? {
        if let path = named ?? find(beside: artifact) { return try read(path) }
        return FolderMetadata.read(Directory.exists(artifact) ? artifact : Path.parent(artifact))
    }

    /// Reads a sidecar; keys that are not known are left alone.
    public static func read(_ path: String) throws(ReadError) -> Sidecar {
        do {
            return try Sidecar(File.read(path, limit: 16 << 20), path: path)
        } catch let error as ReadError {
            throw error
        } catch {
            throw ReadError(path: path, problems: [ReadError.Problem(mark: nil, message: "\(error)")])
        }
    }

    init(_ text: [UInt8], path: String) throws(ReadError) {
        let json: JSONValue
        do throws(JSONError) {
            json = try JSONValue(parsing: text)
        } catch {
            let mark = Mark(line: error.line, column: error.column)
            throw ReadError(path: path, problems: [ReadError.Problem(mark: mark, message: error.message)])
        }
        let faults = SidecarSchema.faults(in: json)
        guard faults.isEmpty else {
            throw ReadError(
                path: path,
                problems: faults.map { fault in
                    let place = JSONValue.place(of: fault.pointer, in: text)
                    return ReadError.Problem(
                        mark: place.map { Mark(line: $0.line, column: $0.column) }, message: "\(fault)")
                })
        }
        self.init()
        framework = json["framework"]?.string
        version = json["version"]?.string
        python = json["python"]?.string
        created = json["created"]?.string
        dataset = [json["dataset"]?["name"]?.string ?? json["dataset"]?.string, json["dataset"]?["version"]?.string]
            .compactMap(\.self).joined(separator: " ")
        if dataset == "" { dataset = nil }
        sha256 = json["sha256"]?.string?.lowercased()
        call = json["call"]?.string
        size = json["size"]?.int
        irVersion = json["ir_version"]?.int
        for (key, value) in json["versions"]?.object?.members ?? [] { versions[key] = value.string }
        for (key, value) in json["metrics"]?.object?.members ?? [] { metrics[key] = value.double }
        for (key, value) in json["opsets"]?.object?.members ?? [] { opsets[key.isEmpty ? "ai.onnx" : key] = value.int }
        inputs = Self.values(json["inputs"])
        outputs = Self.values(json["outputs"])
        if let framework, let version, versions[framework] == nil { versions[framework] = version }
    }

    private static func values(_ json: JSONValue?) -> [GraphValue] {
        (json?.array ?? []).map { entry in
            GraphValue(
                name: entry["name"]?.string ?? "",
                type: entry["dtype"]?.string ?? "",
                shape: entry["shape"]?.array?.map {
                    $0.int.map(GraphValue.Dimension.fixed) ?? .dynamic($0.string ?? "")
                },
            )
        }
    }
}
