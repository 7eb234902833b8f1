import JSON

/// The configs of layers that Keras 2 keeps with a SavedModel, from which its own loader makes them again.
///
/// Source: `keras/protobuf/saved_metadata.proto` and `keras/saving/legacy/saved_model/load.py` of Keras 2.
struct KerasMetadata {
    /// The file of them; until TensorFlow 2.4 they were in the graph of objects.
    static let file = "keras_metadata.pb"

    private(set) var risks: [KerasModel.Risk] = []
    /// Why one of them can't be read, where that is so.
    private(set) var fault: String?
    private var seen: Set<KerasModel.Risk> = []

    /// Reads a `SavedMetadata`.
    mutating func read(_ source: ByteSource) throws(ProtobufError) {
        var reader = ProtobufReader(source)
        while let field = try reader.next() {
            guard field.number == 1 else { continue }
            var object = try field.message()
            while let field = try object.next() {
                if field.number == 5 { add(Array(try field.bytes())) }
            }
        }
    }

    /// Adds the JSON of one layer or model.
    mutating func add(_ config: [UInt8]) {
        guard !config.isEmpty else { return }
        do throws(JSONError) {
            let model = KerasModel(config: try JSONValue(parsing: config, limit: KerasFormat.valueLimit), version: "")
            risks += model.risks.filter { seen.insert($0).inserted }
        } catch {
            fault = fault ?? "the config of a Keras layer is no JSON that can be read (\(error))"
        }
    }
}
