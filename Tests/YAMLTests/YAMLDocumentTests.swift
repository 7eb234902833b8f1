import Testing
import YAML

@Suite("YAML documents")
struct YAMLDocumentTests {
    /// A tree as one line: scalars as their text with the style's first letter.
    private func outline(_ node: YAMLNode) -> String {
        switch node.value {
        case .scalar(let scalar): "\(scalar.text)/\("\(scalar.style)".prefix(1))"
        case .sequence(let nodes): "[\(nodes.map(outline).joined(separator: " "))]"
        case .mapping(let pairs): "{\(pairs.map { "\($0.key):\(outline($0.value))" }.joined(separator: " "))}"
        }
    }

    private func problems(_ bytes: [UInt8]) -> [String] {
        do {
            return try YAMLDocument(parsing: bytes).problems.map(\.description)
        } catch {
            return error.problems.map(\.description)
        }
    }

    private func problems(_ text: String) -> [String] { problems(Array(text.utf8)) }

    @Test(
        "Trees keep order, text and style",
        arguments: [
            ("a: 1", "{a:1/p}"), ("{b: x, a: 'y'}", "{b:x/p a:y/q}"),
            ("- \"1\"\n- |\n  two\n  three", "[1/q two\nthree/q]"),
            ("a:\n- b\n-\n  - c", "{a:[b/p [c/p]]}"), ("a:", "{a:/p}"), ("!!str 12", "12/q"), ("!!int 12", "12/p"),
            ("x: &n [1]\ny: *n", "{x:[1/p] y:[1/p]}"), ("\u{FEFF}a: é", "{a:é/p}"),
            ("%YAML 1.1\n---\na: b\n...\n", "{a:b/p}"),
            ("'<<': 1", "{<<:1/p}"),
        ]
    )
    func tree(text: String, expected: String) throws {
        let document = try YAMLDocument(parsing: text)
        #expect(outline(document.root) == expected)
        #expect(document.problems.isEmpty)
    }

    @Test("Marks count lines and characters from one")
    func marks() throws {
        let root = try YAMLDocument(parsing: "é: {ü: x}\nb:\n  - ö\n").root
        let pairs = try #require(root.mapping)
        #expect(pairs.map(\.keyMark) == [Mark(line: 1, column: 1), Mark(line: 2, column: 1)])
        #expect(root["é"]?.mark == Mark(line: 1, column: 4))
        #expect(root["é"]?["ü"]?.mark == Mark(line: 1, column: 8))
        #expect(root["b"]?.sequence?.first?.mark == Mark(line: 3, column: 5))
    }

    @Test(
        "Merge keys add what is not there yet, the first source first",
        arguments: [
            ("a: &a {x: 1, y: 2}\nb: {<<: *a, y: 3}", "{a:{x:1/p y:2/p} b:{y:3/p x:1/p}}"),
            ("a: &a {x: 1}\nb: &b {x: 2, y: 3}\nc: {<<: [*a, *b]}", "{a:{x:1/p} b:{x:2/p y:3/p} c:{x:1/p y:3/p}}"),
        ]
    )
    func merge(text: String, expected: String) throws {
        #expect(outline(try YAMLDocument(parsing: text).root) == expected)
    }

    @Test(
        "Faults are reported at their places",
        arguments: [
            ("", ["1:1: the file is empty"]),
            (
                "a: 1\na: 2\nb: {c: 1, c: 2}\na: 3",
                [
                    "2:1: the key 'a' is here twice; the first is at 1:1",
                    "3:11: the key 'c' is here twice; the first is at 3:5",
                    "4:1: the key 'a' is here twice; the first is at 1:1",
                ]
            ),
            (
                "a: 1\na: 2\nb: [",
                [
                    "2:1: the key 'a' is here twice; the first is at 1:1",
                    "4:1: while parsing a flow node: did not find expected node content",
                ]
            ),
            ("a: 1\n<<: {b: 2}\n<<: {c: 3}", ["3:1: the key '<<' is here twice; the first is at 2:1"]),
            ("{<<: 1}", ["1:6: '<<' merges a mapping or a list of mappings"]),
            ("[a]: 1", ["1:1: a key must be a plain text, not a list or mapping"]),
            (
                "!python/object x",
                ["1:1: the tag '!python/object' does not fit here; leave it out, or quote a text that starts with '!'"]
            ),
            ("!!int x", ["1:1: the tag '!!int' does not fit here; leave it out, or quote a text that starts with '!'"]),
            (
                "!!set {a: 1}",
                ["1:1: the tag '!!set' does not fit here; leave it out, or quote a text that starts with '!'"]
            ),
            ("a\n---\nb", ["2:1: a second document begins here; a file holds one"]),
            (
                "a: \"\u{7}\"",
                [
                    "1:5: control characters are not allowed (U+0007); remove the control character, or write it as \"\\xNN\" in double quotes"
                ]
            ),
            (
                "a: @b",
                [
                    "1:4: while scanning for the next token: found character that cannot start any token; indent with spaces, and quote a text that starts with '@', '`' or '%'"
                ]
            ),
            (
                "a: b\n\tc: d",
                ["2:1: a tab cannot indent here; use spaces"]
            ),
        ]
    )
    func faults(text: String, expected: [String]) {
        #expect(problems(text) == expected)
    }

