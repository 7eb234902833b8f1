/// An ONNX model: a `ModelProto` (onnx.proto, IR versions 1 to 13).
enum ONNXFormat: ArtifactFormat {
    static let name = "onnx"

    static func noun(_ head: FileHead) -> String { "an ONNX model" }

    /// Protocol Buffers have no signature; the first fields must be those of a model, in any order.
    static func recognise(_ head: FileHead) -> Recognition? {
        var reader = ProtobufReader(ByteSource(Array(head.bytes)))
        var hasVersion = false
        var others = 0
        do throws(ProtobufError) {
            while let field = try reader.next() {
                switch (field.number, field.value) {
                case (1, .varint(1...10_000)): hasVersion = true
                case (5, .varint): others += 1
                case (2, .bytes), (3, .bytes), (4, .bytes):
                    let text = try field.bytes()
                    guard text.count < 4096, text.allSatisfy({ $0 >= 0x20 || (9...13).contains($0) }) else {
                        return nil
                    }
                    others += 1
                case (6, .bytes), (7, .bytes), (8, .bytes), (14, .bytes), (20, .bytes), (25, .bytes): others += 1
                default: return nil
                }
            }
        } catch {
            // A field that goes on beyond the head, or a truncated file: what came before decides.
            guard case .truncated = error.problem else { return nil }
            return hasVersion && head.bytes.count > 2 ? .certain : nil
        }
        return hasVersion && others > 0 ? .certain : nil
    }

    static func describe(_ file: ArtifactFile) throws(ArtifactError) -> ArtifactDescription {
        var model = ONNXModel()
        var fault: String?
        do throws(ProtobufError) {
            try model.read(file.source)
            if !model.hasGraph { fault = "the model holds no graph; the file is truncated or damaged, get it again" }
        } catch {
            fault = error.description
        }
        if model.externalData.count <= CompanionLinks.limit {
            model.linkedData = CompanionLinks.leadingOut(model.externalData, beside: file.path)
        } else {
            fault =
                "it names \(model.externalData.count) files of external data; \(CompanionLinks.limit) at most are looked at"
        }
        var description = file.description(format: name, content: .onnx(model))
        // CatBoost's version is a page on how it was built.
        if !model.producerName.isEmpty, !model.producerVersion.contains("\n") {
            description.producers = [.init(framework: model.producerName, version: model.producerVersion)]
        }
        description.elsewhere = model.escapingData + model.dataInMemory
        let escaping = Set(description.elsewhere)
        description.companions = model.externalData.filter { !escaping.contains($0) }
        description.inputs = model.inputs
        description.outputs = model.outputs
        description.preload = ["onnxruntime"]
        description.requiredPackages = [RequiredPackage(module: "onnxruntime")]
        // Wheels bring the C library from 1.20 on. Libraries of operators are often Python extensions themselves.
        description.native = NativeRoute(
            libraries: ["onnxruntime/capi/libonnxruntime.so*"],
            hostedOptions: ["custom-op-library"],
        )
        description.fault = fault
        return description
    }
}
