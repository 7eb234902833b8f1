import Foundation
import JSON
import Matrix
import Testing
import YAML

@Suite("JSON Schema")
struct SchemaTests {
    static let schema = MatrixSchema.document()

    static let examples: [String] = {
        let folder = PlanTests.root.appendingPathComponent("matrices")
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.filter { $0.hasSuffix(".yaml") }.sorted().map { folder.appendingPathComponent($0).path }
    }()

    @Test("Every example matrix fits", arguments: examples)
    func example(file: String) throws {
        let text = try String(contentsOfFile: file, encoding: .utf8)
        #expect(try SchemaChecker(schema: Self.schema).faults(in: YAMLDocument(parsing: text).root) == [])
    }

    @Test("The design's example fits, what is to come included")
    func design() throws {
        let document = try YAMLDocument(parsing: DesignExampleTests.text)
        #expect(SchemaChecker(schema: Self.schema).faults(in: document.root) == [])
    }

    @Test("Broken matrices that are wrong by type or key do not fit")
    func broken() throws {
        let names = [
            "no keys at all", "a version of the format to come", "misspelt keys on every level", "a short SHA-256",
            "settings of the wrong type", "an unknown metric", "an empty list of inputs", "an artifact that is a text",
            "no kind, and one that does not exist", "rules without what they need",
            "a Python version that YAML makes a number", "versions enumerated from the index",
        ]
        for name in names {
            let broken = try #require(Broken.all.first { $0.name == name })
            let document = try YAMLDocument(parsing: broken.text)
            #expect(!SchemaChecker(schema: Self.schema).faults(in: document.root).isEmpty, "\(name)")
        }
    }

    /// For each table a matrix with a hole for one key of it.
    static let holes: [String: String] = [
        "defaults": "defaults:\n  HOLE",
        "tolerance": "defaults:\n  tolerance:\n    HOLE",
        "timeout": "defaults:\n  timeout:\n    HOLE",
        "policy": "policy:\n  HOLE",
        "artifact": "artifacts:\n  x:\n    HOLE",
        "generate": "artifacts:\n  x:\n    inputs:\n      generate:\n        HOLE",
        "reference": "artifacts:\n  x:\n    reference:\n      HOLE",
        "compare": "artifacts:\n  x:\n    compare:\n      HOLE",
        "model": "artifacts:\n  x:\n    model:\n      HOLE",
        "step": "artifacts:\n  x:\n    steps:\n    - HOLE",
        "budget": "artifacts:\n  x:\n    budget:\n      HOLE",
        "environment": "environments:\n  x:\n    HOLE",
        "package": "environments:\n  x:\n    packages:\n      y:\n        HOLE",
        "pick": "environments:\n  x:\n    packages:\n      y:\n        pick:\n          HOLE",
        "resources": "environments:\n  x:\n    resources:\n      HOLE",
        "include": "include:\n- HOLE",
        "exclude": "exclude:\n- HOLE",
        "expect": "expect:\n- HOLE",
    ]

    /// Every key of every table in the schema, as a matrix in which its value is wrong.
    static let wrong: [(table: String, key: String)] = {
        var found: [(String, String)] = schema["properties"]?.object?.members.map { ("matrix", $0.key) } ?? []
        for definition in schema["$defs"]?.object?.members ?? [] {
            found += definition.value["properties"]?.object?.members.map { (definition.key, $0.key) } ?? []
        }
        return found
    }()

    @Test("The decoder looks at every key that the schema has", arguments: wrong)
    func everyKey(table: String, key: String) throws {
        let hole = "\(key): [[{wrong: [1]}]]"
        let text = table == "matrix" ? hole : try #require(Self.holes[table]).replacing("HOLE", with: hole)
        let line = text.split(separator: "\n").count
        let lines = problems(text).filter { $0.hasPrefix("smoke.yaml:\(line):") }
        #expect(lines.contains { !$0.contains("not supported yet") && !$0.contains("needs '") }, "\(lines)")
        #expect(!lines.contains { $0.contains("unknown key '\(key)'") })
    }

    @Test("Every key has a title and a sentence for editors")
    func descriptions() {
        for definition in Self.schema["$defs"]?.object?.members ?? [] {
            for property in definition.value["properties"]?.object?.members ?? []
            where definition.key != "inputs" && definition.key != "input" {
                #expect(property.value["title"]?.string == property.key)
                #expect(property.value["description"]?.string?.isEmpty == false)
            }
        }
    }
}
