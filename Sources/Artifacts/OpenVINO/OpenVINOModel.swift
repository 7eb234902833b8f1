/// What an OpenVINO IR says of itself, read from its XML (OpenVINO documentation, "Operation sets in OpenVINO").
public struct OpenVINOModel: Sendable, Hashable {
    /// The version of the IR, 10 or 11; 0 where it is not given.
    public var irVersion = 0
    /// The release that wrote it, without its build: `2025.3.0`; empty where it is not given.
    public var version = ""
    public var inputs: [GraphValue] = []
    public var outputs: [GraphValue] = []
    /// Operators of sets that are not OpenVINO's own, as `SET.TYPE`, sorted: they need an extension library.
    public var customOperators: [String] = []
    /// Whether variables outlive an inference (`ReadValue`).
    public var keepsState = false
    /// The bytes that the constants need in the `.bin`.
    public var weightBytes = 0
    /// The `.bin` where it is a link to a file outside the XML's directory.
    public internal(set) var linkedWeights: String?

    public init() {}

    /// Reads the XML; what was read before a fault stays.
    init(_ bytes: [UInt8]) throws(XMLReader.Fault) {
        var document = OpenVINODocument()
        try document.read(bytes)
        self = document.model
    }

    /// Whether an operator set is one of OpenVINO's: `opset1`, `experimental`, `ie_internal_opset`.
    static func isOwn(_ set: String) -> Bool {
        if set.hasPrefix("opset"), Int(set.dropFirst(5)) != nil { return true }
        return ["", "experimental", "util", "ie_internal_opset", "type_relaxed_opset"].contains(set)
    }

    /// `2023.3.0` of `2023.3.0-13775-ceeafaf64f3-releases/2023/3`; `nil` of what is no version.
    static func release(_ text: String) -> String? {
        let release = text.prefix { $0.isNumber || $0 == "." }
        return release.split(separator: ".").count >= 2 ? String(release) : nil
    }
}

/// The pass over an IR's XML: layers with their ports, edges, and what made it.
private struct OpenVINODocument {
    private struct Place: Hashable {
        let layer: String
        let port: String
    }

    private struct Port {
        var name: String?
        var type: String
        var shape: [GraphValue.Dimension] = []
    }

    private struct Layer {
        var id = ""
        var name = ""
        var type = ""
        /// Of a parameter: its element type and shape as text.
        var element: String?
        var shape: String?
    }

    private(set) var model = OpenVINOModel()
    private var path: [String] = []
    private var layer = Layer()
    private var ports: [Place: Port] = [:]
    private var port: Place?
    private var parameters: [Place] = []
    private var results: [String] = []
    private var sources: [String: Place] = [:]
    private var custom: Set<String> = []

    mutating func read(_ bytes: [UInt8]) throws(XMLReader.Fault) {
        var reader = XMLReader(bytes)
        while let event = try reader.next() {
            switch event {
            case .start(let name, let attributes):
                start(name, attributes)
                path.append(name)
            case .end(let name):
                path.removeLast()
                if name == "dim", let port { ports[port]?.shape.append(Self.dimension(reader.text)) }
                if name == "port" { port = nil }
            }
        }
        model.customOperators = custom.sorted()
        model.inputs = parameters.enumerated().map { value($1, "input_\($0)") }
        model.outputs = results.enumerated().map { value(sources[$1], "output_\($0)") }
    }

    private mutating func start(_ name: String, _ attributes: [String: String]) {
        switch (path.count, name) {
        case (0, "net"): model.irVersion = attributes["version"].flatMap { Int($0) } ?? 0
        case (_, "layer"): startLayer(attributes, isTop: path == ["net", "layers"])
        case (_, "data"):
            if let offset = attributes["offset"].flatMap({ Int($0) }),
                let size = attributes["size"].flatMap({ Int($0) }),
                case let (end, isTooFar) = offset.addingReportingOverflow(size), !isTooFar
            {
                model.weightBytes = max(model.weightBytes, end)
            }
            if path.count == 3 { (layer.element, layer.shape) = (attributes["element_type"], attributes["shape"]) }
        case (4, "port") where path[3] == "output" && path[1] == "layers": startPort(attributes)
        case (2, "edge") where path[1] == "edges":
            if let target = attributes["to-layer"] {
                sources[target] = Place(layer: attributes["from-layer"] ?? "", port: attributes["from-port"] ?? "")
            }
        case (2, "Runtime_version"), (2, "MO_version"):
            // The converter's own version came first in old files; what wrote the file is the runtime.
            if name == "Runtime_version" || model.version.isEmpty, let value = attributes["value"] {
                model.version = OpenVINOModel.release(value) ?? model.version
            }
        default: break
        }
    }

    private mutating func startLayer(_ attributes: [String: String], isTop: Bool) {
        let type = attributes["type"] ?? ""
        if type == "ReadValue" { model.keepsState = true }
        if let set = attributes["version"], !OpenVINOModel.isOwn(set) { custom.insert("\(set).\(type)") }
        // Those of a loop's body are nested deeper.
        guard isTop else { return }
        layer = Layer(id: attributes["id"] ?? "", name: attributes["name"] ?? "", type: type)
        if type == "Result" { results.append(layer.id) }
    }

    private mutating func startPort(_ attributes: [String: String]) {
        let place = Place(layer: layer.id, port: attributes["id"] ?? "")
        var entry = Port(name: Self.name(attributes["names"]), type: Self.type(attributes["precision"] ?? ""))
        // The first IRs had no names for tensors; OpenVINO takes the layers' then.
        if entry.name == nil, model.irVersion < 11 { entry.name = layer.name }
        if layer.type == "Parameter" {
            if let element = layer.element { entry.type = Self.type(element) }
            parameters.append(place)
        }
        ports[place] = entry
        port = place
    }

    private func value(_ place: Place?, _ fallback: String) -> GraphValue {
        guard let place, let port = ports[place] else { return GraphValue(name: fallback, type: "unknown", shape: nil) }
        return GraphValue(name: port.name ?? fallback, type: port.type, shape: port.shape)
    }

    /// Of several names the first in the alphabet, as OpenVINO's own `any_name`; commas within one are escaped.
    private static func name(_ names: String?) -> String? {
        guard let names, !names.isEmpty else { return nil }
        var found = [""]
        var isEscaped = false
        for character in names {
            if character == ",", !isEscaped {
                found.append("")
            } else if character != "\\" || isEscaped {
                found[found.count - 1].append(character)
            }
            isEscaped = character == "\\" && !isEscaped
        }
        return found.min { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }
    }

    private static func dimension(_ text: String) -> GraphValue.Dimension {
        guard let extent = Int(text), extent >= 0 else { return .dynamic("") }
        return .fixed(extent)
    }

    /// `f32` and `FP32` are `float32`.
    private static func type(_ name: String) -> String {
        let name = name.lowercased()
        return types[name] ?? name
    }

    private static let types = [
        "boolean": "bool", "bool": "bool", "i8": "int8", "i16": "int16", "i32": "int32", "i64": "int64",
        "u8": "uint8", "u16": "uint16", "u32": "uint32", "u64": "uint64", "f16": "float16", "fp16": "float16",
        "bf16": "bfloat16", "f32": "float32", "fp32": "float32", "f64": "float64", "fp64": "float64",
        "string": "string",
    ]
}
