import Tensors

extension GraphValue {
    /// Reads a `ValueInfoProto`.
    init(protobuf message: ProtobufReader) throws(ProtobufError) {
        var reader = message
        var name = ""
        var type = (name: "unknown", shape: [Dimension]?.none)
        while let field = try reader.next() {
            switch field.number {
            case 1: name = try field.string()
            case 2: type = try Self.type(field.message())
            default: break
            }
        }
        self.init(name: name, type: type.name, shape: type.shape)
    }

    /// A `TypeProto`.
    private static func type(_ message: ProtobufReader) throws(ProtobufError) -> (name: String, shape: [Dimension]?) {
        var reader = message
        while let field = try reader.next() {
            switch field.number {
            case 1: return try tensor(field.message())
            case 4: return ("sequence(\(try element(field.message(), 1)))", nil)
            case 5: return ("map(\(try keyType(field.message())), \(try element(field.message(), 2)))", nil)
            case 8:
                let (name, shape) = try tensor(field.message())
                return ("sparse \(name)", shape)
            case 9: return ("optional(\(try element(field.message(), 1)))", nil)
            default: break
            }
        }
        return ("unknown", nil)
    }

    /// The type within a sequence, map or optional, as a signature shows it: `float32`, `sequence(int64)`.
    private static func element(_ message: ProtobufReader, _ number: Int) throws(ProtobufError) -> String {
        var reader = message
        while let field = try reader.next() {
            if field.number == number { return try type(field.message()).name }
        }
        return "unknown"
    }

    /// The keys of a `TypeProto.Map`.
    private static func keyType(_ message: ProtobufReader) throws(ProtobufError) -> String {
        var reader = message
        while let field = try reader.next() {
            if field.number == 1 { return ONNXElement(code: try field.int64())?.name ?? "unknown" }
        }
        return "unknown"
    }

    private static func tensor(_ message: ProtobufReader) throws(ProtobufError) -> (name: String, shape: [Dimension]?) {
        var reader = message
        var type = "unknown"
        var shape: [Dimension]?
        while let field = try reader.next() {
            switch field.number {
            case 1:
                let code = try field.int64()
                type = ONNXElement(code: code)?.name ?? (code == 0 ? "undefined" : "type \(code)")
            case 2: shape = try dimensions(field.message())
            default: break
            }
        }
        return (type, shape)
    }

    private static func dimensions(_ message: ProtobufReader) throws(ProtobufError) -> [Dimension] {
        var reader = message
        var dimensions: [Dimension] = []
        while let field = try reader.next() {
            guard field.number == 1 else { continue }
            var dimension = Dimension.dynamic("")
            var inner = try field.message()
            while let field = try inner.next() {
                switch field.number {
                case 1: dimension = .fixed(Int(try field.int64()))
                case 2: dimension = .dynamic(try field.string())
                default: break
                }
            }
            dimensions.append(dimension)
        }
        return dimensions
    }
}
