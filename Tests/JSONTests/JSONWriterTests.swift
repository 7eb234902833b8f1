import JSON
import Testing

@Suite("Writing JSON")
struct JSONWriterTests {
    @Test(
        "Values are written compactly",
        arguments: [
            (.null, "null"), (.bool(false), "false"), (.int(-3), "-3"), (.double(0.1), "0.1"),
            (.double(1e300), "1e+300"),
            (.double(2), "2.0"), (.double(.nan), "\"nan\""), (.double(-.infinity), "\"-inf\""),
            ([1, ["a"]], "[1,[\"a\"]]"),
            (["b": 1, "a": [:]], "{\"b\":1,\"a\":{}}"),
            ("\u{1}\u{1F}\u{7F}\n\t\r\"\\/é😀", "\"\\u0001\\u001f\\u007f\\n\\t\\r\\\"\\\\/é😀\""),
        ] as [(JSONValue, String)]
    )
    func compact(value: JSONValue, expected: String) {
        #expect(value.compact == expected)
    }

    @Test("Pretty output indents by two and keeps plain lists on a line")
    func pretty() {
        let value: JSONValue = ["a": [1, 2], "b": [["c": .null]], "d": [:], "e": []]
        #expect(
            value.serialized(pretty: true) == """
                {
                  "a": [1,2],
                  "b": [
                    {
                      "c": null
                    }
                  ],
                  "d": {},
                  "e": []
                }
                """)
    }

    @Test("What is written is read back the same", arguments: [true, false])
    func roundTrip(pretty: Bool) throws {
        let value: JSONValue = [
            "numbers": [
                1, .double(1.5), .int(.min), .double(.leastNonzeroMagnitude), .double(1.7976931348623157e308),
                .double(0.1 + 0.2),
            ],
            "text": "a\u{0}\u{2028}\u{FFFF}\u{10FFFF}e\u{301}", "": [.null, true, [], [:]],
        ]
        #expect(try JSONValue(parsing: value.serialized(pretty: pretty)) == value)
    }
}
