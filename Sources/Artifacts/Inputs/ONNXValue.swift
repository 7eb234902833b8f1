import Tensors

/// A value of any of ONNX' types as named tensors, named as the loader names a model's outputs.
///
/// A tensor has the value's own name. Elements of a sequence are `name[0]`, `name[1]`, …; an empty one is `name` as
/// float64[0]. A map's values are `name.KEY`; a sequence of maps with the same keys is one table `name`, its columns by
/// sorted key. An optional without a value is `name` as bool[0].
///
/// Format: TensorProto, SequenceProto, MapProto, OptionalProto (onnx.proto3, onnx-data.proto3).
indirect enum ONNXValue {
    /// A `TensorProto`, not decoded yet.
    case tensor(ProtobufReader)
    case sequence([ONNXValue])
    /// Keys as text and their values.
    case map([(key: ONNXKey, value: ONNXValue)])
    case none

    /// The kinds of value that test data hold; the bytes alone do not tell them all apart.
    enum Kind: Sendable, Hashable { case tensor, sequence, map, optional }

    /// Reads a `.pb` file.
    ///
    /// - Parameters:
    ///   - kind: what the model says of the input or output; `nil` takes tensors and sequences.
    ///   - name: the model's name for it; `nil` takes the one in the file, which may be empty.
    static func decode(_ bytes: [UInt8], as kind: Kind?, named name: String? = nil) throws(ONNXTensorError)
        -> [NamedTensor]
    {
        let reader = ProtobufReader(bytes)
        let value: ONNXValue
        var own = ""
        do throws(ProtobufError) {
            switch kind ?? guess(reader) {
            case .tensor: value = .tensor(reader)
            case .sequence: (own, value) = try sequence(reader)
            case .map: (own, value) = try map(reader)
            case .optional: (own, value) = try optional(reader)
            }
        } catch {
            throw ONNXTensorError(tensor: name ?? "", reason: "\(error)")
        }
        if case .tensor = value, kind != .optional, name == nil { return [try ONNXTensor.decode(reader)] }
        return try value.tensors(named: name ?? own)
    }

    /// SequenceProto has messages in field 3, where TensorProto has a segment that no writer uses.
    private static func guess(_ message: ProtobufReader) -> Kind {
        var reader = message
        while let field = try? reader.next() {
            if field.number == 3, case .bytes = field.value { return .sequence }
        }
        return .tensor
    }

    // MARK: Messages

    private static func sequence(_ message: ProtobufReader) throws(ProtobufError) -> (name: String, value: ONNXValue) {
        var reader = message
        var name = ""
        var elements: [ONNXValue] = []
        while let field = try reader.next() {
            switch field.number {
            case 1: name = try field.string()
            case 3: elements.append(.tensor(try field.message()))
            case 5: elements.append(try sequence(field.message()).value)
            case 6: elements.append(try map(field.message()).value)
            case 7: elements.append(try optional(field.message()).value)
            default: break
            }
        }
        return (name, .sequence(elements))
    }

    private static func optional(_ message: ProtobufReader) throws(ProtobufError) -> (name: String, value: ONNXValue) {
        var reader = message
        var name = ""
        var value = ONNXValue.none
        while let field = try reader.next() {
            switch field.number {
            case 1: name = try field.string()
            case 3: value = .tensor(try field.message())
            case 5: value = try sequence(field.message()).value
            case 6: value = try map(field.message()).value
            case 7: value = try optional(field.message()).value
            default: break
            }
        }
        return (name, value)
    }

    private static func map(_ message: ProtobufReader) throws(ProtobufError) -> (name: String, value: ONNXValue) {
        var reader = message
        var name = ""
        var numbers: [Int64] = []
        var texts: [String] = []
        var values: [ONNXValue] = []
        while let field = try reader.next() {
            switch field.number {
            case 1: name = try field.string()
            case 3: try field.append(to: &numbers)
            case 4: texts.append(try field.string())
            case 5:
                if case .sequence(let elements) = try sequence(field.message()).value { values = elements }
            default: break
            }
        }
        let keys = texts.isEmpty ? numbers.map(ONNXKey.number) : texts.map(ONNXKey.text)
        return (name, .map(zip(keys, values).map { (key: $0, value: $1) }.sorted { $0.key < $1.key }))
    }

    // MARK: Tensors

    private func tensors(named name: String) throws(ONNXTensorError) -> [NamedTensor] {
        switch self {
        case .tensor(let message): return [NamedTensor(name: name, tensor: try ONNXTensor.decode(message).tensor)]
        case .none: return [NamedTensor(name: name, tensor: Tensor(dtype: .bool, shape: [0], bytes: []))]
        case .sequence(let elements):
            if elements.isEmpty {
                return [NamedTensor(name: name, tensor: Tensor(dtype: .float64, shape: [0], bytes: []))]
            }
            if let table = try Self.table(elements) { return [NamedTensor(name: name, tensor: table)] }
            var tensors: [NamedTensor] = []
            for (index, element) in elements.enumerated() { tensors += try element.tensors(named: "\(name)[\(index)]") }
            return tensors
        case .map(let members):
            var tensors: [NamedTensor] = []
            for member in members { tensors += try member.value.tensors(named: "\(name).\(member.key.description)") }
            return tensors
        }
    }

    /// Maps with the same keys and single numbers or texts, a row each.
    private static func table(_ rows: [ONNXValue]) throws(ONNXTensorError) -> Tensor? {
        var keys: [ONNXKey]?
        var cells: [Tensor] = []
        for row in rows {
            guard case .map(let members) = row, keys == nil || keys == members.map(\.key) else { return nil }
            keys = members.map(\.key)
            for member in members {
                guard case .tensor(let message) = member.value else { return nil }
                cells.append(try ONNXTensor.decode(message).tensor)
            }
        }
        guard let first = cells.first, cells.allSatisfy({ $0.count == 1 && $0.dtype == first.dtype }) else {
            return nil
        }
        let shape = [rows.count, keys?.count ?? 0]
        return first.dtype == .string
            ? Tensor(shape: shape, strings: cells.flatMap(\.strings))
            : Tensor(dtype: first.dtype, shape: shape, bytes: cells.flatMap(\.bytes))
    }
}

/// The key of a map; sorted as Python sorts int and str.
enum ONNXKey: Hashable, Comparable, CustomStringConvertible {
    case number(Int64)
    case text(String)

    static func < (left: ONNXKey, right: ONNXKey) -> Bool {
        switch (left, right) {
        case (.number(let left), .number(let right)): left < right
        case (.text(let left), .text(let right)): left.utf8.lexicographicallyPrecedes(right.utf8)
        case (.number, .text): true
        case (.text, .number): false
        }
    }

    var description: String {
        switch self {
        case .number(let number): "\(number)"
        case .text(let text): text
        }
    }
}
