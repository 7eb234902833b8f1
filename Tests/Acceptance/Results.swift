import Files
import JSON
import Testing

/// `results.json` as its readers see it.
struct Results {
    let json: JSONValue

    init(readingFrom path: String) throws { json = try JSONValue(parsing: try File.read(path)) }

    var cells: [CellView] { (json["cells"]?.array ?? []).map(CellView.init) }
    var environments: [JSONValue] { json["environments"]?.array ?? [] }
    var isInterrupted: Bool { json["interrupted"]?.bool ?? false }
    /// The verdicts by cell id.
    var verdicts: [String: String] { Dictionary(cells.map { ($0.id, $0.verdict) }) { first, _ in first } }

    func cell(_ id: String) throws -> CellView {
        try #require(cells.first { $0.id == id }, "no cell \(id) in \(cells.map(\.id))")
    }

    func environment(_ id: String) throws -> JSONValue {
        try #require(environments.first { $0["id"]?.string == id }, "no environment \(id)")
    }
}

/// One cell of `results.json`.
struct CellView {
    let json: JSONValue

    var id: String { json["id"]?.string ?? "" }
    var environment: String { json["environment"]?.string ?? "" }
    var verdict: String { json["verdict"]?.string ?? "" }
    var observed: String { json["observed"]?.string ?? "" }
    var stage: String? { json["stage"]?.string }
    var reason: String { json["reason"]?.string ?? "" }
    /// The class of the exception, without its module.
    var exception: String? { json["failure"]?["type"]?.string?.split(separator: ".").last.map(String.init) }
    var message: String? { json["failure"]?["message"]?.string }
    var maximumDifference: Double? { json["maximum-difference"]?.double }
    var warningCategories: [String] {
        Set((json["warnings"]?.array ?? []).compactMap { $0["category"]?.string }).sorted()
    }
    func check(_ name: String) -> String? { json["checks"]?[name]?["status"]?.string }
    func detail(_ check: String) -> String { json["checks"]?[check]?["detail"]?.string ?? "" }
}
