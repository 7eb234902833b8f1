/// A LightGBM model in text (`Booster.save_model`): a header of `key=value` lines, the trees, the parameters.
enum LightGBMFormat: ArtifactFormat {
    static let name = "lightgbm"

    static func noun(_ head: FileHead) -> String { "a LightGBM model (text)" }

    static func recognise(_ head: FileHead) -> Recognition? {
        guard head.begins(with: "tree\n") || head.begins(with: "tree\r\n") else { return nil }
        return head.contains("num_class=", within: 256) || head.contains("version=v", within: 16) ? .certain : nil
    }

    static func describe(_ file: ArtifactFile) throws(ArtifactError) -> ArtifactDescription {
        let header = header(of: file.source.prefix(headerLimit))
        var description = file.description(format: name, content: .data)
        description.formatVersion = header["version"]
        // LightGBM counts them in 32 bits.
        let columns = header["max_feature_idx"].flatMap { Int32($0) }.map { Int($0) + 1 }
        description.inputs = GraphValue.table(columns: columns, of: "float64")
        description.preload = ["lightgbm"]
        description.requiredPackages = [RequiredPackage(module: "lightgbm")]
        // The library moved in 4.0.
        description.native = NativeRoute(
            libraries: ["lightgbm/lib/lib_lightgbm.so", "lightgbm/lib_lightgbm.so"],
            calls: ["predict"],
        )
        description.fault = fault(of: file.source.suffix(tailLimit), header)
        return description
    }

    /// Names of a hundred thousand features stand in the header, and again behind the trees.
    private static let headerLimit = 8 << 20
    private static let tailLimit = 16 << 20

    /// The lines before the first empty one.
    private static func header(of bytes: ArraySlice<UInt8>) -> [String: String] {
        var header: [String: String] = [:]
        for line in bytes.split(separator: UInt8(ascii: "\n"), maxSplits: 64, omittingEmptySubsequences: false)
            .dropLast()
        {
            let text = String(decoding: line, as: UTF8.self)
            let pair = text.filter { $0 != "\r" }.split(separator: "=", maxSplits: 1)
            if pair.isEmpty { break }
            if pair.count == 2 { header[String(pair[0])] = String(pair[1]) }
        }
        return header
    }

    /// The trees end with a line of their own (from format v2 on): without it the file is cut.
    private static func fault(of bytes: ArraySlice<UInt8>, _ header: [String: String]) -> String? {
        // Parameters and importances come after it: a few thousand bytes, with each feature's name once.
        if occurs("end of trees", in: bytes) || header["version"] == nil { return nil }
        return "the trees end too early; the file is truncated, get it again"
    }

    /// Whether a text occurs, looked for from the end, where it is near.
    private static func occurs(_ text: StaticString, in bytes: ArraySlice<UInt8>) -> Bool {
        let mark = UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
        var rest = bytes[...]
        while let first = mark.first, let index = rest.lastIndex(of: first) {
            if bytes[index...].starts(with: mark) { return true }
            rest = rest[..<index]
        }
        return false
    }
}
