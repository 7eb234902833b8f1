import JSON

/// The head of an ONNX model and what its graph needs (onnx.proto; field numbers from there).
public struct ONNXModel: Sendable, Hashable {
    public internal(set) var irVersion = 0
    public internal(set) var producerName = ""
    public internal(set) var producerVersion = ""
    public internal(set) var graphName = ""
    public internal(set) var opsets: [Opset] = []
    /// Graph inputs that are no initializers.
    public internal(set) var inputs: [GraphValue] = []
    public internal(set) var outputs: [GraphValue] = []
    /// Every operator with its number of nodes, subgraphs included, in order of first use.
    public internal(set) var operators: [Operator] = []
    public internal(set) var metadata: [String: String] = [:]
    /// Whether a node is what the compiler of an accelerator made of others: code for that.
    public internal(set) var isCompiled = false
    /// Files that hold tensors, or what a compiler made, beside the model, each once, relative to it.
    public internal(set) var externalData: [String] = []
    /// Those of them that are links to files outside the model's directory.
    public internal(set) var linkedData: [String] = []
    public internal(set) var hasGraph = false
    /// Domains whose operators the model defines itself.
    var functionDomains: Set<String> = []
    private var externalIndex: Set<ExactText> = []
    private var operatorIndex: [String: Int] = [:]

    public struct Opset: Sendable, Hashable {
        /// `ai.onnx` for the default domain.
        public let domain: String
        public let version: Int
    }

    public struct Operator: Sendable, Hashable {
        public let domain: String
        public let type: String
        public internal(set) var count: Int
    }

    public init() {}

    /// Domains that no release of ONNX Runtime knows by itself.
    public var customDomains: [String] {
        var domains: [String] = []
        var seen: Set<String> = []
        for domain in opsets.map(\.domain) + operators.map(\.domain) {
            guard !Self.knownDomains.contains(domain), !functionDomains.contains(domain) else { continue }
            if seen.insert(domain).inserted { domains.append(domain) }
        }
        return domains
    }

    /// External data that lie outside the model's directory.
    public var escapingData: [String] {
        externalData.filter { path in
            path.hasPrefix("/") || path.contains("\\") || path.contains("\0")
                || path.split(separator: "/").contains("..")
        }
    }

    /// External data that would not be a file: what begins so is ONNX Runtime's own, as `*/_ORT_MEM_ADDR_/*`, where the
    /// offset is an address in memory.
    public var dataInMemory: [String] { externalData.filter { $0.hasPrefix("*/") } }

    static let knownDomains: Set<String> = [
        "ai.onnx", "ai.onnx.ml", "ai.onnx.training", "ai.onnx.preview", "ai.onnx.preview.training", "com.microsoft",
        "com.microsoft.nchwc", "com.microsoft.experimental", "com.ms.internal.nhwc", "org.pytorch.aten",
    ]
}

extension ONNXModel {
    /// Reads a `ModelProto`; what was read before a fault stays.
    mutating func read(_ source: ByteSource) throws(ProtobufError) {
        var reader = ProtobufReader(source)
        while let field = try reader.next() {
            switch field.number {
            case 1: irVersion = Int(try field.int64())
            case 2: producerName = try field.string()
            case 3: producerVersion = try field.string()
            case 7:
                hasGraph = true
                try readGraph(field.soleMessage(), isMain: true)
            case 8: opsets.append(try Self.opset(field.message()))
            case 14:
                let pair = try Self.pair(field.message())
                metadata[pair.key] = pair.value
            case 20:
                var training = try field.message()
                while let field = try training.next() {
                    if field.number == 1 || field.number == 2 { try readGraph(field.message(), isMain: false) }
                }
            case 25: try readFunction(field.message())
            default: break
            }
        }
    }

    private static func domain(_ text: String) -> String { text.isEmpty ? "ai.onnx" : text }

    private static func opset(_ message: ProtobufReader) throws(ProtobufError) -> Opset {
        var reader = message
        var name = ""
        var version = 0
        while let field = try reader.next() {
            switch field.number {
            case 1: name = try field.string()
            case 2: version = Int(try field.int64())
            default: break
            }
        }
        return Opset(domain: domain(name), version: version)
    }

