import JSON

/// A CatBoost model: `CBM1`, a length, and a FlatBuffer (`TModelCore` in `catboost/libs/model/flatbuffers/model.fbs`).
enum CatBoostFormat: ArtifactFormat {
    static let name = "catboost"

    static func noun(_ head: FileHead) -> String { "a CatBoost model" }

    static func recognise(_ head: FileHead) -> Recognition? { head.begins(with: "CBM1") ? .certain : nil }

    static func describe(_ file: ArtifactFile) throws(ArtifactError) -> ArtifactDescription {
        var description = file.description(format: name, content: .data)
        description.preload = ["catboost"]
        description.requiredPackages = [RequiredPackage(module: "catboost")]
        let length = file.source.prefix(8).dropFirst(4).reversed().reduce(0) { $0 << 8 | Int($1) }
        guard file.source.count >= 8, length <= file.source.count - 8 else {
            description.fault = "the file ends before the model does; it is truncated, get it again"
            return description
        }
        do throws(FlatBuffer.Fault) {
            let buffer = FlatBuffer(file.source.part(8..<(8 + length)))
            let core = try buffer.root()
            description.formatVersion = try buffer.string(0, of: core)
            var facts: [String: String] = [:]
            for fact in try buffer.tables(2, of: core) {
                facts[try buffer.string(0, of: fact)] = try buffer.string(1, of: fact)
            }
            description.producers = version(facts).map { [.init(framework: "catboost", version: $0)] } ?? []
            if let trees = try buffer.table(1, of: core) { description.inputs = try inputs(of: trees, buffer) }
        } catch {
            description.fault = "\(error)"
        }
        return description
    }

    /// `catboost_version_info` names the release where the build was made from its tag: "Branch: tags/v1.2.10".
    private static func version(_ facts: [String: String]) -> String? {
        for line in (facts["catboost_version_info"] ?? "").split(separator: "\n") {
            let words = line.split(separator: " ")
            guard words.count == 2, ["Branch:", "Tag:"].contains(words[0]) else { continue }
            let name = words[1].split(separator: "/").last.map(String.init) ?? ""
            let number = name.hasPrefix("v") ? String(name.dropFirst()) : name
            if number.contains("."), number.allSatisfy({ $0.isNumber || $0 == "." }) { return number }
        }
        return nil
    }

    /// `TModelTrees`: category features are field 4, number features field 5; text and embeddings have no fixed width.
    private static func inputs(of trees: FlatBuffer.Table, _ buffer: FlatBuffer) throws(FlatBuffer.Fault)
        -> [GraphValue]
    {
        let categories = try buffer.count(4, of: trees)
        let columns = categories + (try buffer.count(5, of: trees))
        return GraphValue.table(columns: columns, of: categories == 0 ? "float32" : "object")
    }
}
