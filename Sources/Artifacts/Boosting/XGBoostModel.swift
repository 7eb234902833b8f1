import JSON

/// What an XGBoost model says of itself, in any of its three encodings.
struct XGBoostModel {
    enum Encoding: String { case json, ubjson, binary }

    /// The most bytes of JSON that are read whole; of more only the members that are told of.
    private static let parsedLimit = 8 << 20

    private(set) var encoding: Encoding
    /// The version that wrote it; the old binary has it from 1.0 on.
    var version: String?
    /// `binary:logistic`
    var objective: String?
    var featureCount: Int?
    var featureNames: [String] = []
    var fault: String?

    /// The encoding of a content; `nil` for what is no XGBoost model.
    static func encoding(of head: ArraySlice<UInt8>) -> Encoding? {
        if head.starts(with: "binf".utf8) || XGBoostBinary.begins(head) { return .binary }
        guard let brace = head.firstIndex(where: { !isSpace($0) }), head[brace] == UInt8(ascii: "{") else { return nil }
        let rest = head[(brace + 1)...].prefix(64)
        if let first = rest.first(where: { !isSpace($0) }), first == UInt8(ascii: "\"") {
            return isJSON(head[brace...]) ? .json : nil
        }
        // A key: the marker of its length's type, the length in 8, 4, 2 or 1 bytes, the text.
        return [8, 4, 2, 1].contains { rest.dropFirst(1 + $0).starts(with: "learner".utf8) } ? .ubjson : nil
    }

    init(_ source: ByteSource, _ encoding: Encoding) {
        self.encoding = encoding
        switch encoding {
        case .binary: self = XGBoostBinary.read(source.prefix(4096))
        case .ubjson:
            var reader = UBJSONReader(source)
            do throws(UBJSONReader.Fault) {
                take(try reader.object(choosing: Self.choice))
            } catch {
                fault = "the UBJSON is damaged at byte \(error.offset): \(error.message); get the file again"
            }
        case .json:
            guard source.count <= Self.parsedLimit else {
                skim(source)
                return
            }
            do throws(JSONError) {
                take(try JSONValue(parsing: Array(source.bytes(0..<source.count))))
            } catch {
                fault = "the JSON is damaged at \(error); get the file again"
            }
        }
    }

    /// Reads a large JSON without its trees.
    mutating func skim(_ source: ByteSource) {
        var skimmer = JSONSkimmer(ByteStream(source), choose: Self.choice)
        do throws(JSONSkimmer.Fault) {
            take(try skimmer.object())
        } catch {
            fault = "the JSON is damaged at byte \(error.offset): \(error.message); get the file again"
        }
    }

    /// What is told of a model; its trees are not.
    private static func choice(_ path: [String]) -> JSONSkimmer.Choice {
        switch path {
        case ["learner"]: .descend
        case ["version"], ["learner", "objective"], ["learner", "learner_model_param"], ["learner", "feature_names"]:
            .keep
        default: .skip
        }
    }

    init(encoding: Encoding) { self.encoding = encoding }

    private mutating func take(_ document: JSONValue) {
        if let numbers = document["version"]?.array?.compactMap(\.int), !numbers.isEmpty {
            version = numbers.map(String.init).joined(separator: ".")
        }
        let learner = document["learner"]
        objective = learner?["objective"]?["name"]?.string
        featureCount = learner?["learner_model_param"]?["num_feature"]?.string.flatMap { Int($0) }
        featureNames = learner?["feature_names"]?.strings ?? []
        if learner?["gradient_booster"] == nil { fault = "the model holds no booster; get the file again" }
    }

    /// The version in a Booster that is part of another stream, as pickles hold it: `"version"` at a model's end.
    static func version(within bytes: some RandomAccessCollection<UInt8>) -> String? {
        // UBJSON: the key, an untyped array of three, each number with its marker; JSON: the text.
        let key = Array("version".utf8)
        var rest = bytes[...]
        while let start = rest.firstIndex(of: key[0]) {
            let tail = rest[start...]
            rest = tail.dropFirst()
            guard tail.starts(with: key) else { continue }
            let after = Array(tail.dropFirst(key.count).prefix(40))
            if after.starts(with: "[".utf8) {
                var reader = UBJSONReader(ByteSource(after))
                guard let numbers = try? reader.value().array?.compactMap(\.int), numbers.count == 3 else { continue }
                return numbers.map(String.init).joined(separator: ".")
            }
            if after.starts(with: "\":[".utf8), let end = after.firstIndex(of: UInt8(ascii: "]")) {
                let numbers = String(decoding: after[3..<end], as: UTF8.self).split(separator: ",").compactMap {
                    Int($0)
                }
                if numbers.count == 3 { return numbers.map(String.init).joined(separator: ".") }
            }
        }
        return nil
    }

    /// The top-level keys are `learner` and `version`; the learner's own come soon after it.
    private static func isJSON(_ head: ArraySlice<UInt8>) -> Bool {
        let text = String(decoding: head.prefix(1024), as: UTF8.self).filter { !$0.isWhitespace }
        return text.hasPrefix("{\"learner\":{") || text.hasPrefix("{\"version\":[") && text.contains("\"learner\":{")
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
}
