public import JSON
import YAML

/// The file `MLmodel` of an MLflow model directory, read as data (mlflow.org, "MLflow Models", "Storage Format").
public struct MLmodel: Sendable, Hashable {
    /// A way in which the model can be loaded: `python_function`, `sklearn`, `xgboost`.
    public struct Flavor: Sendable, Hashable {
        public let name: String
        public let settings: Settings
    }

    /// What a flavour says, nested keys joined by dots (`env.virtualenv`), elements of lists by their number; keys without a
    /// value are left out.
    public struct Settings: Sendable, Hashable {
        fileprivate var values: [ExactText: String] = [:]

        public subscript(key: String) -> String? { values[ExactText(key)] }

        /// By the bytes of the keys.
        public var sorted: [(key: String, value: String)] {
            values.map { ($0.key.text, $0.value) }.sorted { $0.0.utf8.lexicographicallyPrecedes($1.0.utf8) }
        }
    }

    /// The example inputs that were saved with the model.
    public struct Example: Sendable, Hashable {
        /// Relative to the directory.
        public let path: String
        /// `dataframe`, `ndarray`, `json_object`, `sparse_matrix_csr`, …
        public let type: String
    }

    /// In the order of the file.
    public var flavors: [Flavor] = []
    /// The MLflow that wrote it; older ones than 1.18 don't say.
    public var version: String?
    /// `model_uuid`, 32 hexadecimal digits.
    public var uuid: String?
    /// `utc_time_created`: `2026-11-25 01:11:20.610178`.
    public var created: String?
    /// The tracking run that made it.
    public var runID: String?
    /// The signature; columns are of rank 1. Empty where the model has none.
    public var inputs: [GraphValue] = []
    public var outputs: [GraphValue] = []
    /// Whether the inputs are columns of a table rather than tensors.
    public var hasColumns = false
    /// Columns that a table may lack.
    public var optionalInputs: Set<ExactText> = []
    public var example: Example?

    /// Reads the file's text.
    ///
    /// - Throws: `Unreadable` for what is no YAML mapping or has no flavours.
    public init(_ bytes: [UInt8]) throws(Unreadable) {
        let document: YAMLDocument
        do throws(YAMLError) {
            document = try YAMLDocument(parsing: bytes)
        } catch {
            throw Unreadable(reason: "MLmodel is no valid YAML: \(error.problems.first?.description ?? "damaged")")
        }
        // Of a key that is there twice MLflow takes the last.
        if let problem = document.problems.first { throw Unreadable(reason: "MLmodel is ambiguous: \(problem)") }
        let root = document.root
        guard let flavors = root["flavors"]?.mapping, !flavors.isEmpty else {
            throw Unreadable(reason: "MLmodel names no flavors; it is damaged or no MLflow model's")
        }
        var size = 0
        for pair in flavors {
            self.flavors.append(Flavor(name: pair.key, settings: try Self.settings(of: pair.value, size: &size)))
        }
        version = Self.text(root["mlflow_version"])
        uuid = Self.text(root["model_uuid"])
        created = Self.text(root["utc_time_created"])
        runID = Self.text(root["run_id"])
        let signature = root["signature"]
        let inputs = try Self.values(signature?["inputs"], "inputs")
        self.inputs = inputs.map(\.value)
        hasColumns = inputs.contains { $0.isColumn }
        optionalInputs = Set(inputs.filter { $0.isColumn && !$0.isRequired }.map { ExactText($0.value.name) })
        outputs = try Self.values(signature?["outputs"], "outputs").map(\.value)
        if let example = root["saved_input_example_info"], let path = Self.text(example["artifact_path"]) {
            self.example = Example(path: path, type: Self.text(example["type"]) ?? "")
        }
    }

    /// Why the file tells nothing.
    public struct Unreadable: Error, Sendable, Hashable, CustomStringConvertible {
        public let reason: String
        public var description: String { reason }
    }

    public subscript(flavor name: String) -> Flavor? { flavors.first { $0.name.isExactly(name) } }

    /// The settings of `python_function`, which every model that Python can load has.
    public var pyfunc: Settings { self[flavor: "python_function"]?.settings ?? Settings() }

    /// The flavour of the framework itself; `nil` for a model of the user's own.
    public var native: Flavor? { flavors.first { $0.name != "python_function" } }

    /// The Python that saved it.
    public var pythonVersion: String? { pyfunc["python_version"] }

    // MARK: YAML

    private static func text(_ node: YAMLNode?) -> String? {
        guard let scalar = node?.scalar, scalar.resolved != .null, !scalar.text.isEmpty else { return nil }
        return scalar.text
    }

    /// The most bytes of all keys of the flavours, each of which repeats those that it is nested in.
    private static let keyLimit = 16 << 20

    private static func settings(of node: YAMLNode, size: inout Int) throws(Unreadable) -> Settings {
        var settings = Settings()
        func add(_ node: YAMLNode, _ key: String) throws(Unreadable) {
            size += key.utf8.count
            guard size <= keyLimit else {
                throw Unreadable(reason: "MLmodel has settings whose names take more than \(keyLimit) bytes (16 MiB)")
            }
            if let text = text(node) {
                // A key with a dot in it may be spelled like one of a mapping.
                guard settings.values.updateValue(text, forKey: ExactText(key)) == nil else {
                    throw Unreadable(reason: "MLmodel has two settings '\(ScanResult.printable(key))'")
                }
            }
            let prefix = key.isEmpty ? "" : key + "."
            for pair in node.mapping ?? [] { try add(pair.value, prefix + pair.key) }
            for (index, element) in (node.sequence ?? []).enumerated() { try add(element, "\(prefix)\(index)") }
        }
        try add(node, "")
        return settings
    }

    // MARK: Signature

    private struct SignatureValue {
        let value: GraphValue
        let isColumn: Bool
        let isRequired: Bool
    }

    /// The columns or tensors that a signature's JSON lists.
    private static func values(_ node: YAMLNode?, _ key: String) throws(Unreadable) -> [SignatureValue] {
        guard let text = text(node) else { return [] }
        let list: JSONValue
        do throws(JSONError) {
            list = try JSONValue(parsing: text)
        } catch {
            throw Unreadable(reason: "the signature's \(key) in MLmodel are no valid JSON: \(error)")
        }
        return (list.array ?? []).compactMap { entry in
            let name = entry["name"]?.string ?? ""
            if let tensor = entry["tensor-spec"] {
                let shape = (tensor["shape"]?.array ?? []).map { length -> GraphValue.Dimension in
                    guard let length = length.int, length >= 0 else { return .dynamic("") }
                    return .fixed(length)
                }
                let type = tensor["dtype"]?.string ?? "?"
                let value = GraphValue(name: name, type: type == "str" ? "string" : type, shape: shape)
                return SignatureValue(value: value, isColumn: false, isRequired: true)
            }
            guard let type = entry["type"]?.string else { return nil }
            // Until 2.9 the key was `optional`.
            let isRequired = entry["required"]?.bool ?? !(entry["optional"]?.bool ?? false)
            return SignatureValue(
                value: GraphValue(name: name, type: columnTypes[type] ?? type, shape: [.dynamic("")]),
                isColumn: true,
                isRequired: isRequired,
            )
        }
    }

    /// MLflow's names of column types by ours; `datetime`, `binary` and nested types keep their own.
    private static let columnTypes = [
        "boolean": "bool", "integer": "int32", "long": "int64", "float": "float32", "double": "float64",
        "string": "string",
    ]
}
