import Probe
import Tensors

/// A value of any type that an ONNX model takes.
indirect enum ONNXValue {
    case tensor(Tensor)
    case sequence([ONNXValue])
    case map(keys: Tensor, values: Tensor)
    /// An optional without a value.
    case none

    var isNone: Bool { if case .none = self { true } else { false } }

    /// What stands for an empty sequence and for an optional without a value among inputs and outputs.
    static let emptyMark = Tensor(dtype: .float64, shape: [0], bytes: [])
    static let noneMark = Tensor(dtype: .bool, shape: [0], bytes: [])

    /// A tensor among those that make up one value, by what follows the value's name: `[0]`, `.key`, or nothing.
    struct Part {
        let path: Substring
        let tensor: Tensor
    }

    /// Puts a value of a type together.
    ///
    /// A tensor is one part without a path. Elements of a sequence have the paths `[0]`, `[1]`, …, an empty one is a
    /// tensor of shape [0]. A map's values have the paths `.KEY`. An optional without a value has no part, or is bool[0].
    init(_ parts: [Part], as type: ONNXType) throws(ONNXValueError) {
        let whole = parts.count == 1 && parts[0].path.isEmpty ? parts[0].tensor : nil
        switch type {
        case .tensor:
            guard let whole else { throw ONNXValueError("is \(parts.count) tensors, the model takes one") }
            self = .tensor(whole)
        case .optional(let inner):
            if parts.isEmpty || whole.map({ $0.dtype == .bool && $0.shape == [0] }) == true {
                self = .none
            } else {
                self = try ONNXValue(parts, as: inner)
            }
        case .sequence(let element):
            if let whole {
                guard whole.shape == [0] else {
                    throw ONNXValueError(
                        "is one tensor, the model takes a sequence; name its elements NAME[0], NAME[1], …")
                }
                self = .sequence([])
            } else {
                self = .sequence(try Self.elements(parts, element))
            }
        case .map(let key, let value): self = try Self.map(parts, key, value)
        case .other(let text): throw ONNXValueError("has the type \(text), which Smokehouse cannot make")
        }
    }

    private static func elements(_ parts: [Part], _ type: ONNXType) throws(ONNXValueError) -> [ONNXValue] {
        var groups: [Int: [Part]] = [:]
        for part in parts {
            guard part.path.first == "[", let end = part.path.firstIndex(of: "]"),
                let index = Int(part.path.dropFirst().prefix { $0 != "]" })
            else {
                throw ONNXValueError(
                    "has the part '\(part.path)', the model takes a sequence; name its elements NAME[0], …")
            }
            groups[index, default: []].append(
                Part(path: part.path[part.path.index(after: end)...], tensor: part.tensor))
        }
        var elements: [ONNXValue] = []
        for index in 0..<groups.count {
            guard let group = groups[index] else {
                throw ONNXValueError("has no element [\(index)] of its \(groups.count)")
            }
            elements.append(try ONNXValue(group, as: type))
        }
        return elements
    }

    private static func map(_ parts: [Part], _ key: ONNXElement, _ value: ONNXType) throws(ONNXValueError) -> ONNXValue
    {
        guard case .tensor(let element) = value else {
            throw ONNXValueError("is a map to \(value.text), which Smokehouse cannot make")
        }
        var names: [String] = []
        var values: [Tensor] = []
        for part in parts {
            guard part.path.first == ".", part.tensor.count == 1, part.tensor.dtype == element.dtype else {
                throw ONNXValueError(
                    "has the part '\(part.path)' of \(part.tensor), the model takes a map to single \(element.name); "
                        + "name its values NAME.KEY"
                )
            }
            names.append(String(part.path.dropFirst()))
            values.append(part.tensor)
        }
        let shape = [names.count]
        let joined =
            element.dtype == .string
            ? Tensor(shape: shape, strings: values.flatMap(\.strings))
            : Tensor(dtype: element.dtype, shape: shape, bytes: values.flatMap(\.bytes))
        if key == .plain(.string) { return .map(keys: Tensor(shape: shape, strings: names), values: joined) }
        let numbers = names.compactMap { Int64($0) }
        guard numbers.count == names.count else {
            throw ONNXValueError("has keys that are no integers, which the model takes")
        }
        return .map(keys: Tensor(numbers), values: joined)
    }
}

/// Why parts do not make up a value; the text follows the input's name.
struct ONNXValueError: Error {
    let reason: String

    init(_ reason: String) { self.reason = reason }
}