    @Test(
        "What is not UTF-8 is refused with its place",
        arguments: [
            ([0xFF, 0xFE, 0x61, 0x00], "1:1: the file is UTF-16 or UTF-32; save it as UTF-8"),
            ([0xFE, 0xFF, 0x00, 0x61], "1:1: the file is UTF-16 or UTF-32; save it as UTF-8"),
            ([0x61, 0x00], "1:2: a NUL byte: this is not a UTF-8 text"),
            ([0x61, 0x0A, 0xC3, 0xA9, 0xC3], "2:2: a byte sequence that is not UTF-8; save the file as UTF-8"),
            ([0xC0, 0x80], "1:1: a byte sequence that is not UTF-8; save the file as UTF-8"),
            ([0xED, 0xA0, 0x80], "1:1: a byte sequence that is not UTF-8; save the file as UTF-8"),
        ] as [([UInt8], String)]
    )
    func encoding(bytes: [UInt8], expected: String) {
        #expect(problems(bytes) == [expected])
    }

    @Test("Keys and tags of 4096 bytes are read, and longer ones are not")
    func longKeys() {
        let text = String(repeating: "k", count: 4096)
        #expect(problems("? \(text)\n: 1").isEmpty)
        #expect(problems("a: 1\n? \(text)k\n: 1") == ["2:3: a key of 4097 bytes; at most 4096 are read"])
        #expect(problems("a: !\(text) x") == ["1:4: a tag of 4097 bytes; at most 4096 are read"])
    }

    @Test("Keys that only Unicode calls equivalent are different ones, as they are to other readers")
    func exactKeys() throws {
        let document = try YAMLDocument(parsing: "\u{212A}: 1\nK: 2\n")
        #expect(document.problems.isEmpty)
        #expect(document.root["K"]?.scalar?.text == "2")
        #expect(document.root["\u{212A}"]?.scalar?.text == "1")
    }

    @Test("Long runs of combining marks take the time that their bytes need", .timeLimit(.minutes(5)))
    func combiningMarks() throws {
        let marks = String(repeating: "\u{316}\u{301}", count: 1000)
        let text = (0..<1000).map { "? a\($0)\(marks)\n: b\n" }.joined()
        let number = "n: 2\(String(repeating: marks, count: 100))\n"
        let time = try ContinuousClock().measure {
            let root = try YAMLDocument(parsing: text + number).root
            #expect(root["zz"] == nil)
            if case .string = root["n"]?.scalar?.resolved {} else { Issue.record("no string") }
        }
        #expect(time < .seconds(60))
    }

    @Test("Sixty-four levels are read, one more is refused, aliases counted")
    func depth() {
        let levels = { (count: Int) in String(repeating: "[", count: count) + String(repeating: "]", count: count) }
        #expect(problems(levels(64)).isEmpty)
        #expect(problems(levels(65)) == ["1:65: more than 64 levels of nesting"])
        #expect(problems(String(repeating: "[", count: 1_000_000)) == ["1:65: more than 64 levels of nesting"])
        #expect(
            problems("- &a \(levels(40))\n- &b [*a]\n- \(String(repeating: "[", count: 23))*b").last
                == "3:26: more than 64 levels of nesting")
    }

    @Test("Aliases that repeat aliases are refused before they fill the memory", .timeLimit(.minutes(10)))
    func bomb() {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1..<20 {
            let alias = "*a\(level - 1)"
            text += "a\(level): &a\(level) [\(repeatElement(alias, count: 10).joined(separator: ", "))]\n"
        }
        #expect(problems(text).first?.hasSuffix("aliases repeat more than 1000000 values") == true)
        #expect(problems("a: &a [*a]") == ["1:8: the alias '*a' stands inside what it repeats"])
        #expect(problems("a: *b").first?.hasPrefix("1:4: the alias '*b' has no anchor '&b' before it") == true)
    }

    @Test("A file over 16 MiB is refused")
    func size() {
        let comment = [UInt8(ascii: "#")] + [UInt8](repeating: UInt8(ascii: "x"), count: 16 << 20)
        #expect(problems(comment) == ["1:1: the file has 16777217 bytes; at most 16777216 (16 MiB) are read"])
    }
}
