/// The operators of a graph that may run, and what others would do, as `Scripts/allow-lists/operators` saw them in real
/// releases.
struct OperatorTable: Sendable {
    /// The releases that were asked, oldest first, with spaces between.
    let versions: String
    private let permitted: Set<Substring>
    private let deeds: [Substring: String]

    /// - Parameters:
    ///   - rows: a line for each span of releases: `0-6 Abs Acos`.
    ///   - deeds: a line for each deed: `would write files: WriteFile`.
    init(versions: String, rows: StaticString, deeds: StaticString) {
        self.versions = versions
        var permitted: Set<Substring> = []
        for row in Self.lines(rows) { permitted.formUnion(row.split(separator: " ").dropFirst()) }
        self.permitted = permitted
        var names: [Substring: String] = [:]
        for row in Self.lines(deeds) {
            guard let colon = row.firstIndex(of: ":") else { continue }
            for name in row[row.index(after: colon)...].split(separator: " ") { names[name] = String(row[..<colon]) }
        }
        self.deeds = names
    }

    /// What a graph would do with an operator; `nil` where that is computing.
    func deed(of operation: String) -> String? {
        if operation.isASCII, permitted.contains(operation[...]) { return nil }
        if let deed = deeds[operation[...]] { return deed }
        return operation.hasPrefix("_")
            ? "would run what TensorFlow keeps to itself" : "would run what TensorFlow lacks"
    }

    /// Whether it is the name of an operator that was seen.
    func knows(_ operation: String) -> Bool { permitted.contains(operation[...]) || deeds[operation[...]] != nil }

    private static func lines(_ text: StaticString) -> [Substring] {
        text.withUTF8Buffer { String(decoding: $0, as: UTF8.self) }.split(separator: "\n")
    }
}
