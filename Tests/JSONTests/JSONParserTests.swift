import JSON
import Testing

@Suite("Reading JSON")
struct JSONParserTests {
    @Test(
        "Values are read",
        arguments: [
            ("null", .null), (" true ", .bool(true)), ("-0", .int(0)), ("9223372036854775807", .int(.max)),
            ("9223372036854775808", .double(9_223_372_036_854_775_808)), ("1.5e3", .double(1500)),
            ("1E-2", .double(0.01)),
            ("Infinity", .double(.infinity)), ("-Infinity", .double(-.infinity)), ("[]", []), ("{}", [:]),
            ("[1, [2, {\"a\": 3}]]", [1, [2, ["a": 3]]]), ("\"é\"", "é"), (#""\u00e9\n\t\/\"\\""#, "é\n\t/\"\\"),
            (#""\ud83d\ude00""#, "😀"), (#""\ud83d""#, "\u{FFFD}"), (#""\ud83dx""#, "\u{FFFD}x"),
            (#""\ude00""#, "\u{FFFD}"),
            (#""\ud83d\u0041""#, "\u{FFFD}A"), (#""\ud83d\ud83d\ude00""#, "\u{FFFD}😀"), (#""\u0000""#, "\0"),
            ("\u{FEFF}1", 1),
        ] as [(String, JSONValue)]
    )
    func values(text: String, expected: JSONValue) throws {
        #expect(try JSONValue(parsing: text) == expected)
    }

    @Test("NaN is read, as Python's json writes it")
    func notANumber() throws {
        #expect(try JSONValue(parsing: "[NaN]").array?.first?.double?.isNaN == true)
    }

    @Test("Keys keep their order, and the last of two equal ones wins in the first's place")
    func keys() throws {
        let object = try #require(JSONValue(parsing: #"{"b": 1, "a": 2, "b": 3}"#).object)
        #expect(object.members.map(\.key) == ["b", "a"])
        #expect(object["b"] == 3)
    }

    @Test(
        "Keys that differ by their bytes stay apart, however alike they are to Unicode or once they are repaired",
        arguments: [
            #"{"K": 1, "\u212a": 2}"#, #"{"\u00e9": 1, "e\u0301": 2}"#, #"{"\ud800": 1, "\ud801": 2}"#,
            #"{"\ufffd": 1, "\udc00": 2}"#,
        ])
    func alike(text: String) throws {
        let object = try #require(JSONValue(parsing: text).object)
        #expect(object.members.map(\.value) == [1, 2])
        #expect(object[object.members[1].key.isExactly("\u{212A}") ? "K" : object.members[0].key] == 1)
    }

    @Test("Keys that are no UTF-8 stay apart")
    func damagedKeys() throws {
        var bytes = Array(#"{"+++": 1, "---": 2}"#.utf8)
        bytes.replaceSubrange(2..<5, with: [0xED, 0xA0, 0x80])
        bytes.replaceSubrange(12..<15, with: [0xED, 0xA0, 0x81])
        #expect(try JSONValue(parsing: bytes).object?.members.map(\.value) == [1, 2])
    }

    @Test(
        "Faults are reported with line and column",
        arguments: [
            ("", "1:1: the document ends where a value should be"), ("[1,\n 2", "2:3: expected ',' or ']' in an array"),
            ("{\"a\" 1}", "1:6: expected ':' after the key \"a\""), ("{a: 1}", "1:2: expected a key in double quotes"),
            ("[1,]", "1:4: expected a value"), ("{\"a\": 1,}", "1:9: expected a key in double quotes"),
            ("1 2", "1:3: text after the end of the document"), ("nul", "1:1: expected a value"),
            ("\"a", "1:3: a string that does not end"), ("\"\\", "1:3: a string that does not end"),
            ("\"\\x\"", "1:3: unknown escape in a string"), ("\"\\u12g4\"", "1:6: \\u needs four hexadecimal digits"),
            ("\"a\nb\"", "1:3: a raw control character in a string; write it as \\u00XX"),
            ("1.2.3", "1:1: '1.2.3' is not a number"),
            ("--1", "1:1: '--1' is not a number"), ("-", "1:1: '-' is not a number"),
            ("[1 2]", "1:4: expected ',' or ']' in an array"),
            ("01", "1:1: '01' is not a number"), ("1.", "1:1: '1.' is not a number"),
            ("-Infinit", "1:2: expected a value"),
        ]
    )
    func faults(text: String, expected: String) {
        let error = #expect(throws: JSONError.self) { try JSONValue(parsing: text) }
        #expect(error?.description == expected)
    }

    @Test("No more values are read than are asked for, in lists and objects alike")
    func valueLimit() throws {
        let text = Array(#"{"a": [1, 2], "b": null}"#.utf8)
        #expect(try JSONValue(parsing: text, limit: 5) == ["a": [1, 2], "b": .null])
        let error = #expect(throws: JSONError.self) { try JSONValue(parsing: text, limit: 4) }
        #expect(error?.message == "more than 4 values")
    }

    @Test("Five hundred and twelve levels are read, more refused")
    func depth() throws {
        let nested = { (count: Int) in String(repeating: "[", count: count) + String(repeating: "]", count: count) }
        _ = try JSONValue(parsing: nested(512))
        let error = #expect(throws: JSONError.self) { try JSONValue(parsing: nested(600)) }
        #expect(error?.message == "more than 512 levels of nesting")
        #expect(throws: JSONError.self) { try JSONValue(parsing: String(repeating: "[", count: 1_000_000)) }
    }

    @Test("Bytes that are not UTF-8 become U+FFFD")
    func encoding() throws {
        #expect(try JSONValue(parsing: [0x22, 0xFF, 0x22]) == "\u{FFFD}")
    }
}
