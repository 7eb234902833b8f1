/// XGBoost's binary format: the default to 1.x, written to 2.1, read to 3.0.
///
/// Optionally `binf`; `LearnerModelParamLegacy` in 136 bytes, little-endian (float base score, features, classes, two
/// flags, major and minor version from 1.0 on, …); the objective and the booster, each a length in 8 bytes and text
/// (`src/learner.cc` of XGBoost 1.7).
enum XGBoostBinary {
    private static let parameterLength = 136
    private static let boosters: Set<String> = ["gbtree", "gblinear", "dart"]

    static func begins(_ head: ArraySlice<UInt8>) -> Bool {
        let (_, booster) = names(head)
        return booster.map { boosters.contains($0) } ?? false
    }

    static func read(_ bytes: ArraySlice<UInt8>) -> XGBoostModel {
        var model = XGBoostModel(encoding: .binary)
        let body = body(bytes)
        let (objective, booster) = names(bytes)
        guard booster != nil else {
            model.fault = "the file ends within its header; get it again"
            return model
        }
        model.objective = objective
        model.featureCount = Int(number(body, at: 4, 4))
        let major = number(body, at: 20, 4)
        if major >= 1 { model.version = "\(major).\(number(body, at: 24, 4))" }
        return model
    }

    private static func body(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        bytes.starts(with: "binf".utf8) ? bytes.dropFirst(4) : bytes
    }

    private static func names(_ bytes: ArraySlice<UInt8>) -> (objective: String?, booster: String?) {
        let body = body(bytes)
        guard let objective = text(body, at: parameterLength) else { return (nil, nil) }
        return (objective, text(body, at: parameterLength + 8 + objective.utf8.count))
    }

    private static func text(_ body: ArraySlice<UInt8>, at offset: Int) -> String? {
        guard body.count >= offset + 8 else { return nil }
        let length = number(body, at: offset, 8)
        guard (1...64).contains(length), body.count >= offset + 8 + Int(length) else { return nil }
        let characters = body.dropFirst(offset + 8).prefix(Int(length))
        guard characters.allSatisfy({ (0x21...0x7E).contains($0) }) else { return nil }
        return String(decoding: characters, as: UTF8.self)
    }

    private static func number(_ body: ArraySlice<UInt8>, at offset: Int, _ count: Int) -> UInt64 {
        body.dropFirst(offset).prefix(count).reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
}
