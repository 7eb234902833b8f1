/// A TensorFlow Lite (LiteRT) model: a FlatBuffers file with the identifier `TFL3` (schema.fbs; field numbers from there).
enum TFLiteFormat: ArtifactFormat {
    static let name = "tflite"

    static func recognise(_ head: FileHead) -> Recognition? { head.begins(with: "TFL3", at: 4) ? .certain : nil }

    static func noun(_ head: FileHead) -> String { "a TensorFlow Lite model" }

    static func describe(_ file: ArtifactFile) throws(ArtifactError) -> ArtifactDescription {
        var description = file.description(format: name, content: .tensorFlowLite(TFLiteModel()))
        // The first of them that the environment has.
        description.preload = ["ai_edge_litert.interpreter|tflite_runtime.interpreter|tensorflow"]
        description.requiredPackages = [RequiredPackage(module: "ai_edge_litert")]
        do throws(FlatBuffer.Fault) {
            let buffer = FlatBuffer(file.source)
            let model = try buffer.root()
            description.content = .tensorFlowLite(try operators(model, buffer))
            guard let graph = try buffer.tables(2, of: model).first else {
                description.fault = "the model holds no graph; the file is truncated or damaged, get it again"
                return description
            }
            let tensors = try buffer.tables(0, of: graph)
            description.inputs = try values(1, of: graph, tensors, buffer)
            description.outputs = try values(2, of: graph, tensors, buffer)
            if let version = try minimumRuntime(model, buffer) {
                // Not what made it, but the oldest that runs it; the converter's own version is not in the file.
                description.modelClass = "needs TensorFlow Lite \(version)"
            }
        } catch {
            description.fault = "\(error)"
        }
        return description
    }

    /// `OperatorCode`: the second field is the name of one that the schema does not list.
    private static func operators(
        _ model: FlatBuffer.Table, _ buffer: FlatBuffer
    ) throws(FlatBuffer.Fault) -> TFLiteModel {
        var operators = TFLiteModel()
        var flex: Set<Int> = []
        for (index, code) in try buffer.tables(1, of: model).enumerated() {
            let custom = try buffer.bytes(1, of: code)
            guard !custom.isEmpty else { continue }
            operators.add(custom: custom)
            if TFLiteModel.isFlex(custom) { flex.insert(index) }
        }
        for graph in flex.isEmpty ? [] : try buffer.tables(2, of: model) {
            for operation in try buffer.tables(3, of: graph) {
                guard flex.contains(try buffer.int32(0, of: operation)) else { continue }
                // Options beyond 2 GiB lie behind the buffer; there are none of such a size for these.
                let isElsewhere = try buffer.has(9, of: operation)
                operators.add(options: isElsewhere ? [] : try buffer.bytes(5, of: operation))
            }
        }
        return operators
    }

    private static func values(
        _ field: Int,
        of graph: FlatBuffer.Table,
        _ tensors: [FlatBuffer.Table],
        _ buffer: FlatBuffer,
    ) throws(FlatBuffer.Fault) -> [GraphValue] {
        var values: [GraphValue] = []
        for index in try buffer.int32s(field, of: graph) {
            guard tensors.indices.contains(index) else { continue }
            let tensor = tensors[index]
            let code = try buffer.byte(1, of: tensor)
            // The signature of the shape has -1 for dynamic extents; without one the shape is fixed.
            let signature = try buffer.int32s(7, of: tensor)
            let shape = signature.isEmpty ? try buffer.int32s(0, of: tensor) : signature
            values.append(
                GraphValue(
                    name: try buffer.string(3, of: tensor),
                    type: types.indices.contains(code) ? types[code] : "type \(code)",
                    shape: shape.map { $0 < 0 ? .dynamic("") : .fixed($0) },
                )
            )
        }
        return values
    }

    /// The metadata `min_runtime_version`: text padded with zeros in a buffer.
    private static func minimumRuntime(_ model: FlatBuffer.Table, _ buffer: FlatBuffer) throws(FlatBuffer.Fault)
        -> String?
    {
        let buffers = try buffer.tables(4, of: model)
        for metadata in try buffer.tables(6, of: model) {
            guard try buffer.string(0, of: metadata) == "min_runtime_version" else { continue }
            let index = try buffer.int32(1, of: metadata)
            guard buffers.indices.contains(index) else { return nil }
            let text = try buffer.bytes(0, of: buffers[index]).prefix { $0 != 0 }
            return text.isEmpty ? nil : String(decoding: text, as: UTF8.self)
        }
        return nil
    }

    /// `TensorType`, by number.
    private static let types = [
        "float32", "float16", "int32", "uint8", "int64", "string", "bool", "int16", "complex64", "int8", "float64",
        "complex128", "uint64", "resource", "variant", "uint32", "uint16", "int4", "bfloat16",
    ]
}