    /// A `StringStringEntryProto`.
    private static func pair(_ message: ProtobufReader) throws(ProtobufError) -> (key: String, value: String) {
        var reader = message
        var pair = (key: "", value: "")
        while let field = try reader.next() {
            switch field.number {
            case 1: pair.key = try field.string()
            case 2: pair.value = try field.string()
            default: break
            }
        }
        return pair
    }

    private mutating func readGraph(_ message: ProtobufReader, isMain: Bool) throws(ProtobufError) {
        var reader = message
        var values: [GraphValue] = []
        var initializers: Set<String> = []
        while let field = try reader.next() {
            switch field.number {
            case 1: try readNode(field.message())
            case 2: if isMain { graphName = try field.string() }
            case 5: initializers.insert(try readTensor(field.message()))
            case 15: initializers.insert(try readSparse(field.message()))
            case 11: if isMain { values.append(try GraphValue(protobuf: field.message())) }
            case 12: if isMain { outputs.append(try GraphValue(protobuf: field.message())) }
            default: break
            }
        }
        if isMain { inputs = values.filter { !initializers.contains($0.name) } }
    }

    private mutating func readFunction(_ message: ProtobufReader) throws(ProtobufError) {
        var reader = message
        while let field = try reader.next() {
            switch field.number {
            case 7: try readNode(field.message())
            case 11: try readAttribute(field.message())
            case 10: functionDomains.insert(Self.domain(try field.string()))
            default: break
            }
        }
    }

    private mutating func readNode(_ message: ProtobufReader) throws(ProtobufError) {
        var reader = message
        var type = ""
        var name = ""
        var attributes: [ProtobufReader] = []
        while let field = try reader.next() {
            switch field.number {
            case 4: type = try field.string()
            case 5:
                attributes.append(try field.message())
                try readAttribute(field.message())
            case 7: name = try field.string()
            default: break
            }
        }
        if type == "EPContext" { try readContext(attributes) }
        let key = "\(name)\0\(type)"
        if let index = operatorIndex[key] {
            operators[index].count += 1
        } else {
            operatorIndex[key] = operators.count
            operators.append(Operator(domain: Self.domain(name), type: type, count: 1))
        }
    }

    /// Notes the file that ONNX Runtime's `EPContext` names, unless the node holds what is in that.
    ///
    /// Source: "EP Context Design", onnxruntime.ai.
    private mutating func readContext(_ attributes: [ProtobufReader]) throws(ProtobufError) {
        isCompiled = true
        var isEmbedded = true
        var context: ArraySlice<UInt8> = []
        for attribute in attributes {
            var reader = attribute
            var name = ""
            var number: Int64 = 0
            var text: ArraySlice<UInt8> = []
            while let field = try reader.next() {
                switch field.number {
                case 1: name = try field.string()
                case 3: number = try field.int64()
                case 4: text = try field.bytes()
                default: break
                }
            }
            if name == "embed_mode" { isEmbedded = number != 0 }
            if name == "ep_cache_context" { context = text }
        }
        if !isEmbedded, !context.isEmpty { addFile(MarkRun.bounded(String(decoding: context, as: UTF8.self))) }
    }

    private mutating func addFile(_ path: String) {
        if externalIndex.insert(ExactText(path)).inserted { externalData.append(path) }
    }

    private mutating func readAttribute(_ message: ProtobufReader) throws(ProtobufError) {
        var reader = message
        while let field = try reader.next() {
            switch field.number {
            case 5, 10: _ = try readTensor(field.message())
            case 6, 11: try readGraph(field.message(), isMain: false)
            case 22, 23: _ = try readSparse(field.message())
            default: break
            }
        }
    }

    /// A `SparseTensorProto`: its values and indices are tensors; the name is that of the values.
    private mutating func readSparse(_ message: ProtobufReader) throws(ProtobufError) -> String {
        var reader = message
        var name = ""
        while let field = try reader.next() {
            switch field.number {
            case 1: name = try readTensor(field.message())
            case 2: _ = try readTensor(field.message())
            default: break
            }
        }
        return name
    }

    /// The tensor's name; its external data are noted.
    private mutating func readTensor(_ message: ProtobufReader) throws(ProtobufError) -> String {
        var reader = message
        var name = ""
        while let field = try reader.next() {
            switch field.number {
            case 8: name = try field.string()
            case 13:
                let pair = try Self.pair(field.message())
                if pair.key == "location" { addFile(pair.value) }
            default: break
            }
        }
        return name
    }
}
