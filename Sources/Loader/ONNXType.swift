import Tensors

/// The type of an ONNX model's input or output.
indirect enum ONNXType: Hashable {
    case tensor(ONNXElement)
    case sequence(ONNXType)
    case map(key: ONNXElement, value: ONNXType)
    case optional(ONNXType)
    /// A type that Smokehouse does not move: a sparse tensor, an opaque value.
    case other(String)

    /// ONNX' own words, as ONNX Runtime's Python module prints them: `seq(map(int64,tensor(float)))`.
    init(_ text: some StringProtocol) {
        func inside(_ name: String) -> Substring? {
            guard text.hasPrefix(name + "("), text.hasSuffix(")") else { return nil }
            return Substring(text.dropFirst(name.count + 1).dropLast())
        }
        if let inner = inside("tensor"), let element = ONNXElement(onnxName: String(inner)) {
            self = .tensor(element)
        } else if let inner = inside("seq") {
            self = .sequence(ONNXType(inner))
        } else if let inner = inside("optional") {
            self = .optional(ONNXType(inner))
        } else if let inner = inside("map"), let comma = inner.firstIndex(of: ","),
            let key = ONNXElement(onnxName: String(inner[..<comma]))
        {
            self = .map(key: key, value: ONNXType(inner[inner.index(after: comma)...]))
        } else {
            self = .other(String(text))
        }
    }

    /// What the tensors in a value of this type hold; `nil` where Smokehouse does not move them.
    var element: ONNXElement? {
        switch self {
        case .tensor(let element): element
        case .sequence(let type), .optional(let type), .map(_, let type): type.element
        case .other: nil
        }
    }

    /// Whether it is a map or holds maps.
    var isMap: Bool {
        switch self {
        case .map: true
        case .sequence(let type), .optional(let type): type.isMap
        case .tensor, .other: false
        }
    }

    /// ONNX' own words.
    var text: String {
        switch self {
        case .tensor(let element): "tensor(\(element.onnxName))"
        case .sequence(let type): "seq(\(type.text))"
        case .map(let key, let value): "map(\(key.onnxName),\(value.text))"
        case .optional(let type): "optional(\(type.text))"
        case .other(let text): text
        }
    }
}

extension ONNXElement {
    /// Whether numpy has no such type.
    var isBeyondNumpy: Bool {
        switch self {
        case .plain(let dtype): dtype == .bfloat16
        case .narrow: true
        }
    }

    /// The name in ONNX' words: `float`, `double`, otherwise as numpy says.
    var onnxName: String {
        switch self {
        case .plain(.float32): "float"
        case .plain(.float64): "double"
        default: name
        }
    }

    init?(onnxName name: String) {
        switch name {
        case "float": self = .plain(.float32)
        case "double": self = .plain(.float64)
        default:
            if let dtype = DType(rawValue: name) {
                self = .plain(dtype)
            } else if let type = NarrowType(rawValue: name) {
                self = .narrow(type)
            } else {
                return nil
            }
        }
    }
}
