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
            case 4: return ("sequence", nil)
            case 5: return ("map", nil)
            case 8:
                let (name, shape) = try tensor(field.message())
                return ("sparse \(name)", shape)
            case 9: return ("optional", nil)
            default: break
            }
        }
        return ("unknown", nil)
    }

    private static func tensor(_ message: ProtobufReader) throws(ProtobufError) -> (name: String, shape: [Dimension]?) {
        var reader = message
        var type = "unknown"
        var shape: [Dimension]?
        while let field = try reader.next() {
            switch field.number {
            case 1:
                let code = Int(try field.int64())
                type = elementTypes.indices.contains(code) ? elementTypes[code] : "type \(code)"
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

    /// `TensorProto.DataType`, by number.
    private static let elementTypes = [
        "undefined", "float32", "uint8", "int8", "uint16", "int16", "int32", "int64", "string", "bool", "float16",
        "float64", "uint32", "uint64", "complex64", "complex128", "bfloat16", "float8e4m3fn", "float8e4m3fnuz",
        "float8e5m2", "float8e5m2fnuz", "uint4", "int4", "float4e2m1", "float8e8m0",
    ]
}
